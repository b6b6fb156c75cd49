"""Onset: from which week on a series lies lower, by the likelihood of every possible week."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Onset:
    """The likeliest first week of a lower level, and the weeks that it may be.

    Parameters
    ----------
    week
        Place of the likeliest first week.
    lower, upper
        Ends of its interval.
    """

    week: int
    lower: int
    upper: int


def onset(
    series: Floats,
    weight: Floats,
    places: NDArray[np.int64],
    *,
    level: float = 0.95,
    stickiness: float = 0.0,
) -> Onset:
    """Date the fall of a series that has one level before and a lower one after.

    The likeliest week leaves the least squares around the two levels. The interval holds every
    week whose likelihood ratio is at most −2 log(1 − √level), stretched by (1 + ρ)/(1 − ρ) where
    neighbouring weeks go together.

    Parameters
    ----------
    series, weight
        Values and their inverse variances up to a factor, shape (T,).
    places
        Weeks that may be the first of the lower level.
    level
        Confidence level of the interval.
    stickiness
        Autocorrelation ρ of the weeks around the two levels.

    Notes
    -----
    The law of the likelihood ratio is that of the highest of two Brownian motions with drift,
    Siegmund (1988), doi:10.2307/1403352. Since weeks are whole, intervals hold the true week more
    often than `level`: 98 to 99 % instead of 95 for falls of one standard deviation.

    Examples
    --------
    >>> series = np.r_[np.full(30, 2.0), np.zeros(30)] + np.tile([0.3, -0.3], 30)
    >>> onset(series, np.ones(60), np.arange(10, 51))
    Onset(week=30, lower=30, upper=30)
    """
    sums, held = np.cumsum(series * weight), np.cumsum(weight)
    before, early = sums[places - 1], held[places - 1]
    after, late = sums[-1] - before, held[-1] - early
    gap = before / early - after / late
    explained = np.maximum(gap, 0.0) ** 2 * early * late / held[-1]
    best = int(explained.argmax())
    around = float((weight * series**2).sum() - sums[-1] ** 2 / held[-1] - explained[best])
    variance = around / (series.size - 2) * (1 + stickiness) / (1 - stickiness)
    ratio = (explained[best] - explained) / variance
    likely = places[ratio <= -2 * math.log(1 - math.sqrt(level))]
    return Onset(int(places[best]), int(likely[0]), int(likely[-1]))
