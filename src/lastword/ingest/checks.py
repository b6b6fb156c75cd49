"""What makes a record unfit for its table, in words with what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce

import ibis
import ibis.expr.types as ir

from lastword.engine.times import milliseconds_between
from lastword.ingest.plan import ORDERED, Plan
from lastword.ingest.texts import UNMAPPED, is_mapped, previous_name
from lastword.tables import Column

_KINDS = {"int": "a whole number", "float": "a number", "bool": "a yes or no"}
_SHOWN = 80


@dataclass(frozen=True)
class Check:
    """One fault that a record may have.

    Parameters
    ----------
    fails
        Whether the record has it; null counts as no.
    says
        What was found and what to do, to follow the column's name and value.
    is_fault
        False where the record is left out on purpose; then `says` is the whole reason.
    """

    column: str
    fails: ir.BooleanValue
    value: ir.StringValue
    says: ir.StringValue | str
    is_fault: bool = True

    @property
    def reason(self) -> ir.StringValue:
        """The whole sentence."""
        if not self.is_fault:
            return ibis.literal(self.says)
        shown = self.value.substr(0, _SHOWN).fill_null("")
        return ibis.literal(f"{self.column} ") + shown + self.says


def checks(plan: Plan, table: ir.Table, columns: tuple[Column, ...]) -> list[Check]:
    """Every check of the given columns, and those that hold two of them together."""
    names = {column.name for column in columns}
    known = names | {column.name for column in plan.early}
    found = [
        check
        for column in columns
        if column.name not in plan.known
        for check in _of_column(plan, table, column)
    ]
    found += [
        _in_order(plan, table, earlier, later)
        for earlier, later in ORDERED.get(plan.mapping.table, ())
        if {earlier, later} <= known and names & {earlier, later}
    ]
    if {"value", "scale_min", "scale_max"} <= names:
        found.append(_on_scale(plan, table))
    return found


def left_out(holds: ir.BooleanValue, reason: str) -> Check:
    """A purpose to leave a record out."""
    return Check("", holds, ibis.null("string"), reason, is_fault=False)


def missing_of(plan: Plan, table: ir.Table) -> list[Check]:
    """Columns without which there is no row."""
    return [
        left_out(plan.value(name, table).isnull(), f"no {name}, so no row of {plan.mapping.table}")
        for name in plan.mapping.drop_missing
        if name in plan.rules and name not in plan.known
    ]


def superseded(plan: Plan, table: ir.Table, rank: str) -> list[Check]:
    """Records that are not the ones to keep of their thing's history."""
    history = plan.mapping.history
    if history is None or history.keep == "all":
        return []
    if history.keep == "latest":
        reason = f"a later record of the same {', '.join(history.key)} is in the file"
        return [left_out(table[rank] > 0, reason)]
    same = [table[name].identical_to(table[previous_name(name)]) for name in history.of]
    is_same = reduce(lambda a, b: a & b, same, table[rank] > 0)
    return [left_out(is_same, f"no change of {', '.join(history.of)}")]


def _of_column(plan: Plan, table: ir.Table, column: Column) -> Iterator[Check]:
    name, rule = column.name, plan.rules[column.name]
    where = f"{plan.mapping.table}.{name} in [sources.{plan.source}]"
    value = plan.value(name, table)
    if rule.between is not None:
        return
    text = plan.text(name, table)
    if is_mapped(rule):
        shown = text.replace(UNMAPPED, "")
        says = f' is not named in `map`. Add it to {where}, or set unmapped = "null".'
        yield Check(name, text.contains(UNMAPPED), shown, says)
    if column.values:
        allowed = ", ".join(column.values)
        says = f" is none of {allowed}. Say what it means in `map` of {where}."
        yield Check(name, value.notin(column.values), text, says)
    elif column.type != "text" and rule.equals is None:
        yield _readable(plan, table, column, where)
    if column.minimum is not None:
        says = f" is below {column.minimum:g}. Fix the export, or declare it in `null` of {where}."
        yield Check(name, value < column.minimum, text, says)
    if column.is_required and name not in plan.mapping.drop_missing:
        says = f"is missing. Fix the export, or map {where} to a column that is always filled."
        yield Check(name, value.isnull(), ibis.literal(""), says)


def _readable(plan: Plan, table: ir.Table, column: Column, where: str) -> Check:
    name = column.name
    text, value = plan.text(name, table), plan.value(name, table)
    fails = text.notnull() & value.isnull()
    if column.type != "time":
        says = f" is not {_kind(plan, column)}. Fix the export, or the rule of {where}."
        return Check(name, fails, text, says)
    unread = (
        f" is not {plan.formats(name).described}. Fix the export, or add its format to {where}."
    )
    if plan.zone(name) is not None:
        return Check(name, fails, text, unread)
    unzoned = f" has no offset and no zone is declared. Set time_zone in [sources.{plan.source}]."
    says = table[plan.at(name, "local")].isnull().ifelse(unread, unzoned)
    return Check(name, fails, text, says)


def _kind(plan: Plan, column: Column) -> str:
    unit = plan.rules[column.name].unit
    if column.name.endswith("_seconds") and ":" in unit:
        return f"a duration written {unit}"
    mark = f" with the decimal mark “{plan.decimal(column.name)}”" if column.type == "float" else ""
    return _KINDS[column.type] + mark


def _in_order(plan: Plan, table: ir.Table, earlier: str, later: str) -> Check:
    skew = round((plan.file.clock_skew_seconds or 0) * 1000)
    gap = milliseconds_between(plan.value(later, table), plan.value(earlier, table))
    says = (
        ibis.literal(f" is before {earlier} ")
        + plan.text(earlier, table)
        + f". Fix the export, or set clock_skew_seconds in [sources.{plan.source}]."
    )
    return Check(later, gap < -skew, plan.text(later, table), says)


def _on_scale(plan: Plan, table: ir.Table) -> Check:
    value = plan.value("value", table)
    outside = (value < plan.value("scale_min", table)) | (value > plan.value("scale_max", table))
    says = (
        f" is outside its scale. Correct the scale, or declare the text in `null`, "
        f"in [sources.{plan.source}]."
    )
    return Check("value", outside, plan.text("value", table), says)
