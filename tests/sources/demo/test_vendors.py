"""The same centre told by vendors' exports and by plain files: what both know is equal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lastword.engine import Tables, open_engine
from lastword.ingest import load
from lastword.linking import approaches
from lastword.linking.calls import calls
from lastword.settings import read_settings
from lastword.sources.demo import World, write
from lastword.sources.demo.configuration import Shape
from lastword.sources.registry import kinds
from lastword.store import Store
from lastword.store.canonical import canonical
from lastword.tables import LOADED
from lastword.verdict.understood import understood

Row = dict[str, Any]
Told = Callable[[str, str], list[Row]]
SHAPES: tuple[Shape, ...] = ("plain", "vendors")
PHONES, DESKS = ("phone", "genesys", "asterisk"), ("desk", "zendesk")


def read(folder: Path, shape: Shape) -> dict[str, list[Row]]:
    """The tables of one folder, calls and contacts put together."""
    exports = write(World(contacts=700, seed=5, dirt=0.0), folder / "exports", shape=shape)
    store = Store.open(folder / "store", create=True)
    with store.writing():
        loading = load(
            [exports], settings=read_settings(exports / "lastword.toml"), store=store, known=kinds()
        )
    assert loading.quarantined == 0, [file.examples for file in loading.files]
    rows = {}
    with open_engine("duckdb") as engine:
        parts = {}
        for name in LOADED:
            table = canonical(engine, store, name)
            if table is not None:
                engine.write(table, folder / name)
                parts[name] = sorted((folder / name).glob("*.parquet"))
        tables = Tables(engine, parts)
        found = calls(tables) if "stretches" in parts else {}
        found |= understood(tables, ())
        found |= {"threads": approaches(tables, 12)["contacts"]} if "threads" in parts else {}
        for name in parts:
            rows[name] = engine.fetch(found.get(name, tables[name])).to_pylist()
    return rows


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """``told(shape, table)`` → rows."""
    tables = {shape: read(tmp_path_factory.mktemp(shape), shape) for shape in SHAPES}
    return lambda shape, table: tables[shape][table]


def counted(rows: list[Row], *columns: str) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(row[name] for name in columns) for row in rows)


def of(rows: list[Row], sources: tuple[str, ...]) -> list[Row]:
    return [row for row in rows if row["source"] in sources]


def test_every_call_is_told_alike(told: Told) -> None:
    plain, vendors = (of(told(shape, "contacts"), PHONES) for shape in SHAPES)
    columns = ("queue", "direction", "offered_at", "answered_at", "ended_at", "outcome")
    shared = counted(plain, *columns, "wait_seconds")
    assert len(shared) > 300
    assert counted(vendors, *columns, "wait_seconds") == shared


def test_genesys_tells_what_a_call_cost_and_was_about(told: Told) -> None:
    vendors = [row for row in told("vendors", "contacts") if row["source"] == "genesys"]
    times = {row["offered_at"] for row in vendors}
    plain = [row for row in of(told("plain", "contacts"), PHONES) if row["offered_at"] in times]
    plain = [row for row in plain if row["queue"] != "technical" or row["is_callback"]]
    served = [[row for row in rows if row["outcome"] == "answered"] for rows in (plain, vendors)]
    spent = [[{**row, "hold_seconds": row["hold_seconds"] or 0} for row in rows] for rows in served]
    columns = ("reason", "ended_by", "talk_seconds", "hold_seconds", "wrap_seconds")
    assert counted(spent[0], *columns) == counted(spent[1], *columns)


def test_asterisk_counts_holding_as_talk(told: Told) -> None:
    vendors = [row for row in told("vendors", "contacts") if row["source"] == "asterisk"]
    plain = of(told("plain", "contacts"), PHONES)
    plain = [row for row in plain if row["queue"] == "technical" and not row["is_callback"]]
    busy = [(row["talk_seconds"] or 0) + (row["hold_seconds"] or 0) for row in plain]
    assert sum(busy) == sum(row["talk_seconds"] or 0 for row in vendors) > 0
    assert counted(plain, "ended_by") == counted(vendors, "ended_by")


def test_zendesk_tells_every_message_and_every_change(told: Told) -> None:
    texts = [
        counted(of(told(s, "messages"), DESKS), "sent_at", "text", "is_public") for s in SHAPES
    ]
    assert len(texts[0]) > 50
    assert texts[0] == texts[1]
    changes = [counted(of(told(s, "events"), DESKS), "kind", "at") for s in SHAPES]
    assert changes[0] == changes[1]
    threads = {row["thread_id"].split(":")[1] for row in of(told("plain", "contacts"), DESKS)}
    assert {
        row["thread_id"].split(":")[1] for row in of(told("vendors", "threads"), DESKS)
    } == threads


def test_qualtrics_tells_every_answer(told: Told) -> None:
    """Roles and values are declared in the plain files, and read from wordings in Qualtrics'."""
    plain, vendors = (told(shape, "answers") for shape in SHAPES)
    assert len(plain) > 300
    roles = ("role", "value", "text")
    assert counted(spoken(plain), *roles) == counted(spoken(vendors), *roles)


def spoken(rows: list[Row]) -> list[Row]:
    """Answers with their words only where these are the answer."""
    return [{**row, "text": row["text"] if row["role"] == "comment" else None} for row in rows]
