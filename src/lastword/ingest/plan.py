"""Filling the columns of one canonical table step by step: texts, local times, UTC, values.

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

from lastword.engine.times import seconds_between
from lastword.ingest.mapping import FileMapping, Rule, TableMapping
from lastword.ingest.texts import constant, previous_named, text_of
from lastword.ingest.times import TimeFormats, later_by, rolled
from lastword.ingest.values import flag, identifier, number, seconds, whole
from lastword.ingest.zones import (
    QUALITIES,
    month_code,
    quality_of,
    repeated_seconds,
    to_utc,
    zone_code,
)
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
    "shifts": (("started_at", "ended_at"),),
    "invitations": (("invited_at", "answered_at"),),
    "agents": (("hired_on", "left_on"), ("valid_from", "valid_until")),
    "pulses": (("period_start", "period_end"),),
}


@dataclass(frozen=True)
class Plan:
    """One canonical table, the rules that fill it, and what they inherit."""

    file: FileMapping
    mapping: TableMapping
    source: str
    rules: Mapping[str, Rule]

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Canonical columns that have a rule, in the order of the table."""
        return tuple(c for c in TABLES[self.mapping.table].columns if c.name in self.rules)

    @cached_property
    def late(self) -> frozenset[str]:
        """Columns that need the row before."""
        return frozenset(name for name, rule in self.rules.items() if previous_named(rule))

    @cached_property
    def times(self) -> tuple[Column, ...]:
        """Canonical times that have a rule."""
        return tuple(c for c in self.columns if c.type == "time")

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

    def text(self, column: str, table: ir.Table) -> ir.StringValue:
        """The text of a column; constants stay constants, so that engines fold them."""
        rule = self.rules[column]
        if rule.value is None or rule.when or rule.map or rule.extract:
            return table[f"{column}|text"]
        return ibis.literal(constant(rule.value))

    def value(self, column: str, table: ir.Table) -> Any:
        """The typed value of a column."""
        return table[f"{column}|value"]

    def fill(self, table: ir.Table, columns: tuple[Column, ...]) -> ir.Table:
        """Add texts and values of the given columns."""
        taken = [c for c in columns if self.rules[c.name].between is None]
        times = [c.name for c in taken if c.type == "time"]
        table = table.mutate(**{f"{c.name}|text": self._text(c.name, table) for c in taken})
        for step in (self._local, self._rolled, self._month, self._code):
            table = table.mutate(**{k: v for name in times for k, v in step(name, table).items()})
        table = table.mutate(**{f"{c.name}|value": self._read(c, table) for c in taken})
        for earlier, later in ORDERED.get(self.mapping.table, ()):
            if {earlier, later} <= set(times):
                table = table.mutate(**self._disentangled(earlier, later, table))
        spans = [c.name for c in columns if self.rules[c.name].between is not None]
        return table.mutate(**{f"{name}|value": self._span(name, table) for name in spans})

    def quality(self, table: ir.Table) -> ir.StringValue:
        """Worst quality among the times of a row."""
        codes = [table[f"{c.name}|code"] for c in self.times if f"{c.name}|code" in table.columns]
        if not codes:
            return ibis.literal(QUALITIES[0])
        worst = ibis.greatest(*[quality_of(code) for code in codes])
        return ibis.cases(
            (worst == 2, QUALITIES[2]), (worst == 1, QUALITIES[1]), else_=QUALITIES[0]
        )

    def _text(self, column: str, table: ir.Table) -> ir.StringValue:
        return text_of(self.rules[column], table)

    def _local(self, column: str, table: ir.Table) -> dict[str, ir.Value]:
        return {f"{column}|local": self.formats(column).local(self.text(column, table))}

    def _rolled(self, column: str, table: ir.Table) -> dict[str, ir.Value]:
        reference = self.rules[column].roll
        if reference is None:
            return {}
        local = rolled(table[f"{column}|local"], table[f"{reference}|local"])
        return {f"{column}|local": local}

    def _month(self, column: str, table: ir.Table) -> dict[str, ir.Value]:
        zone = self.zone(column)
        if zone is None or column in DAYS:
            return {}
        return {f"{column}|month": month_code(table[f"{column}|local"], zone)}

    def _code(self, column: str, table: ir.Table) -> dict[str, ir.Value]:
        local, month, zone = f"{column}|local", f"{column}|month", self.zone(column)
        if zone is None or month not in table.columns:
            return {}
        return {f"{column}|code": zone_code(table[local], table[month], zone)}

    def _read(self, column: Column, table: ir.Table) -> ir.Value:
        rule, text = self.rules[column.name], self.text(column.name, table)
        if rule.equals is not None:
            return text.isin(rule.equals)
        if column.type == "time":
            return self._utc(column.name, table)
        if column.type == "text":
            return self._word(column, text, table)
        if column.type == "bool":
            return flag(text)
        decimal = self.decimal(column.name)
        if column.name.endswith("_seconds"):
            return seconds(text, rule.unit, decimal)
        return whole(text, decimal) if column.type == "int" else number(text, decimal)

    def _word(self, column: Column, text: ir.StringValue, table: ir.Table) -> ir.StringValue:
        if column.values:
            return text.lower()
        if (self.mapping.table, column.name) == ("identifiers", "value") and "kind" in self.rules:
            return identifier(self.text("kind", table), text)
        prefix = f"{self.rules[column.name].source or self.source}:"
        return prefix + text if is_id(column.name) else text

    def _utc(self, column: str, table: ir.Table) -> ir.TimestampValue:
        rule, local = self.rules[column], table[f"{column}|local"]
        if column in DAYS:
            return local.truncate("D")
        code = f"{column}|code"
        at = to_utc(local, table[code]) if code in table.columns else ibis.null("timestamp")
        is_open = local.isnull().ifelse(self.text(column, table), ibis.null("string"))
        absolute = self.formats(column).absolute(is_open)
        at = at if absolute is None else ibis.coalesce(at, absolute)
        if rule.plus is None:
            return at
        added = seconds(text_of(rule.plus, table), rule.unit, self.decimal(column))
        return later_by(at, added)

    def _disentangled(self, earlier: str, later: str, table: ir.Table) -> dict[str, ir.Value]:
        """Read a time in the hour that clocks repeat as the second one, if it would lie before."""
        zone, code = self.zone(later), f"{later}|code"
        repeated = repeated_seconds(zone) if zone and code in table.columns else 0
        if not repeated:
            return {}
        at = self.value(later, table)
        is_second = (quality_of(table[code]) == 1) & (at < self.value(earlier, table))
        return {f"{later}|value": is_second.ifelse(at + ibis.interval(seconds=repeated), at)}

    def _span(self, column: str, table: ir.Table) -> ir.FloatingValue:
        earlier, later = self.rules[column].between or ("", "")
        return seconds_between(self.value(later, table), self.value(earlier, table))


def is_id(column: str) -> bool:
    """Whether values of a canonical column are prefixed by their source."""
    return column.endswith(("_id", "_ref")) and column not in OWN
