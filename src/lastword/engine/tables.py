"""The canonical tables of one generation, and what an analysis requires of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from lastword.engine.base import Engine
from lastword.engine.frames import to_known_arrow
from lastword.engine.schema import arrow_schema, conform
from lastword.errors import UsageError
from lastword.tables import TABLES


@dataclass(frozen=True, slots=True)
class Requires:
    """What an analysis needs: tables, and columns in them that hold anything at all.

    Parameters
    ----------
    columns
        Table name → column names, each of which must hold at least one value.
    roles
        Roles of answers that must occur, for example ``("resolved",)``.
    """

    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    roles: tuple[str, ...] = ()


class Tables:
    """The canonical tables as Ibis tables: every table is there, absent ones are empty.

    Parameters
    ----------
    engine
        The engine that reads them.
    parts
        Table name → Parquet part files.

    Examples
    --------
    >>> tables["contacts"].filter(_.channel == "voice").count()  # doctest: +SKIP
    """

    def __init__(self, engine: Engine, parts: Mapping[str, Sequence[Path]]) -> None:
        self.engine = engine
        self.parts = {name: tuple(paths) for name, paths in parts.items()}
        self._open: dict[str, ir.Table] = {}

    @classmethod
    def of_frames(cls, engine: Engine, frames: Mapping[str, Any]) -> Tables:
        """Canonical tables from data frames; columns that they lack are unknown.

        Parameters
        ----------
        frames
            Table name → pandas, polars or pyarrow table, DuckDB relation or Ibis table.

        Raises
        ------
        UsageError
            If there is no table of that name, or it is no data frame.
        """
        tables = cls(engine, {})
        for name, frame in frames.items():
            if name not in TABLES:
                raise UsageError(f"unknown table {name!r}. Choose one of: {', '.join(TABLES)}")
            rows = frame if isinstance(frame, ir.Table) else engine.frame(to_known_arrow(frame))
            tables._open[name] = conform(rows, name)
        return tables

    def __getitem__(self, name: str) -> ir.Table:
        if name not in TABLES:
            raise UsageError(f"unknown table {name!r}. Choose one of: {', '.join(TABLES)}")
        if name not in self._open:
            paths = self.parts.get(name)
            rows = (
                self.engine.read(paths)
                if paths
                else self.engine.frame(arrow_schema(name).empty_table())
            )
            self._open[name] = conform(rows, name)
        return self._open[name]

    def replaced(self, name: str, rows: ir.Table) -> Tables:
        """The same tables, but one of them."""
        tables = Tables(self.engine, self.parts)
        tables._open = {**self._open, name: conform(rows, name)}
        return tables

    def filled(self, name: str) -> frozenset[str]:
        """Columns of a table that hold at least one value."""
        return self._filled[name] if name in self._filled else self._count(name)

    @cached_property
    def _filled(self) -> dict[str, frozenset[str]]:
        return {}

    def _count(self, name: str) -> frozenset[str]:
        table = self[name]
        counts = table.aggregate([table[c].count().name(c) for c in table.columns])
        row = self.engine.fetch(counts).to_pylist()[0]
        self._filled[name] = frozenset(column for column, count in row.items() if count)
        return self._filled[name]

    @cached_property
    def roles(self) -> frozenset[str]:
        """Roles of the answers that were given."""
        answers = self["answers"]
        rows = self.engine.fetch(answers.select("role").distinct()).to_pylist()
        return frozenset(row["role"] for row in rows if row["role"])

    def lacks(self, requires: Requires) -> tuple[str, ...]:
        """Say what is missing, in words; empty when everything required is there."""
        missing = [
            f"{table}.{column}"
            for table, columns in requires.columns.items()
            for column in columns
            if column not in self.filled(table)
        ]
        missing += [f"an answer to “{role}”" for role in requires.roles if role not in self.roles]
        return tuple(missing)
