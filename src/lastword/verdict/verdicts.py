"""verdicts: what the customer said and did, and what was claimed, of each issue."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import reduce

import ibis
import ibis.expr.types as ir

from lastword.engine import Tables, conform
from lastword.engine.joins import extend
from lastword.engine.times import moment
from lastword.settings import Settings
from lastword.verdict.attach import attach
from lastword.verdict.claimed import claimed
from lastword.verdict.closures import closures
from lastword.verdict.did import did, left
from lastword.verdict.returns import returns
from lastword.verdict.said import said
from lastword.verdict.touches import touches
from lastword.verdict.unanswered import unanswered


def verdicts(tables: Tables, settings: Settings, as_of: datetime) -> ir.Table:
    """One row per issue with what was said, done and claimed.

    Parameters
    ----------
    tables
        Needs `issues` and `issue_contacts`; what other tables lack stays null, never 0.
    settings
        Windows of `[verdict]`.
    as_of
        The stated moment (naive UTC); windows that reach beyond it are not judged.
    """
    issues = _with_claims(tables)
    parts = (
        did(issues, tables, settings, as_of),
        said(tables),
        _invited(tables),
        left(issues, tables, settings, as_of),
        unanswered(tables).select("issue_id", "is_unanswered"),
        _auto_closed(tables),
        touches(tables),
        returns(tables),
    )
    whole = reduce(lambda table, part: extend(table, part, "issue_id"), parts, issues)
    return conform(_judged(whole, tables, settings, as_of), "verdicts")


def _with_claims(tables: Tables) -> ir.Table:
    issues = extend(tables["issues"], claimed(tables), "issue_id")
    claim = issues.claimed_at.notnull() & ~issues.is_withdrawn.fill_null(False)
    from_events = issues.is_withdrawn.notnull().ifelse(claim, None)
    return issues.mutate(claimed_resolved=ibis.coalesce(issues.is_claimed_resolved, from_events))


def _judged(whole: ir.Table, tables: Tables, settings: Settings, as_of: datetime) -> ir.Table:
    is_answered = whole.has_said.fill_null(False)
    is_known = whole.said_resolved.notnull() & whole.did_next_issue.notnull()
    in_one = whole.said_resolved & (whole.contact_count == 1) & ~whole.did_next_issue
    asked = whole.has_invitation.fill_null(False) | is_answered
    is_invited = asked if "invitations" in tables.parts else is_answered.ifelse(True, None)
    leave_window = timedelta(days=settings.verdict.leave_days)
    has_passed = whole.ended_at <= moment(as_of - leave_window)
    did_leave = has_passed.ifelse(whole.has_left.fill_null(False), None)
    return whole.mutate(
        channel=whole.last_channel,
        has_person=whole.person_id.notnull(),
        is_answered=is_answered,
        is_invited=is_invited,
        did_leave=did_leave if "outcomes" in tables.parts else ibis.null("boolean"),
        is_first_call_right=is_known.ifelse(in_one, None),
    )


def _invited(tables: Tables) -> ir.Table:
    invitations = tables["invitations"]
    sent = invitations.filter(invitations.withheld_reason.isnull())
    placed = attach(sent, tables, key="invitation_id", at="invited_at")
    return placed.select("issue_id").distinct().mutate(has_invitation=True)


def _auto_closed(tables: Tables) -> ir.Table:
    contacts = tables["issue_contacts"]
    threads = contacts.filter(contacts.thread_id.notnull()).select("thread_id", "issue_id")
    closed = closures(tables).select("thread_id", "is_auto_closed")
    placed = threads.distinct().inner_join(closed, "thread_id")
    return placed.group_by("issue_id").aggregate(is_auto_closed=placed.is_auto_closed.any())
