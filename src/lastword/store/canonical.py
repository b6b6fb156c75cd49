"""One table out of many loads: the latest version of every row, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from lastword.engine import Engine, conform
from lastword.engine.base import union
from lastword.store.ranges import overlapping
from lastword.tables import TABLES

if TYPE_CHECKING:
    from lastword.store.loads import LoadParts
    from lastword.store.store import Store

_HELPERS = ("load_order", "key", "place")


@dataclass(frozen=True, slots=True)
class Overlap:
    """What loads have in common in one table: ``rows = kept + duplicates + superseded``.

    Parameters
    ----------
    rows
        Rows of all loads.
    kept
        Keys: the rows of the canonical table.
    duplicates
        Rows that another load brought with the same content.
    superseded
        Further versions of a key, with other content, that are not the latest.
    """

    rows: int
    kept: int
    duplicates: int
    superseded: int


def canonical(engine: Engine, store: Store, table: str) -> ir.Table | None:
    """Rows of a loaded table as they stand: over all loads, the latest version of each key.

    Latest is by `version_at` (unknown counts as oldest), then by the order of the loads, then by
    `row_number`. Keys are unique within one load, which ingest sees to; so loads whose keys lie
    in ranges of their own are only read, and the rest pays one window over keys and versions.
    Erased customers are not among the rows: `Store.add_load` keeps them out of the loads.

    Returns
    -------
    ir.Table or None
        None where no load brought the table.
    """
    groups = overlapping(store.load_parts(table), TABLES[table].key[0])
    alone = [load for group in groups if len(group) == 1 for load in group]
    stacked = [_read(engine, table, alone)] if alone else []
    stacked += [_latest(engine, table, group) for group in groups if len(group) > 1]
    return union(stacked) if stacked else None


def overlap(engine: Engine, store: Store, table: str) -> Overlap:
    """Count what the loads have in common in one table.

    Duplicates are rows less distinct contents; superseded are distinct contents less keys.
    """
    groups = overlapping(store.load_parts(table), TABLES[table].key[0])
    rows = sum(load.rows(table) for group in groups for load in group)
    counts = [_common(engine, table, group) for group in groups if len(group) > 1]
    duplicates = sum(duplicate for duplicate, _ in counts)
    superseded = sum(version for _, version in counts)
    return Overlap(rows, rows - duplicates - superseded, duplicates, superseded)


def _common(engine: Engine, table: str, loads: Sequence[LoadParts]) -> tuple[int, int]:
    rows = _read(engine, table, loads)
    contents = rows.select([column.name for column in TABLES[table].own_columns]).distinct()
    keys = contents.select(list(TABLES[table].key)).distinct()
    in_rows = sum(load.rows(table) for load in loads)
    in_contents, in_keys = (
        int(counted.count().to_pyarrow().as_py()) for counted in (contents, keys)
    )
    return in_rows - in_contents, in_contents - in_keys


def _read(engine: Engine, table: str, loads: Sequence[LoadParts]) -> ir.Table:
    by_schema = groupby(
        sorted(loads, key=lambda load: load.manifest.schema_version),
        key=lambda load: load.manifest.schema_version,
    )
    return union(
        [
            conform(engine.read([path for load in same for path in load.paths]), table)
            for _, same in by_schema
        ]
    )


def _latest(engine: Engine, table: str, loads: Sequence[LoadParts]) -> ir.Table:
    order = pa.table(
        {
            "load_id": [load.manifest.load_id for load in loads],
            "load_order": [load.manifest.sequence for load in loads],
        }
    )
    rows = _read(engine, table, loads).join(engine.frame(order), "load_id")
    rows = rows.mutate(key=_key(rows, table), place=rows.row_number.fill_null(0))
    return rows.semi_join(_winners(rows), list(_HELPERS)).drop(*_HELPERS)


def _winners(rows: ir.Table) -> ir.Table:
    versions = rows.select("version_at", *_HELPERS)
    window = ibis.window(
        group_by="key",
        order_by=[
            ibis.desc(versions.version_at, nulls_first=False),
            versions.load_order.desc(),
            versions.place.desc(),
        ],
    )
    ranked = versions.mutate(number=ibis.row_number().over(window))
    return ranked.filter(ranked.number == 0).select(*_HELPERS)


def _key(rows: ir.Table, table: str) -> ir.StringValue:
    words = [rows[column].cast("string").fill_null("∅") for column in TABLES[table].key]
    return words[0] if len(words) == 1 else ibis.literal("\x1f").join(words)
