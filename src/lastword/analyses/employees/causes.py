"""Causes: what is known of employees, as one figure a unit and period."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import ibis.expr.types as ir
import numpy as np
import pandas as pd

from lastword.analyses.employees.periods import Periods, weeks
from lastword.analyses.employees.surveys import Survey
from lastword.analyses.employees.units import UnitColumn
from lastword.analyses.employees.work import (
    absent_days,
    handled_days,
    leavers,
    on_the_books,
    placed_days,
    ratio,
    work_days,
)
from lastword.engine import Tables
from lastword.question import Context

TENTH = 0.1
MOST_OCCUPIED = 1.2
"""Handle time beyond this share of the time on shift means that shifts and contacts disagree."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One figure of employees.

    Parameters
    ----------
    name, title
        Key, and in words.
    step, step_words
        What one step of it is, in its own unit and in words.
    good
        1 where more of it is believed to be good for customers, −1 where less is.
    """

    name: str
    title: str
    step: float
    step_words: str
    good: int


@dataclass(frozen=True, slots=True)
class Series:
    """A cause over units and periods.

    Parameters
    ----------
    rows
        `unit`, `period`, `value`; of units with enough persons only.
    """

    cause: Cause
    periods: Periods
    rows: pd.DataFrame


ABSENCE = Cause("absence", "Absence", TENTH, "10 points more absence", -1)
UNPLANNED = Cause(
    "unplanned_absence", "Unplanned absence", TENTH, "10 points more unplanned absence", -1
)
ATTRITION = Cause("attrition", "Leaving", TENTH, "one agent in ten more leaving", -1)
OCCUPANCY = Cause("occupancy", "Occupancy", TENTH, "10 points more occupancy", -1)
SCHEDULE = Cause("schedule", "Changed schedules", TENTH, "10 points more days moved", -1)


def survey_series(survey: Survey) -> Iterator[Series]:
    """Every question of the employee survey, from released figures alone."""
    for question in survey.questions:
        rows = survey.released(question)
        cause = Cause(
            f"pulse_{question}", f"“{question}”", 1.0, f"one point more of “{question}”", 1
        )
        yield Series(cause, survey.periods, rows[["unit", "period", "value"]])


def work_series(context: Context, column: UnitColumn, span: tuple[date, date]) -> Iterator[Series]:
    """Absence, occupancy and changed schedules by week, from shifts; leaving, from agents.

    Absence for which a reason is on record is told by itself too.

    Parameters
    ----------
    span
        First day, and first day after the last one.
    """
    tables, periods = context.tables, weeks(*span)
    if not {"agent_id", "state", "ended_at"} <= tables.filled("shifts") or not periods.starts:
        return
    days = tables.engine.save(placed_days(tables, column))
    books = on_the_books(tables, days, periods)
    books = books[books.agents >= context.settings.privacy.min_group]
    for cause, rows in _by_week(tables, days, column, periods):
        known = books.merge(rows, on=["unit", "period"], how="left")
        yield Series(cause, periods, _valued(cause, known))


def _by_week(
    tables: Tables, days: ir.Table, column: UnitColumn, periods: Periods
) -> Iterator[tuple[Cause, pd.DataFrame]]:
    columns = ["agents", "occupied", "available", "changed", "compared"]
    worked = periods.sums(work_days(tables, days), columns).rename(columns={"agents": "worked"})
    yield ABSENCE, worked
    yield SCHEDULE, worked
    if worked.occupied.sum() > 0:
        yield OCCUPANCY, worked
    else:
        handled = periods.sums(handled_days(tables, column), ["handled"])
        yield (
            OCCUPANCY,
            worked.drop(columns="occupied").merge(
                handled.rename(columns={"handled": "occupied"}), on=["unit", "period"], how="left"
            ),
        )
    if "absence" in tables.filled("shifts"):
        away = periods.sums(absent_days(tables, column), ["away"])
        yield UNPLANNED, worked.merge(away, on=["unit", "period"], how="outer")
    if "left_on" in tables.filled("agents"):
        yield ATTRITION, periods.sums(leavers(tables, column), ["left"])


def _valued(cause: Cause, known: pd.DataFrame) -> pd.DataFrame:
    values: dict[str, Callable[[pd.DataFrame], np.ndarray]] = {
        ABSENCE.name: lambda rows: 1 - ratio(rows.worked.fillna(0.0), rows.usual),
        UNPLANNED.name: lambda rows: ratio(
            rows.away.fillna(0.0), rows.away.fillna(0.0) + rows.worked.fillna(0.0)
        ),
        SCHEDULE.name: lambda rows: ratio(rows.changed, rows.compared),
        OCCUPANCY.name: _occupancy,
        ATTRITION.name: lambda rows: ratio(rows.left.fillna(0.0), rows.agents),
    }
    found = known[["unit", "period"]].assign(value=values[cause.name](known))
    return found.dropna(ignore_index=True)


def _occupancy(rows: pd.DataFrame) -> np.ndarray:
    whole = rows.dropna(subset=["occupied", "available"])
    is_sound = whole.occupied.sum() <= MOST_OCCUPIED * whole.available.sum()
    return ratio(rows.occupied, rows.available) if is_sound else np.full(len(rows), np.nan)
