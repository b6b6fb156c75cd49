"""The fewest agents through a day by the queue's own equations, interval after interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError
from lastword.stats.queueing.forward import Chain

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Step:
    """Queue after an interval with so many agents, and who waited too long in it."""

    state: Floats
    wait_over: float


def fewest_agents(
    arrivals: ArrayLike,
    service_seconds: float,
    patience_seconds: float,
    *,
    limit: float,
    within: float = 20.0,
    interval_seconds: float = 1800.0,
    steps: int = 10,
    days: int = 2,
) -> NDArray[np.int64]:
    """Fewest agents with which no interval of a repeating day lets too many wait too long.

    Each interval gets the smallest number that keeps P(W > T) ≤ `limit` in it, given the queue
    that the intervals before it leave behind (`follow_day`'s equations). No formula, hence slow:
    a yardstick for `modified_offered_load`.

    Parameters
    ----------
    arrivals
        Arrivals per second, shape (T · `steps`,) or (T,).
    service_seconds, patience_seconds, within, interval_seconds, steps, days
        As in `follow_day`.
    limit
        Share of callers who may wait longer than `within`.

    Raises
    ------
    UsageError
        If the limit is no share between 0 and 1.
    """
    if not 0 < limit < 1:
        raise UsageError(f"limit is {limit}; give a share between 0 and 1, like 0.05")
    rates = np.asarray(arrivals, np.float64)
    fine = np.repeat(rates, steps) if rates.size % steps else rates
    rows = fine.reshape(-1, steps)
    busiest = float(fine.max()) * max(service_seconds, patience_seconds)
    chain = Chain(int(busiest + 8 * np.sqrt(busiest + 1) + 20), service_seconds, patience_seconds,
                  within)  # fmt: skip
    load = np.ceil(rows.mean(axis=1) * service_seconds)
    agents: NDArray[np.int64] = np.maximum(load, 1).astype(np.int64)
    state = chain.empty()
    left = np.exp(-within / patience_seconds)
    for _ in range(days):
        for place, row in enumerate(rows):
            search = _Search(chain, state, row, interval_seconds / steps, left)
            agents[place] = search.smallest(int(agents[place]), limit)
            state = search.after(int(agents[place])).state
    return agents


class _Search:
    """Numbers of agents tried in one interval."""

    def __init__(
        self, chain: Chain, state: Floats, rates: Floats, seconds: float, left: float
    ) -> None:
        self._chain, self._state, self._rates = chain, state, rates
        self._seconds, self._left = seconds, left
        self._known: dict[int, _Step] = {}

    def smallest(self, agents: int, limit: float) -> int:
        while self.after(agents).wait_over > limit:
            agents += 1
        while agents > 1 and self.after(agents - 1).wait_over <= limit:
            agents -= 1
        return agents

    def after(self, agents: int) -> _Step:
        if agents not in self._known:
            self._known[agents] = self._run(agents)
        return self._known[agents]

    def _run(self, agents: int) -> _Step:
        state, over, total = self._state, 0.0, float(self._rates.sum())
        for rate in self._rates:
            before = state
            state = self._chain.advance(state, float(rate), agents, self._seconds)
            over += float(rate) * self._chain.measures((before + state) / 2, agents)[1]
        return _Step(state, self._left * over / total if total else 0.0)
