"""Forecasts of made-up centres: levels, profiles, intervals that hold what they say."""

from __future__ import annotations

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.arrivals.days import CLOSED, smooth_days
from lastword.stats.arrivals.forecast import look_ahead
from lastword.stats.arrivals.predictive import count_quantiles, rate_quantiles
from lastword.stats.pinball import coverage, pinball

WEEK = np.array([1.4, 1.1, 1.0, 1.0, 1.1, 0.0, 0.0])
SHAPE = 1 + np.sin(np.linspace(0, np.pi, 20))


def centre(
    days: int, seed: int, *, drift: float = 0.03, size: float = 40.0
) -> tuple[np.ndarray, np.ndarray]:
    """Counts by day and interval, and kinds: a random walk of the level, noise of each day."""
    random = np.random.default_rng(seed)
    level = np.exp(np.cumsum(random.normal(0, drift, days)))
    day = WEEK[np.arange(days) % 7] * level * np.exp(random.normal(0, 0.05, days))
    counts = random.poisson(size * day[:, None] * SHAPE / SHAPE.mean())
    return counts, np.where(np.arange(days) % 7 < 5, np.arange(days) % 7, CLOSED)


def test_level_and_profile_of_a_quiet_centre() -> None:
    counts, kinds = centre(140, 1, drift=0.0)
    outlook = look_ahead(counts, kinds, kinds[:7])
    truth = 40 * WEEK[:, None] * SHAPE / SHAPE.mean()
    assert outlook.mean[:5] == pytest.approx(truth[:5], rel=0.2)
    assert outlook.mean[:5].sum() == pytest.approx(truth.sum(), rel=0.05)
    assert (outlook.mean[5:] == 0).all()


def test_intervals_hold_what_they_say_and_beat_last_week() -> None:
    """Sixteen centres, 14 days ahead; the coverage's Monte-Carlo error is about 2 points."""
    held, own, naive = [], [], []
    shares = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
    for seed in range(16):
        counts, kinds = centre(126, seed)
        past, coming = counts[:112], counts[112:]
        outlook = look_ahead(past, kinds[:112], kinds[112:])
        quantiles, is_open = outlook.counts(shares), kinds[112:] != CLOSED
        held.append(coverage(coming[is_open], quantiles[0, is_open], quantiles[-1, is_open]))
        own.append(pinball(coming[is_open], quantiles[2:3, is_open], [0.5])[0])
        naive.append(pinball(coming[is_open], np.tile(past[-7:], (2, 1))[None, is_open], [0.5])[0])
    assert 0.85 <= np.mean(held) <= 0.95
    assert np.mean(own) < 0.9 * np.mean(naive)


def test_a_kind_never_seen_gets_the_mean_of_all() -> None:
    totals = np.full(40, 50.0)
    days = smooth_days(totals, np.zeros(40, np.int64), sorts=3)
    assert days.ahead(np.array([2, CLOSED])).tolist() == pytest.approx([50, 0])


def test_a_certain_rate_leaves_poisson() -> None:
    from scipy.stats import poisson

    mean, shares = np.array([3.0, 80.0]), [0.05, 0.5, 0.95]
    found = count_quantiles(mean, np.zeros(2), shares)
    assert found.tolist() == poisson.ppf(np.array(shares)[:, None], mean).tolist()
    assert rate_quantiles(mean, np.zeros(2), [0.9])[0] == pytest.approx(mean, rel=1e-3)


def test_a_rate_spreads_less_than_its_counts() -> None:
    mean, variance = np.array([100.0]), np.array([225.0])
    rate = rate_quantiles(mean, variance, [0.05, 0.95]).ravel()
    count = count_quantiles(mean, variance, [0.05, 0.95]).ravel()
    assert count[0] < rate[0] < 100 < rate[1] < count[1]
    assert count_quantiles(np.zeros(1), np.ones(1), [0.9]).tolist() == [[0.0]]


def test_what_cannot_be() -> None:
    with pytest.raises(UsageError, match="at least 14"):
        look_ahead(np.ones((10, 4)), np.zeros(10), np.zeros(3))
    with pytest.raises(UsageError, match="days × intervals"):
        look_ahead(np.ones((20, 4)), np.zeros(19), np.zeros(3))
    with pytest.raises(UsageError, match="negative or unknown"):
        look_ahead(-np.ones((20, 4)), np.zeros(20), np.zeros(3))
