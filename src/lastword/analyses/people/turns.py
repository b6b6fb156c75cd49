"""Turns: what became of single contacts, by rows of contact and yes or no."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from lastword.engine import Tables
from lastword.verdict.attach import attach
from lastword.verdict.said import addressed, scaled

THIRD = 3
"""A customer who comes so many times for one problem needs winning back."""
WISH = 0.75
"""Confidence from which a wish is an idea and not a plain request."""
COURTESY = ("courtesy", "friendliness", "kindness", "politeness", "respect")


def answered(tables: Tables) -> ir.Table:
    """Contacts of customers that somebody answered."""
    contacts = tables["issue_contacts"]
    return contacts.filter(
        (contacts.outcome == "answered").fill_null(False)
        & (contacts.direction != "outbound").fill_null(True)
    )


def recovered(tables: Tables) -> ir.Table:
    """Contacts that began upset or were the third or later; yes where the problem ended there."""
    ends = _ends(tables)
    upset = _upset(tables).mutate(is_upset=ibis.literal(True))
    told = ends.left_join(upset, "contact_id").drop("contact_id_right")
    hard = told.filter(told.is_upset.fill_null(False) | (told.position >= THIRD))
    return hard.select("contact_id", "y")


def rescued(tables: Tables) -> ir.Table:
    """Contacts after a colleague's on the same problem; yes where the problem ended there."""
    ends = _ends(tables)
    window = ibis.window(group_by="issue_id", order_by=["position", "contact_id"])
    earlier = ends.mutate(before=ends.agent_id.lag().over(window))
    passed = earlier.filter(
        earlier.before.notnull() & earlier.agent_id.notnull() & (earlier.before != earlier.agent_id)
    )
    return passed.select("contact_id", "y")


def heard_ideas(tables: Tables) -> ir.Table:
    """Contacts in which a customer's words were read; yes where they held an idea."""
    messages, labels = tables["messages"], tables["labels"]
    said = messages.filter(
        (messages.author == "customer") & messages.text.notnull() & messages.contact_id.notnull()
    )
    told = said.select("contact_id").distinct()
    wishes = labels.filter(
        (labels.kind == "idea") & (labels.value == "wish") & (labels.confidence >= WISH)
    )
    ideas = wishes.select("contact_id").distinct().mutate(y=ibis.literal(True))
    found = told.left_join(ideas, "contact_id")
    return found.select("contact_id", y=found.y.fill_null(False))


def courtesy(tables: Tables) -> ir.Table:
    """Issues whose customer rated courtesy; yes for the best mark."""
    answers = tables["answers"]
    asked = scaled(answers.filter(answers.attribute.isin(list(COURTESY))))
    steps = asked.select("answer_id", "steps_below_best")
    own = addressed(tables).semi_join(steps, "answer_id")
    placed = attach(own, tables, key="answer_id", at="answered_at").inner_join(steps, "answer_id")
    best = placed.group_by("issue_id").aggregate(y=(placed.steps_below_best < 0.5).any())
    known = best.filter(best.y.notnull())
    return known.inner_join(tables["verdicts"].select("issue_id", "weight"), "issue_id")


def _ends(tables: Tables) -> ir.Table:
    """Answered contacts of mature issues; yes where the issue ended there, and well.

    Ended: nothing came later, the customer does not say unsolved, no question of theirs was left
    open, and they did not leave.
    """
    verdicts = tables["verdicts"].filter(lambda v: v.is_mature)
    judged = verdicts.select(
        "issue_id",
        is_well=verdicts.said_resolved.fill_null(True)
        & ~verdicts.is_unanswered.fill_null(False)
        & ~verdicts.did_leave.fill_null(False),
    )
    served = answered(tables).inner_join(judged, "issue_id")
    return served.select(
        "contact_id", "issue_id", "position", "agent_id",
        y=served.is_last.fill_null(False) & served.is_well,
    )  # fmt: skip


def _upset(tables: Tables) -> ir.Table:
    """Contacts whose customer's first message was read as negative."""
    messages, labels = tables["messages"], tables["labels"]
    said = messages.filter((messages.author == "customer") & messages.contact_id.notnull())
    order = [said.position.asc(nulls_first=True), said.sent_at.asc(), said.message_id]
    window = ibis.window(group_by="contact_id", order_by=order)
    first = said.mutate(place=ibis.row_number().over(window))
    first = first.filter(first.place == 0).select("contact_id", "message_id")
    moods = labels.filter((labels.kind == "emotion") & (labels.value == "negative"))
    return first.semi_join(moods, "message_id").select("contact_id")
