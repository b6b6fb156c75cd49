"""How many agents when the rate itself is uncertain: the promise kept on average over it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lastword.errors import UsageError
from lastword.stats.queueing.patience import Patience
from lastword.stats.queueing.queue import waits
from lastword.stats.queueing.staffing import agents_needed
from lastword.stats.queueing.target import Condition

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


def agents_for_mixture(
    rates: Floats,
    service_seconds: float,
    patience: Patience | float,
    target: Sequence[Condition],
) -> Counts:
    """Smallest number of agents with which callers meet the target on average over the rates.

    E[λ m(λ, n)] / E[λ] against each limit, with m the measure: every caller counts, so that busy
    days weigh more.

    Parameters
    ----------
    rates
        Equally probable arrival rates per second of each interval, shape (Q, T).
    service_seconds, patience, target
        As in `agents_needed`; callers must give up some time, since on the worst of the days
        there may be too few agents.

    Raises
    ------
    UsageError
        If rates are no table of numbers of 0 or more.
    """
    if rates.ndim != 2 or not ((rates >= 0) & np.isfinite(rates)).all():
        raise UsageError("rates must be equally probable rates × intervals, 0 or more, finite")
    some = rates.max(axis=0) > 0
    needed = np.zeros(rates.shape[1], np.int64)
    if not some.any():
        return needed
    lam = np.maximum(rates[:, some], 1e-12)
    low = np.maximum(agents_needed(lam.min(axis=0), service_seconds, patience, target) - 1, 0)
    high = agents_needed(lam.max(axis=0), service_seconds, patience, target)
    while (high - low > 1).any():
        middle = np.maximum((low + high) // 2, 1)
        kept = _is_kept(lam, service_seconds, middle, patience, target)
        open_ = high - low > 1
        high = np.where(open_ & kept, middle, high)
        low = np.where(open_ & ~kept, middle, low)
    needed[some] = high
    return needed


def _is_kept(
    lam: Floats,
    seconds: float,
    agents: Counts,
    patience: Patience | float,
    target: Sequence[Condition],
) -> NDArray[np.bool_]:
    kept = np.ones(agents.shape, bool)
    weight = lam / lam.sum(axis=0)
    for one in target:
        found = waits(lam, seconds, agents, patience, within=one.within)
        kept &= (weight * one.missed_by(found)).sum(axis=0) <= 0
    return kept
