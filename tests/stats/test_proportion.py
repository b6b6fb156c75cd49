"""Intervals of shares against published values, laws and simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.stats.proportion import clopper_pearson, cluster_share, newcombe, wilson


def ends(estimate: Estimate) -> tuple[float, float]:
    assert estimate.lower is not None
    assert estimate.upper is not None
    return estimate.lower, estimate.upper


@pytest.mark.parametrize(
    ("successes", "n", "lower", "upper"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_ends_of_newcombe_1998(successes, n, lower, upper) -> None:
    assert ends(wilson(successes, n)) == pytest.approx((lower, upper), abs=5e-5)


@pytest.mark.parametrize(
    ("successes", "n", "lower", "upper"),
    [
        (81, 263, 0.2527, 0.3676),
        (15, 148, 0.0578, 0.1617),
        (0, 20, 0, 0.1684),
        (1, 29, 0.0009, 0.1776),
    ],
)
def test_clopper_pearson_gives_the_ends_of_newcombe_1998(successes, n, lower, upper) -> None:
    assert ends(clopper_pearson(successes, n)) == pytest.approx((lower, upper), abs=5e-5)


@pytest.mark.parametrize(
    ("counts", "lower", "upper"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((10, 10, 0, 10), 0.6075, 1.0),
        ((0, 10, 0, 20), -0.1611, 0.2775),
    ],
)
def test_newcombe_gives_the_ends_of_his_second_1998_paper(counts, lower, upper) -> None:
    assert ends(newcombe(*counts)) == pytest.approx((lower, upper), abs=1e-4)


@given(st.integers(1, 5000), st.data())
def test_the_interval_of_successes_mirrors_that_of_failures(n, data) -> None:
    successes = data.draw(st.integers(0, n))
    lower, upper = ends(wilson(successes, n))
    mirrored = ends(wilson(n - successes, n))
    assert (1 - upper, 1 - lower) == pytest.approx(mirrored, abs=1e-12)
    assert lower <= successes / n <= upper


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=20))
def test_clustered_intervals_are_never_narrower_than_independent_ones(pairs) -> None:
    y, n = np.array([a for a, _ in pairs]), np.array([a + b for a, b in pairs])
    if (n > 0).sum() < 2:
        return
    robust, plain = cluster_share(y, n), wilson(int(y.sum()), int(n.sum()))
    assert robust.value == pytest.approx(plain.value)
    assert ends(robust)[0] <= ends(plain)[0] + 1e-12
    assert ends(robust)[1] >= ends(plain)[1] - 1e-12


def test_nothing_observed_is_unknown_not_zero() -> None:
    assert wilson(0, 0).value is None
    assert cluster_share([], []).value is None
    assert newcombe(1, 2, 0, 0).value is None


def test_one_cluster_has_no_interval() -> None:
    alone = cluster_share([3.0], [10.0])
    assert (alone.value, alone.lower, alone.upper) == (0.3, None, None)


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(UsageError, match="successes = 5 of n = 3"):
        wilson(5, 3)
    with pytest.raises(UsageError, match="check the counts"):
        cluster_share([3, 4], [5, 3])
    with pytest.raises(UsageError, match="between 0 and 1"):
        wilson(1, 2, level=95)


@pytest.mark.parametrize(
    ("clusters", "share", "icc"), [(8, 0.6, 0.1), (30, 0.85, 0.05), (12, 0.1, 0.05)]
)
def test_clustered_shares_are_covered(clusters, share, icc) -> None:
    """2,000 draws: Monte-Carlo error of a coverage of .95 is .005."""
    rng = np.random.default_rng(11)
    draws, covered = 2000, 0
    a = (1 - icc) / icc
    for _ in range(draws):
        sizes = rng.poisson(40, clusters) + 1
        y = rng.binomial(sizes, rng.beta(share * a, (1 - share) * a, clusters))
        lower, upper = ends(cluster_share(y, sizes))
        covered += lower <= share <= upper
    assert 0.93 <= covered / draws <= 0.985
