"""Wanted fields of JSON objects as columns of text, taken out in one compiled pass (DuckDB)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import duckdb
import ibis.expr.types as ir
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from lastword.engine.base import Engine

LINE, REST = "line", "|rest"
TEXT, NOTHING = "VARCHAR", "{}"
BATCH = 2048
"""Objects that a thread looks at before it takes the next ones."""

Keys = tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """What is wanted of JSON objects; everything else is left over.

    Parameters
    ----------
    texts
        Column → keys that lead to its text. Lists and objects give their JSON.
    lists
        Column → keys that lead to a list whose elements are records of their own.
    elements
        List, named from the outside in (``events``, ``participants.sessions``) → the columns
        wanted of its elements, for example ``events.type``.
    """

    texts: Mapping[str, Keys]
    lists: Mapping[str, Keys] = field(default_factory=dict)
    elements: Mapping[str, Iterable[str]] = field(default_factory=dict)

    @cached_property
    def structure(self) -> dict[str, Any]:
        """The shape of the objects, as DuckDB's `from_json` reads it."""
        tree: dict[str, Any] = {}
        for keys in sorted(self.texts.values(), key=len):
            _plant(tree, keys, TEXT)
        for name, keys in self.lists.items():
            _plant(tree, keys, [self._element(name)])
        return tree

    def placed(self, find: Callable[[Keys], Keys]) -> Wanted:
        """The same, where a file has its columns."""
        texts = {name: find(keys) for name, keys in self.texts.items()}
        return replace(self, texts=texts, lists={n: find(k) for n, k in self.lists.items()})

    def _element(self, path: str) -> dict[str, Any]:
        tree: dict[str, Any] = {}
        inside = [name for name in self.elements if name.startswith(f"{path}.")]
        for name in sorted(self.elements[path], key=len):
            _plant(tree, _below(path, name), TEXT)
        for name in inside:
            if not any(name.startswith(f"{other}.") for other in inside):
                _plant(tree, _below(path, name), [self._element(name)])
        return tree


class Leftovers:
    """What objects hold beyond the wanted fields; a field of which parts are wanted stays whole.

    Parameters
    ----------
    threads
        Threads; all cores where None.
    """

    def __init__(self, wanted: Wanted, threads: int | None = None) -> None:
        self._connection = duckdb.connect(config={"threads": threads} if threads else {})
        self._connection.execute("SET enable_progress_bar = false")
        patch: dict[str, Any] = {}
        for keys in (*(k for k in wanted.texts.values() if len(k) == 1), *wanted.lists.values()):
            _plant(patch, keys, None)
        self._sql = f"json_merge_patch(line, {_literal(orjson.dumps(patch).decode())})"

    def __enter__(self) -> Leftovers:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def are_valid(self, lines: pa.Array) -> bool:
        """Whether every text is valid JSON."""
        found = self._run("SELECT bool_and(json_valid(line)) FROM lines", lines).fetchone()
        return bool(found[0])

    def which_are_objects(self, lines: pa.Array) -> list[bool]:
        """Say of each text whether it is one valid JSON object."""
        sql = "SELECT json_valid(line) AND starts_with(line, '{') FROM lines"
        return [bool(row[0]) for row in self._run(sql, lines).fetchall()]

    def of(self, lines: pa.Array) -> pa.Array | None:
        """The leftovers of each object as JSON; None if not every text is valid JSON."""
        try:
            found = self._run(f"SELECT {self._sql} AS rest FROM lines", lines).to_arrow_table()
        except (duckdb.ConversionException, duckdb.InvalidInputException):
            return None
        rest = found["rest"].combine_chunks()
        return pc.if_else(pc.equal(rest, NOTHING), pa.scalar(None, rest.type), rest)

    def _run(self, sql: str, lines: pa.Array) -> Any:
        parts = [lines[start : start + BATCH] for start in range(0, len(lines) or 1, BATCH)]
        self._connection.register("lines", pa.table({LINE: pa.chunked_array(parts)}))
        return self._connection.execute(sql)


def fields(engine: Engine, records: ir.Table, wanted: Wanted) -> ir.Table:
    """Take the wanted fields out of lines that are JSON objects; nothing is kept with the engine.

    Parameters
    ----------
    records
        `row_number`, `line` and, where it is kept, what is left over.

    Returns
    -------
    ir.Table
        `row_number`, a column of text for each text (null where it is empty or not there), one of
        lists for each list, and the leftovers.
    """
    structure = _literal(orjson.dumps(wanted.structure).decode())
    texts = [f"{_text(wanted, keys)} AS {_name(name)}" for name, keys in wanted.texts.items()]
    lists = [f"{_inside('f', keys)} AS {_name(name)}" for name, keys in wanted.lists.items()]
    rest = [_name(REST)] if REST in records.columns else []
    columns = ", ".join([*texts, *lists, *rest])
    return engine.query(
        f"SELECT row_number, {columns} "
        f"FROM (SELECT *, from_json({LINE}, {structure}) AS f "
        f"FROM ({engine.connection.compile(records)}) AS r) AS s"
    )


def _text(wanted: Wanted, keys: Keys) -> str:
    """A text; where it also holds objects of which parts are wanted, these count as no text."""
    over = next((k for k in wanted.texts.values() if len(k) < len(keys) and _leads(k, keys)), None)
    if over is not None:
        path = _literal(_pointer(keys[len(over) :]))
        return f"nullif(try(json_extract_string({_inside('f', over)}, {path})), '')"
    text = _inside("f", keys)
    if any(len(k) > len(keys) and _leads(keys, k) for k in wanted.texts.values()):
        is_object = f"starts_with({text}, '{{') AND json_valid({text})"
        return f"CASE WHEN {is_object} THEN NULL ELSE nullif({text}, '') END"
    return f"nullif({text}, '')"


def _leads(short: Keys, long: Keys) -> bool:
    return long[: len(short)] == short


def _plant(tree: dict[str, Any], keys: Keys, leaf: Any) -> None:
    """Put a leaf at its place, unless a shorter way already ends there."""
    *parents, last = keys
    for key in parents:
        tree = tree.setdefault(key, {})
        if not isinstance(tree, dict):
            return
    tree.setdefault(last, leaf)


def _below(path: str, name: str) -> Keys:
    return tuple(name[len(path) + 1 :].split("."))


def _inside(value: str, keys: Iterable[str]) -> str:
    for key in keys:
        value = f"struct_extract({value}, {_literal(key)})"
    return value


def _pointer(keys: Keys) -> str:
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in keys)


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
