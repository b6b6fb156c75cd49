from __future__ import annotations

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.beta_binomial import beta_binomial

BOYS = [3, 24, 104, 286, 670, 1033, 1343, 1112, 829, 478, 181, 45, 7]
"""Geissler (1889): boys in 6,115 Saxon families of twelve, by number of boys from 0."""


def test_geissler() -> None:
    """α = 34.09558, β = 31.5715 in the literature; log L is flat there, ours is a little higher."""
    fit = beta_binomial(np.repeat(np.arange(13), BOYS), np.full(sum(BOYS), 12))
    assert (fit.a, fit.b) == pytest.approx((34.09558, 31.5715), rel=3e-4)


def test_posterior_lies_between_group_and_mean() -> None:
    fit = beta_binomial([1, 30, 55, 9, 20], [10, 60, 60, 10, 40])
    own = fit.yes / fit.trials
    assert ((fit.shares - own) * (fit.mean - own) >= 0).all()
    lower, upper = fit.interval()
    assert ((lower < fit.shares) & (fit.shares < upper)).all()


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(UsageError, match="0 ≤ yes ≤ trials"):
        beta_binomial([5, 1], [4, 4])
