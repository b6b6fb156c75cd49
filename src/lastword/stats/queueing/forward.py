"""What a staffing plan delivers hour by hour: the queue's forward equations, without simulation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import expm

from lastword.errors import UsageError
from lastword.stats.queueing.blocking import log_poisson

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Day:
    """What callers meet in each interval of a plan, shape (T,).

    Parameters
    ----------
    waited
        Share of arrivals that find all agents busy.
    wait_over
        P(W > T): share that waits longer than `within`.
    virtual_over
        Share that would wait longer than `within` with endless patience.
    abandoned
        Callers giving up, as a share of those arriving in the interval.
    in_system
        Mean number waiting or being served.
    within
        T in seconds.
    """

    waited: Floats
    wait_over: Floats
    virtual_over: Floats
    abandoned: Floats
    in_system: Floats
    within: float


def follow_day(
    arrivals: ArrayLike,
    service_seconds: float,
    agents: ArrayLike,
    patience_seconds: float,
    *,
    interval_seconds: float = 1800.0,
    within: float = 20.0,
    steps: int = 30,
    days: int = 2,
    most: int | None = None,
) -> Day:
    """Follow the queue's distribution through a repeating day and return its last run.

    p'(t) = p(t) Q(t) for the M(t)/M/n(t)+M queue, by uniformisation on steps of constant rates.
    An agent who leaves hands the caller over; a wait is counted with the agents of its first
    moment.

    Parameters
    ----------
    arrivals
        Arrivals per second, shape (T · `steps`,) or (T,), in the latter case constant in an
        interval.
    service_seconds, patience_seconds
        Mean handling time and mean patience.
    agents
        Agents in each interval, shape (T,).
    interval_seconds, within
        Length of an interval, and the wait T.
    steps
        Steps of constant rates in an interval.
    days
        How often the day is run, so that the start is forgotten.
    most
        Callers in the system at most; by default far above what load and patience let happen.

    Raises
    ------
    UsageError
        If the shapes do not fit, or too many callers for the bound are in the system.
    """
    staff = np.asarray(agents, np.int64)
    lam = np.asarray(arrivals, np.float64)
    if lam.shape == staff.shape:
        lam = np.repeat(lam, steps)
    if lam.shape != (staff.size * steps,):
        raise UsageError(
            f"{lam.size} arrival rates do not fit {staff.size} intervals of {steps} steps each"
        )
    size = most or _bound(lam, service_seconds, patience_seconds, staff)
    chain = Chain(size, service_seconds, patience_seconds, within)
    state = chain.empty()
    seconds = interval_seconds / steps
    for _ in range(days):
        rows = []
        for place, rate in enumerate(lam):
            n = int(staff[place // steps])
            before = state
            state = chain.advance(state, float(rate), n, seconds)
            rows.append((rate, *chain.measures((before + state) / 2, n)))
    if state[-1] > 1e-6:
        raise UsageError(f"more than {size} callers are in the system; raise `most`")
    return _by_interval(np.array(rows).reshape(staff.size, steps, -1), patience_seconds, within)


def _by_interval(rows: Floats, patience_seconds: float, within: float) -> Day:
    weight = rows[:, :, 0]
    total = np.maximum(weight.sum(axis=1), 1e-300)
    waited, over, queue, in_system = (rows[:, :, k] for k in range(1, 5))
    virtual = (weight * over).sum(axis=1) / total
    return Day(
        waited=(weight * waited).sum(axis=1) / total,
        wait_over=virtual * np.exp(-within / patience_seconds),
        virtual_over=virtual,
        abandoned=queue.sum(axis=1) / patience_seconds / total,
        in_system=in_system.mean(axis=1),
        within=within,
    )


def _bound(lam: Floats, service: float, patience: float, staff: NDArray[np.int64]) -> int:
    busiest = max(float(lam.max()) * max(service, patience), float(staff.max()))
    return int(busiest + 8 * np.sqrt(busiest + 1) + 20)


class Chain:
    """Callers in the system, from 0 to `size`; those beyond `size` are turned away."""

    def __init__(self, size: int, service: float, patience: float, within: float) -> None:
        self._served, self._left, self._within = 1 / service, 1 / patience, within
        self._counts = np.arange(size + 1, dtype=np.float64)
        self._over: dict[int, Floats] = {}

    def empty(self) -> Floats:
        """Nobody in the system."""
        state = np.zeros(self._counts.size)
        state[0] = 1.0
        return state

    def advance(self, state: Floats, rate: float, agents: int, seconds: float) -> Floats:
        """Distribution after `seconds` of constant rates."""
        leaving = self._leaving(agents)
        pace = rate + float(leaving[-1])
        terms = _poisson_weights(pace * seconds)
        up, down = rate / pace, leaving / pace
        stay = 1 - up - down
        stay[-1] += up
        result = terms[0] * state
        for weight in terms[1:]:
            moved = stay * state
            moved[1:] += up * state[:-1]
            moved[:-1] += (down * state)[1:]
            state = moved
            result += weight * state
        return np.asarray(result, np.float64)

    def measures(self, state: Floats, agents: int) -> tuple[float, float, float, float]:
        """Share waiting, share over T, mean queue and mean number in the system."""
        if agents not in self._over:
            self._over[agents] = self._tail(agents)
        queue = np.maximum(self._counts - agents, 0)
        return (
            float(state[agents:].sum()),
            float(state @ self._over[agents]),
            float(state @ queue),
            float(state @ self._counts),
        )

    def _leaving(self, agents: int) -> Floats:
        waiting = np.maximum(self._counts - agents, 0)
        return np.minimum(self._counts, agents) * self._served + waiting * self._left

    def _tail(self, agents: int) -> Floats:
        """P(still no agent free after T) for an arrival that finds k callers."""
        over = np.zeros(self._counts.size)
        rates = self._leaving(agents)[agents:]
        if rates.size:
            ahead = np.diag(-rates) + np.diag(rates[1:], -1)
            over[agents:] = expm(ahead * self._within).sum(axis=1)
        return over


def _poisson_weights(mean: float) -> Floats:
    counts = np.arange(int(mean + 8 * np.sqrt(mean + 1)) + 20, dtype=np.float64)
    return np.asarray(np.exp(log_poisson(counts, np.float64(mean))), np.float64)
