"""FIRST?: customers greeted as new although they had been in touch about the same problem."""

from __future__ import annotations

import ibis.expr.types as ir

from lastword.engine import Tables
from lastword.question import Context
from lastword.stats.proportion import wilson
from lastword.verdict.results import FalseFirst

BREAKS = 10


def false_first(context: Context) -> FalseFirst:
    """Share of false first-timers, and between which channels the thread breaks."""
    tables = context.tables
    contacts = tables["issue_contacts"]
    counted = contacts.aggregate(
        claimed=contacts.is_first_claimed.cast("int64").sum(),
        false=(contacts.is_first_claimed & contacts.is_false_first).cast("int64").sum(),
        unknown=contacts.person_id.isnull().cast("int64").sum(),
    )
    row = tables.engine.fetch(counted).to_pylist()[0]
    return FalseFirst(
        share=wilson(row["false"] or 0, row["claimed"] or 0),
        count=row["false"] or 0,
        breaks=_breaks(tables),
        unknown_customers=row["unknown"] or 0,
    )


def _breaks(tables: Tables) -> tuple[tuple[str, str, int], ...]:
    pairs = _pairs(tables["issue_contacts"])
    grouped = pairs.group_by(["earlier", "later"]).aggregate(contacts=pairs.count())
    rows = tables.engine.fetch(grouped).to_pylist()
    named = [
        (row["earlier"] or "unknown", row["later"] or "unknown", row["contacts"]) for row in rows
    ]
    return tuple(sorted(named, key=lambda pair: (-pair[2], pair[0], pair[1]))[:BREAKS])


def _pairs(contacts: ir.Table) -> ir.Table:
    false = contacts.filter(contacts.is_first_claimed & contacts.is_false_first)
    false = false.select("issue_id", place=false.position - 1, later="channel")
    before = contacts.select("issue_id", place="position", earlier="channel")
    return false.inner_join(before, ["issue_id", "place"])
