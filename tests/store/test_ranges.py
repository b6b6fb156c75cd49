"""Loads with key ranges of their own need no window."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lastword.engine import Engine
from lastword.store import LoadManifest, LoadParts
from lastword.store.ranges import overlapping


def _load(folder: Path, name: str, keys: list[str | None], **options: object) -> LoadParts:
    path = folder / f"{name}.parquet"
    pq.write_table(pa.table({"key": pa.array(keys, pa.string())}), path, **options)
    return LoadParts(LoadManifest(load_id=name, source="crm"), (path,))


def _names(groups: list[list[LoadParts]]) -> list[list[str]]:
    return sorted(sorted(load.manifest.load_id for load in group) for group in groups)


def test_apart_touching_and_within(tmp_path: Path) -> None:
    loads = [
        _load(tmp_path, "apart", ["z:1", "z:2"]),
        _load(tmp_path, "wide", ["a:1", "a:9"]),
        _load(tmp_path, "within", ["a:4"]),
        _load(tmp_path, "touching", ["a:9", "b:1"]),
        _load(tmp_path, "next", ["b:2"]),
    ]
    assert _names(overlapping(loads, "key")) == [
        ["apart"],
        ["next"],
        ["touching", "wide", "within"],
    ]


def test_nothing_is_proven_without_statistics_or_with_nulls(tmp_path: Path) -> None:
    first = _load(tmp_path, "first", ["a"])
    silent = _load(tmp_path, "silent", ["b"], write_statistics=False)
    null = _load(tmp_path, "null", ["c", None])
    assert _names(overlapping([first, silent], "key")) == [["first", "silent"]]
    assert _names(overlapping([first, null], "key")) == [["first", "null"]]


def test_empty_loads_stand_alone(tmp_path: Path) -> None:
    loads = [_load(tmp_path, "empty", []), _load(tmp_path, "full", ["a"])]
    assert _names(overlapping(loads, "key")) == [["empty"], ["full"]]
    assert overlapping([], "key") == []


@pytest.mark.parametrize("keys", [["a", "b"], ["é", "😀"]])
def test_files_of_the_engine_state_their_range(
    duckdb_engine: Engine, tmp_path: Path, keys: list[str]
) -> None:
    folder = tmp_path / "written"
    duckdb_engine.write(duckdb_engine.frame(pa.table({"key": keys})), folder)
    written = LoadParts(LoadManifest(load_id="w", source="crm"), tuple(folder.glob("*.parquet")))
    other = _load(tmp_path, "other", ["c"])
    apart = _names(overlapping([written, other], "key"))
    assert apart == ([["other"], ["w"]])
