"""Filling canonical columns step by step: texts, local times, UTC, values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial, reduce
from operator import and_

import ibis
import ibis.expr.types as ir

from lastword.engine.times import seconds_between
from lastword.ingest.plan import DAYS, ORDERED, Plan, is_bare, is_constant, is_id
from lastword.ingest.texts import text_of
from lastword.ingest.times import later_by, rolled
from lastword.ingest.values import flag, identifier, number, seconds, whole
from lastword.ingest.zones import (
    QUALITIES,
    fixed_offset,
    month_code,
    quality_of,
    repeated_seconds,
    to_utc,
    zone_code,
)
from lastword.tables import Column

Step = Callable[[Plan, Column, ir.Table], ir.Value | None]


def fill(table: ir.Table, wanted: Iterable[tuple[Plan, Sequence[Column]]]) -> ir.Table:
    """Add texts and values of the wanted columns; what several plans share is added once."""
    places = {plan.at(c.name, ""): (plan, c) for plan, columns in wanted for c in columns}
    asked = [(plan, c) for plan, c in places.values() if c.name not in plan.known]
    spans = [(plan, c) for plan, c in asked if plan.rules[c.name].between is not None]
    taken = [(plan, c) for plan, c in asked if plan.rules[c.name].between is None]
    times = [(plan, c) for plan, c in taken if c.type == "time"]
    table = _with(table, "text", taken, _text)
    for name, step in STEPS:
        table = _with(table, name, times, step)
    table = _with(table, "value", taken, _read)
    for plan, earlier, later in _ordered(times):
        table = _with(table, "value", [(plan, later)], partial(_disentangled, earlier))
    return _with(table, "value", spans, _span)


def quality(plan: Plan, table: ir.Table) -> ir.StringValue:
    """Worst quality among the times of a row."""
    names = [plan.at(column.name, "code") for column in plan.times]
    codes = [table[name] for name in names if name in table.columns]
    if not codes:
        return ibis.literal(QUALITIES[0])
    qualities = [quality_of(code) for code in codes]
    worst = ibis.greatest(*qualities) if len(qualities) > 1 else qualities[0]
    return ibis.cases((worst == 2, QUALITIES[2]), (worst == 1, QUALITIES[1]), else_=QUALITIES[0])


def _with(
    table: ir.Table, name: str, places: Sequence[tuple[Plan, Column]], step: Step
) -> ir.Table:
    """Add what a step gives; nothing where it gives None."""
    given = {plan.at(c.name, name): step(plan, c, table) for plan, c in places}
    added = {key: value for key, value in given.items() if value is not None}
    return table.mutate(**added) if added else table


def _ordered(times: Sequence[tuple[Plan, Column]]) -> Iterator[tuple[Plan, Column, Column]]:
    """Times of which one cannot come before the other."""
    for plan in {plan.number: plan for plan, _ in times}.values():
        mine = {c.name: c for filled, c in times if filled is plan}
        for earlier, later in ORDERED.get(plan.mapping.table, ()):
            if earlier in mine and later in mine:
                yield plan, mine[earlier], mine[later]


def _text(plan: Plan, column: Column, table: ir.Table) -> ir.StringValue | None:
    rule = plan.rules[column.name]
    return None if is_bare(rule) or is_constant(rule) else text_of(rule, table)


def _local(plan: Plan, column: Column, table: ir.Table) -> ir.TimestampValue:
    return plan.formats(column.name).local(plan.text(column.name, table))


def _rolled(plan: Plan, column: Column, table: ir.Table) -> ir.TimestampValue | None:
    reference = plan.rules[column.name].roll
    if reference is None:
        return None
    return rolled(table[plan.at(column.name, "local")], table[plan.at(reference, "local")])


def _zulu(plan: Plan, column: Column, table: ir.Table) -> ir.TimestampValue | None:
    return plan.formats(column.name).zulu(plan.text(column.name, table))


def _month(plan: Plan, column: Column, table: ir.Table) -> ir.IntegerValue | None:
    zone = plan.zone(column.name)
    if zone is None or column.name in DAYS or fixed_offset(zone) is not None:
        return None
    return month_code(table[plan.at(column.name, "local")], zone)


def _code(plan: Plan, column: Column, table: ir.Table) -> ir.IntegerValue | None:
    month, zone = plan.at(column.name, "month"), plan.zone(column.name)
    if zone is None or month not in table.columns:
        return None
    return zone_code(table[plan.at(column.name, "local")], table[month], zone)


def _read(plan: Plan, column: Column, table: ir.Table) -> ir.Value:
    rule, text = plan.rules[column.name], plan.text(column.name, table)
    if rule.equals is not None:
        return text.isin(rule.equals)
    if column.type == "time":
        return _utc(plan, column.name, table)
    if column.type == "text":
        return _word(plan, column, text, table)
    if column.type == "bool":
        return flag(text)
    decimal = plan.decimal(column.name)
    if column.name.endswith("_seconds"):
        return seconds(text, rule.unit, decimal)
    return whole(text, decimal) if column.type == "int" else number(text, decimal)


def _word(plan: Plan, column: Column, text: ir.StringValue, table: ir.Table) -> ir.StringValue:
    if column.values:
        return text.lower()
    named = (plan.mapping.table, column.name)
    if named == ("identifiers", "value") and "kind" in plan.rules:
        return identifier(plan.text("kind", table), text)
    prefix = f"{plan.rules[column.name].source or plan.source}:"
    return prefix + text if is_id(column.name) else text


def _utc(plan: Plan, column: str, table: ir.Table) -> ir.TimestampValue:
    rule, local = plan.rules[column], table[plan.at(column, "local")]
    if column in DAYS:
        return local.truncate("D")
    zulu = plan.at(column, "zulu")
    read = [local, *([table[zulu]] if zulu in table.columns else [])]
    is_open = reduce(and_, [at.isnull() for at in read])
    absolute = plan.formats(column).absolute(is_open.ifelse(plan.text(column, table), None))
    found = [_on_the_wall(plan, column, table), *read[1:]]
    found += [] if absolute is None else [absolute]
    at = ibis.coalesce(*found) if len(found) > 1 else found[0]
    if rule.plus is None:
        return at
    added = seconds(text_of(rule.plus, table), rule.unit, plan.decimal(column))
    return later_by(at, added)


def _on_the_wall(plan: Plan, column: str, table: ir.Table) -> ir.TimestampValue:
    """UTC of the local time; null where no zone is known."""
    local, code, zone = table[plan.at(column, "local")], plan.at(column, "code"), plan.zone(column)
    if zone is None:
        return ibis.null("timestamp")
    offset = fixed_offset(zone)
    if offset is None:
        return to_utc(local, table[code])
    return local - ibis.interval(seconds=offset) if offset else local


def _disentangled(
    earlier: Column, plan: Plan, later: Column, table: ir.Table
) -> ir.TimestampValue | None:
    """Read a time in the hour that clocks repeat as the second one, if it would lie before."""
    zone, code = plan.zone(later.name), plan.at(later.name, "code")
    repeated = repeated_seconds(zone) if zone and code in table.columns else 0
    if not repeated:
        return None
    at = plan.value(later.name, table)
    is_second = (quality_of(table[code]) == 1) & (at < plan.value(earlier.name, table))
    return is_second.ifelse(at + ibis.interval(seconds=repeated), at)


def _span(plan: Plan, column: Column, table: ir.Table) -> ir.FloatingValue:
    earlier, later = plan.rules[column.name].between or ("", "")
    return seconds_between(plan.value(later, table), plan.value(earlier, table))


STEPS: tuple[tuple[str, Step], ...] = (
    ("local", _local),
    ("local", _rolled),
    ("zulu", _zulu),
    ("month", _month),
    ("code", _code),
)
"""How a time is read, step by step, before it becomes UTC."""
