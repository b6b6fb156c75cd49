"""Promises: what agents said they would do by when, and whether it happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import ibis.expr.types as ir

from lastword.analyses.voice.heard import fetch, labelled
from lastword.errors import NotTestable
from lastword.estimate import Estimate
from lastword.question import Context
from lastword.stats.proportion import wilson

GRACE = timedelta(days=1)
"""A promise for Friday is kept until the end of Friday."""
_MOST = 200_000


@dataclass(frozen=True, slots=True)
class Promises:
    """Promises to call back or answer.

    Parameters
    ----------
    made
        All promises read.
    dated
        Those that name a day, of all made.
    kept
        Of the dated ones to call back or answer whose day has passed: the company contacted the
        customer between the promise and the end of that day.
    """

    made: int
    dated: Estimate
    kept: Estimate


def promises(context: Context) -> Promises:
    """Count promises and those kept.

    Raises
    ------
    NotTestable
        If no promise was read.
    """
    read = labelled(context, ["promise"])
    rows = fetch(context, _with_agents_text(context, read).limit(_MOST))
    if not rows:
        raise NotTestable("no promises were read")
    dated = [(row, day) for row in rows if (day := due_day(row["value"]))]
    passed = [
        (row, day)
        for row, day in dated
        if day + GRACE <= context.as_of.date() and row["value"].startswith(("call", "answer"))
    ]
    reached = _reached(context)
    kept = sum(_is_kept(row, day, reached.get(row["issue_id"], ())) for row, day in passed)
    return Promises(len(rows), wilson(len(dated), len(rows)), wilson(kept, len(passed)))


def due_day(value: str) -> date | None:
    """The day in a promise's value, ``"call back by 2026-10-09"``."""
    day = value.rpartition(" by ")[2]
    return date.fromisoformat(day) if len(day) == 10 and day[4:5] == "-" else None


def _with_agents_text(context: Context, read: ir.Table) -> ir.Table:
    links = context.tables["issue_contacts"].select("contact_id", "issue_id", "offered_at")
    messages = context.tables["messages"].select("message_id", "sent_at")
    told = read.inner_join(links, "contact_id").inner_join(messages, "message_id")
    return told.select(
        "message_id", "contact_id", "issue_id", "value", "sent_at", "offered_at"
    ).order_by(["message_id", "value"])


def _reached(context: Context) -> dict[str, list[tuple[Any, str]]]:
    """Issue → outbound contacts with their time, for issues with a promise."""
    read = labelled(context, ["promise"]).select("contact_id").distinct()
    links = context.tables["issue_contacts"]
    issues = links.semi_join(read, "contact_id").select("issue_id").distinct()
    calls = links.semi_join(issues, "issue_id")
    calls = calls.filter(calls.direction == "outbound")
    found: dict[str, list[tuple[Any, str]]] = {}
    for row in fetch(context, calls.select("issue_id", "contact_id", "offered_at").limit(_MOST)):
        found.setdefault(row["issue_id"], []).append((row["offered_at"], row["contact_id"]))
    return found


def _is_kept(row: dict[str, Any], day: date, reached: Any) -> bool:
    made = row["sent_at"] or row["offered_at"]
    return any(
        made is not None and at is not None and at > made and at.date() <= day
        for at, contact in reached
        if contact != row["contact_id"]
    )
