"""Lists inside records to records of their own, compiled (DuckDB)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis.expr.types as ir
import orjson

from lastword.engine.base import Engine

NUMBER, RECORD, PLACE = "row_number", "record", "place"
ORDINAL = "#"


def elements(
    engine: Engine, records: ir.Table, path: str, columns: Sequence[str], lists: Sequence[str] = ()
) -> ir.Table:
    """Unfold a column of lists of objects: JSON texts, or lists already taken out.

    Parameters
    ----------
    records
        Columns of text and `row_number`.
    path
        Column that holds the lists; where it is null or no list, there are no elements.
    columns
        Wanted columns below it, for example ``events.type``; ``events.#`` is the place in the
        list, from 1.
    lists
        Columns below it that hold lists to be unfolded next.

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
    is_text = records[path].type().is_string()
    structure = literal(_structure(path, [*inside, *lists]))
    found = f"try(from_json({quoted(path)}, {structure}))" if is_text else quoted(path)
    where = f" WHERE starts_with({quoted(path)}, '[')" if is_text else ""
    inner = (
        f"SELECT {quoted(outer)} AS record, {quoted(NUMBER)} AS number, "
        + "".join(f"{quoted(name)}, " for name in kept)
        + f"unnest(list) AS e, generate_subscripts(list, 1) AS place "
        f"FROM (SELECT *, {found} AS list "
        f"FROM ({engine.connection.compile(records)}) AS r{where}) AS s"
    )
    texts = [f"nullif({_field(path, name)}, '') AS {quoted(name)}" for name in inside]
    texts += [f"CAST(place AS VARCHAR) AS {quoted(place)}"] if place in columns else []
    deeper = [f"{_field(path, name)} AS {quoted(name)}" for name in lists]
    taken = "".join(f", {column}" for column in (*map(quoted, kept), *texts, *deeper))
    unfolded = engine.save(engine.query(f"SELECT record, number, place{taken} FROM ({inner}) AS u"))
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
    return inner


def quoted(name: str) -> str:
    """A column's name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"
