"""Applying a mapping: every record of a stage becomes a row, a reject or is left out, per table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir

from lastword.engine.base import Engine, union
from lastword.engine.schema import conform
from lastword.ingest.checks import Check, checks, left_out, missing_of, superseded
from lastword.ingest.mapping import FileMapping, History
from lastword.ingest.plan import Plan
from lastword.ingest.texts import (
    ROW_NUMBER,
    cleaned,
    passes,
    previous_name,
    previous_named,
    texts_named,
)
from lastword.tables import Column

STATE, RANK = "|state", "|rank"


@dataclass(frozen=True)
class Mapped:
    """What became of the records of a stage, for one canonical table.

    Parameters
    ----------
    rows
        Rows of the canonical table; `load_id` is null.
    rejects
        Records that cannot be rows: row_number, column, value, reason in words; None where
        there are none.
    filtered
        Records left out on purpose: row_number, reason; None where there are none.
    per_record
        Candidates that each record gives; rows + rejects + filtered = records × per_record.
    """

    rows: ir.Table
    rejects: ir.Table | None
    filtered: ir.Table | None
    per_record: int = 1


def map_stage(
    mapping: FileMapping, stage: ir.Table, source: str, engine: Engine
) -> dict[str, Mapped]:
    """Fill canonical tables from a stage of all-text columns and `row_number`.

    The values are computed once and kept with the engine; why records are rejected is worked out
    only where there are any.

    Parameters
    ----------
    mapping
        What the file's records mean, defaults of the source filled in (`SourceMapping.resolved`).
    stage
        Records as text.
    source
        Name of the source: it prefixes every id.
    keep
        How to evaluate a step once, for example `Engine.save`; else every use of a result
        computes it anew.

    Raises
    ------
    InputRefused
        If the stage lacks a column that the mapping names.
    """
    parts: dict[str, list[Mapped]] = {}
    for table in mapping.tables:
        for variant in table.rows or ({},):
            plan = Plan(mapping, table, source, {**table.columns, **variant})
            parts.setdefault(table.table, []).append(_split(plan, stage, engine))
    return {name: _stacked(found) for name, found in parts.items()}


def columns_read(mapping: FileMapping, source: str) -> frozenset[str]:
    """Columns of the file that a mapping names."""
    plans = (
        Plan(mapping, table, source, {**table.columns, **variant})
        for table in mapping.tables
        for variant in table.rows or ({},)
    )
    return frozenset(name for plan in plans for name in _named(plan)) - {ROW_NUMBER}


def _stacked(parts: Sequence[Mapped]) -> Mapped:
    return Mapped(
        union([part.rows for part in parts]),
        _union_of([part.rejects for part in parts]),
        _union_of([part.filtered for part in parts]),
        len(parts),
    )


def _union_of(parts: Sequence[ir.Table | None]) -> ir.Table | None:
    found = [part for part in parts if part is not None]
    return union(found) if found else None


def _split(plan: Plan, stage: ir.Table, engine: Engine) -> Mapped:
    table = _stated(plan, stage)
    kept = engine.save(_rows(plan, table))
    states = _states(kept, engine)
    left = {-state: check.says for state, check in _numbered(plan, table) if -state in states}
    return Mapped(
        conform(kept.filter(kept[STATE] == 0), plan.mapping.table),
        _rejects(plan, stage, kept, engine) if any(state > 0 for state in states) else None,
        _left_out(kept, left) if left else None,
    )


def _stated(plan: Plan, stage: ir.Table) -> ir.Table:
    """All values of a plan and the state of each record.

    0 is a row; the number of a check that fails, a reject; minus that number, left out. Nothing
    may filter by the state before it is kept: optimisers would compute it again, many times.
    """
    table = cleaned(stage, _named(plan), plan.file)
    table = plan.fill(table, _early(plan))
    first = _first_checks(plan, table)
    table = table.mutate(**{STATE: _state(first, 1)})
    if plan.mapping.history is None:
        return table
    table = _with_history(plan, plan.mapping.history, table)
    table = plan.fill(table, _late(plan))
    later = _state(_second_checks(plan, table), 1 + len(first))
    return table.mutate(**{STATE: (table[STATE] == 0).ifelse(later, table[STATE])})


def _states(kept: ir.Table, engine: Engine) -> list[int]:
    return sorted(engine.fetch(kept.select(STATE).distinct())[STATE].to_pylist())


def _rejects(plan: Plan, stage: ir.Table, kept: ir.Table, engine: Engine) -> ir.Table:
    """Explain the rejected records; where they stand alone, only they are read once more."""
    if plan.mapping.history is None:
        rejected = kept.filter(kept[STATE] > 0).select(ROW_NUMBER, STATE)
        table = cleaned(stage, _named(plan), plan.file).inner_join(rejected, ROW_NUMBER)
        table = engine.save(plan.fill(table, plan.columns))
    else:
        table = engine.save(_stated(plan, stage))
    found = [(table[STATE] == state, c) for state, c in _numbered(plan, table) if c.is_fault]
    return table.filter(table[STATE] > 0).select(
        row_number=table[ROW_NUMBER].cast("int64"),
        column=_pick([(at, ibis.literal(check.column)) for at, check in found]),
        value=_pick([(at, check.value) for at, check in found]),
        reason=_pick([(at, check.reason) for at, check in found]),
    )


def _left_out(kept: ir.Table, reasons: Mapping[int, Any]) -> ir.Table:
    branches = [(kept[STATE] == state, ibis.literal(says)) for state, says in reasons.items()]
    return kept.filter(kept[STATE] < 0).select(ROW_NUMBER, reason=_pick(branches))


def _rows(plan: Plan, table: ir.Table) -> ir.Table:
    return table.select(
        STATE,
        **{c.name: plan.value(c.name, table) for c in plan.columns},
        source=ibis.literal(plan.source),
        row_number=table[ROW_NUMBER].cast("int64"),
        time_zone=ibis.literal(plan.file.time_zone or "UTC"),
        time_quality=plan.quality(table),
    )


def _early(plan: Plan) -> tuple[Column, ...]:
    return tuple(c for c in plan.columns if c.name not in plan.late)


def _late(plan: Plan) -> tuple[Column, ...]:
    return tuple(c for c in plan.columns if c.name in plan.late)


def _first_checks(plan: Plan, table: ir.Table) -> list[Check]:
    """What can be said of a record by itself."""
    dropped = [
        left_out(passes(drop, table[drop.column]), drop.reason) for drop in plan.mapping.drop
    ]
    missing = [] if plan.mapping.history else missing_of(plan, table)
    return [*dropped, *missing, *checks(plan, table, _early(plan))]


def _second_checks(plan: Plan, table: ir.Table) -> list[Check]:
    """What can be said of a record beside the other records of the same thing."""
    kept = superseded(plan, table, RANK)
    return [*kept, *missing_of(plan, table), *checks(plan, table, _late(plan))]


def _numbered(plan: Plan, table: ir.Table) -> list[tuple[int, Check]]:
    """Every check with the number that stands for it in the state."""
    found = _first_checks(plan, table)
    if plan.mapping.history is not None:
        found += _second_checks(plan, table)
    return list(enumerate(found, start=1))


def _with_history(plan: Plan, history: History, table: ir.Table) -> ir.Table:
    """Add the place of each sound record among those of its key, and texts of the row before."""
    key = [plan.value(name, table) for name in history.key]
    order = [*(plan.value(name, table) for name in history.order), table[ROW_NUMBER]]
    sound = table[STATE] == 0
    forward = ibis.window(group_by=[*key, sound], order_by=order)
    backward = ibis.window(group_by=[*key, sound], order_by=[at.desc() for at in order])
    before = {name for rule in plan.rules.values() for name in previous_named(rule)}
    if history.keep == "latest":
        return table.mutate(**{RANK: ibis.row_number().over(backward)})
    return table.mutate(
        **{previous_name(n): table[n].lag().over(forward) for n in sorted(before | {*history.of})},
        **{RANK: ibis.row_number().over(forward)},
    )


def _state(found: Sequence[Check], start: int) -> ir.IntegerValue:
    branches = [
        (check.fails, place if check.is_fault else -place)
        for place, check in enumerate(found, start=start)
    ]
    return ibis.cases(*branches, else_=0).cast("int64") if branches else ibis.literal(0, "int64")


def _pick(branches: Sequence[tuple[ir.BooleanValue, ir.Value]]) -> ir.StringValue:
    return ibis.cases(*branches) if branches else ibis.null("string")


def _named(plan: Plan) -> set[str]:
    """Columns of the file that the plan reads."""
    mapping = plan.mapping
    named = {name for rule in plan.rules.values() for name in texts_named(rule)}
    history = mapping.history.of if mapping.history else ()
    return {*named, *(drop.column for drop in mapping.drop), *history}
