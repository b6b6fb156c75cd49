"""False first-timers: shares, breaks and an interval that knows persons."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pyarrow as pa
import pytest

from lastword.engine import Engine, Tables, arrow_schema
from lastword.linking.first_timers import first_timers
from lastword.stats.proportion import cluster_share


def _tables(engine: Engine, rows: list[dict[str, Any]]) -> Tables:
    filled = [
        {"contact_id": str(i), "issue_id": str(i), "offered_at": datetime(2024, 1, 1)} | row
        for i, row in enumerate(rows)
    ]
    tables = Tables(engine, {})
    schema = arrow_schema("issue_contacts")
    tables._open["issue_contacts"] = engine.frame(pa.Table.from_pylist(filled, schema))
    return tables


def _contact(person: str | None, false: bool, before: str | None = None) -> dict[str, Any]:
    return {
        "person_id": person,
        "is_first_claimed": True,
        "is_false_first": false,
        "channel": "voice",
        "previous_channel": before,
    }


def test_shares_and_breaks_are_counted(engine: Engine) -> None:
    rows = [
        _contact("p1", False),
        _contact("p1", True, "web"),
        _contact("p2", True, "web"),
        _contact("p3", True, "email"),
        _contact(None, False),
        _contact("p3", False) | {"is_first_claimed": False},
    ]
    found = first_timers(_tables(engine, rows))
    assert (found.count, found.unknown_customers, found.share.n) == (3, 1, 5)
    assert found.share.value == pytest.approx(0.6)
    assert found.breaks == (("web", "voice", 2), ("email", "voice", 1))


def test_the_interval_is_wider_when_the_same_persons_meet_it_again(duckdb_engine: Engine) -> None:
    alike = [_contact(f"p{i // 4}", i // 4 % 5 == 0, "web") for i in range(400)]
    apart = [_contact(f"p{i}", i % 5 == 0, "web") for i in range(400)]
    wide, narrow = (first_timers(_tables(duckdb_engine, rows)).share for rows in (alike, apart))
    assert wide.value == pytest.approx(0.2) and narrow.value == pytest.approx(0.2)
    assert wide.upper - wide.lower > 1.8 * (narrow.upper - narrow.lower)
    other = cluster_share([4 * (i % 5 == 0) for i in range(100)], [4] * 100)
    assert (wide.lower, wide.upper) == pytest.approx((other.lower, other.upper), abs=0.002)


def test_nothing_seen_is_unknown(duckdb_engine: Engine) -> None:
    found = first_timers(_tables(duckdb_engine, []))
    assert (found.share.value, found.share.n, found.count) == (None, 0, 0)
