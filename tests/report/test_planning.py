"""A plan as a file: what planners open holds what the plan says."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

import lastword as lw
from lastword.errors import UsageError
from lastword.report.planning import write_plan
from made_waits import waiting


def test_csv_and_workbook(tmp_path: Path) -> None:
    plan = waiting().plan
    assert plan is not None
    write_plan(plan, tmp_path / "plan.csv")
    rows = pd.read_csv(tmp_path / "plan.csv", parse_dates=["starts at"])
    assert rows["agents to schedule"].tolist() == plan.scheduled.tolist()
    assert rows["starts at"].iloc[0] == plan.starts_at[0]
    write_plan(plan, tmp_path / "plan.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "plan.xlsx")
    assert len(book.get_sheet_by_name("Intervals").to_python()) == len(plan.agents) + 1
    schedule = book.get_sheet_by_name("Schedule").to_python()
    assert len(schedule[0]) == 15
    assert sum(schedule[-1][1:]) == plan.scheduled.sum() / 2


def test_what_cannot_be(tmp_path: Path) -> None:
    plan = waiting().plan
    assert plan is not None
    with pytest.raises(UsageError, match="a plan is written as"):
        write_plan(plan, tmp_path / "plan.pdf")
    with pytest.raises(UsageError, match="no dates"):
        write_plan(lw.capacity.staff([10], 60, patience=60), tmp_path / "plan.csv")
