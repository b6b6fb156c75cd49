"""Strain: doses by hand, and a planted fall with its placebos, on both engines."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest

from analyses.employees.conftest import Make
from lastword.analyses.employees import conditions
from lastword.analyses.employees.doses import doses
from lastword.analyses.employees.questions import QUESTIONS
from lastword.engine import Engine
from lastword.question import Context, ask
from lastword.settings import Settings

MONDAY = datetime(2025, 1, 6)
AGENTS, DAYS = 12, 12


def contact(name: str, agent: str, at: datetime, *, position: int = 1) -> dict[str, Any]:
    return {
        "contact_id": name, "issue_id": name, "position": position, "rule": "first", "bucket": 0,
        "agent_id": agent, "outcome": "answered", "channel": "voice", "offered_at": at,
        "ended_at": at + timedelta(minutes=10), "handle_seconds": 600.0, "is_last": True,
        "person_id": name,
    }  # fmt: skip


def shift(agent: str, state: str, at: datetime, hours: float) -> dict[str, Any]:
    return {"agent_id": agent, "state": state, "started_at": at,
            "ended_at": at + timedelta(hours=hours)}  # fmt: skip


def test_doses_of_one_day(engine: Engine, make_tables: Make) -> None:
    """Shift from 9 to 17 with a break from 13; hard contacts at 10 and 11; one before the shift."""
    nine = MONDAY.replace(hour=9)
    at = {"early": -1.0, "first": 0.5, "hard": 1, "harder": 2, "after": 3, "late": 5.5, "last": 6}
    contacts = _day(nine, at)
    shifts = [
        shift("a", "available", nine, 4), shift("a", "break", nine + timedelta(hours=4), 0.5),
        shift("a", "available", nine + timedelta(hours=4.5), 3.5),
    ]  # fmt: skip
    tables = make_tables(engine, issue_contacts=contacts, shifts=shifts)
    rows = {row["contact_id"]: row for row in doses(tables).to_pyarrow().to_pylist()}
    assert "early" not in rows
    assert [rows[name]["hours"] for name in ("first", "after", "last")] == [0.5, 3.0, 6.0]
    assert [rows[name]["unbroken"] for name in ("after", "late", "last")] == [3.0, 1.0, 1.5]
    in_turn = ("first", "hard", "harder", "after", "late", "last")
    assert [rows[name]["streak"] for name in in_turn] == [0, 0, 1, 2, 0, 0]
    assert rows["late"]["occupancy"] is None
    assert rows["last"]["occupancy"] == pytest.approx(5 * 600 / (5.5 * 3600))


def test_a_day_without_shifts_begins_with_its_first_contact(
    duckdb_engine: Engine, make_tables: Make
) -> None:
    contacts = _day(MONDAY.replace(hour=9), {"early": -1, "first": 0.5, "last": 6})
    tables = make_tables(duckdb_engine, issue_contacts=contacts)
    rows = {row["contact_id"]: row for row in doses(tables).to_pyarrow().to_pylist()}
    assert [rows[name]["hours"] for name in ("early", "first", "last")] == [0.0, 1.5, 7.0]
    assert rows["last"]["unbroken"] is None


def test_a_planted_fall_is_found_and_its_placebo_silent(engine: Engine, make_tables: Make) -> None:
    context = _tired(engine, make_tables, per_hour=0.03)
    found = conditions(context)
    hours = next(strain for strain in found.strains if strain.dose.name == "hours")
    assert hours.answer == "supported"
    assert hours.slope.lower is not None and hours.slope.upper is not None
    assert hours.slope.lower < -24 < hours.slope.upper
    assert hours.falls_from is not None
    placebo = hours.placebos["dealt out anew"]
    assert placebo.lower is not None and placebo.upper is not None
    assert placebo.lower < 0 < placebo.upper
    streak = next((s for s in found.strains if s.dose.name == "streak"), None)
    assert streak is None or streak.answer != "supported"
    said = {finding.id: finding for finding in ask(QUESTIONS[2], context)}
    assert "beyond chance from" in said["employees.strain.hours"].sentence


def test_recontact_where_nobody_was_asked(duckdb_engine: Engine, make_tables: Make) -> None:
    context = _tired(duckdb_engine, make_tables, per_hour=0.0, asked=False)
    found = conditions(context)
    assert found.outcome == "problems that did not come back"
    assert all(strain.answer != "supported" for strain in found.strains)


def test_too_few_agents(duckdb_engine: Engine, make_tables: Make) -> None:
    context = _tired(duckdb_engine, make_tables, per_hour=0.0, agents=3)
    assert conditions(context).strains == ()
    (finding,) = ask(QUESTIONS[2], context)
    assert finding.answer == "not testable"
    assert "3 agents" in finding.sentence


def _day(start: datetime, at: dict[str, float]) -> list[dict[str, Any]]:
    return [
        contact(name, "a", start + timedelta(hours=hour), position=3 if "hard" in name else 1)
        for name, hour in at.items()
    ]


def _tired(
    engine: Engine, make: Make, *, per_hour: float, asked: bool = True, agents: int = AGENTS
) -> Context:
    """Shifts that begin between 8 and 11; satisfaction falls by the hour on shift."""
    random = np.random.default_rng(4)
    contacts, verdicts, shifts = [], [], []
    for agent in range(agents):
        for day in range(DAYS):
            start = MONDAY + timedelta(days=day, hours=8 + int(random.integers(0, 4)))
            shifts.append(shift(f"a{agent}", "available", start, 8.5))
            for n in range(9):
                hour = n * 0.9 + random.random() * 0.8
                name = f"c{agent}-{day}-{n}"
                contacts.append(contact(name, f"a{agent}", start + timedelta(hours=hour)))
                csat = 0.7 - per_hour * hour + 0.15 * random.normal()
                back = bool(random.random() < 0.2)
                verdicts.append(
                    {"issue_id": name, "bucket": 0, "is_mature": True, "is_answered": asked,
                     "opened_at": start, "contact_count": 1, "did_come_back": back}
                    | ({"said_csat": float(np.clip(csat, 0, 1))} if asked else {})
                )  # fmt: skip
    tables = make(engine, issue_contacts=contacts, verdicts=verdicts, shifts=shifts)
    return Context(tables, Settings(), MONDAY + timedelta(days=60))
