"""A day of one queue, caller by caller: what no formula holds, such as call-backs and bursts."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from heapq import heapify, heappop, heappush, heapreplace

import numpy as np
from numpy.typing import NDArray

from lastword.errors import UsageError

Floats = NDArray[np.float64]
_NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class CallBack:
    """An offer to be called back in turn instead of holding.

    Parameters
    ----------
    after_seconds
        Made to callers who arrive while the longest wait is above this.
    accepted
        Share who accept. They keep their place and never give up.
    """

    after_seconds: float
    accepted: float

    def __post_init__(self) -> None:
        if not (self.after_seconds >= 0 and 0 <= self.accepted <= 1):
            raise UsageError("a call-back needs after_seconds of 0 or more and accepted in 0–1")


@dataclass(frozen=True, slots=True)
class Burst:
    """Agents who come on demand.

    Parameters
    ----------
    agents
        How many come.
    after_seconds
        Called when the longest wait is above this as somebody arrives.
    lag_seconds
        Until they are there.
    stay_seconds
        How long they stay; then they may be called again.
    """

    agents: int
    after_seconds: float
    lag_seconds: float
    stay_seconds: float = 3600.0

    def __post_init__(self) -> None:
        if self.agents < 0 or min(self.after_seconds, self.lag_seconds) < 0:
            raise UsageError("a burst needs agents and seconds of 0 or more")
        if not self.stay_seconds > 0:
            raise UsageError("agents who come on demand must stay more than 0 seconds")


@dataclass(frozen=True, slots=True)
class Callers:
    """Everything that is random about one day; the same callers can meet different plans.

    Parameters
    ----------
    arrivals
        Seconds from the start of the day, rising, shape (C,).
    services
        Handling time that each would need, shape (C,).
    patience
        Seconds that each would hold, shape (C,).
    chances
        Uniform number of each that decides whether a call-back is accepted, shape (C,).
    """

    arrivals: Floats
    services: Floats
    patience: Floats
    chances: Floats


@dataclass(frozen=True, slots=True)
class Lived:
    """What each caller met, shape (C,).

    Parameters
    ----------
    waits
        Seconds until an agent came, or until the caller gave up.
    is_served
        Whether an agent came.
    is_called_back
        Whether the caller was not on hold meanwhile.
    bursts
        How often agents came on demand.
    """

    waits: Floats
    is_served: NDArray[np.bool_]
    is_called_back: NDArray[np.bool_]
    bursts: int


def live_through(
    callers: Callers,
    agents: NDArray[np.int64],
    interval_seconds: float,
    *,
    callback: CallBack | None = None,
    burst: Burst | None = None,
) -> Lived:
    """Lead callers through a first-come-first-served queue with changing numbers of agents.

    An agent whose shift ends finishes the contact in hand. After the last interval its agents stay
    until nobody waits.

    Parameters
    ----------
    callers
        Who comes when, needs what, and holds how long.
    agents
        Agents in each interval, shape (T,).
    interval_seconds
        Length of an interval.
    callback, burst
        What is tried against long waits.

    Notes
    -----
    Events in order of time: an agent becomes free, a shift begins or ends, a caller arrives; those
    who gave up are found when their turn comes. Agents' times lie in a binary heap (compiled, in
    Python's standard library): about a microsecond an event.

    Examples
    --------
    >>> one = Callers(*(np.array(a) for a in ([0.0, 1, 2], [10.0, 10, 10], [99, 5, 99], [0, 0, 0])))
    >>> lived = live_through(one, np.array([1]), 60.0)
    >>> lived.waits.tolist(), lived.is_served.tolist()
    ([0.0, 5.0, 8.0], [True, False, True])
    """
    room = _Room(callers, agents, interval_seconds)
    if callback is not None:
        room.offer(callback)
    if burst is not None:
        room.prepare(burst)
    room.run()
    waits = np.asarray(room.waits)
    return Lived(
        waits=np.abs(waits),
        is_served=~np.signbit(waits),
        is_called_back=np.asarray(room.called_back, bool),
        bursts=room.bursts,
    )


class _Room:
    """The waiting room; a negative wait is that of a caller who gave up."""

    def __init__(self, callers: Callers, agents: NDArray[np.int64], interval: float) -> None:
        self.arrivals: list[float] = callers.arrivals.tolist()
        self.services: list[float] = callers.services.tolist()
        self.gives_up: list[float] = (callers.arrivals + callers.patience).tolist()
        self.chances: list[float] = callers.chances.tolist()
        self.waits = [0.0] * len(self.arrivals)
        self.called_back = [False] * len(self.arrivals)
        self.waiting: deque[int] = deque()
        self.busy: list[float] = []
        self.changes = _changes(agents, interval)
        self.idle, self.leaving, self.bursts = int(agents[0]), 0, 0
        self._callback: CallBack | None = None
        self._burst: Burst | None = None
        self._burst_ends = -1.0

    def offer(self, callback: CallBack) -> None:
        self._callback = callback

    def prepare(self, burst: Burst) -> None:
        self._burst = burst

    def run(self) -> None:
        """Take callers in turn, and before each whatever happens until then."""
        busy, waiting, services = self.busy, self.waiting, self.services
        watches = self._callback is not None or self._burst is not None
        for caller, now in enumerate(self.arrivals):
            if self.changes and self.changes[0][0] <= now:
                self._pass_changes(now)
            if busy and busy[0] <= now:
                self._free_until(now)
            if self.idle > 0:
                self.idle -= 1
                heappush(busy, now + services[caller])
                continue
            waiting.append(caller)
            if watches:
                self._watch(caller, now)
        self._pass_changes(_NEVER)
        self._free_until(_NEVER)
        while waiting:
            self._give_up(waiting.popleft())

    def _free_until(self, now: float) -> None:
        """Agents who become free take the next caller who still holds."""
        busy, waiting, gives_up = self.busy, self.waiting, self.gives_up
        while busy and busy[0] <= now:
            free_at = busy[0]
            if self.leaving:
                self.leaving -= 1
                heappop(busy)
                continue
            while waiting and gives_up[waiting[0]] <= free_at:
                self._give_up(waiting.popleft())
            if waiting:
                caller = waiting.popleft()
                self.waits[caller] = free_at - self.arrivals[caller]
                heapreplace(busy, free_at + self.services[caller])
            else:
                heappop(busy)
                self.idle += 1

    def _pass_changes(self, now: float) -> None:
        while self.changes and self.changes[0][0] <= now:
            at, more = heappop(self.changes)
            self._free_until(at)
            if more < 0:
                gone = min(self.idle, -more)
                self.idle -= gone
                self.leaving += -more - gone
                continue
            stay = min(self.leaving, more)
            self.leaving -= stay
            self._begin_shift(at, more - stay)

    def _begin_shift(self, at: float, agents: int) -> None:
        """Agents who begin are free at once."""
        for _ in range(agents):
            heappush(self.busy, at)
        self._free_until(at)

    def _give_up(self, caller: int) -> None:
        self.waits[caller] = -(self.gives_up[caller] - self.arrivals[caller])

    def _watch(self, caller: int, now: float) -> None:
        """Look at the longest wait, and offer a call-back or call for agents."""
        waiting, gives_up = self.waiting, self.gives_up
        while waiting and gives_up[waiting[0]] <= now:
            self._give_up(waiting.popleft())
        if not waiting:
            return
        longest = now - self.arrivals[waiting[0]]
        offer, burst = self._callback, self._burst
        if offer and longest > offer.after_seconds and self.chances[caller] < offer.accepted:
            self.called_back[caller], gives_up[caller] = True, _NEVER
        if burst and longest > burst.after_seconds and now >= self._burst_ends:
            begin = now + burst.lag_seconds
            self._burst_ends = begin + burst.stay_seconds
            self.bursts += 1
            heappush(self.changes, (begin, burst.agents))
            heappush(self.changes, (self._burst_ends, -burst.agents))


def _changes(agents: NDArray[np.int64], interval: float) -> list[tuple[float, int]]:
    steps = np.diff(agents)
    changes = [(float((k + 1) * interval), int(steps[k])) for k in np.flatnonzero(steps)]
    heapify(changes)
    return changes
