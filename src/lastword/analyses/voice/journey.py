"""Journey: how the customer felt from the first message to the last."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from lastword.analyses.voice.heard import customer_messages, fetch, labelled
from lastword.engine.joins import extend
from lastword.errors import NotTestable
from lastword.estimate import Estimate
from lastword.question import Context
from lastword.stats.proportion import wilson

MOODS = ("positive", "neutral", "ambiguous", "negative")
FEW = 20
"""Conversations below which nothing is said."""


@dataclass(frozen=True, slots=True)
class Journey:
    """Moods at the start and at the end of conversations with two customer messages or more.

    Parameters
    ----------
    conversations
        How many there are.
    start, end
        Mood → share of conversations that begin, or end, in it.
    won, lost, kept
        Began negative and ended otherwise, of those that began negative; began otherwise and
        ended negative, of those; began and ended negative, of all.
    moves
        (mood at the start, mood at the end) → conversations.
    """

    conversations: int
    start: dict[str, Estimate]
    end: dict[str, Estimate]
    won: Estimate
    lost: Estimate
    kept: Estimate
    moves: dict[tuple[str, str], int]


def journey(context: Context) -> Journey:
    """Compare the mood of the customer's first and last message.

    Messages without a label of emotion were read as neutral.

    Raises
    ------
    NotTestable
        If fewer than `FEW` conversations hold two customer messages.
    """
    ends = _ends(context)
    counted = ends.group_by(["start", "end"]).aggregate(n=ends.count())
    moves = {(row["start"], row["end"]): row["n"] for row in fetch(context, counted)}
    total = sum(moves.values())
    if total < FEW:
        raise NotTestable(f"{FEW} conversations with two customer messages are needed")
    began = sum(n for (start, _), n in moves.items() if start == "negative")
    stayed = moves.get(("negative", "negative"), 0)
    ended = sum(n for (_, end), n in moves.items() if end == "negative")
    return Journey(
        conversations=total,
        start={m: wilson(sum(n for (s, _), n in moves.items() if s == m), total) for m in MOODS},
        end={m: wilson(sum(n for (_, e), n in moves.items() if e == m), total) for m in MOODS},
        won=wilson(began - stayed, began),
        lost=wilson(ended - stayed, total - began),
        kept=wilson(stayed, total),
        moves=moves,
    )


def _ends(context: Context) -> ir.Table:
    said = context.once(customer_messages)
    moods = labelled(context, ["emotion"]).group_by("message_id").aggregate(mood=ibis._.value.max())
    told = extend(said, moods, "message_id")
    told = told.mutate(mood=told.mood.fill_null("neutral"))
    order = [told.position.asc(nulls_first=True), told.sent_at.asc(), told.message_id]
    window = ibis.window(group_by="contact_id", order_by=order)
    size = ibis.window(group_by="contact_id")
    placed = told.mutate(
        place=ibis.row_number().over(window), messages=told.message_id.count().over(size)
    )
    several = placed.filter(placed.messages > 1)
    return several.group_by("contact_id").aggregate(
        start=several.mood.max(where=several.place == 0),
        end=several.mood.max(where=several.place == several.messages - 1),
    )
