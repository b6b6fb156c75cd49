"""What the centre claims: the first claim of each issue, who made it and from which field."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from lastword.engine import Tables
from lastword.engine.base import union
from lastword.verdict.attach import attach

CLAIMS = ("solved", "closed")
WHO = ("agent", "bot", "rule", "system")
CONTACT_FIELD = "contacts.is_claimed_resolved"
EVENT_FIELD = "events.kind"


def claimed(tables: Tables) -> ir.Table:
    """One row per issue about which anything is claimed.

    Returns
    -------
    ibis.expr.types.Table
        `issue_id`, `claimed_at` (the first claim), `claimed_by`, `claimed_how`, and
        `is_withdrawn` (reopened after the last claim).
    """
    marks = union([_of_contacts(tables), _of_events(tables)])
    is_claim = marks.kind != "reopened"
    firsts = {f"{who}_at": marks["at"].min(where=is_claim & (marks.by == who)) for who in WHO}
    issues = marks.group_by("issue_id").aggregate(
        claimed_at=marks["at"].min(where=is_claim),
        event_at=marks["at"].min(where=is_claim & (marks.how == EVENT_FIELD)),
        last_claim_at=marks["at"].max(where=is_claim),
        reopened_at=marks["at"].max(where=~is_claim),
        **firsts,
    )
    by = ibis.cases(*[(issues[f"{who}_at"] == issues.claimed_at, who) for who in WHO])
    is_event = (issues.event_at == issues.claimed_at).fill_null(False)
    how = is_event.ifelse(EVENT_FIELD, CONTACT_FIELD)
    return issues.select(
        "issue_id",
        "claimed_at",
        claimed_by=by,
        claimed_how=issues.claimed_at.notnull().ifelse(how, None),
        is_withdrawn=(issues.reopened_at > issues.last_claim_at).fill_null(False),
    )


def _of_contacts(tables: Tables) -> ir.Table:
    contacts = tables["issue_contacts"]
    yes = contacts.filter(contacts.is_claimed_resolved)
    return yes.select(
        "issue_id",
        at=yes.ended_at,
        kind=ibis.literal("solved"),
        by=yes.agent_id.notnull().ifelse("agent", "system"),
        how=ibis.literal(CONTACT_FIELD),
    )


def _of_events(tables: Tables) -> ir.Table:
    events = tables["events"]
    marks = events.filter(events.kind.isin([*CLAIMS, "reopened"]))
    placed = marks.inner_join(attach(marks, tables, key="event_id", at="at"), "event_id")
    is_known = placed.actor.isin(["agent", "bot", "rule"])
    return placed.select(
        "issue_id",
        at=placed["at"],
        kind=placed.kind,
        by=is_known.ifelse(placed.actor, "system"),
        how=ibis.literal(EVENT_FIELD),
    )
