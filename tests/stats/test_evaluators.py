from __future__ import annotations

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.evaluators import Level, Weights, krippendorff_alpha, weighted_kappa

N = np.nan
KRIPPENDORFF = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3],
        [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N],
    ]
)
"""Four observers, twelve units: Krippendorff (2011), section C to F."""


@pytest.mark.parametrize(
    ("scale", "published"),
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)],
)
def test_krippendorffs_own_example(scale: Level, published: float) -> None:
    found = krippendorff_alpha(KRIPPENDORFF, scale)
    assert found.value == pytest.approx(published, abs=5e-4)
    assert found.n == 11
    assert found.lower is not None
    assert found.lower < published


@pytest.mark.parametrize(
    ("weights", "value", "lower", "upper"),
    [
        ("linear", 0.4736842105263158, 0.3228083196113609, 0.6245601014412707),
        ("quadratic", 0.4545454545454546, 0.27034863162707257, 0.6387422774638366),
    ],
)
def test_weighted_kappa_as_statsmodels_gives_it(
    weights: Weights, value: float, lower: float, upper: float
) -> None:
    """statsmodels 0.15, cohens_kappa(table, wt=…): value and interval to 1e-10."""
    found = weighted_kappa([[44, 5, 1], [7, 20, 3], [9, 5, 6]], weights)
    assert (found.value, found.lower, found.upper) == pytest.approx((value, lower, upper), 1e-10)


def test_weighted_kappa_of_two_grades_is_kappa() -> None:
    from lastword.stats.agreement import kappa

    weighted, plain = weighted_kappa([[20, 5], [10, 15]]), kappa(20, 5, 10, 15)
    assert weighted.value == pytest.approx(plain.value)
    assert weighted.lower == pytest.approx(plain.lower)


def test_interval_of_weighted_kappa_covers() -> None:
    """300 tables of 150 double judgements: Monte-Carlo error .013."""
    random = np.random.default_rng(5)
    truth = weighted_kappa(_table(random, 400_000)).value
    found = [weighted_kappa(_table(random, 150)) for _ in range(300)]
    hit = np.mean([one.lower <= truth <= one.upper for one in found])  # type: ignore[operator]
    assert 0.91 < hit < 0.98


def _table(random: np.random.Generator, n: int) -> np.ndarray:
    true = random.normal(size=n)
    grades = [np.clip(np.round(true + random.normal(size=n) * 0.7 + 2), 0, 4) for _ in range(2)]
    return np.histogram2d(*grades, bins=np.arange(6) - 0.5)[0]


def test_nothing_judged_twice_is_unknown() -> None:
    assert not krippendorff_alpha([[1, N], [N, 2]]).is_known
    assert not weighted_kappa(np.zeros((3, 3))).is_known
    with pytest.raises(UsageError, match="square"):
        weighted_kappa([[1, 2, 3]])
