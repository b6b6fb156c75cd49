"""Retention: whether those who want to leave were heard or rushed, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import ibis
import ibis.expr.types as ir

from lastword.analyses.voice.allowed import allowed
from lastword.analyses.voice.compared import Compared, average, compared
from lastword.analyses.voice.heard import fetch, labelled
from lastword.engine.joins import extend
from lastword.engine.times import moment, seconds_between
from lastword.errors import NotTestable
from lastword.estimate import Estimate
from lastword.question import Context
from lastword.stats.proportion import wilson

DAYS = 30
"""A customer stayed if they have not cancelled this long after they said that they want to."""
_MOST = 20_000
_MONEY = {"renewed": 1.0, "bought": 1.0, "refunded": -1.0}


@dataclass(frozen=True, slots=True)
class Retention:
    """How customers who want to leave were treated in the contact in which they first said so.

    Parameters
    ----------
    customers
        Those whom an agent answered in writing.
    heard
        Share of them who were asked something before the first offer or the confirmation that it
        is cancelled; the others were rushed.
    offered, confirmed
        Share who got an offer, or a confirmation, in that contact.
    seconds, turns, questions
        Means until the first of the two, over customers who got one of them.
    stayed, revenue
        Over customers who said it `DAYS` ago or earlier. None where `outcomes` holds no
        cancellation (no amount, several currencies), or too few were heard or rushed. Revenue is
        what was renewed and bought less what was refunded in these days.
    """

    customers: int
    heard: Estimate
    offered: Estimate
    confirmed: Estimate
    seconds: Estimate | None
    turns: Estimate | None
    questions: Estimate | None
    stayed: Compared | None
    revenue: Compared | None


def retention(context: Context) -> Retention:
    """Follow every customer from the first wish to leave to the first answer, and beyond.

    Raises
    ------
    NotTestable
        If no agent's answer to such a wish is known.
    """
    rows = fetch(context, _followed(context))
    if not rows:
        raise NotTestable("no agent's answer to a wish to leave is known")
    answered = [row for row in rows if row["turns"] is not None]
    passed = [row for row in rows if row["has_passed"]]
    known = {name for row in rows for name in ("left", "money") if row[f"knows_{name}"]}
    return Retention(
        customers=len(rows),
        heard=wilson(sum(row["is_heard"] for row in rows), len(rows)),
        offered=wilson(sum(row["is_offered"] for row in rows), len(rows)),
        confirmed=wilson(sum(row["is_confirmed"] for row in rows), len(rows)),
        seconds=average([row for row in answered if row["seconds"] is not None], "seconds"),
        turns=average(answered, "turns"),
        questions=average(answered, "questions"),
        stayed=compared(passed, "stayed", "share") if "left" in known else None,
        revenue=compared(passed, "money", "money") if "money" in known else None,
    )


def _followed(context: Context) -> ir.Table:
    """One row a customer: how they were answered, and what became of them."""
    asked = _first_of_each(context, _answers(_conversations(context)))
    since = moment(context.as_of - timedelta(days=DAYS))
    told = asked.mutate(has_passed=asked.offered_at <= since)
    told = _with_outcomes(context, told)
    return told.order_by(["offered_at", "contact_id"]).limit(_MOST)


def _conversations(context: Context) -> ir.Table:
    """Messages of contacts in which somebody wants to leave, in order, with what was read."""
    read = labelled(context, ["cancel_said", "courtesy", "retention"])
    found = read.group_by("message_id").aggregate(
        wants=(read.kind == "cancel_said").max(),
        threatens=(read.value == "threat").max(),
        asks=((read.kind == "courtesy") & (read.value == "question")).max(),
        offers=((read.kind == "retention") & (read.value == "offer")).max(),
        confirms=((read.kind == "retention") & (read.value == "confirmation")).max(),
    )
    said = allowed(context.tables, context.settings.voice).drop("text", "digest")
    leaving = read.filter(read.kind == "cancel_said").select("contact_id").distinct()
    told = extend(said.semi_join(leaving, "contact_id"), found, "message_id")
    flags = ("wants", "threatens", "asks", "offers", "confirms")
    told = told.mutate(**{flag: told[flag].fill_null(False) for flag in flags})
    order = [told.position.asc(nulls_first=True), told.sent_at.asc(), told.message_id]
    place = ibis.row_number().over(ibis.window(group_by="contact_id", order_by=order))
    return told.mutate(place=place.cast("int64"))


def _answers(told: ir.Table) -> ir.Table:
    """One row a contact: from the first wish to leave to the first offer or confirmation."""
    wishes = told.group_by("contact_id").aggregate(
        start=told.place.min(where=told.wants), is_threat=told.threatens.max()
    )
    after = extend(told, wishes, "contact_id").filter(lambda row: row.place >= row.start)
    answers = after.group_by("contact_id").aggregate(
        answer=after.place.min(where=(after.author == "agent") & (after.offers | after.confirms)),
    )
    after = extend(after, answers, "contact_id")
    by_agent = (after.author == "agent") & (after.place > after.start)
    is_before = (after.place < after.answer).fill_null(True)
    counted = after.group_by("contact_id").aggregate(
        replies=by_agent.sum(),
        questions=(by_agent & after.asks & is_before).sum(),
        is_offered=(by_agent & after.offers).max(),
        is_confirmed=(by_agent & after.confirms).max(),
        turns=(after.answer - after.start - 1).max(),
        is_threat=after.is_threat.max(),
        said_at=after.sent_at.min(where=after.place == after.start),
        answered_at=after.sent_at.min(where=after.place == after.answer),
    )
    return counted.filter(counted.replies > 0).mutate(
        is_heard=counted.questions > 0,
        seconds=seconds_between(counted.answered_at, counted.said_at),
    )


def _first_of_each(context: Context, answers: ir.Table) -> ir.Table:
    """The first such contact of each customer, with who served it where."""
    links = context.tables["issue_contacts"].select(
        "contact_id", "person_id", "agent_id", "channel", "offered_at", "position"
    )
    told = answers.inner_join(links.filter(links.offered_at.notnull()), "contact_id")
    told = told.mutate(person=ibis.coalesce(told.person_id, told.contact_id))
    reasons = labelled(context, ["cancel_reason"])
    why = reasons.group_by("contact_id").aggregate(reason=reasons.value.min())
    told = extend(told, why, "contact_id")
    window = ibis.window(group_by="person", order_by=[told.offered_at, told.contact_id])
    first = told.mutate(rank=ibis.row_number().over(window))
    return first.filter(first.rank == 0).drop("rank", "said_at", "answered_at")


def _with_outcomes(context: Context, told: ir.Table) -> ir.Table:
    """Whether each left within the window, and what they brought in it."""
    outcomes, persons = context.tables["outcomes"], context.tables["persons"]
    known = outcomes.inner_join(persons.select("customer_ref", "person_id"), "customer_ref")
    whose = told.select("person_id", told.offered_at.name("since"))
    near = known.inner_join(whose.filter(whose.person_id.notnull()), "person_id")
    near = near.filter((near.at >= near.since) & (near.at <= near.since + ibis.interval(days=DAYS)))
    sign = ibis.cases(*((near.kind == kind, sign) for kind, sign in _MONEY.items()), else_=0.0)
    each = near.group_by("person_id").aggregate(
        left=(near.kind == "cancelled").sum(), money=(near.amount.fill_null(0.0) * sign).sum()
    )
    facts = outcomes.aggregate(
        knows_left=(outcomes.kind == "cancelled").any(),
        knows_money=outcomes.amount.notnull().any() & (outcomes.currency.nunique() <= 1),
    )
    rows = extend(told, each, "person_id").cross_join(facts)
    return rows.mutate(
        stayed=(rows.left.fill_null(0) == 0).cast("float64"), money=rows.money.fill_null(0.0)
    ).drop("left")
