"""Metrics of one table come from one scan, with rows they cannot judge left out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from lastword.engine import Engine
from lastword.metrics import catalogue, measure

BEGUN = datetime(2024, 1, 1, 9)


def call(name: str, outcome: str | None, wait: float | None, **rest: Any) -> dict[str, Any]:
    return {
        "contact_id": name,
        "offered_at": BEGUN,
        "outcome": outcome,
        "wait_seconds": wait,
        **rest,
    }


def test_service_level_has_three_denominators(engine: Engine, make_tables) -> None:
    calls = [
        *[call(f"a{i}", "answered", 5.0 + 10 * i, talk_seconds=100.0 + i) for i in range(4)],
        call("b1", "abandoned", 3.0),
        call("b2", "abandoned", 90.0),
        call("b3", "abandoned", 200.0),
        call("c", "cut_off", 1800.0),
        call("d", "self_served", None),
        call("e", None, 4.0),
        call("f", "answered", 1.0, direction="outbound", talk_seconds=50.0, hold_seconds=10.0),
    ]
    tables = make_tables(engine, contacts=calls)
    names = (
        "service_level_offered",
        "service_level_answered",
        "service_level_without_short",
        "abandonment",
        "abandonment_without_short",
        "average_speed_of_answer",
        "average_handle_time",
    )
    found = measure(engine, tables["contacts"], [catalogue()[name] for name in names])
    values = {name: (found[name].value, found[name].n) for name in names}
    assert values["service_level_offered"] == (2 / 8, 8)
    assert values["service_level_answered"] == (3 / 5, 5)
    assert values["service_level_without_short"] == (2 / 7, 7)
    assert values["abandonment"] == (3 / 8, 8)
    assert values["abandonment_without_short"] == (2 / 7, 7)
    assert values["average_speed_of_answer"] == (pytest.approx((5 + 15 + 25 + 35 + 1) / 5), 5)
    assert values["average_handle_time"] == (pytest.approx((406 + 60) / 5), 5)


def test_occupancy_weighs_by_time(engine: Engine, make_tables) -> None:
    hours = [("available", 1), ("busy", 5), ("wrap", 2), ("break", 3)]
    shifts, begun = [], BEGUN
    for state, length in hours:
        ended = begun + timedelta(hours=length)
        shifts.append({"agent_id": "a", "state": state, "started_at": begun, "ended_at": ended})
        begun = ended
    tables = make_tables(engine, shifts=shifts)
    found = measure(engine, tables["shifts"], [catalogue()["occupancy"]])["occupancy"]
    assert found.value == pytest.approx(7 / 8)


def test_nps_is_promoters_minus_detractors(engine: Engine, make_tables) -> None:
    scores = [10] * 50 + [8] * 30 + [3] * 20
    verdicts = [
        {
            "issue_id": str(i),
            "bucket": 0,
            "is_mature": True,
            "opened_at": BEGUN,
            "contact_count": 1,
            "is_answered": True,
            "said_nps": score,
        }
        for i, score in enumerate([*scores, None])
    ]
    tables = make_tables(engine, verdicts=verdicts)
    found = measure(engine, tables["verdicts"], [catalogue()["nps"]])["nps"]
    assert found.value == pytest.approx(30.0)
    assert found.n == 100


def test_nothing_observed_is_unknown(engine: Engine, make_tables) -> None:
    tables = make_tables(engine, contacts=[call("a", None, None)])
    found = measure(engine, tables["contacts"], [catalogue()["abandonment"]])["abandonment"]
    assert found.value is None
    assert found.n == 0
