"""One table out of many loads: the latest version of every row, once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from lastword.engine import Engine, conform
from lastword.engine.base import union
from lastword.tables import TABLES

if TYPE_CHECKING:
    from lastword.store.loads import LoadParts
    from lastword.store.store import Store

_ORDER = "load_order"


def canonical(engine: Engine, store: Store, table: str) -> ir.Table | None:
    """Rows of a loaded table as they stand: over all loads, the latest version of each key.

    Latest is by `version_at` (unknown counts as oldest), then by the order of the loads, then by
    `row_number`. Keys are unique within one load, which ingest sees to.

    Returns
    -------
    ir.Table or None
        None where no load brought the table.
    """
    loads = store.load_parts(table)
    if not loads:
        return None
    if len(loads) == 1:
        return _read(engine, table, loads)
    return _latest(_ordered(engine, table, loads), table)


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


def _ordered(engine: Engine, table: str, loads: Sequence[LoadParts]) -> ir.Table:
    order = engine.frame(
        pa.table(
            {
                "load_id": [load.manifest.load_id for load in loads],
                _ORDER: [load.manifest.sequence for load in loads],
            }
        )
    )
    return _read(engine, table, loads).join(order, "load_id")


def _latest(rows: ir.Table, table: str) -> ir.Table:
    window = ibis.window(
        group_by=list(TABLES[table].key),
        order_by=[
            ibis.desc(rows.version_at, nulls_first=False),
            ibis.desc(rows[_ORDER], nulls_first=False),
            ibis.desc(rows.row_number, nulls_first=False),
        ],
    )
    ranked = rows.mutate(place=ibis.row_number().over(window))
    return ranked.filter(ranked.place == 0).drop("place", _ORDER)
