"""Profile of the day: which share of its contacts comes in each interval, by kind of day."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

from lastword.stats.arrivals.days import CLOSED

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_MEMORIES = (28.0, 91.0, 365.0)
_BORROWED = (0.2, 1.0, 5.0, 25.0)
_SCORED = 60


def profiles(counts: Floats, kinds: Ints, *, sorts: int = 1) -> Floats:
    """Share of the day in each interval for each kind of day, as known at the end of each day.

    p_k = (Σ w y + κ n̄ p̄) / (Σ w N + κ n̄): exponentially weighted counts of the kind, borrowing κ
    mean days from all kinds together, so that a rare kind of day, or a small centre, is not
    fitted to noise. Memory and κ are chosen by the likelihood of the next day's counts.

    Parameters
    ----------
    counts
        Contacts by day and interval, shape (D, J).
    kinds
        Kind of each day, or `CLOSED`; shape (D,).
    sorts
        Kinds of days at least, K.

    Returns
    -------
    numpy.ndarray
        Shape (D + 1, K, J); row d knows the first d days.
    """
    count = max(sorts, int(kinds.max()) + 1)
    choices = product(_MEMORIES, _BORROWED)
    found = [_shares(counts, kinds, count, *choice) for choice in choices]
    return max(found, key=lambda shares: _likelihood(shares, counts, kinds))


def _shares(counts: Floats, kinds: Ints, count: int, memory: float, borrowed: float) -> Floats:
    days, slots = counts.shape
    kept = 0.5 ** (1 / memory)
    seen = np.zeros((count, slots))
    shares = np.empty((days + 1, *seen.shape))
    weight = 0.0
    for day in range(days + 1):
        everything = seen.sum(axis=0) + 1e-3
        pooled = everything / everything.sum()
        lent = borrowed * everything.sum() / max(weight, 1.0)
        shares[day] = (seen + lent * pooled) / (seen.sum(axis=1, keepdims=True) + lent)
        if day < days:
            seen, weight = seen * kept, weight * kept
            if kinds[day] != CLOSED:
                seen[kinds[day]] += counts[day]
                weight += 1
    return shares


def _likelihood(shares: Floats, counts: Floats, kinds: Ints) -> float:
    """Multinomial log-likelihood of each recent day by the shares known before it."""
    days = np.flatnonzero(kinds != CLOSED)[-_SCORED:]
    days = days[days > 0]
    return float((counts[days] * np.log(shares[days, kinds[days]])).sum())
