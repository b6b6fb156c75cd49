"""Columns of answers to records of their own, compiled (DuckDB)."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from lastword.engine.base import Engine
from lastword.engine.lists import NUMBER, PLACE, RECORD, literal, quoted

WIDE = "wide"
NAME, VALUE = f"{WIDE}.name", f"{WIDE}.value"


def unpivoted(
    engine: Engine, records: ir.Table, columns: Sequence[str], kept: Sequence[str]
) -> ir.Table:
    """Make each filled field of some columns a record.

    Parameters
    ----------
    records
        Columns of text and `row_number`.
    columns
        Columns that become records.
    kept
        Columns that every such record keeps.

    Returns
    -------
    ir.Table
        The kept columns, `wide.name`, `wide.value`, `record` (its record's number) and a
        `row_number` of its own.
    """
    if not columns:
        empty = dict.fromkeys((NAME, VALUE), ibis.null("string"))
        return records.select(NUMBER, *kept, **{RECORD: records[NUMBER]}, **empty).limit(0)
    fields = ", ".join(
        f"struct_pack(place := {place}, name := {literal(name)}, value := {quoted(name)})"
        for place, name in enumerate(columns, start=1)
    )
    others = "".join(f"{quoted(name)}, " for name in kept)
    factor = 10 ** len(str(len(columns)))
    sql = (
        f"SELECT {others}number AS {RECORD}, number * {factor} + w.{PLACE} AS {NUMBER}, "
        f"w.name AS {quoted(NAME)}, w.value AS {quoted(VALUE)} FROM (SELECT {others}"
        f"{quoted(NUMBER)} AS number, unnest([{fields}]) AS w "
        f"FROM ({engine.connection.compile(records)}) AS r) AS u WHERE trim(w.value) <> ''"
    )
    return engine.save(engine.query(sql))
