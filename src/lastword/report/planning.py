"""A plan as a file that planners use: a row an interval, and in a workbook a sheet by day."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from lastword.errors import UsageError

if TYPE_CHECKING:
    from lastword.analyses.capacity import Plan

_WORDS = ("starts at", "contacts expected", "agents present", "agents to schedule")


def write_plan(plan: Plan, path: Path) -> None:
    """Write a plan as .csv, or as .xlsx with a second sheet: days across, times of day down.

    Raises
    ------
    UsageError
        If the ending is neither, or the plan has no dates.
    """
    if not plan.starts_at:
        raise UsageError("the plan has no dates; make it from a forecast")
    if path.suffix == ".csv":
        frame = plan.frame().round({"arrivals": 2})
        frame.columns = list(_WORDS)
        frame.to_csv(path, index=False)
    elif path.suffix == ".xlsx":
        _write_workbook(plan, path)
    else:
        raise UsageError(f"{path.name}: a plan is written as .csv or .xlsx")


def _write_workbook(plan: Plan, path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        _intervals(book.add_worksheet("Intervals"), plan, head, moment)
        _days(book.add_worksheet("Schedule"), plan, head)


def _intervals(sheet: Any, plan: Plan, head: Any, moment: Any) -> None:
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 3, 18)
    sheet.write_row(0, 0, _WORDS, head)
    columns = (plan.starts_at, plan.arrivals, plan.agents, plan.scheduled)
    for row, (start, contacts, agents, scheduled) in enumerate(zip(*columns, strict=True), 1):
        sheet.write_datetime(row, 0, start, moment)
        sheet.write_number(row, 1, round(float(contacts), 2))
        sheet.write_number(row, 2, int(agents))
        sheet.write_number(row, 3, int(scheduled))


def _days(sheet: Any, plan: Plan, head: Any) -> None:
    """Agents to schedule: a column a day, a row a time of day, hours below."""
    days = sorted({start.date() for start in plan.starts_at})
    times = sorted({start.time() for start in plan.starts_at})
    sheet.freeze_panes(1, 1)
    sheet.set_column(1, len(days), 11)
    sheet.write_row(0, 0, ["", *(f"{day:%a %d.%m.}" for day in days)], head)
    for row, time in enumerate(times, 1):
        sheet.write_string(row, 0, f"{time:%H:%M}", head)
    table = np.zeros((len(times), len(days)), np.int64)
    for start, agents in zip(plan.starts_at, plan.scheduled, strict=True):
        table[times.index(start.time()), days.index(start.date())] = agents
    for row, line in enumerate(table.tolist(), 1):
        sheet.write_row(row, 1, line)
    sheet.write_string(len(times) + 1, 0, "hours", head)
    hours = table.sum(axis=0) * plan.interval_minutes / 60
    sheet.write_row(len(times) + 1, 1, hours.tolist(), head)
