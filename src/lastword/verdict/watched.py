"""The watch over issues: one clock for coming back, about anything, and by chance."""

from __future__ import annotations

import ibis.expr.types as ir

from lastword.engine import Tables
from lastword.engine.joins import extend
from lastword.verdict.attach import is_by_customer

COLUMNS = (
    "contact_id",
    "issue_id",
    "person_id",
    "bucket",
    "reason",
    "position",
    "offered_at",
    "ended_at",
    "next_contact_at",
    "next_same_reason_at",
)


def watched(tables: Tables) -> ir.Table:
    """Contacts that known customers made; `is_start` marks the one that an issue is watched from.

    That is the last of the issue's contacts that had begun when its clock did. Its `ended_at` is
    the clock's own beginning, and it has the issue's `came_back_days`.
    """
    contacts, verdicts = tables["issue_contacts"], tables["verdicts"]
    mine = contacts.filter(contacts.person_id.notnull() & is_by_customer(contacts)).select(*COLUMNS)
    clocks = verdicts.filter(verdicts.clock_at.notnull())
    clocks = clocks.select("issue_id", "clock_at", "came_back_days")
    begun = mine.inner_join(clocks, "issue_id")
    begun = begun.filter(begun.offered_at <= begun.clock_at)
    starts = begun.group_by("issue_id", "clock_at", "came_back_days").aggregate(
        position=begun.position.max()
    )
    marked = extend(mine, starts, ["issue_id", "position"])
    is_start = marked.clock_at.notnull()
    return marked.mutate(
        is_start=is_start, ended_at=is_start.ifelse(marked.clock_at, marked.ended_at)
    ).drop("clock_at")
