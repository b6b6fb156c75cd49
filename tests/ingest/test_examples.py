"""The worked mappings reconcile exactly on the data that they are written for."""

from __future__ import annotations

import gzip
import tomllib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from lastword.engine import Engine
from lastword.ingest.mapped import Mapped, map_stage
from lastword.ingest.mapping import FileMapping, read_sources

EXAMPLES = Path(__file__).parents[2] / "examples"


def example(name: str) -> tuple[str, FileMapping]:
    settings = tomllib.loads((EXAMPLES / name / "lastword.toml").read_text(encoding="utf-8"))
    ((source, mapping),) = read_sources(settings["sources"]).items()
    return source, mapping.resolved[0]


def text_table(path: Path, mapping: FileMapping) -> pa.Table:
    """All-text columns of a file without quotes."""
    encoding, delimiter = mapping.decode.encoding, mapping.decode.delimiter
    with gzip.open(path, "rt", encoding=encoding, newline="") as file:
        lines = [line.rstrip("\r\n").split(delimiter) for line in file if line.strip()]
    names: Sequence[str] = mapping.decode.columns or lines[0]
    columns = zip(*lines[1:], strict=True)
    texts = {n: pa.array(texts, pa.string()) for n, texts in zip(names, columns, strict=True)}
    return pa.table({"row_number": pa.array(range(1, len(lines)), pa.int64()), **texts})


def rows(engine: Engine, part: Any) -> list[dict[str, Any]]:
    return [] if part is None else engine.fetch(part).to_pylist()


def counts(engine: Engine, mapped: Mapped) -> tuple[int, int, int]:
    parts = (mapped.rows, mapped.rejects, mapped.filtered)
    return tuple(0 if part is None else part.count().to_pyarrow().as_py() for part in parts)


def bank(engine: Engine, data_folder: Path, month: str) -> Mapped:
    source, mapping = example("anonymous_bank")
    stage = text_table(data_folder / "anonymous_bank" / f"{month}.txt.gz", mapping)
    return map_stage(mapping, engine.frame(stage), source, engine)["contacts"]


@pytest.mark.parametrize(
    ("month", "loaded", "quarantined", "filtered"),
    [("january", 31_357, 2, 240), ("february", 33_066, 0, 278)],
)
def test_bank_months_reconcile(
    duckdb_engine: Engine,
    data_folder: Path,
    month: str,
    loaded: int,
    quarantined: int,
    filtered: int,
) -> None:
    mapped = bank(duckdb_engine, data_folder, month)
    assert counts(duckdb_engine, mapped) == (loaded, quarantined, filtered)


def test_bank_january_is_read_as_its_readme_says(duckdb_engine: Engine, data_folder: Path) -> None:
    mapped = bank(duckdb_engine, data_folder, "january")
    found = {row["contact_id"]: row for row in rows(duckdb_engine, mapped.rows)}
    assert len(found) == 31_357
    night = found["bank:AA0102-28748-990105"]
    assert night["answered_at"] == datetime(1999, 1, 5, 21, 59, 33)
    assert night["ended_at"] == datetime(1999, 1, 5, 22, 3, 40)
    assert night["customer_ref"] is None and night["agent_id"] == "bank:BENSION"
    assert Counter(row["outcome"] for row in found.values()) == {
        "answered": 27_060,
        "abandoned": 4_297,
    }
    assert sum(row["customer_ref"] is None for row in found.values()) == 18_157
    assert sum(row["is_callback"] for row in found.values()) == 927
    assert sum(row["wait_seconds"] is None for row in found.values()) == 1_196
    assert sum(row["answered_at"] is None for row in found.values()) == 4_297 + 42
    quarantine = rows(duckdb_engine, mapped.rejects)
    assert sorted(row["row_number"] for row in quarantine) == [21_552, 29_007]
    assert {(row["column"], row["value"]) for row in quarantine} == {("reason", "AA")}


@pytest.fixture(scope="module")
def servicenow(duckdb_engine: Engine, data_folder: Path) -> dict[str, Mapped]:
    source, mapping = example("servicenow")
    (path,) = (data_folder / "servicenow_incidents").glob("*.csv.gz")
    stage = text_table(path, mapping)
    return map_stage(mapping, duckdb_engine.frame(stage), source, duckdb_engine)


def test_incidents_reconcile(duckdb_engine: Engine, servicenow: dict[str, Mapped]) -> None:
    assert counts(duckdb_engine, servicenow["contacts"]) == (13_698, 0, 69_828)
    events = servicenow["events"]
    assert events.per_record == 3
    assert counts(duckdb_engine, events) == (62_037, 0, 3 * 83_526 - 62_037)


def test_incidents_are_their_latest_record(
    duckdb_engine: Engine, servicenow: dict[str, Mapped]
) -> None:
    found = {r["contact_id"]: r for r in rows(duckdb_engine, servicenow["contacts"].rows)}
    first = found["servicenow:0000045"]
    assert first["offered_at"] == datetime(2016, 2, 29, 1, 16)
    assert first["ended_at"] == datetime(2016, 2, 29, 11, 29)
    assert first["version_at"] == datetime(2016, 3, 5, 12, 0)
    assert first["reason"] == "55/170" and first["agent_id"] == "servicenow:149"
    assert all(row["is_claimed_resolved"] for row in found.values())
    assert sum(row["ended_at"] is None for row in found.values()) == 1_035


def test_events_say_what_changed_and_by_whom(
    duckdb_engine: Engine, servicenow: dict[str, Mapped]
) -> None:
    found = rows(duckdb_engine, servicenow["events"].rows)
    assert len({row["event_id"] for row in found}) == len(found)
    assert Counter(row["kind"] for row in found) == {
        "opened": 13_698,
        "solved": 13_915,
        "closed": 13_704,
        "held": 4_257,
        "reopened": 220,
        "assigned": 16_243,
    }
    closed = [row for row in found if row["kind"] == "closed"]
    assert sum(row["actor_id"] == "servicenow:908" for row in closed) == 13_513
    reopened = [row for row in found if row["kind"] == "reopened"]
    assert len({row["thread_id"] for row in reopened}) == 180
    assert {row["before"] for row in reopened} == {"Resolved", "Closed"}
