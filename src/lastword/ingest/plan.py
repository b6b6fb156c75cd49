"""What fills one canonical table: its rules, what they inherit, and where each step stands.

Each step stands beside the ones before it as ``<column>|text``, ``|local``, ``|code`` and
``|value``, so that nothing is computed twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ibis
import ibis.expr.types as ir

from lastword.engine.schema import IBIS_TYPES
from lastword.ingest.mapping import FileMapping, TableMapping
from lastword.ingest.rule import Rule
from lastword.ingest.texts import ROW_NUMBER, constant, previous_named
from lastword.ingest.times import TimeFormats
from lastword.tables import TABLES, Column

DAYS = ("hired_on", "left_on", "period_start", "period_end")
OWN = ("load_id",)
ORDERED = {
    "contacts": (
        ("offered_at", "answered_at"),
        ("answered_at", "ended_at"),
        ("offered_at", "ended_at"),
    ),
    "legs": (("started_at", "ended_at"),),
    "stretches": (("started_at", "ended_at"),),
    "shifts": (("started_at", "ended_at"),),
    "invitations": (("invited_at", "answered_at"),),
    "agents": (("hired_on", "left_on"), ("valid_from", "valid_until")),
    "pulses": (("period_start", "period_end"),),
}


@dataclass(frozen=True)
class Plan:
    """One canonical table, the rules that fill it, and what they inherit.

    Parameters
    ----------
    number
        Which of the rows of a record this is.
    own
        Columns that the other rows of a record fill in another way; all else is computed once.
    """

    file: FileMapping
    mapping: TableMapping
    source: str
    rules: Mapping[str, Rule]
    number: int = 0
    own: frozenset[str] = frozenset()

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Canonical columns that have a rule, in the order of the table."""
        return tuple(c for c in TABLES[self.mapping.table].columns if c.name in self.rules)

    @cached_property
    def early(self) -> tuple[Column, ...]:
        """Columns that a record fills by itself."""
        return tuple(c for c in self.columns if not previous_named(self.rules[c.name]))

    @cached_property
    def late(self) -> tuple[Column, ...]:
        """Columns that need the row before."""
        return tuple(c for c in self.columns if previous_named(self.rules[c.name]))

    @cached_property
    def times(self) -> tuple[Column, ...]:
        """Canonical times that have a rule."""
        return tuple(c for c in self.columns if c.type == "time")

    @cached_property
    def known(self) -> Mapping[str, ir.Scalar]:
        """Columns whose constant is a value of their type: nothing is left to read or check."""
        found = {column: constant_of(column, self.rules[column.name]) for column in self.columns}
        return {
            column.name: ibis.literal(constant(value)).cast(IBIS_TYPES[column.type])
            for column, value in found.items()
            if value is not None
        }

    def decimal(self, column: str) -> str:
        """Decimal mark of a column."""
        return self.rules[column].decimal or self.file.decimal or "."

    def zone(self, column: str) -> str | None:
        """Zone of a column's local times."""
        return self.rules[column].time_zone or self.file.time_zone

    def formats(self, column: str) -> TimeFormats:
        """How a column's times may be written."""
        rule = self.rules[column]
        return TimeFormats(rule.formats, rule.date_order or self.file.date_order)

    def at(self, column: str, step: str) -> str:
        """Name under which a step of a column stands."""
        return f"{column}|{step}" + (f"|{self.number}" if column in self.own else "")

    @property
    def state(self) -> str:
        """Name under which the state of the record stands."""
        return f"|state|{self.number}"

    def text(self, column: str, table: ir.Table) -> ir.StringValue:
        """The text of a column; constants stay constants, so that engines fold them."""
        rule = self.rules[column]
        if rule.value is not None and is_constant(rule):
            return ibis.literal(constant(rule.value))
        return table[rule.column if is_bare(rule) else self.at(column, "text")]

    def value(self, column: str, table: ir.Table) -> Any:
        """The typed value of a column."""
        known = self.known.get(column)
        return table[self.at(column, "value")] if known is None else known


def plans_of(file: FileMapping, mapping: TableMapping, source: str) -> tuple[Plan, ...]:
    """A plan for each row that a record is to give."""
    if not mapping.rows:
        return (Plan(file, mapping, source, mapping.columns),)
    own = _own(mapping)
    return tuple(
        Plan(file, mapping, source, {**mapping.columns, **row}, number, own)
        for number, row in enumerate(mapping.rows)
    )


def is_constant(rule: Rule) -> bool:
    """Whether a rule gives every record the same text."""
    return rule.value is not None and not (rule.when or rule.map or rule.extract or rule.html)


def is_bare(rule: Rule) -> bool:
    """Whether a rule takes a column of the file as it is."""
    changes = rule.when or rule.null or rule.html or rule.extract or rule.map is not None
    return rule.column not in (None, ROW_NUMBER) and not changes


def constant_of(column: Column, rule: Rule) -> bool | float | str | None:
    """A constant that is a sound value of its column; None where it has to be read and checked."""
    given = rule.value
    if given is None or not is_constant(rule) or rule.equals is not None:
        return None
    if column.values:
        word = constant(given).lower()
        return word if word in column.values else None
    if column.type == "text":
        return None if is_id(column.name) or column.name == "value" else constant(given)
    if isinstance(given, bool):
        return given if column.type == "bool" else None
    is_number = column.type == "float" and not column.name.endswith("_seconds")
    return float(given) if is_number and not isinstance(given, str) else None


def is_id(column: str) -> bool:
    """Whether values of a canonical column are prefixed by their source."""
    return column.endswith(("_id", "_ref")) and column not in OWN


def _own(mapping: TableMapping) -> frozenset[str]:
    """Columns that rows of one record fill differently, with all that is read beside them."""
    own = {name for row in mapping.rows for name in row}
    times = {column.name for column in TABLES[mapping.table].columns if column.type == "time"}
    if own & times:
        spans = {name for name, rule in mapping.columns.items() if rule.between is not None}
        own |= {*times, *spans, "time_quality"}
    if mapping.table == "identifiers" and "kind" in own:
        own.add("value")
    return frozenset(own)
