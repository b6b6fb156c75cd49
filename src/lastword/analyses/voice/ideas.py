"""Ideas: wishes merged over wordings, customers counted once, the listener credited."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

from lastword.analyses.voice.heard import IDEA_CONFIDENCE, fetch, labelled, with_text
from lastword.analyses.voice.quoting import Quote, quote
from lastword.question import Context
from lastword.text.embedding import embedder_named
from lastword.text.glossary import glossed

ALIKE = 0.6
"""Cosine from which two wishes are one idea."""
SHORTEST = 25
"""Characters below which a sentence names no idea."""
MOST = 4_000
"""Latest wishes that are merged; older ones wait for the next report on their own period."""
QUOTES = 5


@dataclass(frozen=True, slots=True)
class Idea:
    """One idea, in the words of the customer who is nearest to all others.

    Parameters
    ----------
    idea_id
        Stable as long as its first wish is known.
    customers
        How many different customers had it.
    agents
        Who heard it, with how often: credit for listening, never a count to be paid by.
    messages
        The messages that hold it.
    """

    idea_id: str
    title: str
    customers: int
    agents: tuple[tuple[str, int], ...]
    first_at: datetime | None
    last_at: datetime | None
    quotes: tuple[Quote, ...]
    messages: tuple[str, ...]


def ideas(context: Context) -> tuple[Idea, ...]:
    """Every idea, those of most customers first; empty where none was read.

    Wishes are merged by average linkage over the cosine of their sentences, those of other
    languages by the English words of their commonest ones; what the vectors cannot see as one is
    merged by hand with `lastword ideas merge`.
    """
    read = labelled(context, ["idea"])
    wishes = read.filter((read.value == "wish") & (read.confidence >= IDEA_CONFIDENCE))
    told = with_text(context, wishes)
    told = told.filter(told.text.notnull())
    order = [told.sent_at.desc(nulls_first=False), told.message_id]
    rows = fetch(context, told.order_by(order).limit(MOST))
    quotes = [quote(row) for row in rows]
    kept = [(r, q) for r, q in zip(rows, quotes, strict=True) if len(q.text) >= SHORTEST]
    if not kept:
        return ()
    embedder = embedder_named(context.settings.voice.model)
    vectors = embedder.embed([glossed(told.text) for _, told in kept])
    groups = merged(vectors)
    found = [
        _idea([kept[place] for place in np.flatnonzero(groups == group)], vectors[groups == group])
        for group in range(int(groups.max()) + 1)
    ]
    return tuple(sorted(found, key=lambda idea: (-idea.customers, idea.idea_id)))


def merged(vectors: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Number of the group of each wish."""
    if len(vectors) == 1:
        return np.zeros(1, int)
    tree = linkage(vectors.astype(float), "average", metric="cosine")
    groups = fcluster(np.maximum(tree, 0), 1 - ALIKE, "distance")
    return np.unique(groups, return_inverse=True)[1]


def _idea(members: Sequence[tuple[dict[str, Any], Quote]], vectors: np.ndarray[Any, Any]) -> Idea:
    rows = [row for row, _ in members]
    central = int((vectors @ vectors.mean(axis=0)).argmax())
    heard = Counter(str(row["agent_id"]) for row in rows if row["agent_id"])
    times = sorted(row["sent_at"] or row["offered_at"] for row in rows if _time(row))
    first = min(rows, key=lambda row: (str(_time(row)), row["message_id"]))
    nearest = [members[central][1], *(quote for _, quote in members)]
    distinct = {told.text.lower(): told for told in reversed(nearest)}
    return Idea(
        idea_id=hashlib.sha256(first["message_id"].encode()).hexdigest()[:6],
        title=members[central][1].text,
        customers=len({row["person_id"] or row["contact_id"] for row in rows}),
        agents=tuple(sorted(heard.items(), key=lambda pair: (-pair[1], pair[0]))),
        first_at=times[0] if times else None,
        last_at=times[-1] if times else None,
        quotes=tuple(reversed(distinct.values()))[:QUOTES],
        messages=tuple(sorted(row["message_id"] for row in rows)),
    )


def _time(row: dict[str, Any]) -> datetime | None:
    at: datetime | None = row["sent_at"] or row["offered_at"]
    return at
