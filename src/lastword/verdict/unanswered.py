"""Conversations whose last public word is the customer's and asks for an answer."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from lastword.engine import Tables
from lastword.verdict.last_words import last_words

WRITTEN = ("chat", "email", "message", "social", "web")


def unanswered(tables: Tables) -> ir.Table:
    """Issues of written conversations, and whether the customer's last word was left unanswered.

    The last public message of the thread (or contact, where there is no thread) is looked at; it
    counts for the issue of the thread's last contact. Messages without text cannot be judged.

    Returns
    -------
    ibis.expr.types.Table
        `issue_id`, `is_unanswered`, `last_word_at`, `last_word` (the customer's words).
    """
    messages = tables["messages"]
    conversation = ibis.coalesce(messages.thread_id, messages.contact_id)
    words = last_words(messages.mutate(conversation=conversation))
    owners = _owners(tables)
    placed = words.inner_join(owners, "conversation")
    return placed.group_by("issue_id").aggregate(
        is_unanswered=placed.is_open.any(),
        last_word_at=placed.sent_at.max(),
        last_word=placed.text.max(where=placed.is_open),
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
