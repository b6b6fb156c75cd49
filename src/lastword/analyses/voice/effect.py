"""Effect: contacts on an idea's topics before it was shipped and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import ibis
import pyarrow as pa

from lastword.analyses.voice.heard import fetch, heard_contacts, labelled
from lastword.engine.joins import extend
from lastword.estimate import Estimate
from lastword.question import Context
from lastword.stats.proportion import newcombe, wilson

WINDOW = timedelta(days=90)
"""Longest time looked at on either side."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Share of contacts on the idea's topics, before and after it was shipped.

    Parameters
    ----------
    change
        After less before. Other things changed in the meantime: no proof that the idea did it.
    """

    topics: tuple[str, ...]
    before: Estimate
    after: Estimate
    change: Estimate


def effect_of(context: Context, messages: Sequence[str], shipped_at: datetime) -> Effect | None:
    """Compare both sides; None where the idea's conversations have no topic, or no time passed."""
    engine = context.tables.engine
    wanted = engine.frame(pa.table({"message_id": list(messages)}))
    read = labelled(context, ["topic", "idea"])
    of_idea = read.semi_join(wanted, "message_id").select("contact_id").distinct()
    topics = read.filter(read.kind == "topic").select("contact_id", topic="value")
    own = topics.semi_join(of_idea, "contact_id").select("topic").distinct()
    names = tuple(sorted(row["topic"] for row in fetch(context, own)))
    if not names:
        return None
    rows = extend(heard_contacts(context), topics, "contact_id")
    near = rows.filter(
        rows.topic.notnull()
        & (rows.offered_at >= ibis.literal(shipped_at - WINDOW))
        & (rows.offered_at < ibis.literal(shipped_at + WINDOW))
    )
    counted = near.mutate(is_after=near.offered_at >= ibis.literal(shipped_at))
    counts = {
        row["is_after"]: (row["mine"], row["n"])
        for row in fetch(
            context,
            counted.group_by("is_after").aggregate(
                mine=counted.topic.isin(list(names)).sum(), n=counted.count()
            ),
        )
    }
    if len(counts) < 2:
        return None
    (before, size), (after, later) = counts[False], counts[True]
    change = newcombe(after, later, before, size)
    return Effect(names, wilson(before, size), wilson(after, later), change)
