"""Means against closed forms and simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.logistic import logistic
from lastword.stats.mean import cluster_difference, cluster_mean, mean, ratio_error


def test_mean_of_the_sleep_data() -> None:
    """R: t.test(extra, subset = group == 2): mean 2.33, 95 % interval 0.8976775 to 3.7623225."""
    x = np.array([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
    got = mean(x.sum(), (x**2).sum(), 10)
    assert (got.value, got.lower, got.upper) == pytest.approx((2.33, 0.8976775, 3.7623225))


def test_clusters_of_one_are_independent_observations() -> None:
    x = np.random.default_rng(1).normal(3, 2, 40)
    alone, clustered = mean(x.sum(), (x**2).sum(), 40), cluster_mean(x, np.ones(40))
    assert (alone.value, alone.lower, alone.upper) == pytest.approx(
        (clustered.value, clustered.lower, clustered.upper)
    )


def test_error_of_a_share_is_that_of_the_logistic_sandwich() -> None:
    """Delta method: the error of a share is p(1−p) times that of the intercept."""
    rng = np.random.default_rng(2)
    sizes = rng.integers(5, 40, 15)
    yes = rng.binomial(sizes, rng.beta(6, 4, 15))
    fit = logistic(np.ones((15, 1)), yes, sizes, clusters=np.arange(15))
    p = yes.sum() / sizes.sum()
    assert ratio_error(yes, sizes) == pytest.approx(p * (1 - p) * fit.errors[0], rel=1e-6)


def test_nothing_or_one_cluster_says_what_it_can() -> None:
    assert cluster_mean([], []).value is None
    assert cluster_mean([0.0], [0.0]).value is None
    alone = cluster_mean([12.0], [4.0])
    assert (alone.value, alone.lower) == (3.0, None)
    assert mean(0, 0, 0).value is None
    assert mean(5.0, 25.0, 1).lower is None
    assert math.isinf(ratio_error([1.0], [2.0]))


def test_shapes_must_agree() -> None:
    with pytest.raises(UsageError, match="give one each"):
        cluster_mean([1.0, 2.0], [1.0])


@pytest.mark.parametrize("clusters", [10, 40])
def test_clustered_means_are_covered(clusters) -> None:
    """4,000 draws: Monte-Carlo error of a coverage of .95 is .0035."""
    rng = np.random.default_rng(7)
    covered = 0
    for _ in range(4000):
        sizes = rng.integers(10, 60, clusters)
        totals = sizes * rng.normal(2, 0.4, clusters) + rng.normal(0, np.sqrt(sizes))
        got = cluster_mean(totals, sizes)
        covered += got.lower <= 2 <= got.upper
    assert 0.925 <= covered / 4000 <= 0.96


def test_difference_of_independent_clusters_is_that_of_two_means() -> None:
    random = np.random.default_rng(2)
    first, second = random.normal(5, 1, 40), random.normal(3, 2, 60)
    gap = cluster_difference(
        np.r_[first, np.zeros(60)],
        np.r_[np.ones(40), np.zeros(60)],
        np.r_[np.zeros(40), second],
        np.r_[np.zeros(40), np.ones(60)],
    )
    error = np.sqrt(first.var() / 40 + second.var() / 60)
    assert gap.value == pytest.approx(first.mean() - second.mean())
    assert (gap.upper - gap.lower) / 2 == pytest.approx(1.98 * error, rel=0.02)


def test_difference_within_clusters_is_paired() -> None:
    totals = np.array([5.0, 9, 1, 7])
    gap = cluster_difference(totals + 2, np.ones(4), totals, np.ones(4))
    assert gap.value == pytest.approx(2)
    assert gap.upper - gap.lower == pytest.approx(0, abs=1e-12)
    assert cluster_difference([0], [0], [1], [1]).value is None
    assert cluster_difference([1], [1], [1], [1]).lower is None
