"""From a finding's evidence to the rows behind it."""

from __future__ import annotations

from functools import reduce

import ibis
import ibis.expr.types as ir

from lastword.engine.tables import Tables
from lastword.errors import UsageError
from lastword.finding import Condition, Evidence
from lastword.tables import TABLES


def rows_behind(tables: Tables, evidence: Evidence, *, limit: int | None = None) -> ir.Table:
    """The rows that an evidence query names, worst first.

    Parameters
    ----------
    limit
        At most so many rows; all where None.

    Raises
    ------
    UsageError
        If the evidence names a table or column that does not exist.
    """
    table = tables[evidence.table]
    if evidence.where:
        table = table.filter(reduce(lambda a, b: a & b, (_holds(table, c) for c in evidence.where)))
    table = table.order_by([*map(_order, evidence.order_by), *TABLES[evidence.table].key])
    return table if limit is None else table.limit(limit)


def _holds(table: ir.Table, condition: Condition) -> ir.BooleanValue:
    if condition.column not in table.columns:
        raise UsageError(
            f"unknown column {condition.column!r}. Choose one of: {', '.join(table.columns)}"
        )
    column, value = table[condition.column], condition.value
    tests = {
        "==": lambda: column == value,
        "!=": lambda: column != value,
        "<": lambda: column < value,
        "<=": lambda: column <= value,
        ">": lambda: column > value,
        ">=": lambda: column >= value,
        "in": lambda: column.isin(list(value)),
        "is null": column.isnull,
        "is not null": column.notnull,
    }
    return tests[condition.operator]()


def _order(name: str) -> ir.Value:
    return ibis.desc(name[1:]) if name.startswith("-") else ibis.asc(name)
