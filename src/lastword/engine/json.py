"""JSON objects to columns of text, compiled (DuckDB): nested objects become dotted columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb
import ibis.expr.types as ir
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from lastword.engine.base import Engine

CONFLICT = "JSON"
FILLED = r'^\{\s*"'
"""An object that holds anything; empty ones teach nothing."""


@dataclass
class Node:
    """What was seen at one place of the objects.

    Parameters
    ----------
    children
        Keys of the objects seen here.
    is_value
        Whether anything but an object (or null) was seen here.
    """

    children: dict[str, Node] = field(default_factory=dict)
    is_value: bool = False


Place = tuple[tuple[str, ...], Node]


class _NotObjects(Exception):
    """Some text is JSON, but no object."""


class JsonColumns:
    """Flattens JSON objects, block by block, and remembers every key that it has seen.

    An object inside becomes columns (``via.channel``); a list stays JSON text; numbers keep all
    their digits. A key that holds objects in some records and values in others gives both: the
    value under its own name, the object's keys behind a dot.
    """

    def __init__(self) -> None:
        self._connection = duckdb.connect(config={"threads": 1})
        self._connection.execute("SET enable_progress_bar = false")
        self._root = Node()

    def __enter__(self) -> JsonColumns:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    @property
    def places(self) -> dict[str, tuple[str, ...]]:
        """Name of each column so far → the keys that lead to it."""
        return {".".join(keys): keys for keys, _ in _values(self._root)}

    def are_objects(self, lines: pa.Array) -> list[bool]:
        """Say of each text whether it is one valid JSON object."""
        sql = "SELECT json_valid(line) AND starts_with(ltrim(line, ' \t\r'), '{') FROM lines"
        return [bool(row[0]) for row in self._run(sql, lines).fetchall()]

    def columns(self, lines: pa.Array) -> pa.Table | None:
        """Columns of text, one row an object; all columns that any block so far had.

        None if not every text is a valid JSON object.
        """
        try:
            return self._columns(lines)
        except (duckdb.InvalidInputException, _NotObjects):
            return None

    def _columns(self, lines: pa.Array) -> pa.Table:
        if self._has_new_keys(lines):
            self._learn(lines)
        table = self._extract(lines)
        if self._has_new_objects(table, lines):
            self._learn(lines)
            table = self._extract(lines)
        return table

    def _extract(self, lines: pa.Array) -> pa.Table:
        places = list(_values(self._root))
        if not places:
            return pa.table({})
        inner = f"SELECT line, json_extract_string(line, {_list(keys for keys, _ in places)}) AS x"
        sql = f"SELECT {_expressions(places)} FROM ({inner} FROM lines)"
        names = [".".join(keys) for keys, _ in places]
        return self._run(sql, lines).to_arrow_table().rename_columns(names)

    def _has_new_keys(self, lines: pa.Array) -> bool:
        objects = list(_objects(self._root))
        inner = _list(keys for keys, _ in objects)
        rows = self._run(f"SELECT DISTINCT json_keys(line, {inner}) FROM lines", lines).fetchall()
        is_new = is_unclear = False
        for (found,) in rows:
            for (_, node), keys in zip(objects, found, strict=True):
                is_new |= not node.children.keys() >= set(keys or ())
                is_unclear |= keys == []
        return (is_unclear and self._has_new_values(objects, lines)) or is_new

    def _has_new_values(self, objects: Sequence[Place], lines: pa.Array) -> bool:
        inner = _list(keys for keys, _ in objects)
        rows = self._run(f"SELECT DISTINCT json_type(line, {inner}) FROM lines", lines).fetchall()
        if any(kinds[0] != "OBJECT" for (kinds,) in rows):
            raise _NotObjects
        return any(
            kind not in ("OBJECT", "NULL", None) and not node.is_value
            for (kinds,) in rows
            for (_, node), kind in zip(objects, kinds, strict=True)
        )

    def _has_new_objects(self, table: pa.Table, lines: pa.Array) -> bool:
        places = [
            keys
            for column, (keys, node) in zip(table.columns, _values(self._root), strict=True)
            if not node.children and pc.any(pc.match_substring_regex(column, FILLED)).as_py()
        ]
        sql = (
            f"SELECT bool_or(list_contains(json_type(line, {_list(places)}), 'OBJECT')) FROM lines"
        )
        return bool(places) and bool(self._run(sql, lines).fetchone()[0])

    def _learn(self, lines: pa.Array) -> None:
        self._merge(self._root, self._structure(lines, ()), (), lines)

    def _structure(self, lines: pa.Array, keys: Sequence[str]) -> dict[str, Any]:
        at = _literal(_pointer(keys))
        sql = (
            f"SELECT json_group_structure(json_extract(line, {at})) FROM lines "
            f"WHERE json_type(line, {at}) = 'OBJECT'"
        )
        structure = orjson.loads(self._run(sql, lines).fetchone()[0] or "{}")
        return structure if isinstance(structure, dict) else {}

    def _merge(self, node: Node, structure: Any, keys: tuple[str, ...], lines: pa.Array) -> None:
        for key, kind in structure.items():
            child = node.children.setdefault(key, Node())
            if isinstance(kind, dict):
                self._merge(child, kind, (*keys, key), lines)
            elif kind == CONFLICT:
                child.is_value = True
                self._merge(child, self._structure(lines, (*keys, key)), (*keys, key), lines)
            elif kind != "NULL":
                child.is_value = True

    def _run(self, sql: str, lines: pa.Array) -> Any:
        self._connection.register("lines", pa.table({"line": lines}))
        return self._connection.execute(sql)


def _values(node: Node, keys: tuple[str, ...] = ()) -> Iterator[Place]:
    for key, child in node.children.items():
        if child.is_value or not child.children:
            yield (*keys, key), child
        yield from _values(child, (*keys, key))


def _objects(node: Node, keys: tuple[str, ...] = ()) -> Iterator[Place]:
    yield keys, node
    for key, child in node.children.items():
        if child.children:
            yield from _objects(child, (*keys, key))


def _expressions(places: Sequence[Place]) -> str:
    return ", ".join(
        f"CASE WHEN {_kind(keys)} <> 'OBJECT' THEN x[{place}] END AS c{place}"
        if node.children
        else f"nullif(x[{place}], '') AS c{place}"
        for place, (keys, node) in enumerate(places, start=1)
    )


def _kind(keys: Sequence[str]) -> str:
    return f"json_type(line, {_literal(_pointer(keys))})"


def _list(places: Iterable[Sequence[str]]) -> str:
    return "[" + ", ".join(_literal(_pointer(keys)) for keys in places) + "]"


def _pointer(keys: Sequence[str]) -> str:
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in keys)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def as_json(
    engine: Engine, records: ir.Table, columns: Sequence[str], *, key: str, column: str
) -> ir.Table:
    """Columns of text as one JSON object a record; records in which all are null fall away."""
    packed = ", ".join(f"{_quoted(name)} := {_quoted(name)}" for name in columns)
    filled = " OR ".join(f"{_quoted(name)} IS NOT NULL" for name in columns)
    sql = (
        f"SELECT {_quoted(key)}, CAST(to_json(struct_pack({packed})) AS VARCHAR) AS {column} "
        f"FROM ({engine.connection.compile(records)}) AS r WHERE {filled}"
    )
    return engine.query(sql)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
