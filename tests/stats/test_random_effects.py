from __future__ import annotations

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.random_effects import random_effects, surveys_needed

DYESTUFF = np.array(
    [
        [1545, 1440, 1440, 1520, 1580],
        [1540, 1555, 1490, 1560, 1495],
        [1595, 1550, 1605, 1510, 1560],
        [1445, 1440, 1595, 1465, 1545],
        [1595, 1630, 1515, 1635, 1625],
        [1520, 1455, 1450, 1480, 1445],
    ],
    dtype=float,
)
"""Davies and Goldsmith (1972): yield of dyestuff from six batches."""


def sums(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return np.full(len(rows), rows.shape[1]), rows.sum(axis=1), (rows**2).sum(axis=1)


def test_dyestuff_as_lme4_fits_it() -> None:
    fit = random_effects(*sums(DYESTUFF))
    assert fit.mean == pytest.approx(1527.5)
    assert fit.between == pytest.approx(1764.05, abs=0.01)
    assert fit.within == pytest.approx(2451.25, abs=0.01)
    blups = [-17.60685, 0.39126, 28.56223, -23.08455, 56.73319, -44.99530]
    np.testing.assert_allclose(fit.effects, blups, atol=2e-4)


def test_balanced_groups_equal_the_analysis_of_variance() -> None:
    rows = np.random.default_rng(1).normal(size=(12, 8)) + np.arange(12)[:, None] / 4
    fit = random_effects(*sums(rows))
    within = rows.var(axis=1, ddof=1).mean()
    between = rows.mean(axis=1).var(ddof=1) - within / 8
    assert (fit.within, fit.between) == pytest.approx((within, between), rel=1e-6)


def test_equal_groups_do_not_differ() -> None:
    rows = np.tile([1.0, 2.0, 3.0, 4.0], (5, 1))
    fit = random_effects(*sums(rows))
    assert fit.between == 0
    assert fit.icc == 0
    assert surveys_needed(fit.icc) == float("inf")


def test_one_group_is_refused() -> None:
    with pytest.raises(UsageError, match="two groups"):
        random_effects([5], [10], [30])
