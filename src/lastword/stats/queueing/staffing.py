"""How many agents it takes: the smallest number that keeps a promise, for every interval."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize.elementwise import find_root

from lastword.errors import UsageError
from lastword.stats.queueing.patience import Patience
from lastword.stats.queueing.queue import waits
from lastword.stats.queueing.target import Condition

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
_LEAST = -30.0
_MOST = 1_000_000


def agents_needed(
    arrivals: ArrayLike,
    service_seconds: ArrayLike,
    patience: Patience | float | None,
    target: Sequence[Condition],
) -> Counts:
    """Smallest number of agents that keeps every condition, for every interval.

    For each number of agents there is one highest arrival rate at which the target still holds;
    these rates rise with the number, so that each interval is a look-up. Its cost is that of the
    distinct numbers of agents, not of the intervals.

    Parameters
    ----------
    arrivals
        Arrivals per second, one an interval; 0 needs nobody.
    service_seconds
        Mean handling time; a number, or one an interval.
    patience
        Mean patience in seconds, a curve, or None for callers who never give up.
    target
        Conditions, see `parse_target`.

    Returns
    -------
    numpy.ndarray
        Whole agents present on the phones, before shrinkage.

    Raises
    ------
    UsageError
        If arrivals are negative or not finite, or no number of agents keeps the target.

    Examples
    --------
    >>> from lastword.stats.queueing.target import parse_target
    >>> agents_needed([0.5, 0.8], 180, 120, parse_target("P(wait > 20 s) < 5%")).tolist()
    [94, 144]
    """
    lam, mean = np.broadcast_arrays(
        np.asarray(arrivals, np.float64), np.asarray(service_seconds, np.float64)
    )
    if not ((lam >= 0) & np.isfinite(lam)).all():
        raise UsageError("arrivals must be 0 or more in every interval, and finite")
    if not ((mean > 0) & np.isfinite(mean)).all():
        raise UsageError("service_seconds must be above 0 in every interval, and finite")
    needed = np.zeros(lam.shape, np.int64)
    for seconds in np.unique(mean[lam > 0]):
        of_these = (mean == seconds) & (lam > 0)
        needed[of_these] = _look_up(lam[of_these], float(seconds), patience, target)
    return needed


def _look_up(
    lam: Floats, seconds: float, patience: Patience | float | None, target: Sequence[Condition]
) -> Counts:
    lowest, highest = (
        _smallest(float(rate), seconds, patience, target) for rate in (lam.min(), lam.max())
    )
    numbers = np.arange(lowest, highest + 1)
    limits = np.full(numbers.shape, np.inf)
    limits[:-1] = np.maximum.accumulate(
        highest_arrivals(numbers[:-1].astype(np.float64), seconds, patience, target)
    )
    return np.asarray(numbers[np.searchsorted(limits, lam)], np.int64)


def _smallest(
    lam: float, seconds: float, patience: Patience | float | None, target: Sequence[Condition]
) -> int:
    """Smallest number of agents for one rate, by doubling and halving."""

    def keeps(agents: int) -> bool:
        if patience is None and agents <= lam * seconds:
            return False
        found = (waits(lam, seconds, agents, patience, within=one.within) for one in target)
        missed = (one.missed_by(w) for one, w in zip(target, found, strict=True))
        return all(float(by) <= 0 for by in missed)

    low, high = 0, 1
    while not keeps(high):
        low, high = high, 2 * high
        if high > _MOST:
            raise UsageError(
                f"even {_MOST:,} agents do not keep the target at {3600 * lam:g} arrivals an hour; "
                "loosen the target, or check the handling time"
            )
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if keeps(middle) else (middle, high)
    return high


def highest_arrivals(
    agents: Floats,
    service_seconds: float,
    patience: Patience | float | None,
    target: Sequence[Condition],
) -> Floats:
    """Highest arrival rate per second at which each number of agents keeps the target."""
    if not agents.size:
        return agents
    limits = [_highest(agents, service_seconds, patience, one) for one in target]
    return np.asarray(np.minimum.reduce(limits), np.float64)


def _highest(
    agents: Floats, seconds: float, patience: Patience | float | None, condition: Condition
) -> Floats:
    def missed_by(log_load: Floats, n: Floats) -> Floats:
        rates = np.exp(log_load) / seconds
        return condition.missed_by(waits(rates, seconds, n, patience, within=condition.within))

    most = agents * (1 - 1e-12) if patience is None else 3 * agents + 10
    found = find_root(missed_by, (np.full_like(agents, _LEAST), np.log(most)), args=(agents,))
    return np.asarray(np.exp(found.x) / seconds, np.float64)
