"""Wanted fields of JSON objects: what is taken, what is left over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest

from lastword.engine import Engine, open_engine
from lastword.engine.fields import REST, Leftovers, Wanted, fields
from lastword.engine.lists import elements

WANTED = Wanted(
    {"id": ("id",), "via.channel": ("via", "channel"), "via": ("via",), "a.b": ("a.b",)},
    {"parts": ("parts",)},
    {"parts": {"parts.kind"}, "parts.bits": {"parts.bits.size"}},
)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine("duckdb") as opened:
        yield opened


def taken(engine: Engine, *lines: str) -> list[dict[str, Any]]:
    numbers = pa.array(range(1, len(lines) + 1), pa.int64())
    nothing = pa.nulls(len(lines), pa.string())
    stage = engine.frame(pa.table({"row_number": numbers, "line": lines, REST: nothing}))
    return engine.fetch(fields(engine, stage, WANTED)).sort_by("row_number").to_pylist()


def test_texts_are_taken_as_they_are_written(engine: Engine) -> None:
    number = "123456789012345678901234567890"
    found = taken(engine, f'{{"id": {number}, "a.b": "x"}}', '{"id": 1.50, "id": 2}', '{"id": ""}')
    assert [row["id"] for row in found] == [number, "1.5", None]
    assert found[0]["a.b"] == "x"


def test_a_place_that_holds_texts_or_objects_gives_either(engine: Engine) -> None:
    found = taken(engine, '{"via": "web"}', '{"via": {"channel": "mail"}}', '{"via": "{odd"}', "{}")
    assert [row["via"] for row in found] == ["web", None, "{odd", None]
    assert [row["via.channel"] for row in found] == [None, "mail", None, None]


def test_lists_within_lists_are_unfolded_without_text_between(engine: Engine) -> None:
    line = '{"id": 1, "parts": [{"kind": "k", "bits": [{"size": 1}, {"size": 2}]}, {"kind": "l"}]}'
    stage = pa.table({"row_number": pa.array([7], pa.int64()), "line": [line], REST: ["{}"]})
    records = fields(engine, engine.frame(stage), WANTED).select("row_number", "id", "parts")
    parts = elements(engine, records, "parts", ["parts.kind"], ["parts.bits"])
    bits = engine.fetch(elements(engine, parts, "parts.bits", ["parts.bits.size"])).to_pylist()
    told = sorted((row["parts.kind"], row["parts.bits.size"], row["record"]) for row in bits)
    assert told == [("k", "1", 7), ("k", "2", 7)]
    assert len({row["row_number"] for row in bits}) == 2


def test_what_nobody_wants_is_left_over() -> None:
    line = {"id": 1, "via": {"channel": "x", "more": 2}, "parts": [], "new": {"deep": [1]}}
    wanted = Wanted({"id": ("id",), "via.channel": ("via", "channel")}, {"parts": ("parts",)})
    with Leftovers(wanted) as leftovers:
        found = leftovers.of(pa.array([json.dumps(line), '{"id": 2}']))
        assert leftovers.of(pa.array(['{"id": '])) is None
    assert found is not None
    first, second = found.to_pylist()
    assert json.loads(first) == {"via": line["via"], "new": line["new"]}
    assert second is None
