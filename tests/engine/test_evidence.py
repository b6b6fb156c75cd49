"""Evidence names exactly the rows behind a number, on both engines."""

from __future__ import annotations

from datetime import datetime

import pytest

from lastword.engine import Engine
from lastword.engine.evidence import rows_behind
from lastword.errors import UsageError
from lastword.finding import Condition, Evidence

CONTACTS = [
    {"contact_id": f"c{i}", "offered_at": datetime(2024, 1, 1 + i), "wait_seconds": wait}
    for i, wait in enumerate([5.0, None, 90.0, 40.0])
]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition("wait_seconds", ">", 10.0), ["c2", "c3"]),
        (Condition("wait_seconds", "<=", 40.0), ["c3", "c0"]),
        (Condition("wait_seconds", "is null"), ["c1"]),
        (Condition("contact_id", "in", ("c0", "c1", "c9")), ["c0", "c1"]),
        (Condition("contact_id", "!=", "c2"), ["c3", "c0", "c1"]),
    ],
)
def test_conditions_select_rows_worst_first(
    engine: Engine, make_tables, condition: Condition, expected: list[str]
) -> None:
    tables = make_tables(engine, contacts=CONTACTS)
    evidence = Evidence("contacts", (condition,), ("-wait_seconds",))
    got = rows_behind(tables, evidence).to_pyarrow()["contact_id"].to_pylist()
    assert sorted(got) == sorted(expected)
    assert [c for c in got if c != "c1"] == [c for c in expected if c != "c1"]


def test_unknown_columns_are_named(duckdb_engine: Engine, make_tables) -> None:
    tables = make_tables(duckdb_engine, contacts=CONTACTS)
    with pytest.raises(UsageError, match=r"unknown column 'waits'.*wait_seconds"):
        rows_behind(tables, Evidence("contacts", (Condition("waits", "==", 1),)))
