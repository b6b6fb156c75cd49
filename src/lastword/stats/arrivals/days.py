"""Totals of days: a level that moves, times a factor for each kind of day."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from lastword.errors import UsageError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
CLOSED = -1
"""Kind of a day that is left out."""
FEWEST = 14
"""Open days below which nothing is forecast."""
_MEMORIES = (14.0, 28.0, 56.0, 182.0)
_PACES = (0.1, 0.25, 0.5)
_RETURNS = (0.7, 0.9, 1.0)
_BORROWED = 0.3
_SCORED_ORIGINS = 200


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the past is forgotten.

    Parameters
    ----------
    memory
        Half-life, in days, of the means by kind of day.
    pace
        Share of a day's surprise that moves the level.
    stays
        Share of the level that is left after each further day ahead.
    """

    memory: float
    pace: float
    stays: float


@dataclass(frozen=True, slots=True)
class Days:
    """Smoothed totals, as known at the end of each day.

    Parameters
    ----------
    pace
        Chosen by its own forecasts of the past.
    means
        Mean total of each kind of day, shape (D + 1, K); row d knows the first d days.
    level
        Logarithm of how far the latest days lie above these means, shape (D + 1,).
    """

    pace: Pace
    means: Floats
    level: Floats

    def ahead(self, kinds: Ints, origin: int = -1) -> Floats:
        """Totals of the days after `origin`, by their kinds; 0 for closed ones."""
        days = np.arange(1, kinds.size + 1)
        totals = self.means[origin][kinds] * np.exp(self.level[origin] * self.pace.stays**days)
        return np.asarray(np.where(kinds == CLOSED, 0.0, totals), np.float64)


def smooth_days(totals: Floats, kinds: Ints, *, horizon: int = 14, sorts: int = 1) -> Days:
    """Choose how fast to forget by forecasting the past, and smooth.

    N̂(d + h) = m_kind(d) · exp(r_d ρ^h): m is an exponentially weighted mean by kind of day, and r
    follows the surprises log N − log m with pace α.

    Parameters
    ----------
    totals
        Contacts of each calendar day, shape (D,).
    kinds
        Kind of each day, 0 … K − 1 (the weekday, say), or `CLOSED`; shape (D,).
    horizon
        Days ahead whose errors decide.
    sorts
        Kinds of days at least, K; one that was never seen gets the mean of all.

    Raises
    ------
    UsageError
        If fewer than 14 days are open.

    Examples
    --------
    >>> totals = np.tile([90.0, 60, 60, 60, 70, 0, 0], 6)
    >>> days = smooth_days(totals, np.tile([0, 1, 2, 3, 4, -1, -1], 6))
    >>> days.ahead(np.array([0, 1])).round().tolist()
    [90.0, 60.0]
    """
    is_open = (kinds != CLOSED) & (totals > 0)
    if is_open.sum() < FEWEST:
        raise UsageError(
            f"only {int(is_open.sum())} days with contacts; a forecast needs at least {FEWEST}"
        )
    best: tuple[float, Days] | None = None
    for memory in _MEMORIES:
        means = _means(totals, kinds, is_open, memory, max(sorts, int(kinds.max()) + 1))
        surprise = np.zeros(totals.size)
        surprise[is_open] = np.log(totals[is_open] / means[:-1][is_open, kinds[is_open]])
        for pace, stays in product(_PACES, _RETURNS):
            days = Days(Pace(memory, pace, stays), means, _level(surprise, is_open, pace))
            score = float(np.mean(np.square(day_errors(days, totals, kinds, horizon)[0])))
            if best is None or score < best[0]:
                best = score, days
    assert best is not None
    return best[1]


def day_errors(days: Days, totals: Floats, kinds: Ints, horizon: int) -> tuple[Floats, Ints]:
    """Logarithms of totals over their forecasts from earlier days, and how many days ahead."""
    first = max(FEWEST, totals.size - _SCORED_ORIGINS)
    origins = np.arange(min(first, totals.size - 1), totals.size)
    ahead = np.arange(1, horizon + 1)
    place = origins[:, None] + ahead - 1
    kept = place < totals.size
    place = np.minimum(place, totals.size - 1)
    kept &= (kinds[place] != CLOSED) & (totals[place] > 0)
    level = days.level[origins][:, None] * days.pace.stays**ahead
    expected = np.log(days.means[origins[:, None], kinds[place]]) + level
    error = np.log(np.maximum(totals[place], 0.5)) - expected
    return error[kept], np.broadcast_to(ahead, kept.shape)[kept]


def _means(
    totals: Floats, kinds: Ints, is_open: NDArray[np.bool_], memory: float, count: int
) -> Floats:
    """Weighted means by kind, each borrowing a little from all kinds together."""
    kept = 0.5 ** (1 / memory)
    weight, total = np.zeros(count), np.zeros(count)
    means = np.empty((totals.size + 1, count))
    start = float(totals[is_open][:FEWEST].mean())
    for day in range(totals.size + 1):
        pooled = (total.sum() + start * _BORROWED) / (weight.sum() + _BORROWED)
        means[day] = (total + pooled * _BORROWED) / (weight + _BORROWED)
        if day < totals.size:
            weight, total = weight * kept, total * kept
            if is_open[day]:
                weight[kinds[day]] += 1
                total[kinds[day]] += totals[day]
    return means


def _level(surprise: Floats, is_open: NDArray[np.bool_], pace: float) -> Floats:
    level = np.zeros(surprise.size + 1)
    for day in range(surprise.size):
        moved = pace * (surprise[day] - level[day]) if is_open[day] else 0.0
        level[day + 1] = level[day] + moved
    return level
