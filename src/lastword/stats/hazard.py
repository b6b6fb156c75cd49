"""Hazards: how fast those who are still there have the event, bin by bin, from counts per time.

A curve through the hazards of bins stands in `smooth_hazard`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError
from lastword.stats.rate import garwood_ends

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Hazard:
    """Events for each unit of time that those still there were watched, by bin.

    Parameters
    ----------
    edges
        Ends of the bins, shape (B + 1,).
    rate, lower, upper
        Hazard with the ends of its interval, shape (B,); NaN where nobody was watched.
    events, exposure
        Events in each bin, and time watched there by all, shape (B,).
    level
        Confidence level.
    """

    edges: Floats
    rate: Floats
    lower: Floats
    upper: Floats
    events: Floats
    exposure: Floats
    level: float

    def peaks(self, *, least: float = 20.0) -> Floats:
        """Where the hazard surely stands above both neighbours: middles of such bins.

        A bin counts if it holds `least` events and its interval lies above those of the bins
        beside it.
        """
        beside = np.fmax(np.r_[np.nan, self.upper[:-1]], np.r_[self.upper[1:], np.nan])
        found = (self.lower > beside) & (self.events >= least)
        return np.asarray(((self.edges[:-1] + self.edges[1:]) / 2)[found], np.float64)


def hazards(
    times: ArrayLike,
    events: ArrayLike,
    censored: ArrayLike,
    edges: ArrayLike,
    *,
    level: float = 0.95,
) -> Hazard:
    """Events over time watched, in bins of time.

    h_b = d_b / E_b, with d_b the events in the bin and E_b the time that all who were still
    there spent in it. Interval: Garwood's, of d_b.

    Parameters
    ----------
    times
        Times at which somebody had the event or was watched no longer, shape (T,).
    events, censored
        How many of each at each time, shape (T,).
    edges
        Ends of the bins in rising order, shape (B + 1,); a bin holds times above its start, up to
        and including its end. Times outside are left out.
    level
        Confidence level of the interval.

    Raises
    ------
    UsageError
        If shapes differ or edges do not rise.

    Notes
    -----
    Occurrence–exposure rates assume a constant hazard within a bin; narrow bins show peaks such
    as those right after an announcement, wide ones are surer.

    Examples
    --------
    >>> found = hazards([1, 2, 3], [1, 1, 0], [0, 0, 2], [0, 2, 4])
    >>> found.rate.round(3).tolist(), found.exposure.tolist()
    ([0.286, 0.0], [7.0, 2.0])
    """
    t, d, c, ends = (np.asarray(a, np.float64) for a in (times, events, censored, edges))
    if t.ndim != 1 or d.shape != t.shape or c.shape != t.shape:
        raise UsageError("times, events and censored must be rows of the same length")
    if ends.ndim != 1 or ends.size < 2 or (np.diff(ends) <= 0).any():
        raise UsageError("edges of bins must rise, and there must be two or more")
    spent = np.clip(t[:, None], ends[:-1], ends[1:]) - ends[:-1]
    exposure = (d + c) @ spent
    place = np.searchsorted(ends, t, side="left") - 1
    inside = (place >= 0) & (place < ends.size - 1)
    counts = np.bincount(place[inside], d[inside], ends.size - 1).astype(np.float64)
    watched = np.where(exposure > 0, exposure, np.nan)
    lower, upper = garwood_ends(counts, level=level)
    return Hazard(ends, counts / watched, lower / watched, upper / watched, counts, exposure, level)
