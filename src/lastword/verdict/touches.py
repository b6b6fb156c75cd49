"""How often agents replied on an issue, and whether the customer had to write again."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from lastword.engine import Tables
from lastword.engine.joins import extend
from lastword.verdict.attach import is_by_customer

BY_LETTER = ("email", "message", "social", "web")


def touches(tables: Tables) -> ir.Table:
    """Replies and customers' further words per issue.

    In e-mail, messages, social media and web forms every public message of an agent is a touch; an
    answered call or chat is one touch, whatever was said in it. Null where messages of written
    contacts were not loaded.

    Returns
    -------
    ibis.expr.types.Table
        `issue_id`, `touches`, `has_customer_reply`.
    """
    contacts = extend(tables["issue_contacts"], _words(tables), "contact_id")
    is_letter = contacts.channel.isin(BY_LETTER).fill_null(False)
    replies = contacts.replies.fill_null(0) if "messages" in tables.parts else ibis.null("int64")
    answered = (contacts.outcome == "answered").cast("int64")
    contacts = contacts.mutate(touch=is_letter.ifelse(replies, answered))
    grouped = contacts.group_by("issue_id").aggregate(
        touched=contacts.touch.sum(),
        known=contacts.touch.count(),
        contacts=contacts.count(),
        came_again=(is_by_customer(contacts) & (contacts.position > 1)).any(),
        wrote_again=contacts.wrote_again.any(),
    )
    is_known = grouped.known == grouped.contacts
    again = grouped.came_again | grouped.wrote_again.fill_null(False)
    return grouped.select(
        "issue_id",
        touches=is_known.ifelse(grouped.touched, None),
        has_customer_reply=is_known.ifelse(again, again.ifelse(True, None)),
    )


def _words(tables: Tables) -> ir.Table:
    messages = tables["messages"]
    shown = messages.filter(messages.is_public.fill_null(True) & messages.contact_id.notnull())
    by_agent, by_customer = shown.author == "agent", shown.author == "customer"
    words = shown.group_by("contact_id").aggregate(
        replies=by_agent.cast("int64").sum(),
        first_reply=shown.sent_at.min(where=by_agent),
        last_word=shown.sent_at.max(where=by_customer),
    )
    return words.select("contact_id", "replies", wrote_again=words.last_word > words.first_reply)
