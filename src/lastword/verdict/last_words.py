"""The last public word of each conversation: whose it is, and whether it asks for an answer."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from lastword.engine.times import since_epoch
from lastword.text.closings import asks_for_answer

PLACES = 10_000
"""Messages of one millisecond that are told apart by their position."""


def last_words(messages: ir.Table) -> ir.Table:
    """The last public message of each conversation; several of one moment are judged together.

    Parameters
    ----------
    messages
        The table `messages` with a column `conversation`: what they are the last word of.

    Returns
    -------
    ibis.expr.types.Table
        `conversation`, `is_open` (the customer's, and it asks for an answer), `text`, `sent_at`,
        `message_id`. Conversations whose last message has no text cannot be judged and are left
        out.
    """
    shown = messages.filter(
        messages.is_public.fill_null(True)
        & (messages.author != "system")
        & messages.conversation.notnull()
    )
    position = ibis.least(shown.position.fill_null(0), PLACES - 1)
    placed = shown.mutate(place=since_epoch(shown.sent_at).fill_null(0) * PLACES + position)
    last = placed.group_by("conversation").aggregate(place=placed.place.max())
    words = placed.inner_join(last, ["conversation", "place"])
    grouped = words.group_by("conversation").aggregate(
        is_answered=(words.author != "customer").any(),
        asks=asks_for_answer(words.text).any(),
        text=words.text.max(),
        sent_at=words.sent_at.max(),
        message_id=words.message_id.max(),
    )
    is_open = grouped.is_answered.ifelse(False, grouped.asks)
    return grouped.filter(is_open.notnull()).select(
        "conversation", "text", "sent_at", "message_id", is_open=is_open
    )
