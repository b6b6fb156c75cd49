"""What a question reads: the columns that its queries scan, as the engine itself tells them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ibis

from lastword.engine import Engine

Columns = dict[str, set[str]]
"""Table → columns."""


@contextmanager
def queries_sent() -> Iterator[list[str]]:
    """Every query that Ibis sends meanwhile."""
    sent: list[str] = []
    before = ibis.options.verbose, ibis.options.verbose_log
    ibis.options.verbose, ibis.options.verbose_log = True, sent.append
    try:
        yield sent
    finally:
        ibis.options.verbose, ibis.options.verbose_log = before


def columns_read(engine: Engine, queries: Sequence[str]) -> Columns:
    """Columns of each table that the queries scan; they are run once more to be told."""
    read: Columns = {}
    for query in queries:
        if query.lstrip().upper().startswith(("SELECT", "WITH")):
            told = engine.connection.con.execute(f"EXPLAIN (ANALYZE, FORMAT json) {query}")
            for scan in _scans(json.loads(told.fetchone()[1])):
                table = Path(scan["Filename(s)"].split(",")[0]).parent.name
                wanted = scan.get("Projections", [])
                columns = {wanted} if isinstance(wanted, str) else set(wanted)
                read.setdefault(table, set()).update(columns)
    return {table: columns - {""} for table, columns in sorted(read.items())}


def _scans(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    told = node.get("extra_info", {})
    if "Filename(s)" in told:
        yield told
    for child in node.get("children", ()):
        yield from _scans(child)


def scan(engine: Engine, paths: Sequence[Path], columns: Sequence[str] | None = None) -> None:
    """Read columns of a table once: the largest value of each."""
    table = engine.read(paths)
    names = sorted(columns) if columns is not None else table.columns
    largest = [table[name].max().name(name) for name in names]
    engine.fetch(table.aggregate(largest or [table.count().name("rows")]))
