"""Whom to win back today: why, what happened, their words, and who could own it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

import ibis.expr.types as ir

from lastword.question import Context
from lastword.verdict.candidates import REASONS, candidates, without
from lastword.verdict.quotes import quotes
from lastword.verdict.results import Callback

DONE_DAYS = 30
OWNERS = {
    "said_unresolved": "team lead",
    "promise_open": "team lead",
    "last_word_open": "agent's team",
    "was_cut_off": "workforce planning",
    "came_often": "case owner",
}
NOT_REACHED = "not-reached"


class FollowedUp(Protocol):
    """What came of a call-back, as the project records it."""

    @property
    def contact_id(self) -> str:
        """Any contact of the issue."""

    @property
    def at(self) -> datetime:
        """When it was done."""

    @property
    def result(self) -> str:
        """What came of it."""


def callbacks(
    context: Context, followups: Sequence[FollowedUp] = (), limit: int = 25
) -> tuple[Callback, ...]:
    """The customers to win back today, most urgent first, one row a person.

    Parameters
    ----------
    followups
        Call-backs recorded so far; customers reached within the last 30 days are left out.
    limit
        At most so many.
    """
    tables = context.tables
    since = context.as_of - timedelta(days=DONE_DAYS)
    done = [f.contact_id for f in followups if f.at >= since and f.result != NOT_REACHED]
    rows = without(context.once(_candidates), tables, done)
    named = rows.inner_join(_refs(context), "last_contact_id")
    named = named.filter(named.customer_ref.notnull())
    top = named.order_by([named.score.desc(), named.issue_id]).limit(limit * 3)
    chosen = _one_a_person(tables.engine.fetch(top).to_pylist())[:limit]
    words = quotes(tables, [row["issue_id"] for row in chosen])
    return tuple(_callback(row, words.get(row["issue_id"], "")) for row in chosen)


def _candidates(context: Context) -> ir.Table:
    found = candidates(context.tables, context.settings, context.as_of)
    return context.tables.engine.save(found)


def _refs(context: Context) -> ir.Table:
    contacts = context.tables["issue_contacts"]
    return contacts.select("customer_ref", "wait_seconds", last_contact_id="contact_id")


def _one_a_person(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    first: dict[str, dict[str, Any]] = {}
    for row in rows:
        first.setdefault(row["person_id"] or row["customer_ref"], row)
    return list(first.values())


def _callback(row: dict[str, Any], words: str) -> Callback:
    why = [text for flag, (text, _) in REASONS.items() if row[flag]]
    return Callback(
        issue_id=row["issue_id"],
        person_id=row["person_id"],
        customer_ref=row["customer_ref"],
        contact_id=row["last_contact_id"],
        why=", ".join(why),
        happened=_happened(row),
        words=words,
        owner=_owner(row),
        at=row["last_event_at"],
        score=row["score"],
    )


def _happened(row: dict[str, Any]) -> str:
    times = row["contact_count"]
    count = "One contact" if times == 1 else f"{times} contacts"
    how = f"by {row['last_channel'] or 'unknown channel'}"
    if row["channel_count"] > 1:
        how = f"over {row['channel_count']} channels"
    parts = [f"{count} {how} since {row['opened_at']:%d %b}"]
    if row["reason"]:
        parts[0] += f" about {row['reason']}"
    if row["customer_seconds"]:
        parts.append(f"{max(1, round(row['customer_seconds'] / 60)):,} min of their time")
    if row["was_cut_off"] and row["wait_seconds"] is not None:
        parts.append(f"cut off after {row['wait_seconds']:,.0f} s of waiting")
    if row["is_claimed_resolved"]:
        parts.append("closed as solved")
    return ", ".join(parts) + "."


def _owner(row: dict[str, Any]) -> str:
    place = row["team_id"] or row["queue"]
    return OWNERS[row["why"]] + (f" ({place})" if place else "")
