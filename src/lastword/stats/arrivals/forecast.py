"""Forecast: totals of days times the profile of the day, with the spread of past forecasts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError
from lastword.stats.arrivals.days import CLOSED, Pace, day_errors, smooth_days
from lastword.stats.arrivals.predictive import (
    Spread,
    count_quantiles,
    fit_spread,
    rate_quantiles,
)
from lastword.stats.arrivals.profile import profiles

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_LATEST = 60
RARE = 0.005
"""Contacts expected in an interval below which none are: fewer than one in 200 days."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """Forecast counts by day and interval.

    Parameters
    ----------
    mean
        Expected contacts, shape (H, J).
    spread
        How far they may be off.
    pace
        How fast the past is forgotten.
    """

    mean: Floats
    spread: Spread
    pace: Pace

    def counts(self, shares: ArrayLike) -> Floats:
        """Quantiles of the counts, shape (Q, H, J)."""
        return count_quantiles(self.mean, self._variance(), shares)

    def rates(self, shares: ArrayLike) -> Floats:
        """Quantiles of the rates behind them, shape (Q, H, J)."""
        return rate_quantiles(self.mean, self._variance(), shares)

    def _variance(self) -> Floats:
        ahead = np.arange(1, self.mean.shape[0] + 1)[:, None]
        return self.spread.of_rate(self.mean, ahead)


def look_ahead(counts: ArrayLike, kinds: ArrayLike, future: ArrayLike) -> Outlook:
    """Forecast the days to come.

    Mean = total of the day (`smooth_days`) × share of the interval (`profiles`). Counts are
    negative binomial; their variance is that of forecasts of the past, made in the same way, by
    days ahead (`fit_spread`).

    Parameters
    ----------
    counts
        Contacts by calendar day and interval, without gaps, shape (D, J).
    kinds
        Kind of each day, 0 … K − 1, or −1 to leave it out (closed, a holiday); shape (D,).
    future
        Kinds of the days to come, shape (H,).

    Raises
    ------
    UsageError
        If shapes do not fit, a count is negative, or fewer than 14 days are open.
    """
    y, kind = np.asarray(counts, np.float64), np.asarray(kinds, np.int64)
    ahead = np.asarray(future, np.int64)
    _check(y, kind, ahead)
    totals = y.sum(axis=1)
    kind = np.where(totals > 0, kind, CLOSED)
    days = smooth_days(totals, kind, horizon=ahead.size, sorts=int(ahead.max()) + 1)
    share = profiles(y, kind, sorts=int(ahead.max()) + 1)
    mean = days.ahead(ahead)[:, None] * share[-1][ahead]
    mean = np.where(mean < RARE, 0.0, mean)
    late = np.flatnonzero(kind != CLOSED)[-_LATEST:]
    expected = totals[late, None] * share[late, kind[late]]
    error, distance = day_errors(days, totals, kind, ahead.size)
    spread = fit_spread(error, distance, totals[late], expected.ravel(), y[late].ravel())
    return Outlook(mean, spread, days.pace)


def _check(y: Floats, kinds: Ints, future: Ints) -> None:
    if y.ndim != 2 or kinds.shape != (y.shape[0],) or future.ndim != 1 or not future.size:
        raise UsageError("counts must be days × intervals, with one kind a day, past and future")
    if not ((y >= 0) & np.isfinite(y)).all():
        raise UsageError("a count of contacts is negative or unknown; check the counts")
