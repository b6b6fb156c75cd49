"""The latest version of every row, once, on both engines."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lastword.engine import Engine
from lastword.engine.digest import digest
from lastword.store import Store
from lastword.store.canonical import Overlap, canonical, overlap
from store.centre import START, add, contact

_projects = count()


def _rows(engine: Engine, store: Store, table: str = "contacts") -> dict[str, dict[str, Any]]:
    found = canonical(engine, store, table)
    assert found is not None
    rows = engine.fetch(found).to_pylist()
    assert len({row["contact_id"] for row in rows}) == len(rows)
    return {row["contact_id"]: row for row in rows}


def test_later_load_wins(filled: Store, engine: Engine) -> None:
    rows = _rows(engine, filled)
    assert len(rows) == 60
    assert rows["crm:c31"]["load_id"] == "two"
    assert rows["crm:c36"]["queue"] == "changed"
    assert rows["crm:c1"]["load_id"] == "one"


def test_later_version_wins_over_later_load(store: Store, engine: Engine) -> None:
    add(store, "one", {"contacts": [contact(1, 1, queue="new", version_at=datetime(2024, 5, 2))]})
    add(store, "two", {"contacts": [contact(1, 1, queue="old", version_at=datetime(2024, 5, 1))]})
    add(store, "three", {"contacts": [contact(1, 1, queue="undated")]})
    assert _rows(engine, store)["crm:c1"]["queue"] == "new"


def test_absent_table_is_none(filled: Store, engine: Engine) -> None:
    assert canonical(engine, filled, "legs") is None


def test_empty_load_brings_no_rows(store: Store, engine: Engine) -> None:
    add(store, "one", {"contacts": []})
    add(store, "two", {"contacts": [contact(1, 1)]})
    assert len(_rows(engine, store)) == 1


def test_null_in_a_key_is_a_value_like_any_other(store: Store, engine: Engine) -> None:
    consent = {"purpose": "text", "is_given": True, "contact_id": "crm:c1"}
    add(store, "one", {"consents": [consent]})
    add(store, "two", {"consents": [{**consent, "is_given": False}]})
    found = canonical(engine, store, "consents")
    assert found is not None
    assert [row["is_given"] for row in engine.fetch(found).to_pylist()] == [False]


def test_overlap_tells_duplicates_from_versions(filled: Store, engine: Engine) -> None:
    assert overlap(engine, filled, "contacts") == Overlap(70, 60, 5, 5)
    assert overlap(engine, filled, "messages") == Overlap(40, 40, 0, 0)


@pytest.mark.spark
def test_engines_agree(filled: Store, duckdb_engine: Engine, spark_engine: Engine) -> None:
    digests = {digest(canonical(e, filled, "contacts")) for e in (duckdb_engine, spark_engine)}
    assert len(digests) == 1


_VERSIONS = st.none() | st.integers(0, 2).map(lambda day: datetime(2024, 5, 1 + day))
_LOADS = st.lists(
    st.dictionaries(st.integers(0, 12), st.tuples(_VERSIONS, st.sampled_from("xy")), min_size=1),
    min_size=1,
    max_size=4,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(loads=_LOADS)
def test_law_of_the_latest_version(
    loads: list[dict[int, tuple[datetime | None, str]]], duckdb_engine: Engine, tmp_path: Path
) -> None:
    store = Store.open(tmp_path / f"project-{next(_projects)}", create=True)
    versions: dict[str, list[tuple[datetime, int, str]]] = defaultdict(list)
    for number, load in enumerate(loads):
        rows = [contact(n, 1, version_at=at, queue=q) for n, (at, q) in load.items()]
        add(store, f"load {number}", {"contacts": rows})
        for n, (at, queue) in load.items():
            versions[f"crm:c{n}"].append((at or START, number, queue))
    got = {key: row["queue"] for key, row in _rows(duckdb_engine, store).items()}
    assert got == {key: max(seen)[2] for key, seen in versions.items()}
    contents = sum(len({queue for *_, queue in seen}) for seen in versions.values())
    total = sum(len(load) for load in loads)
    expected = Overlap(total, len(got), total - contents, contents - len(got))
    assert overlap(duckdb_engine, store, "contacts") == expected
