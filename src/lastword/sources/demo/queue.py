"""Queue: how long callers wait, from an event simulation or from its stationary law.

First come, first served, many servers, impatient callers. A caller's *offered wait* is how long
they would wait if they had all the patience in the world; a caller whose patience is shorter
leaves, and costs the servers nothing.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass

import numpy as np

from lastword.sources.demo.arrays import Floats, Ints
from lastword.sources.demo.arrivals import HOUR, WEEK_HOURS

QUANTILES = 2048
_GRID_SECONDS = 7200


@dataclass(frozen=True, slots=True)
class Patience:
    """A mixture of exponentials: means in seconds and their shares, cut at a limit."""

    means: tuple[float, ...]
    shares: tuple[float, ...]
    limit: float = math.inf

    def served_time(self, wait: Floats) -> Floats:
        """H(x) = ∫₀ˣ P(patience > u) du."""
        x = np.minimum(wait, self.limit)
        parts = [
            share * mean * -np.expm1(-x / mean)
            for mean, share in zip(self.means, self.shares, strict=True)
        ]
        return np.asarray(sum(parts))


def simulate(
    at: Floats,
    service: Floats,
    patience: Floats,
    *,
    servers: Ints,
    retry_at: Floats,
    weekday: int = 0,
) -> tuple[Floats, Floats]:
    """Offered wait of each caller, and of the retry of each who left.

    Parameters
    ----------
    at, service, patience
        Arrival, length of service and patience, in seconds; `at` in rising order.
    servers
        Servers in each of the 168 hours of the week.
    retry_at
        When a caller who left rings again; infinite where never.
    weekday
        Weekday of second 0.

    Returns
    -------
    tuple
        Waits in seconds; the retries' are NaN where there was none.
    """
    waits, again = np.zeros(len(at)), np.full(len(at), np.nan)
    desk = _Desk(servers.tolist(), weekday)
    pending: list[tuple[float, int]] = []
    lengths, limits, retries = service.tolist(), patience.tolist(), retry_at.tolist()
    for caller, moment in enumerate(at.tolist()):
        while pending and pending[0][0] <= moment:
            when, who = heapq.heappop(pending)
            again[who] = desk.offer(when, lengths[who], limits[who])
        wait = desk.offer(moment, lengths[caller], limits[caller])
        waits[caller] = wait
        if wait > limits[caller] and retries[caller] < math.inf:
            heapq.heappush(pending, (retries[caller], caller))
    while pending:
        when, who = heapq.heappop(pending)
        again[who] = desk.offer(when, lengths[who], limits[who])
    return waits, again


class _Desk:
    """Servers as a heap of the moments at which each becomes free."""

    def __init__(self, servers: list[int], weekday: int) -> None:
        self._servers, self._first = servers, weekday * 24
        self._free: list[float] = []
        self._hour = -1

    def offer(self, moment: float, length: float, patience: float) -> float:
        """Offered wait of a caller; the caller is served if their patience lasts."""
        hour = int(moment // HOUR)
        if hour != self._hour:
            self._staff(hour)
        wait = self._free[0] - moment
        if wait <= 0:
            heapq.heapreplace(self._free, moment + length)
            return 0.0
        if wait <= patience:
            heapq.heapreplace(self._free, moment + wait + length)
        return wait

    def _staff(self, hour: int) -> None:
        wanted = self._servers[(hour + self._first) % WEEK_HOURS]
        while len(self._free) > wanted:
            heapq.heappop(self._free)
        while len(self._free) < wanted:
            heapq.heappush(self._free, float(hour * HOUR))
        self._hour = hour


def wait_quantiles(rate: Floats, service_mean: float, servers: Ints, patience: Patience) -> Floats:
    """Quantiles of the offered wait in M/M/n+G, one row per slot, `QUANTILES` columns.

    P(V > t) = λJ(t) / (1/B(n−1) + λJ(0)) with J(t) = ∫ₜ^∞ exp(λH(x) − nμx) dx
    (Zeltyn & Mandelbaum 2005, from Baccelli & Hebuterne 1981), in logarithms.

    Parameters
    ----------
    rate
        Arrivals per second in each slot.
    service_mean
        Mean service in seconds.
    servers
        Servers in each slot, one or more.
    """
    grid = np.linspace(0, _GRID_SECONDS, 4 * _GRID_SECONDS + 1)
    served, levels = patience.served_time(grid), (np.arange(QUANTILES) + 0.5) / QUANTILES
    blocked = log_inverse_erlang_b(rate * service_mean, servers - 1)
    rows = np.zeros((len(rate), QUANTILES))
    for slot in np.flatnonzero(rate > 0):
        exponent = rate[slot] * served - servers[slot] / service_mean * grid
        peak = exponent.max()
        tail = np.cumsum(np.exp(exponent - peak)[::-1])[::-1] * (grid[1] - grid[0])
        log_tail = np.log(np.maximum(tail, 1e-300)) + peak + np.log(rate[slot])
        above = np.exp(log_tail - np.logaddexp(blocked[slot], log_tail[0]))
        rows[slot] = np.interp(levels, 1 - above, grid, left=0.0)
    return rows


def log_inverse_erlang_b(load: Floats, servers: Ints) -> Floats:
    """Logarithm of 1/B(n, a) by 1/B(n) = 1 + (n/a)/B(n−1), for each load and number of servers."""
    with np.errstate(divide="ignore"):
        log_load = np.log(load)
    value, result = np.zeros(len(load)), np.zeros(len(load))
    for n in range(1, int(servers.max(initial=0)) + 1):
        value = np.logaddexp(0.0, np.log(n) - log_load + value)
        result = np.where(servers == n, value, result)
    return result


def sample_waits(rng: np.random.Generator, quantiles: Floats, slot: Ints) -> Floats:
    """One offered wait per caller from the quantiles of the caller's slot."""
    return quantiles[slot, rng.integers(0, QUANTILES, len(slot))]
