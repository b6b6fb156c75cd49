"""What could be done on a busy day: more agents, agents on demand, calling back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.analyses.capacity.simulate import Simulation, simulate
from lastword.estimate import Estimate
from lastword.result import Numbers, Result
from lastword.stats.queueing.patience import Patience
from lastword.stats.queueing.simulation import Burst, CallBack

Floats = NDArray[np.float64]
_CALLERS_PLAYED = 60_000
_MORE = 0.1
_LAG, _STAY, _TRIGGER = 300.0, 3600.0, 60.0
_ACCEPTED = 0.4


@dataclass(frozen=True, slots=True)
class Option:
    """One way to meet a busy day, and what callers meet with it.

    Parameters
    ----------
    waited_over, gave_up
        Share of callers who wait longer than 20 s, and who give up.
    hours_on_hold
        Hours of callers' lives that the day takes on hold.
    staff_hours
        Agents' hours of the day, those who came on demand included.
    fewer_lost
        Share of callers who do not give up thanks to it, for the very same callers; None for the
        plan itself.
    """

    name: str
    waited_over: Estimate
    gave_up: Estimate
    hours_on_hold: float
    staff_hours: float
    fewer_lost: Estimate | None


@dataclass(frozen=True, slots=True)
class Options(Result):
    """Ways to meet a day on which more come than planned for.

    Parameters
    ----------
    more_come
        How many more come, as a share of those expected.
    as_planned
        What the plan delivers if as many come as expected.
    options
        If more come: the plan alone first.
    """

    more_come: float
    as_planned: Option
    options: tuple[Option, ...]

    def numbers(self) -> Numbers:
        """Share of callers that each option keeps from giving up."""
        return {one.name: one.fewer_lost for one in self.options if one.fewer_lost is not None}


def options(
    arrivals: ArrayLike,
    service_seconds: float,
    agents: ArrayLike,
    *,
    patience: float | Patience | None,
    interval_minutes: float = 30.0,
    more_come: float = 0.2,
    seed: int = 1,
) -> Options:
    """Say what agents on demand, one in ten more agents, or calling back do on a busy day.

    On demand, a tenth of the agents come five minutes after somebody has waited a minute, and stay
    an hour; called back in turn are four in ten of those who arrive while somebody has waited a
    minute. `simulate` takes other figures.

    Parameters
    ----------
    arrivals, service_seconds, agents, patience, interval_minutes, seed
        As in `simulate`; `arrivals` are what was planned for.
    more_come
        How many more come than planned for.

    Examples
    --------
    >>> import lastword as lw
    >>> found = lw.capacity.options([60, 90, 60], 240, [11, 15, 11], patience=120)
    >>> [option.name for option in found.options]
    ['the plan', 'agents on demand', 'one in ten more agents', 'calling back']
    """
    expected = np.atleast_1d(np.asarray(arrivals, np.float64))
    counts = expected * (1 + more_come)
    staffed = np.broadcast_to(np.asarray(agents, np.int64), counts.shape)
    extra = int(max(1, round(_MORE * float(staffed.max()))))
    days = int(np.clip(_CALLERS_PLAYED / max(float(counts.sum()), 1.0), 10, 100))

    def play(
        come: Floats,
        present: NDArray[np.int64],
        callback: CallBack | None = None,
        burst: Burst | None = None,
    ) -> Simulation:
        return simulate(
            come, service_seconds, present, patience=patience, days=days, seed=seed,
            interval_minutes=interval_minutes, callback=callback, burst=burst,
        )  # fmt: skip

    plan = play(counts, staffed)
    called = play(counts, staffed, burst=Burst(extra, _TRIGGER, _LAG, _STAY))
    more = play(counts, np.where(staffed > 0, staffed + extra, 0))
    back = play(counts, staffed, callback=CallBack(_TRIGGER, _ACCEPTED))
    on_demand = float(called.bursts.mean()) * extra * _STAY / 3600
    return Options(
        more_come,
        _option("the plan, if as many come as expected", play(expected, staffed), None),
        (
            _option("the plan", plan, None),
            _option("agents on demand", called, plan, on_demand),
            _option("one in ten more agents", more, plan),
            _option("calling back", back, plan),
        ),
    )


def _option(name: str, played: Simulation, plan: Simulation | None, extra: float = 0.0) -> Option:
    hours = float(played.agents.sum()) * played.interval_minutes / 60 + extra
    return Option(
        name,
        played.measure("wait_over"),
        played.measure("abandoned"),
        float(played.sums["mean_hold"].sum(axis=1).mean() / 3600),
        hours,
        None if plan is None else plan.against(played)["abandoned"],
    )
