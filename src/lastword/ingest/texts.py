"""Texts out of a record: origins, conditions, null markers, extraction and value maps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

import ibis
import ibis.expr.types as ir

from lastword.engine.texts import trimmed, without_tags
from lastword.errors import InputRefused
from lastword.ingest.mapping import FileMapping
from lastword.ingest.rule import Condition, Test, Text

ROW_NUMBER = "row_number"
UNMAPPED = "\ufffc"
_PREVIOUS = "previous "


def previous_name(column: str) -> str:
    """Name under which a column of the row before stands beside the others."""
    return _PREVIOUS + column


def texts_named(rule: Text) -> set[str]:
    """Columns of the file that a rule takes texts from, conditions included."""
    own = {name for name in (rule.column, rule.previous) if name}
    inner = [*(rule.join or ()), *(rule.coalesce or ())]
    plus = getattr(rule, "plus", None)
    nested = [texts_named(part) for part in (*inner, *([plus] if plus else []))]
    asked = {name for c in rule.when for name in (c.column, c.previous) if name}
    return own.union(asked, *nested)


def previous_named(rule: Text) -> set[str]:
    """Columns of the file of which a rule wants the row before."""
    inner = [*(rule.join or ()), *(rule.coalesce or ())]
    own = {name for name in (rule.previous, *(c.previous for c in rule.when)) if name}
    return own.union(*(previous_named(part) for part in inner))


def cleaned(stage: ir.Table, columns: Iterable[str], mapping: FileMapping) -> ir.Table:
    """The named columns, trimmed, with the null texts of the file made null.

    Raises
    ------
    InputRefused
        If the file lacks a column that the mapping names.
    """
    wanted = sorted(set(columns) - {ROW_NUMBER})
    missing = [name for name in wanted if name not in stage.columns]
    if missing:
        has = ", ".join(name for name in stage.columns if name != ROW_NUMBER)
        raise InputRefused(
            f"the file has no column {', '.join(missing)}, which the mapping of "
            f"{', '.join(mapping.match)} names. It has: {has}. Correct the mapping in "
            "lastword.toml, or match these files by another one."
        )
    return stage.select(ROW_NUMBER, **{name: clean(stage[name], mapping) for name in wanted})


def clean(text: ir.StringValue, mapping: FileMapping) -> ir.StringValue:
    """A text of the file, trimmed; null where it means unknown."""
    return _without(trimmed(text), ("", *mapping.null))


def text_of(rule: Text, table: ir.Table) -> ir.StringValue:
    """The text that a rule takes from a record; null where it is missing.

    A text that a value map does not name, and must name, is marked with `UNMAPPED`.
    """
    text = _origin(rule, table)
    if rule.when:
        text = all_hold(rule.when, table).ifelse(text, ibis.null("string"))
    if rule.null:
        text = _without(text, rule.null)
    if rule.html:
        text = without_tags(text)
    if rule.extract:
        text = text.re_extract(rule.extract, 1).nullif("")
    return _mapped(text, rule) if rule.map is not None else text


def all_hold(conditions: Sequence[Condition], table: ir.Table) -> ir.BooleanValue:
    """Whether all conditions hold; never null."""
    return reduce(lambda a, b: a & b, [holds(condition, table) for condition in conditions])


def holds(condition: Condition, table: ir.Table) -> ir.BooleanValue:
    """Whether one condition holds; never null."""
    if condition.previous is not None:
        return passes(condition, table[previous_name(condition.previous)])
    return passes(condition, table[condition.column].cast("string"))


def passes(condition: Test, text: ir.StringValue) -> ir.BooleanValue:
    """Whether a text passes a test; never null."""
    parts = []
    if condition.equals is not None:
        parts.append(text.isin(condition.equals).fill_null(False))
    if condition.differs is not None:
        parts.append(text.notin(condition.differs).fill_null(True))
    if condition.matches is not None:
        parts.append(text.re_search(condition.matches).fill_null(False))
    if condition.missing is not None:
        parts.append(text.isnull() if condition.missing else text.notnull())
    return reduce(lambda a, b: a & b, parts, ibis.literal(True))


def is_mapped(rule: Text) -> bool:
    """Whether a value map that refuses texts takes part in the rule."""
    inner = [*(rule.join or ()), *(rule.coalesce or ())]
    return (rule.map is not None and rule.unmapped == "reject") or any(map(is_mapped, inner))


def constant(value: bool | int | float | str) -> str:
    """A constant of the mapping as the text that a file would hold."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _origin(rule: Text, table: ir.Table) -> ir.StringValue:
    if rule.column is not None:
        return table[rule.column].cast("string")
    if rule.previous is not None:
        return table[previous_name(rule.previous)]
    if rule.value is not None:
        return ibis.literal(constant(rule.value))
    if rule.join is not None:
        parts = [text_of(part, table) for part in rule.join]
        return reduce(lambda a, b: a + rule.with_ + b if rule.with_ else a + b, parts)
    return ibis.coalesce(*[text_of(part, table) for part in rule.coalesce or ()])


def _mapped(text: ir.StringValue, rule: Text) -> ir.StringValue:
    otherwise = {
        "reject": ibis.literal(UNMAPPED) + text,
        "null": ibis.null("string"),
        "keep": text,
    }[rule.unmapped]
    branches = [(text == name, ibis.literal(constant(to))) for name, to in (rule.map or {}).items()]
    return ibis.cases(*branches, else_=otherwise)


def _without(text: ir.StringValue, nulls: Sequence[str]) -> ir.StringValue:
    if len(nulls) == 1:
        return text.nullif(nulls[0])
    return text.isin(nulls).ifelse(ibis.null("string"), text)
