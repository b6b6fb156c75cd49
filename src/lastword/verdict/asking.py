"""How customers were asked: invited, by which medium, answered, acted upon."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import ibis.expr.types as ir

from lastword.engine import Tables
from lastword.engine.times import days_between, moment
from lastword.estimate import Estimate
from lastword.question import Context
from lastword.stats.proportion import wilson
from lastword.verdict.relationships import REPLY_DAYS, answered_within, bad_answers
from lastword.verdict.results import Asking

FREQUENCY_DAYS = 90.0
ROLES = ("resolved", "contacts_needed", "expectation", "ces", "csat")


def asking(context: Context) -> Asking:
    """Measure the asking: who was invited, who answered, who was asked too often, who was heard."""
    tables = context.tables
    issues = _issues(tables)
    sent = _sent(tables)
    return Asking(
        issues=issues["issues"],
        invited=_share(issues["invited"], issues["known"]),
        answered=_share(issues["answered"], issues["issues"]),
        by_medium=_by_medium(tables),
        withheld=sent["withheld"],
        reminders=sent["reminders"],
        asked_too_often=_too_often(tables, context.settings.verdict.max_invitations),
        answered_bad_followed_up=_followed_up(tables, context.as_of),
        missing_questions=tuple(role for role in ROLES if role not in tables.roles),
    )


def _share(k: int, n: int) -> Estimate:
    return wilson(k, n)


def _issues(tables: Tables) -> dict[str, Any]:
    verdicts = tables["verdicts"]
    counted = verdicts.aggregate(
        issues=verdicts.count(),
        known=verdicts.is_invited.count(),
        invited=verdicts.is_invited.cast("int64").sum(),
        answered=verdicts.is_answered.cast("int64").sum(),
    )
    return _numbers(tables, counted)


def _sent(tables: Tables) -> dict[str, Any]:
    invitations = tables["invitations"]
    return _numbers(
        tables,
        invitations.aggregate(
            withheld=invitations.withheld_reason.notnull().cast("int64").sum(),
            reminders=invitations.is_reminder.fill_null(False).cast("int64").sum(),
        ),
    )


def _by_medium(tables: Tables) -> tuple[tuple[str, int, Estimate], ...]:
    asked = _asked(tables)
    replied = tables["answers"].filter(tables["answers"].invitation_id.notnull())
    replied = replied.select("invitation_id").distinct()
    late = asked.semi_join(replied, "invitation_id").select("invitation_id")
    both = asked.left_join(late, "invitation_id", rname="{name}__late")
    is_answered = both.answered_at.notnull() | both.invitation_id__late.notnull()
    both = both.mutate(is_answered=is_answered.cast("int64"))
    grouped = both.group_by("medium").aggregate(sent=both.count(), answered=both.is_answered.sum())
    rows = tables.engine.fetch(grouped).to_pylist()
    rows.sort(key=lambda row: (-row["sent"], row["medium"] or ""))
    return tuple(
        (row["medium"] or "unknown", row["sent"], wilson(row["answered"], row["sent"]))
        for row in rows
    )


def _asked(tables: Tables) -> ir.Table:
    invitations = tables["invitations"]
    is_first = ~invitations.is_reminder.fill_null(False)
    return invitations.filter(invitations.withheld_reason.isnull() & is_first)


def _too_often(tables: Tables, most: int) -> int:
    asked = _asked(tables)
    known = asked.filter(asked.customer_ref.notnull() & asked.invited_at.notnull())
    persons = tables["persons"].select("customer_ref", "person_id")
    mine = known.inner_join(persons, "customer_ref").select(
        "person_id", "invitation_id", "invited_at"
    )
    order = mine.group_by("person_id").order_by(["invited_at", "invitation_id"])
    later = order.mutate(nth_at=mine.invited_at.lead(most))
    days = days_between(later.nth_at, later.invited_at)
    bothered = later.filter(days <= FREQUENCY_DAYS).select("person_id").distinct()
    return int(_numbers(tables, bothered.aggregate(persons=bothered.count()))["persons"])


def _followed_up(tables: Tables, as_of: datetime) -> Estimate | None:
    bad = bad_answers(tables)
    due = bad.filter(bad.answered_at <= moment(as_of - timedelta(days=REPLY_DAYS)))
    done = answered_within(due, tables, key="issue_id", at="answered_at", days=REPLY_DAYS)
    n = _numbers(tables, due.aggregate(n=due.count()))["n"]
    k = _numbers(tables, done.aggregate(k=done.count()))["k"]
    return wilson(k, n) if n else None


def _numbers(tables: Tables, counted: ir.Table) -> dict[str, Any]:
    row = tables.engine.fetch(counted).to_pylist()[0]
    return {name: value or 0 for name, value in row.items()}
