"""The same waits, as the callers live them and as the centre counts them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lastword.estimate import Estimate, Unit
from lastword.result import Result
from lastword.stats.mean import cluster_mean

GOOD = 0.8


@dataclass(frozen=True, slots=True)
class Views(Result):
    """Waits of all callers; intervals are over days, since one bad day is bad for all its callers.

    Parameters
    ----------
    of_offered, of_answered, without_short
        Three service levels in use: served within 20 s of all who came; of the answered; of all
        without those who hung up within 10 s.
    waited_over
        Share of callers who waited longer than 20 s, answered or not.
    gave_up
        Share who gave up.
    mean_wait, speed_of_answer
        Mean seconds waited by all, and by the answered alone.
    good_intervals, callers_in_good
        Share of intervals in which 80 % of those who came were served in time, and share of
        callers who came in such an interval.
    hours_on_hold
        Hours that all callers of a day spend waiting.
    """

    of_offered: Estimate
    of_answered: Estimate
    without_short: Estimate
    waited_over: Estimate
    gave_up: Estimate
    mean_wait: Estimate
    speed_of_answer: Estimate
    good_intervals: Estimate
    callers_in_good: Estimate
    hours_on_hold: Estimate


def views(intervals: pd.DataFrame) -> Views:
    """Look at intervals, as `count_intervals` gives them, from both sides."""
    rows = intervals.assign(
        day=intervals.starts_at.dt.normalize(),
        one=1.0,
        good=(intervals.in_time >= GOOD * intervals.offered).astype(float),
        counting=intervals.offered - intervals.short,
    )
    rows["callers_good"] = rows.good * rows.offered
    days = rows.drop(columns="starts_at").groupby("day").sum()

    def ratio(top: str, bottom: str, unit: Unit = "share") -> Estimate:
        total, size = (days[name].to_numpy(float) for name in (top, bottom))
        return cluster_mean(total, size, unit=unit)

    return Views(
        of_offered=ratio("in_time", "offered"),
        of_answered=ratio("in_time", "answered"),
        without_short=ratio("in_time", "counting"),
        waited_over=ratio("over", "offered"),
        gave_up=ratio("gave_up", "offered"),
        mean_wait=ratio("wait_seconds", "offered", "seconds"),
        speed_of_answer=ratio("answer_seconds", "answered", "seconds"),
        good_intervals=ratio("good", "one"),
        callers_in_good=ratio("callers_good", "offered"),
        hours_on_hold=_per_day(days.wait_seconds.to_numpy(float) / 3600),
    )


def _per_day(hours: NDArray[np.float64]) -> Estimate:
    return cluster_mean(hours, np.ones_like(hours), unit="score")


@dataclass(frozen=True, slots=True)
class Slot:
    """One interval of a usual open day, as its callers lived it.

    Parameters
    ----------
    minute
        Minutes from midnight, local time.
    callers, agents
        Mean callers, and mean agents who took one.
    waited_over, gave_up
        Share of callers who waited longer than 20 s, and who gave up.
    """

    minute: int
    callers: float
    agents: float
    waited_over: float | None
    gave_up: float | None


def usual_day(intervals: pd.DataFrame, minutes: int) -> tuple[Slot, ...]:
    """Mean over the busier half of days, interval by interval, from the first with callers on."""
    day = intervals.starts_at.dt.normalize()
    offered = intervals.groupby(day).offered.sum()
    busy = offered.index[offered >= offered.median()]
    chosen = intervals[day.isin(busy)]
    minute = chosen.starts_at.dt.hour * 60 + chosen.starts_at.dt.minute
    sums = chosen.drop(columns="starts_at").groupby(minute).sum()
    held = sums.index[sums.offered >= 0.002 * sums.offered.sum()]
    grid = range(int(held.min()), int(held.max()) + minutes, minutes)
    sums = sums.reindex(grid, fill_value=0.0)
    return tuple(_slot(int(at), row, len(busy)) for at, row in sums.iterrows())


def _slot(minute: int, row: pd.Series, days: int) -> Slot:
    offered = float(row.offered)
    return Slot(
        minute,
        offered / days,
        float(row.agents) / days,
        float(row.over) / offered if offered else None,
        float(row.gave_up) / offered if offered else None,
    )
