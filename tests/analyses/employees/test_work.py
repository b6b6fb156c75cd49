"""Work of two agents by hand: one changes team, one leaves."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from analyses.employees.conftest import Make
from lastword.analyses.employees.causes import work_series
from lastword.analyses.employees.periods import weeks
from lastword.analyses.employees.work import (
    absent_days,
    handled_days,
    leavers,
    members,
    on_the_books,
    placed_days,
    work_days,
)
from lastword.engine import Engine
from lastword.question import Context
from lastword.settings import Settings

MONDAY = datetime(2025, 1, 6)
ALWAYS = (6, 7, 8, 9, 10, 13, 14, 15, 16, 17)
SELDOM = (6, 7, 8, 9, 10, 13, 17)


def stretch(agent: str, day: int, begins: int) -> list[dict[str, Any]]:
    at = MONDAY.replace(day=day, hour=begins)
    states = (("available", 0, 2), ("busy", 2, 3), ("break", 3, 4))
    return [
        {"agent_id": agent, "state": state, "started_at": at + timedelta(hours=begin),
         "ended_at": at + timedelta(hours=end)}
        for state, begin, end in states
    ]  # fmt: skip


def test_two_agents(engine: Engine, make_tables: Make) -> None:
    shifts = [row for day in ALWAYS for row in stretch("a", day, 9)]
    shifts += [row for day in SELDOM for row in stretch("b", day, 11 if day == 17 else 9)]
    moved = datetime(2025, 1, 15)
    agents = [
        {"agent_id": "a", "team_id": "x", "valid_from": MONDAY, "valid_until": moved},
        {"agent_id": "a", "team_id": "y", "valid_from": moved},
        {"agent_id": "b", "team_id": "x", "left_on": datetime(2025, 1, 19)},
    ]
    contact = {
        "contact_id": "c", "issue_id": "c", "position": 1, "rule": "first", "bucket": 0,
        "agent_id": "a", "offered_at": datetime(2025, 1, 16, 9), "handle_seconds": 300.0,
    }  # fmt: skip
    tables = make_tables(engine, shifts=shifts, agents=agents, issue_contacts=[contact])
    days = engine.save(placed_days(tables, "team_id"))
    periods = weeks(date(2025, 1, 6), date(2025, 1, 20))

    worked = periods.sums(work_days(tables, days), ["agents", "occupied", "available", "changed"])
    sums = worked.set_index(["unit", "period"])
    assert sums.agents.to_dict() == {("x", 0): 10, ("x", 1): 4, ("y", 1): 3}
    assert sums.occupied.loc["x", 0] == 10 * 3600
    assert sums.available.loc["x", 0] == 10 * 3 * 3600
    assert sums.changed.to_dict() == {("x", 0): 0, ("x", 1): 1, ("y", 1): 0}

    books = on_the_books(tables, days, periods).set_index(["unit", "period"])
    assert books.agents.loc["x", 1] == pytest.approx(2 / 7 + 5 / 7)
    assert books.usual.loc["x", 1] == pytest.approx(2 * 7 / 9 + 5 * 7 / 12)
    assert books.usual.loc["y", 1] == pytest.approx(3)

    gone = leavers(tables, "team_id")
    assert gone[["unit", "left"]].to_numpy().tolist() == [["x", 1]]
    (handled,) = handled_days(tables, "team_id").to_dict("records")
    assert (handled["unit"], handled["handled"]) == ("y", 300.0)
    belong = members(tables, "team_id", periods).set_index(["unit", "period"]).agents
    assert belong.loc["x", 0] == 2


def test_a_roster_says_what_changed_and_why_somebody_was_away(
    engine: Engine, make_tables: Make
) -> None:
    """Five agents over two weeks: begins differ from day to day, and only once from the plan.

    After the last day at work nobody is on the books: the second week has too few to be shown.
    """
    shifts, names = [], [f"a{n}" for n in range(5)]
    for name in names:
        for day in ALWAYS:
            hour = 9 + day % 2 * 2
            late = 2 if (name, day) == ("a0", 8) else 0
            planned = MONDAY.replace(day=day, hour=hour)
            shifts += [row | {"planned_start": planned} for row in stretch(name, day, hour + late)]
    away = (("a1", 11, "sick"), ("a2", 11, "planned"), ("a3", 18, "unplanned"))
    shifts += [
        {"agent_id": name, "state": "offline", "started_at": MONDAY.replace(day=day),
         "ended_at": MONDAY.replace(day=day + 1), "absence": why}
        for name, day, why in away
    ]  # fmt: skip
    agents = [{"agent_id": name, "team_id": "x", "valid_from": MONDAY} for name in names]
    tables = make_tables(engine, shifts=shifts, agents=agents)
    days = engine.save(placed_days(tables, "team_id"))
    assert work_days(tables, days).changed.sum() == 1
    assert absent_days(tables, "team_id").day.dt.day.tolist() == [11, 18]
    span = (date(2025, 1, 6), date(2025, 1, 20))
    context = Context(tables, Settings(), MONDAY.replace(day=20))
    found = {s.cause.name: s.rows.value.tolist() for s in work_series(context, "team_id", span)}
    assert found["unplanned_absence"] == pytest.approx([1 / 26])
    assert found["schedule"] == pytest.approx([1 / 25])
    strict = Settings.model_validate({"privacy": {"min_group": 6}})
    hidden = work_series(Context(tables, strict, MONDAY.replace(day=20)), "team_id", span)
    assert all(series.rows.empty for series in hidden)
