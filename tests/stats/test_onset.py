"""Onset: the week is found, its interval covers, and sticky weeks widen it."""

from __future__ import annotations

import numpy as np
import pytest

from lastword.stats.onset import onset

WEEKS, PLACES = 104, np.arange(16, 89)


def falling(rng: np.random.Generator, week: int, fall: float) -> np.ndarray:
    return rng.normal(size=WEEKS) - fall * (np.arange(WEEKS) >= week)


def test_intervals_cover_the_week() -> None:
    """400 falls of 1.1 standard deviations; Monte-Carlo error of 95 % is 1.1 points."""
    rng = np.random.default_rng(1)
    weeks = rng.integers(20, 84, 400)
    found = [onset(falling(rng, int(w), 1.1), np.ones(WEEKS), PLACES) for w in weeks]
    covered = np.mean([f.lower <= w <= f.upper for f, w in zip(found, weeks, strict=True)])
    assert 0.95 <= covered <= 1.0
    assert np.median([f.upper - f.lower for f in found]) < 25
    assert np.median([abs(f.week - w) for f, w in zip(found, weeks, strict=True)]) <= 2


def test_levels_and_units_of_the_series_change_nothing() -> None:
    series = falling(np.random.default_rng(2), 50, 1.0)
    assert onset(7 + 3 * series, 5 * np.ones(WEEKS), PLACES) == onset(
        series, np.ones(WEEKS), PLACES
    )


def test_a_rise_dates_nothing() -> None:
    series = np.arange(WEEKS, dtype=float)
    found = onset(series, np.ones(WEEKS), PLACES)
    assert (found.lower, found.upper) == (PLACES[0], PLACES[-1])


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_sticky_weeks_and_higher_levels_widen_the_interval(level: float) -> None:
    series = falling(np.random.default_rng(3), 50, 1.5)
    found = [
        onset(series, np.ones(WEEKS), PLACES, level=level, stickiness=rho) for rho in (0.0, 0.6)
    ]
    assert found[0].week == found[1].week
    assert found[1].upper - found[1].lower > found[0].upper - found[0].lower
    surer = onset(series, np.ones(WEEKS), PLACES, level=0.99)
    assert surer.upper - surer.lower >= found[0].upper - found[0].lower
