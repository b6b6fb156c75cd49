"""What a canonical table and its columns are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

ColumnType = Literal["text", "int", "float", "bool", "time"]


@dataclass(frozen=True)
class Column:
    """One column: its name, type, meaning, and the values it may hold.

    Parameters
    ----------
    values
        The allowed words of a closed vocabulary; empty where any value is allowed.
    is_required
        A row without it is quarantined. Everything else may be null: null means unknown.
    minimum
        Smallest allowed number, for example 0 for durations.
    """

    name: str
    type: ColumnType
    description: str
    values: tuple[str, ...] = ()
    is_required: bool = False
    minimum: float | None = None


@dataclass(frozen=True)
class Table:
    """One canonical table: its grain, key and columns.

    Parameters
    ----------
    key
        Columns that name a row; the latest version of a key wins.
    kind
        ``loaded`` from exports, or ``derived`` by `build`.
    """

    name: str
    grain: str
    key: tuple[str, ...]
    own_columns: tuple[Column, ...]
    kind: Literal["loaded", "derived"] = "loaded"

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Own columns, then (for loaded tables) where the row came from."""
        return self.own_columns + (PROVENANCE if self.kind == "loaded" else ())

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Columns by name."""
        return {column.name: column for column in self.columns}


PROVENANCE = (
    Column("source", "text", "System or mapping that the row came from", is_required=True),
    Column(
        "load_id",
        "text",
        "Load (one input file in one version) that brought the row",
        is_required=True,
    ),
    Column(
        "row_number",
        "int",
        "Record number in that file, counted from 1; an element of a list within the record adds "
        "its place as last digits",
    ),
    Column("version_at", "time", "When this version of the row was written at the source"),
    Column("time_zone", "text", "Zone that the row's times were given in"),
    Column(
        "time_quality",
        "text",
        "Worst quality among the row's times",
        values=("exact", "ambiguous", "shifted"),
    ),
)
