"""The latest version of every row, once, on both engines."""

from __future__ import annotations

from lastword.engine import Engine
from lastword.store import Store
from lastword.store.canonical import canonical


def test_later_load_wins(filled: Store, engine: Engine) -> None:
    rows = {
        r["contact_id"]: r for r in engine.fetch(canonical(engine, filled, "contacts")).to_pylist()
    }
    assert len(rows) == 60
    assert rows["crm:c31"]["load_id"] == "two"
    assert rows["crm:c36"]["queue"] == "changed"


def test_absent_table_is_none(filled: Store, engine: Engine) -> None:
    assert canonical(engine, filled, "legs") is None
