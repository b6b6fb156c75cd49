"""A centre's log: the same counts on both engines, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

import lastword as lw
from lastword.analyses.capacity.calibration import HELD_DAYS, count_hours
from lastword.analyses.capacity.centre import Capacity, capacity_of, plan_for, summed
from lastword.analyses.capacity.demand import demand_change, demand_of
from lastword.analyses.capacity.log import count_intervals, count_waits
from lastword.analyses.capacity.questions import QUESTIONS
from lastword.engine import Engine, Tables
from lastword.errors import NotTestable, UsageError
from lastword.question import Context, ask
from lastword.settings import CapacitySettings, Settings
from made_waits import waiting

AS_OF = datetime(2026, 6, 1)
UNASKED = 3
MONDAY = datetime(2026, 3, 2, 7, 40)
Row = dict[str, Any]


def log(days: int = 15, each: int = 40) -> tuple[list[Row], pd.DataFrame]:
    """Three weeks in Berlin, two in five wait; the long waits end in short calls and repeats."""
    random = np.random.default_rng(8)
    rows = []
    for k in range(days * each):
        wait = float(round(random.exponential(120))) if random.random() < 0.4 else 0.0
        is_lost = bool(random.random() < min(wait / 600, 0.8))
        rows.append({
            "contact_id": f"c{k:04}",
            "channel": "voice",
            "direction": "inbound",
            "reason": "bill" if k % 3 else "move",
            "priority": "high" if k % 2 else "regular",
            "offered_at": MONDAY + timedelta(days=k // each // 5 * 7 + k // each % 5,
                                             minutes=13 * (k % each)),
            "time_zone": "Europe/Berlin",
            "wait_seconds": wait,
            "outcome": "abandoned" if is_lost else "answered",
            "agent_id": None if is_lost else f"a{k % 6}",
            "talk_seconds": None if is_lost else (4.0 if wait > 100 else 200.0),
        })  # fmt: skip
    return rows, pd.DataFrame(rows)


def derived(contacts: list[Row]) -> dict[str, list[Row]]:
    """Each contact its own issue; whoever waited over 100 s comes back and says unsolved.

    Every third customer is not asked.
    """
    links, issues, verdicts = [], [], []
    for number, row in enumerate(contacts):
        is_asked = number % UNASKED != 0
        was_long = row["wait_seconds"] > 100
        handled = row["talk_seconds"]
        count = 3 if was_long else 1
        common = {"issue_id": row["contact_id"], "bucket": 0}
        links += [
            {
                **common,
                "contact_id": f"{row['contact_id']}{'' if place == 1 else f'-{place}'}",
                "position": place,
                "rule": "first" if place == 1 else "reason",
                "channel": "voice",
                "outcome": row["outcome"],
                "agent_id": row["agent_id"],
                "offered_at": row["offered_at"],
                "wait_seconds": row["wait_seconds"],
                "handle_seconds": handled,
                "customer_seconds": row["wait_seconds"] + (handled or 0.0),
            }
            for place in range(1, count + 1)
        ]
        issues.append({
            **common,
            "opened_at": row["offered_at"],
            "last_contact_at": row["offered_at"],
            "contact_count": count,
            "channel_count": 1,
            "agent_count": 1,
            "transfer_count": 0,
            "source_count": 1,
            "abandoned_count": 0,
            "handle_seconds": count * (handled or 0.0),
            "customer_seconds": count * (row["wait_seconds"] + (handled or 0.0)),
            "first_contact_id": row["contact_id"],
            "last_contact_id": row["contact_id"],
            "is_mature": True,
            "is_false_first": False,
        })  # fmt: skip
        verdicts.append({
            **common,
            "is_mature": True,
            "opened_at": row["offered_at"],
            "contact_count": count,
            "is_answered": True,
            "said_resolved": not was_long if is_asked else None,
            "said_csat": (0.0 if was_long else 1.0) if is_asked else None,
            "did_come_back": was_long,
            "did_leave": False,
        })  # fmt: skip
    return {"issue_contacts": links, "issues": issues, "verdicts": verdicts}


def context(tables: Tables, **capacity: Any) -> Context:
    return Context(tables, Settings.model_validate({"capacity": capacity}), AS_OF)


def test_counts_on_both_engines(engine: Engine, make_tables: Callable[..., Tables]) -> None:
    rows, frame = log()
    other = {**rows[0], "contact_id": "mail", "channel": "email"}
    unknown = {**rows[0], "contact_id": "vru", "wait_seconds": None, "outcome": "abandoned"}
    tables = make_tables(engine, contacts=[*rows, other, unknown], **derived(rows))
    own = context(tables, hourly_cost=30.0)

    waits = count_waits(own)
    lost = frame[frame.outcome == "abandoned"]
    assert waits.callers.sum() == len(frame)
    assert waits.callers[waits.gave_up].sum() == len(lost)
    assert (waits.seconds * waits.callers).sum() == frame.wait_seconds.sum()

    age = frame.offered_at.max() - frame.offered_at
    assert count_hours(own).n.sum() == (age < pd.Timedelta(days=HELD_DAYS)).sum() > 0

    intervals = count_intervals(own)
    assert intervals.starts_at.min() == pd.Timestamp("2026-03-02 08:30"), "Berlin is UTC+1"
    assert intervals.offered.sum() == len(frame)
    assert intervals.over.sum() == (frame.wait_seconds > 20).sum()
    assert intervals.handle_seconds.sum() == frame.talk_seconds.sum()

    demand = demand_of(own)
    long = int((frame.wait_seconds > 100).sum())
    assert demand.contacts == len(frame) + 2 * long
    assert demand.repeats.value == pytest.approx(2 * long / demand.contacts)
    assert demand.repeats_of_unsolved.value == pytest.approx(2)
    assert demand.contacts_freed(1) == pytest.approx(0.02 * len(frame) / demand.weeks)
    assert demand.money_a_week == pytest.approx(30 * demand.hours_a_week)
    assert [burden.contacts.value for burden in demand.burdens] == pytest.approx([1, 3, 3])
    asked = len(rows) - len(rows[::UNASKED])
    assert sum(burden.issues for burden in demand.burdens[:2]) == asked, "the unasked said nothing"
    solved = demand.burdens[0]
    assert solved.money.value == pytest.approx(solved.agent_minutes.value / 2), "30 an hour"

    paid = lw.capacity.price(own)
    assert paid.bands[0].shares["short"].value == 0
    assert paid.differences["short"].value > 0.4
    assert paid.differences["back"].lower > 0.3


@pytest.fixture
def own(duckdb_engine: Engine, make_tables: Callable[..., Tables]) -> Context:
    rows, _ = log()
    return context(make_tables(duckdb_engine, contacts=rows, **derived(rows)), hourly_cost=30.0)


def test_before_and_after_a_change(own: Context) -> None:
    change = demand_change(own, datetime(2026, 3, 9))
    assert change.before[0].issues + change.after[0].issues == len(log()[1])
    assert [burden.name for burden in change.after] == [
        "all", "said solved", "said unsolved", "dissatisfied",
    ]  # fmt: skip
    assert set(change.numbers()) == {"contacts", "minutes", "agent_minutes", "money"}
    assert change.difference["contacts"].lower < 0 < change.difference["contacts"].upper
    with pytest.raises(UsageError, match="on one side of 2030"):
        demand_change(own, datetime(2030, 1, 1))


def test_findings(own: Context) -> None:
    found = own.once(capacity_of)
    assert found.views.of_answered.value > found.views.of_offered.value
    assert set(found.patience.curves) == {
        "all", "reason: bill", "reason: move", "priority: high", "priority: regular",
    }  # fmt: skip
    findings = {finding.id: finding for question in QUESTIONS for finding in ask(question, own)}
    assert findings["capacity.price"].answer == "supported"
    assert "repeats" in findings["capacity.demand"].sentence
    assert findings["capacity.staffing"].answer == "figure"


def test_shrinkage_from_states(engine: Engine, make_tables: Callable[..., Tables]) -> None:
    shifts = [
        {
            "agent_id": "a1",
            "state": state,
            "started_at": MONDAY + timedelta(days=day, minutes=start),
            "ended_at": MONDAY + timedelta(days=day, minutes=start + length),
        }
        for day, away in enumerate((60, 120, 90))
        for state, start, length in (("busy", 0, 300 - away), ("break", 300 - away, away),
                                     ("offline", 300, 500))
    ]  # fmt: skip
    found = lw.capacity.shrinkage(context(make_tables(engine, shifts=shifts)))
    assert found.mean == pytest.approx(0.3)
    assert found.sd == pytest.approx(0.1)
    with pytest.raises(NotTestable, match="two days"):
        lw.capacity.shrinkage(context(make_tables(engine, shifts=shifts[:3])))


def test_nothing_recorded(duckdb_engine: Engine, make_tables: Callable[..., Tables]) -> None:
    silent = context(make_tables(duckdb_engine))
    answers = [ask(question, silent)[0].answer for question in QUESTIONS]
    assert answers == ["not testable"] * 3
    with pytest.raises(NotTestable, match="how long the customer waited"):
        count_waits(silent)
    with pytest.raises(NotTestable, match="old enough"):
        demand_of(silent)


@pytest.fixture(scope="module")
def known() -> Capacity:
    return waiting()


def test_what_follows_from_counts(known: Capacity) -> None:
    assert known.plan is not None
    assert known.forecast is not None
    assert known.needed is not None
    assert known.options is not None
    opened = {start.weekday() for start, n in zip(known.plan.starts_at, known.plan.agents,
                                                 strict=True) if n}  # fmt: skip
    assert opened == {0, 1, 2, 3, 4}
    assert known.views.callers_in_good.value < known.views.good_intervals.value + 0.1
    mean = known.patience.means
    assert mean["reason: new customer"].value == pytest.approx(60, rel=0.05)
    assert mean["reason: bill"].value == pytest.approx(300, rel=0.05)


def test_a_plan_as_asked(known: Capacity) -> None:
    plan = known.plan
    assert plan is not None
    own = Context(None, Settings.model_validate({}), AS_OF, _asked={capacity_of: known})  # type: ignore[arg-type]
    kind = plan_for(own, target="P(wait > 60 s) < 20%", shrinkage=0.0)
    assert kind.agents.sum() < plan.agents.sum()
    assert (kind.scheduled == kind.agents).all()


def test_few_days_give_no_forecast(known: Capacity) -> None:
    from made_waits import callers, intervals

    random = np.random.default_rng(1)
    rows = intervals(random)
    few = rows[rows.starts_at < rows.starts_at.min() + pd.Timedelta("9D")].assign(handled=0)
    found = summed(CapacitySettings.model_validate({}), callers(random, ("a", "b")), few)
    assert found.forecast is found.plan is found.needed is found.options is None
