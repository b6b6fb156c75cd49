"""Stages from plain text, and what became of each record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pytest

from lastword.engine import Engine
from lastword.ingest.mapped import Mapped, map_stage
from lastword.ingest.mapping import read_sources

Records = Sequence[Mapping[str, str | None]]


def stage_of(records: Records) -> pa.Table:
    """All-text columns and the record's number, as decoding leaves them."""
    names = list(records[0])
    columns = {n: pa.array([record.get(n) for record in records], pa.string()) for n in names}
    return pa.table({"row_number": pa.array(range(1, len(records) + 1), pa.int64()), **columns})


@pytest.fixture
def apply(engine: Engine) -> Callable[..., dict[str, Any]]:
    """``apply(records, tables=[…], **defaults)`` → table → rows, rejects and filtered."""

    def run(records: Records, *, tables: Sequence[Any], **defaults: Any) -> dict[str, Any]:
        file = {"match": ["*"], "tables": tables}
        mapping = read_sources({"crm": {"files": [file], **defaults}})["crm"].resolved[0]
        found = map_stage(mapping, engine.frame(stage_of(records)), "crm", engine)
        return {name: fetched(engine, part, len(records)) for name, part in found.items()}

    return run


def fetched(engine: Engine, mapped: Mapped, records: int) -> Any:
    """Rows, rejects and filtered in order; every candidate is exactly one of them."""
    parts = {
        name: sorted(_rows(engine, part), key=lambda row: row["row_number"])
        for name, part in (
            ("rows", mapped.rows),
            ("rejects", mapped.rejects),
            ("filtered", mapped.filtered),
        )
    }
    assert sum(map(len, parts.values())) == records * mapped.per_record
    return parts


def _rows(engine: Engine, part: Any) -> list[dict[str, Any]]:
    return [] if part is None else engine.fetch(part).to_pylist()
