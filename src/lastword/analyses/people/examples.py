"""Examples: good conversations to learn from."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from lastword.analyses.people.teams import small_teams
from lastword.analyses.people.turns import answered, recovered
from lastword.engine import Tables
from lastword.engine.joins import extend
from lastword.errors import NotTestable
from lastword.question import Context
from lastword.verdict.quotes import quotes

MOST = 12
"""Conversations shown in all."""
EACH = 2
"""Of one reason at most."""


@dataclass(frozen=True, slots=True)
class Example:
    """One conversation worth hearing.

    Parameters
    ----------
    team
        Who served it; empty where the team is too small to be named.
    why
        What makes it good, in words.
    words
        The customer's own, cut to a line; empty where nothing was said.
    """

    contact_id: str
    reason: str
    team: str
    why: str
    words: str


def examples(context: Context) -> tuple[Example, ...]:
    """Conversations after which the customer said solved, or calmed down: the best first.

    Of each reason the best two, so that there is something to learn for everybody.

    Raises
    ------
    NotTestable
        If no conversation can be read or heard again.
    """
    tables = context.tables
    rows = tables.engine.fetch(_best(tables)).to_pylist()
    if not rows:
        raise NotTestable("no good conversation is on record, as text or recording")
    said = quotes(tables, [row["issue_id"] for row in rows])
    hidden = context.once(small_teams)
    return tuple(_example(row, said.get(row["issue_id"], ""), hidden) for row in rows)


def _best(tables: Tables) -> ir.Table:
    verdicts = tables["verdicts"]
    good = verdicts.filter(verdicts.is_mature & (verdicts.said_resolved | verdicts.said_top_box))
    good = good.select("issue_id", "said_resolved", "said_top_box", "said_csat", "contact_count")
    last = answered(tables).filter(lambda c: c.is_last)
    own = last.inner_join(good, "issue_id").semi_join(_on_record(tables), "contact_id")
    won = recovered(tables).filter(lambda r: r.y).select("contact_id").distinct()
    told = extend(own, won.mutate(is_won=ibis.literal(True)), "contact_id")
    told = told.mutate(
        is_won=told.is_won.fill_null(False),
        is_solved=told.said_resolved.fill_null(False),
        is_best=told.said_top_box.fill_null(False),
        reason=told.reason.fill_null(""),
    )
    points = sum(told[name].cast("int64") for name in ("is_won", "is_solved", "is_best"))
    told = told.mutate(points=points)
    order = [told.points.desc(), told.said_csat.desc(nulls_first=False), told.contact_id]
    window = ibis.window(group_by="reason", order_by=order)
    placed = told.mutate(place=ibis.row_number().over(window))
    kept = placed.filter(placed.place < EACH)
    shown = kept.select(
        "issue_id", "contact_id", "reason", "team_id", "is_won", "is_solved", "is_best",
        "contact_count", "points",
    )  # fmt: skip
    return shown.order_by([shown.points.desc(), shown.contact_id]).limit(MOST)


def _on_record(tables: Tables) -> ir.Table:
    """Contacts that can be read or heard again."""
    messages, contacts = tables["messages"], tables["contacts"]
    read = messages.filter(messages.text.notnull() & messages.contact_id.notnull())
    heard = contacts.filter(contacts.recording_uri.notnull())
    return ibis.union(read.select("contact_id"), heard.select("contact_id")).distinct()


def _example(row: dict[str, object], words: str, hidden: frozenset[str]) -> Example:
    parts = [
        "came upset or a third time" if row["is_won"] else "",
        "says solved" if row["is_solved"] else "",
        "gave the best answer" if row["is_best"] else "",
        "in one contact" if row["contact_count"] == 1 else "",
    ]
    team = str(row["team_id"] or "")
    why = ", ".join(filter(None, parts))
    return Example(
        str(row["contact_id"]), str(row["reason"]), "" if team in hidden else team, why, words
    )
