"""Conversations whose last public word is the customer's and asks for an answer."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from lastword.engine import Tables
from lastword.engine.times import milliseconds_between
from lastword.text.closings import asks_for_answer

WRITTEN = ("chat", "email", "message", "social", "web")
EPOCH = "1970-01-01 00:00:00"
PLACES = 10_000


def unanswered(tables: Tables) -> ir.Table:
    """Issues of written conversations, and whether the customer's last word was left unanswered.

    The last public message of the thread (or contact, where there is no thread) is looked at; it
    counts for the issue of the thread's last contact. Messages without text cannot be judged.

    Returns
    -------
    ibis.expr.types.Table
        `issue_id`, `is_unanswered`, `last_word_at`, `last_word` (the customer's words).
    """
    words = _last_words(_public(tables))
    owners = _owners(tables)
    placed = words.inner_join(owners, "conversation")
    return placed.group_by("issue_id").aggregate(
        is_unanswered=placed.is_open.any(),
        last_word_at=placed.sent_at.max(),
        last_word=placed.text.max(where=placed.is_open),
    )


def _public(tables: Tables) -> ir.Table:
    messages = tables["messages"]
    shown = messages.filter(messages.is_public.fill_null(True) & (messages.author != "system"))
    since = milliseconds_between(shown.sent_at, ibis.literal(EPOCH).cast("timestamp"))
    place = ibis.least(shown.position.fill_null(0), PLACES - 1)
    return shown.select(
        "author",
        "text",
        "sent_at",
        conversation=ibis.coalesce(shown.thread_id, shown.contact_id),
        place=since.fill_null(0) * PLACES + place,
    )


def _last_words(public: ir.Table) -> ir.Table:
    last = public.group_by("conversation").aggregate(place=public.place.max())
    words = public.inner_join(last, ["conversation", "place"])
    grouped = words.group_by("conversation").aggregate(
        is_answered=(words.author != "customer").any(),
        asks=asks_for_answer(words.text).any(),
        text=words.text.max(),
        sent_at=words.sent_at.max(),
    )
    is_open = grouped.is_answered.ifelse(False, grouped.asks)
    return grouped.filter(is_open.notnull()).select(
        "conversation", "text", "sent_at", is_open=is_open
    )


def _owners(tables: Tables) -> ir.Table:
    contacts = tables["issue_contacts"]
    written = contacts.filter(contacts.channel.isin(WRITTEN))
    named = written.select(
        "issue_id",
        "offered_at",
        conversation=ibis.coalesce(written.thread_id, written.contact_id),
    )
    last = named.group_by("conversation").aggregate(offered_at=named.offered_at.max())
    owned = named.inner_join(last, ["conversation", "offered_at"])
    return owned.group_by("conversation").aggregate(issue_id=owned.issue_id.max())
