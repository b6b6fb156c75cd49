"""Kaplan–Meier against R's aml example, a simulated patience curve, laws and simulation."""

from __future__ import annotations

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.survival import kaplan_meier


def counts(times, happened):
    """Distinct times with events and censored at each."""
    at = np.unique(times)
    events = [int(((times == t) & happened).sum()) for t in at]
    censored = [int(((times == t) & ~happened).sum()) for t in at]
    return at, events, censored


def test_maintained_group_of_the_aml_trial() -> None:
    """R: survfit(Surv(time, status) ~ x, aml, conf.type = "log-log"), group Maintained."""
    times = np.array([9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161])
    happened = np.array([1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0], bool)
    curve = kaplan_meier(*counts(times, happened))
    at = [9, 13, 18, 23, 31, 34, 48]
    rows = [curve.survived(t) for t in at]
    assert [r.value for r in rows] == pytest.approx(
        [0.9091, 0.8182, 0.7159, 0.6136, 0.4909, 0.3682, 0.1841], abs=5e-5
    )
    places = [int(np.flatnonzero(curve.times == t)[0]) for t in at]
    errors = np.sqrt(curve.variance[places])
    assert errors == pytest.approx(
        [0.0867, 0.1163, 0.1397, 0.1526, 0.1642, 0.1627, 0.1535], abs=5e-5
    )
    assert [r.lower for r in rows] == pytest.approx(
        [0.5081, 0.4474, 0.3502, 0.2658, 0.1673, 0.0928, 0.0117], abs=5e-4
    )
    assert [r.upper for r in rows] == pytest.approx(
        [0.9867, 0.9512, 0.8990, 0.8352, 0.7537, 0.6567, 0.5252], abs=5e-4
    )
    assert curve.quantile(0.5) == 31


def test_patience_is_recovered_where_those_served_are_censored() -> None:
    """Lognormal patience, median 3 min: S(.25, .5, 1, 2) = .981, .932, .820, .633."""
    rng = np.random.default_rng(2)
    patience = rng.lognormal(np.log(3), 1.2, 200_000)
    wait = rng.exponential(1.5, 200_000)
    times = np.ceil(np.minimum(patience, wait) * 60) / 60
    at, place = np.unique(times, return_inverse=True)
    left = np.bincount(place, weights=patience <= wait)
    served = np.bincount(place, weights=patience > wait)
    curve = kaplan_meier(at, left, served)
    truth = {0.25: 0.9809, 0.5: 0.9324, 1: 0.8198, 2: 0.633}
    for time, share in truth.items():
        assert curve.survived(time).value == pytest.approx(share, abs=0.005)


def test_without_censoring_it_is_the_plain_share() -> None:
    curve = kaplan_meier([1, 2, 3], [2, 3, 5], [0, 0, 0])
    assert curve.survival.tolist() == pytest.approx([0.8, 0.5, 0.0])
    assert curve.happened(3).value == pytest.approx(1.0)
    assert curve.variance[:2] == pytest.approx([0.8 * 0.2 / 10, 0.5 * 0.5 / 10])


def test_groups_at_once_equal_groups_alone() -> None:
    events, censored = np.array([[2, 0, 1], [0, 0, 0]]), np.array([[0, 3, 1], [1, 1, 5]])
    both = kaplan_meier([1, 5, 9], events, censored)
    for g in range(2):
        alone, picked = kaplan_meier([1, 5, 9], events[g], censored[g]), both.group(g)
        assert picked.survival.tolist() == alone.survival.tolist()
        assert picked.survived(5) == alone.survived(5)


def test_after_the_last_time_watched_nothing_is_known() -> None:
    curve = kaplan_meier([1, 2], [1, 0], [0, 4])
    assert curve.survived(2).value == pytest.approx(0.8)
    assert curve.survived(3).value is None
    assert curve.survived(0.5).value == 1
    assert curve.survived(0.5).lower == pytest.approx(5 / (5 + 1.959964**2), abs=1e-6)


def test_unsorted_times_are_refused() -> None:
    with pytest.raises(UsageError, match="times do not rise"):
        kaplan_meier([2, 1], [1, 1], [0, 0])
    with pytest.raises(UsageError, match="shapes"):
        kaplan_meier([1, 2], [1], [0])
    with pytest.raises(UsageError, match="negative"):
        kaplan_meier([1, 2], [1, -1], [0, 0])


def test_survival_is_covered() -> None:
    """4,000 draws of 60 persons in 30 days: Monte-Carlo error of a coverage of .95 is .0035."""
    rng = np.random.default_rng(5)
    days = np.arange(1, 31)
    times = np.ceil(rng.exponential(20, (4000, 60)))
    watched = rng.integers(5, 31, (4000, 60))
    happened = times <= watched
    last = np.minimum(times, watched)
    events = np.stack([((last == d) & happened).sum(1) for d in days], axis=1)
    censored = np.stack([((last == d) & ~happened).sum(1) for d in days], axis=1)
    curves = kaplan_meier(days, events, censored)
    for day in (3, 7, 20):
        truth = np.exp(-day / 20)
        covered = (curves.lower[:, day - 1] <= truth) & (truth <= curves.upper[:, day - 1])
        assert 0.935 <= covered.mean() <= 0.97


def test_restricted_mean_of_the_aml_trial() -> None:
    """Maintained group to 35 months, by hand from the published survival curve."""
    curve = kaplan_meier([9, 13, 18, 23, 31, 34, 48], [1, 1, 1, 1, 1, 1, 1], [0] * 7)
    found = curve.restricted_mean(35, unit="days")
    assert found.value == pytest.approx((9 + 13 + 18 + 23 + 31 + 34 + 35) / 7)


def test_restricted_mean_covers() -> None:
    """400 centres of 200 callers; the Monte-Carlo error of the share is 1.1 points."""
    truth, held = 120 * (1 - np.exp(-1.5)), 0
    for random in np.random.default_rng(5).spawn(400):
        patience, offered = random.exponential(120, 200), random.exponential(300, 200)
        at, events, censored = counts(np.minimum(patience, offered).round(), patience < offered)
        found = kaplan_meier(at, events, censored).restricted_mean(180)
        held += found.lower <= truth <= found.upper
    assert 0.92 <= held / 400 <= 0.975


def test_restricted_mean_beyond_the_data_is_unknown() -> None:
    assert kaplan_meier([1, 2], [1, 0], [0, 5]).restricted_mean(3).value is None
    assert kaplan_meier([1, 2], [1, 1], [0, 0]).restricted_mean(3).value == pytest.approx(1.5)
