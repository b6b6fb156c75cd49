"""Leaving: who wants to cancel, why, and whether anybody asked before letting them go."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ibis.expr.types as ir

from lastword.analyses.voice.heard import fetch, heard_contacts, labelled, with_text
from lastword.analyses.voice.quoting import Quote, quote
from lastword.analyses.voice.retention import Retention, retention
from lastword.engine.joins import extend
from lastword.errors import NotTestable
from lastword.estimate import Estimate
from lastword.question import Context
from lastword.stats.proportion import wilson

QUOTES = 3
OPEN = 25
_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason to leave, in the customers' words."""

    name: str
    customers: int
    share: Estimate
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class OpenIntent:
    """A customer who said they want to leave and has not left yet, as far as is known."""

    contact_id: str
    at: datetime | None
    reasons: tuple[str, ...]
    quote: Quote
    was_asked: bool


@dataclass(frozen=True, slots=True)
class Leaving:
    """What is known of customers who said they want to leave.

    Parameters
    ----------
    customers
        How many said so.
    share
        Of all customers whose words were read.
    reasons
        Of those who said why; a customer may name several.
    unexplained
        Share of them who gave no reason that was recognised.
    retention
        How they were treated, and what became of the heard and of the rushed; None where no agent
        answered in writing.
    competitors
        Names given, with customers.
    open
        Those to call today, the latest first.
    """

    customers: int
    share: Estimate
    reasons: tuple[Reason, ...]
    unexplained: Estimate
    retention: Retention | None
    competitors: tuple[tuple[str, int], ...]
    open: tuple[OpenIntent, ...]


def leaving(context: Context) -> Leaving:
    """Gather who wants to leave and why.

    Raises
    ------
    NotTestable
        If customers' words are not known, or nobody said so.
    """
    rows = _told(context)
    if not rows:
        raise NotTestable("nobody was read to say that they want to leave")
    who = {_person(row) for row in rows}
    people = heard_contacts(context)
    known = fetch(context, people.aggregate(n=people.person_id.nunique()))[0]["n"]
    reasons = _reasons(rows, context.settings.privacy.min_group)
    explained = {_person(row) for row in rows if row["kind"] == "cancel_reason"}
    asked = {_person(row) for row in rows if row["was_asked"]}
    names = Counter(row["value"] for row in rows if row["kind"] == "competitor")
    return Leaving(
        customers=len(who),
        share=wilson(min(len(who), known), known),
        reasons=reasons,
        unexplained=wilson(len(who - explained), len(who)),
        retention=_retention(context),
        competitors=tuple(names.most_common(5)),
        open=_open(rows, asked),
    )


def _retention(context: Context) -> Retention | None:
    try:
        return retention(context)
    except NotTestable:
        return None


def _told(context: Context) -> list[dict[str, Any]]:
    """Labels of leaving with their words; most recent first."""
    read = labelled(context, ["cancel_said", "cancel_reason", "competitor"])
    told = with_text(context, read)
    told = told.filter(told.text.notnull() & told.offered_at.notnull())
    told = extend(told, _questions(context), "contact_id")
    told = told.mutate(was_asked=told.was_asked.fill_null(False))
    told = extend(told, _left(context), "person_id")
    order = [told.offered_at.desc(), told.message_id, told.kind, told.value]
    return fetch(context, told.order_by(order).limit(_MOST))


def _questions(context: Context) -> ir.Table:
    asked = labelled(context, ["courtesy"])
    asked = asked.filter(asked.value == "question")
    return asked.group_by("contact_id").aggregate(was_asked=asked.count() > 0)


def _left(context: Context) -> ir.Table:
    """When each person left, where outcomes say so."""
    outcomes, persons = context.tables["outcomes"], context.tables["persons"]
    gone = outcomes.filter(outcomes.kind == "cancelled").select("customer_ref", left_at="at")
    known = gone.inner_join(persons.select("customer_ref", "person_id"), "customer_ref")
    return known.group_by("person_id").aggregate(left_at=known.left_at.max())


def _person(row: dict[str, Any]) -> str:
    return str(row["person_id"] or row["contact_id"])


def _reasons(rows: list[dict[str, Any]], fewest: int) -> tuple[Reason, ...]:
    told = [row for row in rows if row["kind"] == "cancel_reason"]
    everyone = {_person(row) for row in told}
    found = []
    for name in sorted({row["value"] for row in told}):
        mine = [row for row in told if row["value"] == name]
        who = {_person(row) for row in mine}
        if len(who) >= fewest:
            quotes = tuple(dict.fromkeys(quote(row) for row in mine))[:QUOTES]
            found.append(Reason(name, len(who), wilson(len(who), len(everyone)), quotes))
    return tuple(sorted(found, key=lambda reason: (-reason.customers, reason.name)))


def _open(rows: list[dict[str, Any]], asked: set[str]) -> tuple[OpenIntent, ...]:
    found: dict[str, OpenIntent] = {}
    for row in rows:
        person = _person(row)
        if row["kind"] != "cancel_said" or person in found or row["left_at"]:
            continue
        why = sorted(
            {r["value"] for r in rows if r["kind"] == "cancel_reason" and _person(r) == person}
        )
        told = quote(row)
        found[person] = OpenIntent(
            row["contact_id"], row["offered_at"], tuple(why), told, person in asked
        )
        if len(found) == OPEN:
            break
    return tuple(found.values())
