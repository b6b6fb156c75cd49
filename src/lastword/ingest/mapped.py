"""Applying a mapping: every record of a stage becomes a row, a reject or is left out, per table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from lastword.engine.base import Engine, union
from lastword.engine.schema import IBIS_TYPES, conform
from lastword.ingest.checks import Check, checks, left_out, missing_of, superseded
from lastword.ingest.filling import fill, quality
from lastword.ingest.mapping import FileMapping, History
from lastword.ingest.plan import Plan, plans_of
from lastword.ingest.texts import (
    ROW_NUMBER,
    cleaned,
    passes,
    previous_name,
    previous_named,
    texts_named,
)
from lastword.tables import TABLES, Column

RANK = "|rank"
Key = tuple[str, str, str, tuple[int, ...]]


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
    read
        Candidates: those of one record, times the records; rows + rejects + filtered.
    left_out
        How many were left out on purpose for each reason.
    loaded
        How many are rows.
    per_record
        Candidates that each record gives.
    """

    rows: ir.Table
    rejects: ir.Table | None
    filtered: ir.Table | None
    read: int
    left_out: Mapping[str, int]
    loaded: int
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
    engine
        Keeps the values, so that no use of a result computes them anew.

    Raises
    ------
    InputRefused
        If the stage lacks a column that the mapping names.
    """
    parts: dict[str, list[Mapped]] = {}
    for table in mapping.tables:
        plans = plans_of(mapping, table, source)
        together = [[plan] for plan in plans] if table.history else [[*plans]]
        for group in together:
            parts.setdefault(table.table, []).append(_split(group, stage, engine))
    return {name: stacked(found) for name, found in parts.items()}


def stacked(parts: Sequence[Mapped]) -> Mapped:
    """The same canonical table, filled in several ways."""
    left_out: Counter[str] = Counter()
    for part in parts:
        left_out.update(part.left_out)
    return Mapped(
        union([part.rows for part in parts]),
        _union_of([part.rejects for part in parts]),
        _union_of([part.filtered for part in parts]),
        sum(part.read for part in parts),
        left_out,
        sum(part.loaded for part in parts),
        sum(part.per_record for part in parts),
    )


def columns_read(mapping: FileMapping, source: str) -> frozenset[str]:
    """Columns of the file that a mapping names."""
    plans = [plan for table in mapping.tables for plan in plans_of(mapping, table, source)]
    return frozenset(_named(plans)) - {ROW_NUMBER}


def _union_of(parts: Sequence[ir.Table | None]) -> ir.Table | None:
    found = [part for part in parts if part is not None]
    return union(found) if found else None


def _split(plans: Sequence[Plan], stage: ir.Table, engine: Engine) -> Mapped:
    key = _key(plans)
    kept = engine.save_step(stage, key, lambda records: _kept(plans, _stated(plans, records)))
    if key not in _REASONS:
        table = _stated(plans, stage)
        _REASONS[key] = {plan.number: _reasons(plan, table) for plan in plans}
    reasons = _REASONS[key]
    states = _states(plans, kept, engine)
    rows = engine.view_step(kept, ("rows", *key), lambda values: _rows(plans, values))
    left_out: Counter[str] = Counter()
    for plan in plans:
        left_out.update({reasons[plan.number][-s]: n for s, n in states[plan.number] if s < 0})
    return Mapped(
        rows,
        _union_of([_rejects(p, stage, kept, engine) for p in plans if _any(states[p.number], 1)]),
        _union_of(
            [_left_out(p, reasons[p.number], kept) for p in plans if _any(states[p.number], -1)]
        ),
        sum(n for found in states.values() for _, n in found),
        left_out,
        sum(n for found in states.values() for state, n in found if state == 0),
        len(plans),
    )


_REASONS: dict[Key, dict[int, dict[int, str]]] = {}


def _key(plans: Sequence[Plan]) -> Key:
    """What the values and states of plans depend on, beside the records."""
    plan = plans[0]
    file = plan.file.model_dump_json(exclude={"tables", "match"})
    numbers = tuple(each.number for each in plans)
    return plan.source, file, plan.mapping.model_dump_json(by_alias=True), numbers


def _stated(plans: Sequence[Plan], stage: ir.Table) -> ir.Table:
    """All values of plans and the states of each record.

    0 is a row; the number of a check that fails, a reject; minus that number, left out. Nothing
    may filter by the state before it is kept: optimisers would compute it again, many times.
    """
    table = cleaned(stage, _named(plans), plans[0].file)
    table = fill(table, [(plan, plan.early) for plan in plans])
    first = {plan.state: _state(_first_checks(plan, table), 1) for plan in plans}
    table = table.mutate(**first)
    history = plans[0].mapping.history
    return table if history is None else _with_later(plans[0], history, table)


def _with_later(plan: Plan, history: History, table: ir.Table) -> ir.Table:
    """Add what can be said of a record beside the other records of the same thing."""
    first = len(_first_checks(plan, table))
    table = fill(_with_history(plan, history, table), [(plan, plan.late)])
    later = _state(_second_checks(plan, table), 1 + first)
    state = table[plan.state]
    return table.mutate(**{plan.state: (state == 0).ifelse(later, state)})


def _kept(plans: Sequence[Plan], table: ir.Table) -> ir.Table:
    """States, and values beside them; constants need no keeping."""
    values = {
        plan.at(c.name, "value"): plan.value(c.name, table)
        for plan in plans
        for c in plan.columns
        if c.name not in plan.known
    }
    return table.select(
        ROW_NUMBER,
        *[plan.state for plan in plans],
        **values,
        **{plan.at("time_quality", "value"): quality(plan, table) for plan in plans},
    )


def _states(
    plans: Sequence[Plan], kept: ir.Table, engine: Engine
) -> dict[int, list[tuple[int, int]]]:
    """Each state of each plan that occurs, and of how many records."""
    names = [plan.state for plan in plans]
    together = engine.fetch(kept.group_by(names).aggregate(rows=kept.count())).to_pylist()
    found: dict[int, Counter[int]] = {plan.number: Counter() for plan in plans}
    for row in together:
        for plan in plans:
            found[plan.number][row[plan.state]] += row["rows"]
    return {number: sorted(counts.items()) for number, counts in found.items()}


def _any(states: Sequence[tuple[int, int]], sign: int) -> bool:
    return any(state * sign > 0 for state, _ in states)


def _reasons(plan: Plan, table: ir.Table) -> dict[int, str]:
    """Numbers of the checks that leave a record out on purpose → their reasons."""
    return {n: str(c.says) for n, c in _numbered(plan, table) if not c.is_fault}


def _rejects(plan: Plan, stage: ir.Table, kept: ir.Table, engine: Engine) -> ir.Table:
    """Explain the rejected records; where they stand alone, only they are read once more."""
    if plan.mapping.history is None:
        rejected = kept.filter(kept[plan.state] > 0).select(ROW_NUMBER, plan.state)
        table = cleaned(stage, _named([plan]), plan.file).inner_join(rejected, ROW_NUMBER)
        table = engine.save(fill(table, [(plan, plan.columns)]))
    else:
        table = engine.save(_stated([plan], stage))
    state = table[plan.state]
    found = [(state == number, c) for number, c in _numbered(plan, table) if c.is_fault]
    return table.filter(state > 0).select(
        row_number=table[ROW_NUMBER].cast("int64"),
        column=_pick([(at, ibis.literal(check.column)) for at, check in found]),
        value=_pick([(at, check.value) for at, check in found]),
        reason=_pick([(at, check.reason) for at, check in found]),
    )


def _left_out(plan: Plan, reasons: Mapping[int, str], kept: ir.Table) -> ir.Table:
    state = kept[plan.state]
    found = [(state == -number, ibis.literal(reason)) for number, reason in reasons.items()]
    return kept.filter(state < 0).select(ROW_NUMBER, reason=_pick(found))


def _rows(plans: Sequence[Plan], kept: ir.Table) -> ir.Table:
    filled = [
        c for c in TABLES[plans[0].mapping.table].columns if any(c in p.columns for p in plans)
    ]
    return conform(union([_rows_of(plan, filled, kept) for plan in plans]), plans[0].mapping.table)


def _rows_of(plan: Plan, filled: Sequence[Column], kept: ir.Table) -> ir.Table:
    return kept.filter(kept[plan.state] == 0).select(
        **{
            c.name: plan.value(c.name, kept)
            if c.name in plan.rules
            else ibis.null(IBIS_TYPES[c.type])
            for c in filled
        },
        source=ibis.literal(plan.source),
        row_number=kept[ROW_NUMBER].cast("int64"),
        time_zone=ibis.literal(plan.file.time_zone or "UTC"),
        time_quality=plan.value("time_quality", kept),
    )


def _first_checks(plan: Plan, table: ir.Table) -> list[Check]:
    """What can be said of a record by itself."""
    dropped = [
        left_out(passes(drop, table[drop.column]), drop.reason) for drop in plan.mapping.drop
    ]
    missing = [] if plan.mapping.history else missing_of(plan, table)
    return [*dropped, *missing, *checks(plan, table, plan.early)]


def _second_checks(plan: Plan, table: ir.Table) -> list[Check]:
    """What can be said of a record beside the other records of the same thing."""
    kept = superseded(plan, table, RANK)
    return [*kept, *missing_of(plan, table), *checks(plan, table, plan.late)]


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
    sound = table[plan.state] == 0
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


def _named(plans: Iterable[Plan]) -> set[str]:
    """Columns of the file that plans read."""
    named: set[str] = set()
    for plan in plans:
        history = plan.mapping.history.of if plan.mapping.history else ()
        named.update(*(texts_named(rule) for rule in plan.rules.values()), history)
        named.update(drop.column for drop in plan.mapping.drop)
    return named
