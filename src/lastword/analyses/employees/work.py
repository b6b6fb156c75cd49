"""Work: who was there, how busy, and how steadily, from agents' shifts and teams."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from lastword.analyses.employees.customers import ordered
from lastword.analyses.employees.periods import Periods
from lastword.analyses.employees.units import UnitColumn, with_unit
from lastword.engine import Tables
from lastword.engine.times import EPOCH, days_between, moment, seconds_between

AT_WORK = ("available", "busy", "wrap")
OCCUPIED = ("busy", "wrap")
UNPLANNED = ("sick", "unplanned")
TINY = 1e-9
UNSTEADY_SECONDS = 3600.0
"""A working day that begins further than this from the roster's is a changed schedule."""


def agent_days(tables: Tables) -> ir.Table:
    """One row an agent and day at work: when it began, and was to; seconds occupied, available."""
    shifts = tables["shifts"]
    known = shifts.filter(shifts.state.isin(AT_WORK) & shifts.ended_at.notnull())
    seconds = seconds_between(known.ended_at, known.started_at)
    rows = known.mutate(
        day=known.started_at.truncate("D"),
        occupied=known.state.isin(OCCUPIED).ifelse(seconds, 0.0),
        available=seconds,
    )
    return rows.group_by("agent_id", "day").aggregate(
        began=rows.started_at.min(),
        planned=rows.planned_start.min(),
        occupied=rows.occupied.sum(),
        available=rows.available.sum(),
    )


def placed_days(tables: Tables, column: UnitColumn) -> ir.Table:
    """Agents' days with their unit, and whether the schedule changed.

    From what the roster had, where it is known; else from the day before.
    """
    days = agent_days(tables)
    order = ibis.window(group_by="agent_id", order_by="day")
    clock = days.mutate(clock=seconds_between(days.began, days.day))
    moved = clock.mutate(before=clock.clock.lag().over(order))
    off = ibis.coalesce(seconds_between(moved.began, moved.planned), moved.clock - moved.before)
    changed = (off.abs() > UNSTEADY_SECONDS).cast("int64")
    told = moved.mutate(changed=changed).drop("clock", "before", "began", "planned")
    return with_unit(told, tables, column)


def absent_days(tables: Tables, column: UnitColumn) -> pd.DataFrame:
    """Days on which agents of each unit were away without a plan, sick or for another reason."""
    shifts = tables["shifts"]
    away = shifts.filter(shifts.absence.isin(UNPLANNED))
    days = away.select("agent_id", day=away.started_at.truncate("D")).distinct()
    placed = with_unit(days, tables, column)
    return ordered(tables, placed.group_by("unit", "day").aggregate(away=placed.count()))


def work_days(tables: Tables, days: ir.Table) -> pd.DataFrame:
    """Sums of each unit's days at work."""
    sums = days.group_by("unit", "day").aggregate(
        agents=days.count(),
        occupied=days.occupied.sum(),
        available=days.available.sum(),
        changed=days.changed.sum(),
        compared=days.changed.count(),
    )
    return ordered(tables, sums)


def handled_days(tables: Tables, column: UnitColumn) -> pd.DataFrame:
    """Seconds that each unit's agents spent on contacts, where shifts do not say who is busy."""
    contacts = tables["issue_contacts"]
    known = contacts.filter(contacts.agent_id.notnull() & (contacts.handle_seconds > 0))
    rows = known.mutate(day=known.offered_at.truncate("D"))
    days = rows.group_by("agent_id", "day").aggregate(handled=rows.handle_seconds.sum())
    placed = with_unit(days, tables, column)
    sums = placed.group_by("unit", "day").aggregate(handled=placed.handled.sum())
    return ordered(tables, sums)


def on_the_books(tables: Tables, days: ir.Table, periods: Periods) -> pd.DataFrame:
    """Agents of each unit in each period, and the days that they would usually be at work.

    An agent is on a unit's books from the first to the last day at work in it, and usually works
    as large a share of those days as all in all.
    """
    spells = days.group_by("agent_id", "unit").aggregate(
        first=days.day.min(), last=days.day.max(), worked=days.count()
    )
    span = days_between(spells["last"], spells["first"]) + 1.0
    rates = spells.mutate(rate=spells.worked.cast("float64") / span)
    begins, ends = (
        ordered(
            tables,
            rates.group_by(rates.unit, day=rates[name]).aggregate(
                agents=rates.count(), usual=rates.rate.sum()
            ),
        )
        for name in ("first", "last")
    )
    return running(begins, ends, periods)


