"""One centre's waits, patience, staffing and demand: what its page and findings are made from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lastword.analyses.capacity.calibration import Calibration, calibrate, count_hours
from lastword.analyses.capacity.forecast import Forecast, forecast
from lastword.analyses.capacity.log import Waits, count_intervals, count_waits
from lastword.analyses.capacity.options import Options, options
from lastword.analyses.capacity.patience import PatienceStudy, patience
from lastword.analyses.capacity.staff import Plan, staff
from lastword.analyses.capacity.views import Slot, Views, usual_day, views
from lastword.errors import NotTestable
from lastword.question import Context, answer
from lastword.result import Numbers, Result
from lastword.settings import CapacitySettings
from lastword.stats.arrivals.days import FEWEST
from lastword.stats.queueing.patience import Patience

DAYS = 14
FEWEST_LOST = 30
"""Callers who gave up below which their patience is not used for planning."""
_MOST_GROUPS = 6
_FEWEST_CALLERS = 200


@dataclass(frozen=True, slots=True)
class Capacity(Result):
    """Everything that a centre's log says of waiting and staffing.

    Parameters
    ----------
    callers
        Customers who waited for an agent to come.
    views
        Waits as callers live them and as the centre counts them.
    patience
        Of all callers, and of the most frequent reasons and priorities, named ``reason: …``.
    day
        A usual busy day, interval by interval.
    interval_minutes
        Length of an interval.
    service_seconds
        Mean handling time; None where it is not recorded.
    needed
        Agents whom that day needs; None where the handling time is not known.
    forecast, plan
        Contacts of the days ahead and agents for them; None with fewer than 14 days of data.
    options
        What could be done when a fifth more come than on that day.
    paid_hour
        What an hour of presence costs, shrinkage included; None where no cost is set.
    calibration
        Hang-ups foretold and observed on the last days; None where too few are known.
    """

    callers: int
    views: Views
    patience: PatienceStudy
    day: tuple[Slot, ...]
    interval_minutes: int
    service_seconds: float | None
    needed: Plan | None
    forecast: Forecast | None
    plan: Plan | None
    options: Options | None
    paid_hour: float | None = None
    calibration: Calibration | None = None

    def numbers(self) -> Numbers:
        """The views, and the mean patience of each group."""
        named = {f"patience {name}": number for name, number in self.patience.means.items()}
        return {**self.views.numbers(), **named}

    @property
    def law(self) -> Patience | None:
        """Patience to plan with: the curve of all, or None where too few gave up to know it."""
        return known_patience(self.patience)


def centre(data: Any) -> Capacity:
    """Say how waits are lived in a centre, how patient its callers are, and whom it needs when.

    Parameters
    ----------
    data
        A project, or the context of an analysis.

    Raises
    ------
    NotTestable
        If no contact says how long its customer waited.
    """
    return answer(data, capacity_of)


def capacity_of(context: Context) -> Capacity:
    """Read the log once by second and once by interval, and ask everything of these counts."""
    waits = count_waits(context)
    found = summed(context.settings.capacity, waits, count_intervals(context))
    return replace(found, calibration=calibrate(waits, count_hours(context)))


def summed(settings: CapacitySettings, waits: Waits, intervals: pd.DataFrame) -> Capacity:
    """What follows from callers by second and from callers by interval."""
    study, minutes = _patience(waits), settings.interval_minutes
    handled = float(intervals.handled.sum())
    seconds = float(intervals.handle_seconds.sum()) / handled if handled else None
    slots = usual_day(intervals, minutes)
    known = intervals.starts_at.dt.normalize().nunique()
    coming = _look_ahead(settings, intervals, DAYS) if known >= FEWEST else None
    needed, plan, ways = None, None, None
    cost = settings.hourly_cost
    if seconds is not None:
        callers = [slot.callers for slot in slots]
        needed = _planned(settings, callers, seconds, known_patience(study))
        plan = (
            None if coming is None else _planned(settings, coming, seconds, known_patience(study))
        )
        ways = _options(needed, seconds, study)
    return Capacity(
        callers=round(float(waits.callers.sum())),
        views=views(intervals),
        patience=study,
        day=slots,
        interval_minutes=minutes,
        service_seconds=seconds,
        needed=needed,
        forecast=coming,
        plan=plan,
        options=ways,
        paid_hour=cost and cost / (1 - settings.shrinkage),
    )


def plan_for(
    context: Context, *, days: int = DAYS, target: str = "", shrinkage: float | None = None
) -> Plan:
    """Agents for the days ahead, by the centre's own arrivals, handling times and patience.

    Raises
    ------
    NotTestable
        If handling times are not recorded.
    UsageError
        If fewer than 14 days are known, or the target cannot be kept.
    """
    known, settings = context.once(capacity_of), context.settings.capacity
    if known.service_seconds is None:
        raise NotTestable("no contact says how long it was handled; a plan needs talk times")
    coming = known.forecast
    if coming is None or days != DAYS:
        coming = _look_ahead(settings, count_intervals(context), days)
    changes: dict[str, Any] = {"target": target or settings.target}
    if shrinkage is not None:
        changes["shrinkage"] = shrinkage
    own = settings.model_copy(update=changes)
    return _planned(own, coming, known.service_seconds, known.law)


def known_patience(study: PatienceStudy) -> Patience | None:
    """The curve of all callers, or None where too few gave up to know it."""
    return study.curve() if study.means["all"].n >= FEWEST_LOST else None


def _patience(waits: Waits) -> PatienceStudy:
    """Patience of all, and of the reasons and priorities that most callers have."""
    study = patience(waits.seconds, waits.gave_up, weights=waits.callers)
    for kind, labels in (("reason", waits.reason), ("priority", waits.priority)):
        chosen = np.isin(labels, _frequent(labels, waits.callers))
        if np.unique(labels[chosen]).size > 1:
            groups = patience(
                waits.seconds[chosen],
                waits.gave_up[chosen],
                by=np.char.add(f"{kind}: ", labels[chosen]),
                weights=waits.callers[chosen],
            )
            study = _joined(study, groups)
    return study


def _frequent(labels: NDArray[np.str_], callers: NDArray[np.float64]) -> list[str]:
    sizes = {str(name): float(callers[labels == name].sum()) for name in np.unique(labels)}
    often = [name for name, size in sizes.items() if name and size >= _FEWEST_CALLERS]
    return sorted(often, key=lambda name: (-sizes[name], name))[:_MOST_GROUPS]


def _joined(study: PatienceStudy, groups: PatienceStudy) -> PatienceStudy:
    """All groups of both, with "all" of the first."""
    return PatienceStudy(
        {**groups.curves, **study.curves},
        {**groups.virtual, **study.virtual},
        {**groups.naive_means, **study.naive_means},
        {**groups.means, **study.means},
    )


def _planned(
    settings: CapacitySettings,
    arrivals: list[float] | Forecast,
    seconds: float,
    law: Patience | None,
) -> Plan:
    return staff(
        arrivals,
        seconds,
        patience=law,
        interval_minutes=settings.interval_minutes,
        target=settings.target,
        shrinkage=settings.shrinkage,
        confidence=settings.confidence,
    )


def _look_ahead(settings: CapacitySettings, intervals: pd.DataFrame, days: int) -> Forecast:
    return forecast(
        intervals.starts_at.to_numpy(),
        intervals.offered.to_numpy(float),
        days=days,
        interval_minutes=settings.interval_minutes,
        holidays=settings.holidays,
    )


def _options(needed: Plan, seconds: float, study: PatienceStudy) -> Options | None:
    law = known_patience(study)
    if law is None:
        return None
    minutes = needed.interval_minutes
    return options(needed.arrivals, seconds, needed.agents, patience=law, interval_minutes=minutes)
