"""Lists inside records to records of their own, compiled (DuckDB)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis.expr.types as ir
import orjson

from lastword.engine.base import Engine

NUMBER, RECORD, PLACE = "row_number", "record", "place"
ORDINAL = "#"


def elements(engine: Engine, records: ir.Table, path: str, columns: Sequence[str]) -> ir.Table:
    """Unfold a column of JSON lists of objects.

    Parameters
    ----------
    records
        Columns of text and `row_number`.
    path
        Column that holds the lists; where it is null or no list, there are no elements.
    columns
        Wanted columns below it, for example ``events.type``; ``events.#`` is the place in the
        list, from 1.

    Returns
    -------
    ir.Table
        One row an element: the columns of its record, those wanted, `record` (its record's
        number) and a `row_number` of its own.
    """
    place = f"{path}.{ORDINAL}"
    inside = [name for name in columns if name != place]
    kept = [name for name in records.columns if name not in (path, NUMBER, RECORD, PLACE)]
    outer = RECORD if RECORD in records.columns else NUMBER
    lists = f"try(from_json({quoted(path)}, {literal(_structure(path, inside))}))"
    inner = (
        f"SELECT {quoted(outer)} AS record, {quoted(NUMBER)} AS number, "
        + "".join(f"{quoted(name)}, " for name in kept)
        + f"unnest(list) AS e, generate_subscripts(list, 1) AS place "
        f"FROM (SELECT *, {lists} AS list FROM ({engine.connection.compile(records)}) AS r "
        f"WHERE starts_with({quoted(path)}, '[')) AS s"
    )
    found = ", ".join([*map(quoted, kept), *(_field(path, name) for name in inside)])
    if place in columns:
        found += f"{', ' * bool(found)}CAST(place AS VARCHAR) AS {quoted(place)}"
    sql = f"SELECT record, number, place{', ' * bool(found)}{found} FROM ({inner}) AS u"
    unfolded = engine.save(engine.connection.sql(sql))
    most = engine.fetch(unfolded.aggregate(most=unfolded.place.max()))["most"][0].as_py() or 1
    factor = 10 ** len(str(most))
    own = (unfolded.number * factor + unfolded.place).cast("int64")
    return unfolded.mutate(**{NUMBER: own}).drop("number", PLACE)


def _structure(path: str, columns: Sequence[str]) -> str:
    tree: dict[str, Any] = {}
    for name in columns:
        *parents, leaf = name[len(path) + 1 :].split(".")
        node = tree
        for key in parents:
            node = node.setdefault(key, {})
        node[leaf] = "VARCHAR"
    return orjson.dumps([tree]).decode()


def _field(path: str, name: str) -> str:
    keys = name[len(path) + 1 :].split(".")
    inner = "e"
    for key in keys:
        inner = f"struct_extract({inner}, {literal(key)})"
    return f"nullif({inner}, '') AS {quoted(name)}"


def quoted(name: str) -> str:
    """A column's name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"