def running(begins: pd.DataFrame, ends: pd.DataFrame, periods: Periods) -> pd.DataFrame:
    """Means of `agents` and sums of `usual` over each unit's periods, from who came and went.

    Parameters
    ----------
    begins, ends
        `unit`, `day`, `agents`, `usual`: what is added on a day, and taken off after it.
    """
    if not len(periods.starts) or not len(begins):
        return pd.DataFrame(columns=["unit", "period", "agents", "usual"])
    start = min(begins.day.min(), pd.Timestamp(periods.starts[0]))
    units = sorted(set(begins.unit))
    days = pd.date_range(start, pd.Timestamp(periods.end) - pd.Timedelta(days=1))
    change = np.zeros((2, len(days) + 1, len(units)))
    for moves, sign, later in ((begins, 1, 0), (ends, -1, 1)):
        at = np.clip((moves.day - start).dt.days.to_numpy() + later, 0, len(days))
        unit = np.searchsorted(units, moves.unit)
        for column, name in enumerate(("agents", "usual")):
            np.add.at(change[column], (at, unit), sign * moves[name].to_numpy(dtype=np.float64))
    daily = change[:, :-1].cumsum(axis=1)
    period, place = periods.of(days.date), np.arange(len(units))
    rows = pd.DataFrame(
        {
            "unit": np.tile(units, len(days)),
            "period": np.repeat(period, len(place)),
            "agents": daily[0].ravel(),
            "usual": daily[1].ravel(),
        }
    )
    found = (
        rows[rows.period >= 0]
        .groupby(["unit", "period"], as_index=False)
        .agg(agents=("agents", "mean"), usual=("usual", "sum"))
    )
    return found[found.agents > TINY].reset_index(drop=True)


def leavers(tables: Tables, column: UnitColumn) -> pd.DataFrame:
    """Agents who left each unit's centre, by their last day."""
    agents = tables["agents"]
    gone = agents.filter(agents.left_on.notnull() & agents[column].notnull())
    since = gone.valid_from.fill_null(moment(EPOCH))
    order = ibis.window(group_by="agent_id", order_by=[ibis.desc(since), ibis.asc(gone[column])])
    last = gone.mutate(place=ibis.row_number().over(order))
    last = last.filter(last.place == 0)
    rows = last.select(unit=last[column], day=last.left_on.truncate("D"))
    return ordered(tables, rows.group_by("unit", "day").aggregate(left=rows.count()))


def ratio(above: pd.Series, below: pd.Series) -> np.ndarray:
    """Share of two sums; unknown where the lower is 0."""
    return np.asarray(np.where(below > 0, above / below.where(below > 0, 1.0), np.nan))


def members(tables: Tables, column: UnitColumn, periods: Periods) -> pd.DataFrame:
    """Agents of each unit in each period, from when to when they belonged to it."""
    agents = tables["agents"]
    known = agents.filter(agents[column].notnull())
    since = ibis.coalesce(known.valid_from, known.hired_on, moment(EPOCH)).truncate("D")
    ended = ibis.least(
        known.valid_until.fill_null(known.left_on), known.left_on.fill_null(known.valid_until)
    )
    begins, ends = (
        ordered(tables, rows.group_by("unit", "day").aggregate(agents=rows.count()))
        for rows in (
            known.select(unit=known[column], day=since),
            known.select(unit=known[column], day=ended.truncate("D")).filter(ibis._.day.notnull()),
        )
    )
    first = pd.Timestamp(periods.starts[0])
    begins = begins.assign(day=begins.day.mask(begins.day < first, first), usual=0.0)
    eve = first - pd.Timedelta(days=1)
    ends = ends.assign(day=ends.day.mask(ends.day < eve, eve), usual=0.0)
    return running(begins, ends, periods).drop(columns="usual")
