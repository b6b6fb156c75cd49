"""The default study of a centre: from answers and verdicts to findings, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest

from analyses.drivers.answers import answers
from lastword.analyses.drivers.centre import questions_asked, study_frame
from lastword.analyses.drivers.findings import driver_findings
from lastword.analyses.drivers.questions import QUESTIONS
from lastword.analyses.drivers.result import drivers_result
from lastword.engine import Engine, Tables
from lastword.finding import Condition, Evidence
from lastword.question import Context, ask
from lastword.settings import Settings

START = datetime(2025, 1, 6)
Make = Callable[..., Tables]


def _rows(n: int) -> dict[str, list[dict[str, Any]]]:
    """Issues whose resolution costs (d0), and whose courtesy earns (d1)."""
    frame = answers(n, [(1.0, 0.0), (0.0, 1.0)], seed=9)
    rng = np.random.default_rng(9)
    asked: list[dict[str, Any]] = []
    verdicts, issues, links = [], [], []
    for place, row in enumerate(frame.itertuples()):
        issue = f"i{place}"
        common = {"issue_id": issue, "bucket": 0, "opened_at": START}
        contacts = 2 if row.d0 == 4 else 1
        verdicts.append(
            common
            | {"is_mature": True, "is_answered": True, "said_resolved": bool(row.d0 >= 4),
               "contact_count": contacts, "agent_id": row.agent, "person_id": row.customer,
               "channel": "voice", "wait_seconds": float(rng.integers(0, 300)),
               "weight": 1.0 if place % 3 else None}
        )  # fmt: skip
        issues.append(
            common
            | {"last_contact_at": START, "contact_count": contacts, "channel_count": 1,
               "agent_count": 1, "transfer_count": int(rng.integers(0, 3)), "source_count": 1,
               "abandoned_count": 0, "first_contact_id": issue, "last_contact_id": issue,
               "is_mature": True, "is_false_first": False}
        )  # fmt: skip
        links.append(
            {"issue_id": issue, "contact_id": issue, "position": 1, "bucket": 0,
             "offered_at": START}
        )  # fmt: skip
        for role, attribute, value in (("csat", None, row.csat), ("attribute", "courtesy", row.d1)):
            if attribute and place % 10 == 0:
                continue
            asked.append(
                {"answer_id": f"{role}{place}", "contact_id": issue, "role": role,
                 "attribute": attribute, "value": float(value), "scale_min": 1.0,
                 "scale_max": 5.0, "higher_is": "better", "answered_at": START}
            )  # fmt: skip
    return {"answers": asked, "verdicts": verdicts, "issues": issues, "issue_contacts": links}


@pytest.fixture
def context(engine: Engine, make_tables: Make) -> Context:
    return Context(make_tables(engine, **_rows(2_500)), Settings(), START)


def test_the_default_study_finds_what_was_planted(context: Context) -> None:
    found = drivers_result(context)
    assert found.outcome == "satisfaction (1 to 5)"
    assert found.n == 2_500
    labels = {effect.driver: effect.label for effect in found.effects}
    assert labels["resolution"] == "penalty"
    assert labels["asked_courtesy"] == "reward"
    assert labels["wait"] in ("negligible", "undetermined")
    assert set(labels) == {"resolution", "asked_courtesy", "wait", "transfers"}


def test_findings_say_what_costs_and_what_earns(duckdb_engine: Engine, make_tables: Make) -> None:
    context = Context(make_tables(duckdb_engine, **_rows(2_500)), Settings(), START)
    found = {finding.id: finding for finding in driver_findings(context)}
    assert found["drivers.costs"].headline == "COSTS"
    assert found["drivers.costs"].sentence.startswith("Unsolved: −")
    assert found["drivers.earns"].sentence.startswith("Best courtesy: +")
    assert found["drivers.hygiene"].answer == "supported"
    assert found["drivers.reward"].answer == "supported"


def test_findings_show_the_rows_of_their_side(duckdb_engine: Engine, make_tables: Make) -> None:
    context = Context(make_tables(duckdb_engine, **_rows(2_500)), Settings(), START)
    costs, earns = driver_findings(context)[:2]
    assert costs.evidence == Evidence(
        "verdicts", (Condition("said_resolved", "==", False),), ("said_csat",)
    )
    courtesy = (Condition("attribute", "==", "courtesy"), Condition("value", ">", 4.0))
    assert earns.evidence == Evidence("answers", courtesy, ("-value",))


@pytest.fixture
def expecting(duckdb_engine: Engine, make_tables: Make) -> Context:
    """Customers said what they had expected, and bought for 7 more with every point."""
    rows = _rows(1_500)
    csat = {a["contact_id"]: a["value"] for a in rows["answers"] if a["role"] == "csat"}
    d0 = answers(1_500, [(1.0, 0.0), (0.0, 1.0)], seed=9).d0
    verdicts = [
        verdict
        | {"said_resolved": bool(level >= 3), "person_id": verdict["issue_id"]}
        | ({"said_expectation": int(level) - 4} if level >= 3 else {})
        for verdict, level in zip(rows["verdicts"], d0, strict=True)
    ]
    persons = [
        {"customer_ref": f"c{issue}", "person_id": issue, "rule": "single"} for issue in csat
    ]
    outcomes = [
        {"customer_ref": f"c{issue}", "kind": kind, "at": START + timedelta(days=days),
         "amount": amount, "currency": "EUR"}
        for place, (issue, value) in enumerate(csat.items())
        for kind, days, amount in (("bought", 3, 30 + 7 * value + place % 5),
                                   ("cancelled", 5, 20.0), ("bought", 200, 1e6))
    ]  # fmt: skip
    made = rows | {"verdicts": verdicts, "persons": persons, "outcomes": outcomes}
    tables = make_tables(duckdb_engine, **made)
    return Context(tables, Settings(), START + timedelta(days=300))


def test_expectation_is_the_third_point_where_it_was_asked(expecting: Context) -> None:
    found = drivers_result(expecting)
    effect = found.effect("resolution")
    assert effect is not None
    assert (effect.lowest, effect.reference, effect.highest) == (
        "never", "as expected", "above expected"
    )  # fmt: skip
    assert effect.label == "penalty"
    costs = driver_findings(expecting)[0]
    assert costs.sentence.startswith("Unsolved: −")
    assert found.together is not None
    unsolved = found.together.counts["driver only"] + found.together.counts["neither"]
    assert unsolved == sum(answers(1_500, [(1.0, 0.0), (0.0, 1.0)], seed=9).d0 <= 2)


def test_money_is_what_goes_with_a_point(expecting: Context) -> None:
    found = drivers_result(expecting)
    assert found.money is not None
    assert found.money.a_point.value == pytest.approx(7.0, abs=0.1)
    assert (found.money.currency, found.money.days) == ("EUR", 90)
    change = found.effects[0].attainable["mean"]
    worth = found.money.worth(change, 1_000)
    assert worth.value == pytest.approx(7_000 * change.value, rel=0.02)
    assert worth.lower == pytest.approx(7_000 * change.lower, rel=0.05)


def test_an_answer_given_again_counts_once(duckdb_engine: Engine, make_tables: Make) -> None:
    rows = _rows(400)
    again = [answer | {"answer_id": f"{answer['answer_id']}-b"} for answer in rows["answers"]]
    tables = make_tables(duckdb_engine, **(rows | {"answers": rows["answers"] + again}))
    assert drivers_result(Context(tables, Settings(), START)).n == 400


def test_rare_scales_are_left_out(duckdb_engine: Engine, make_tables: Make) -> None:
    rows = _rows(400)
    other = [{**answer, "answer_id": f"x{place}", "scale_max": 10.0}
             for place, answer in enumerate(rows["answers"][:50])]  # fmt: skip
    tables = make_tables(duckdb_engine, **(rows | {"answers": rows["answers"] + other}))
    asked = questions_asked(Context(tables, Settings(), START))
    assert {question.scale for question in asked} == {(1.0, 5.0)}


def test_no_verdict_is_not_testable(duckdb_engine: Engine, make_tables: Make) -> None:
    rows = _rows(60)
    tables = make_tables(duckdb_engine, **rows)
    (finding,) = ask(QUESTIONS[0], Context(tables, Settings(), START))
    assert finding.answer == "not testable"
    assert "200 answers" in finding.sentence


def _recorded(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Every issue's call on tape: long holds for dissatisfied customers, the rest by chance."""
    rng = np.random.default_rng(4)
    asked = [row for row in rows["answers"] if row["role"] == "csat"]
    tapes = [
        {"recording_id": row["answer_id"], "contact_id": row["contact_id"], "state": "heard",
         "lasted_seconds": 300.0,
         "hold_seconds": 60.0 + 30.0 * (5 - row["value"]) + float(rng.integers(0, 60)),
         "dead_air_seconds": float(rng.integers(0, 40)),
         "agent_interruptions": int(rng.integers(0, 3))}
        for row in asked
    ]  # fmt: skip
    return rows | {"recordings": tapes}


