"""Current: of recordings that were heard again, only what was heard last."""

from __future__ import annotations

import ibis.expr.types as ir

from lastword.engine import Tables, conform
from lastword.engine.joins import extend

TABLES = ("sounds", "messages")


def current(tables: Tables) -> dict[str, ir.Table]:
    """Sounds and messages without those of an earlier hearing of the same recording."""
    recordings = tables["recordings"]
    last = recordings.select("recording_id", heard_at="version_at")
    return {name: _of_last(tables[name], last, name) for name in TABLES if tables.parts.get(name)}


def _of_last(rows: ir.Table, last: ir.Table, name: str) -> ir.Table:
    told = extend(rows, last, "recording_id")
    stands = told.heard_at.isnull() | (told.version_at == told.heard_at)
    return conform(told.filter(stands), name)
