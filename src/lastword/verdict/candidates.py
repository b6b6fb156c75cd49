"""Issues whose customer may have to be won back, and why; one row an issue, with a score."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import reduce

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from lastword.engine import Tables
from lastword.engine.joins import extend
from lastword.engine.times import days_between, moment
from lastword.settings import Settings
from lastword.verdict.relationships import PROMISE_DAYS, answered_within, promises

RECENT_DAYS = 14.0
MANY_CONTACTS = 3
REASONS = {
    "said_unresolved": ("said unresolved", 5.0),
    "promise_open": ("promised call not made", 4.0),
    "last_word_open": ("unanswered last message", 3.0),
    "was_cut_off": ("cut off", 2.0),
    "came_often": ("third contact", 1.0),
}
"""Flag → (words, weight), most urgent first."""


def candidates(tables: Tables, settings: Settings, as_of: datetime) -> ir.Table:
    """Issues of the last two weeks with at least one reason to call.

    Returns
    -------
    ibis.expr.types.Table
        The issue's columns that a caller needs, one boolean a reason, and `score`: the weights of
        the reasons, less one for every week since the last event.
    """
    flagged = flags(tables, settings, as_of)
    since = moment(as_of - timedelta(days=RECENT_DAYS))
    latest = ibis.greatest(flagged.last_contact_at, flagged.answered_at)
    last_event_at = ibis.coalesce(latest, flagged.last_contact_at)
    recent = flagged.mutate(last_event_at=last_event_at)
    recent = recent.filter((recent.last_event_at >= since) & recent.why.notnull())
    age = days_between(moment(as_of), recent.last_event_at)
    weights: ir.FloatingValue = sum(
        recent[flag].cast("float64") * weight for flag, (_, weight) in REASONS.items()
    )
    return recent.mutate(score=weights - age / 7.0)


def flags(tables: Tables, settings: Settings, as_of: datetime) -> ir.Table:
    """Every issue with its reasons to call; `why` is the most urgent one, null without any."""
    verdicts = tables["verdicts"].select(
        "issue_id", "said_resolved", "answered_at", "is_unanswered", "did_leave", "did_next_issue"
    )
    parts = (verdicts, _cut_off(tables), _open_promises(tables, as_of))
    known = reduce(lambda table, part: extend(table, part, "issue_id"), parts, _issues(tables))
    quiet = moment(as_of - timedelta(hours=settings.linking.quiet_hours))
    is_solved = known.said_resolved.fill_null(False)
    marked = known.mutate(
        said_unresolved=(~known.said_resolved).fill_null(False),
        promise_open=known.promise_open.fill_null(False),
        last_word_open=known.is_unanswered.fill_null(False) & (known.ended_at <= quiet),
        was_cut_off=known.was_cut_off.fill_null(False) & ~is_solved,
        came_often=(known.contact_count >= MANY_CONTACTS) & ~is_solved,
    )
    return marked.mutate(why=ibis.cases(*[(marked[flag], flag) for flag in REASONS]))


def without(rows: ir.Table, tables: Tables, contact_ids: Sequence[str]) -> ir.Table:
    """Leave out the issues that hold one of some contacts."""
    if not contact_ids:
        return rows
    done = tables.engine.frame(pa.table({"contact_id": list(contact_ids)}))
    members = tables["issue_contacts"].select("contact_id", "issue_id")
    return rows.anti_join(members.semi_join(done, "contact_id"), "issue_id")


def _issues(tables: Tables) -> ir.Table:
    return tables["issues"].select(
        "issue_id",
        "person_id",
        "reason",
        "opened_at",
        "last_contact_at",
        "ended_at",
        "contact_count",
        "channel_count",
        "customer_seconds",
        "last_contact_id",
        "last_channel",
        "queue",
        "team_id",
        "is_claimed_resolved",
    )


def _cut_off(tables: Tables) -> ir.Table:
    contacts = tables["issue_contacts"]
    ends = tables["issues"].select("issue_id", contact_id="last_contact_id")
    cut = contacts.filter(contacts.outcome == "cut_off").select("contact_id")
    return ends.semi_join(cut, "contact_id").select("issue_id").mutate(was_cut_off=True)


def _open_promises(tables: Tables, as_of: datetime) -> ir.Table:
    made = promises(tables)
    due = made.filter(made.ended_at <= moment(as_of - timedelta(days=1)))
    kept = answered_within(due, tables, key="contact_id", at="ended_at", days=PROMISE_DAYS)
    missed = due.anti_join(kept, "contact_id")
    return missed.select("issue_id").distinct().mutate(promise_open=True)