def test_what_is_heard_in_recordings_is_a_driver(duckdb_engine: Engine, make_tables: Make) -> None:
    context = Context(make_tables(duckdb_engine, **_recorded(_rows(1_500))), Settings(), START)
    found = drivers_result(context)
    costs = {name: found.effect(name).penalty for name in ("on_hold", "dead_air", "cut_in")}
    assert costs["on_hold"].lower > 0
    for chance in ("dead_air", "cut_in"):
        assert costs[chance].lower < 0 < costs[chance].upper


def test_recordings_of_one_issue_are_taken_together(engine: Engine, make_tables: Make) -> None:
    rows = _rows(4)
    rows["issue_contacts"].append(
        {"issue_id": "i0", "contact_id": "again", "position": 2, "bucket": 0, "offered_at": START}
    )
    tape = {"state": "heard", "lasted_seconds": 100.0, "hold_seconds": 10.0,
            "dead_air_seconds": 8.0, "agent_interruptions": 1}  # fmt: skip
    rows["recordings"] = [
        tape | {"recording_id": "a", "contact_id": "i0"},
        tape | {"recording_id": "b", "contact_id": "again", "hold_seconds": 40.0},
        tape | {"recording_id": "c", "contact_id": "i1", "agent_interruptions": None},
        tape | {"recording_id": "d", "contact_id": "i2", "state": "refused"},
    ]
    context = Context(make_tables(engine, **rows), Settings(), START)
    frame = engine.fetch(study_frame(context, ())).sort_by("issue_id")
    got = frame.select(["on_hold", "dead_air", "cut_in"]).to_pylist()
    assert got[0] == {"on_hold": 0.25, "dead_air": 16.0, "cut_in": 2}
    assert got[1] == {"on_hold": 0.1, "dead_air": 8.0, "cut_in": None}
    assert got[2] == got[3] == {"on_hold": None, "dead_air": None, "cut_in": None}
