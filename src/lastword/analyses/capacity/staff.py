"""How many people it takes in each interval so that nobody waits too long."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.analyses.capacity.forecast import Forecast
from lastword.analyses.capacity.queue import checked
from lastword.analyses.capacity.shrinkage import Shrinkage
from lastword.analyses.capacity.table import Table
from lastword.errors import UsageError
from lastword.stats.queueing.forward import Day, follow_day
from lastword.stats.queueing.mixture import agents_for_mixture
from lastword.stats.queueing.offered_load import modified_offered_load
from lastword.stats.queueing.patience import Patience
from lastword.stats.queueing.staffing import agents_needed
from lastword.stats.queueing.target import Condition, parse_target

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

    from lastword.charts.frame import Form

Floats = NDArray[np.float64]
Method = Literal["mol", "interval"]
DEFAULT_TARGET = "P(wait > 20 s) < 5% & abandon < 2%"
SURE = 0.95
"""Keeps the target on nine of ten days where this was measured (benchmarks/forecast.py)."""
_STEPS = 10
_MOST_INTERVALS, _MOST_ERLANGS = 200, 300.0
_RESIDUE = 0.05
"""Erlangs left over after closing for which nobody stays."""
_MIXED = (np.arange(20) + 0.5) / 20


@dataclass(frozen=True, slots=True)
class Plan(Table):
    """Agents for every interval.

    Parameters
    ----------
    arrivals
        Contacts expected in each interval, shape (T,).
    agents
        Agents who must be present, shape (T,).
    scheduled
        Agents to schedule so that so many are present after shrinkage, shape (T,).
    interval_minutes
        Length of an interval.
    target
        What was asked for.
    delivered
        What callers meet by the forward equations of the changing queue; None where patience is
        not exponential, the plan follows a forecast, or equations would take long (more than 200
        intervals or 300 erlangs): `simulate` such plans.
    starts_at
        When each interval starts, local time; empty where no date was given.
    """

    arrivals: Floats
    agents: NDArray[np.int64]
    scheduled: NDArray[np.int64]
    interval_minutes: float
    target: str
    delivered: Day | None
    starts_at: tuple[datetime, ...] = ()

    @property
    def staff_hours(self) -> float:
        """Hours of presence, before shrinkage."""
        return float(self.agents.sum()) * self.interval_minutes / 60

    def frame(self) -> pd.DataFrame:
        """One row an interval: when it starts, arrivals, agents, scheduled, what is delivered."""
        import pandas as pd

        columns: dict[str, Any] = (
            {"starts_at": pd.DatetimeIndex(self.starts_at)}
            if self.starts_at
            else {"starts_at_minute": np.arange(self.agents.size) * self.interval_minutes}
        )
        columns |= {"arrivals": self.arrivals, "agents": self.agents, "scheduled": self.scheduled}
        if self.delivered is not None:
            columns["wait_over"] = self.delivered.wait_over
            columns["abandoned"] = self.delivered.abandoned
        return pd.DataFrame(columns)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        rows = super(Plan, self).to_dict()
        return {"target": self.target, "staff_hours": self.staff_hours, **rows}

    def chart(self, *, form: Form = "wide") -> alt.LayerChart:
        """Arrivals, agents, and what callers meet, through the day."""
        from lastword.analyses.capacity.drawing import plan_chart

        return plan_chart(self, form=form)


def staff(
    arrivals: ArrayLike | Forecast,
    service_seconds: float,
    *,
    patience: float | Patience | None,
    interval_minutes: float = 30.0,
    target: str = DEFAULT_TARGET,
    method: Method = "mol",
    shrinkage: float | Shrinkage = 0.0,
    confidence: float | None = SURE,
) -> Plan:
    """Say how many agents each interval of a day needs to keep a promise to callers.

    Parameters
    ----------
    arrivals
        Contacts offered in each interval of a repeating day, shape (T,); or a `forecast`, with its
        own intervals.
    service_seconds
        Mean handling time: talk, hold and wrap-up.
    patience
        Mean patience in seconds, a curve, or None for callers who never give up.
    interval_minutes
        Length of an interval.
    target
        Conditions joined by ``&``, for example ``"P(wait > 20 s) < 5% & abandon < 2%"``.
    method
        ``"mol"`` staffs for the modified offered load, in which long contacts lag behind the
        arrivals; ``"interval"`` staffs each interval for its own arrivals, as most tools do.
    shrinkage
        Share of paid time in which an agent is not available (breaks, training, absence): as many
        are scheduled as leave enough on average. A `Shrinkage` knows how it varies, and schedules
        so that enough are there with a stated probability.
    confidence
        For a forecast: share of such intervals in which the target should hold although more may
        come than expected. None staffs so that the target holds on average over what may come.

    Raises
    ------
    UsageError
        If the target is not understood or cannot be kept, or an input cannot be.

    Notes
    -----
    Modified offered load: Jennings, Mandelbaum, Massey and Whitt (1996). What the plan delivers is
    computed from the forward equations of the queue with changing rates; with 60-minute contacts,
    staffing interval by interval lets 21 % wait in the worst half-hour where 5 % were asked for,
    the modified load 6 %, with the same staff-hours.

    Examples
    --------
    >>> import lastword as lw
    >>> plan = lw.capacity.staff([60, 120, 90, 30], 240, patience=120, shrinkage=0.3)
    >>> plan.agents.tolist(), plan.scheduled.tolist()
    ([12, 20, 18, 9], [18, 29, 26, 13])
    """
    conditions, curve = parse_target(target), checked(patience)
    starts_at: tuple[datetime, ...] = ()
    if isinstance(arrivals, Forecast):
        counts, interval_minutes = arrivals.mean, arrivals.interval_minutes
        starts_at = arrivals.starts_at
        paths = arrivals.rates(_MIXED if confidence is None else [confidence])
    else:
        counts = np.asarray(arrivals, np.float64)
        paths = counts[None]
    _check(counts, interval_minutes, method)
    seconds = interval_minutes * 60
    rates = np.stack([_rates(path / seconds, service_seconds, seconds, method) for path in paths])
    agents = _agents(rates, service_seconds, curve, conditions)
    delivered = None
    busiest = float(counts.max()) / seconds * service_seconds
    is_followed = not starts_at and counts.size <= _MOST_INTERVALS and busiest <= _MOST_ERLANGS
    if is_followed and isinstance(curve, float) and agents.any():
        within = next((one.within for one in conditions if one.within > 0), 20.0)
        delivered = follow_day(
            counts / seconds,
            service_seconds,
            agents,
            curve,
            interval_seconds=seconds,
            within=within,
            steps=_STEPS,
        )
    scheduled = schedule(agents, shrinkage)
    return Plan(counts, agents, scheduled, interval_minutes, target, delivered, starts_at)


def schedule(agents: NDArray[np.int64], shrinkage: float | Shrinkage) -> NDArray[np.int64]:
    """How many to schedule so that `agents` are there."""
    if isinstance(shrinkage, Shrinkage):
        return shrinkage.scheduled(agents)
    if not 0 <= shrinkage < 1:
        raise UsageError(f"shrinkage is {shrinkage}; give a share of 0 or more and below 1")
    return np.ceil(np.round(agents / (1 - shrinkage), 9)).astype(np.int64)


def _rates(rates: Floats, service_seconds: float, seconds: float, method: Method) -> Floats:
    """Rates to staff for: those of the load that there is, or of the arrivals themselves."""
    if method == "interval":
        return rates
    fine = np.repeat(rates, _STEPS)
    fine_load = modified_offered_load(fine, service_seconds, interval_seconds=seconds / _STEPS)
    load = fine_load.reshape(-1, _STEPS).mean(axis=1)
    is_over = (rates == 0) & (load < _RESIDUE)
    return np.asarray(np.where(is_over, 0.0, load) / service_seconds, np.float64)


def _agents(
    rates: Floats,
    service_seconds: float,
    curve: float | Patience | None,
    target: Sequence[Condition],
) -> NDArray[np.int64]:
    if len(rates) == 1:
        return agents_needed(rates[0], service_seconds, curve, target)
    if curve is None:
        raise UsageError(
            "on average over a forecast, a queue without patience may grow for ever; give a "
            "patience, or a confidence such as 0.95"
        )
    return agents_for_mixture(rates, service_seconds, curve, target)


def _check(counts: Floats, interval_minutes: float, method: str) -> None:
    if counts.ndim != 1 or counts.size == 0:
        raise UsageError("arrivals must be one row of counts, one an interval")
    if not ((counts >= 0) & np.isfinite(counts)).all():
        raise UsageError("arrivals must be 0 or more in every interval, and finite")
    if not (math.isfinite(interval_minutes) and interval_minutes > 0):
        raise UsageError(f"interval_minutes is {interval_minutes}; give minutes above 0")
    if method not in ("mol", "interval"):
        raise UsageError(f"method is {method!r}; choose 'mol' or 'interval'")
