"""Topics: what customers ask for, what is new, what rises, what no reason code says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import ibis
import numpy as np

from lastword.analyses.voice.heard import fetch, heard_contacts, labelled
from lastword.engine.joins import extend
from lastword.errors import NotTestable
from lastword.estimate import Estimate
from lastword.question import Context
from lastword.stats.proportion import newcombe, wilson

LATEST = 0.25
"""Share of the period that counts as lately."""
STRICT = 0.99


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic.

    Parameters
    ----------
    name
        The customers' own phrase.
    contacts
        How many contacts asked for it.
    share
        Of all contacts that asked for something.
    change
        Its share in the last quarter of the period less its share before.
    is_new, is_rising
        Not seen before that quarter; or its share rose, even with all topics compared at once.
    negative
        Share of these contacts in which the customer was negative at some point.
    reason
        Reason code that most of these contacts bear, with the share that bears it.
    """

    name: str
    contacts: int
    share: Estimate
    change: Estimate
    is_new: bool
    is_rising: bool
    negative: Estimate
    reason: str | None
    with_reason: Estimate


@dataclass(frozen=True, slots=True)
class Topics:
    """Topics, the largest first.

    Parameters
    ----------
    hidden
        Contacts on topics of fewer customers than may be shown.
    kept
        I(code; topic) / H(topic): share of what the words say that the reason codes keep; None
        where no codes are known.
    """

    topics: tuple[Topic, ...]
    contacts: int
    hidden: int
    kept: float | None


def topics(context: Context) -> Topics:
    """Count topics, compare the last quarter of the period with what was before.

    Raises
    ------
    NotTestable
        If no topics were read.
    """
    rows = _counts(context)
    if not rows:
        raise NotTestable("more requests in customers' words are needed to find topics")
    total = sum(row["n"] for row in rows)
    names = Counter[str]()
    for row in rows:
        names[row["topic"]] += row["n"]
    fewest = context.settings.privacy.min_group
    shown = [name for name, count in names.most_common() if count >= fewest]
    lately = sum(row["lately"] for row in rows)
    found = tuple(
        _topic(name, [row for row in rows if row["topic"] == name], total, lately, len(shown))
        for name in shown
    )
    hidden = total - sum(topic.contacts for topic in found)
    return Topics(found, total, hidden, information_kept(rows))


def information_kept(rows: list[dict[str, Any]]) -> float | None:
    """I(code; topic) / H(topic) over the contacts that bear a reason code.

    Examples
    --------
    >>> counts = [("a", "x", 5), ("b", "y", 5)]
    >>> information_kept([{"topic": t, "reason": r, "n": n} for t, r, n in counts])
    1.0
    """
    known = [row for row in rows if row["reason"] is not None]
    if not known:
        return None
    names = {key: sorted({str(row[key]) for row in known}) for key in ("topic", "reason")}
    table = np.zeros((len(names["topic"]), len(names["reason"])))
    for row in known:
        places = (names[key].index(str(row[key])) for key in ("topic", "reason"))
        table[tuple(places)] += row["n"]
    joint = table / table.sum()
    by_topic, by_reason = joint.sum(axis=1), joint.sum(axis=0)
    entropy = -(by_topic * np.log(by_topic)).sum()
    if entropy <= 0:
        return None
    held = joint > 0
    mutual = (joint[held] * np.log(joint[held] / np.outer(by_topic, by_reason)[held])).sum()
    return float(min(mutual / entropy, 1.0))


def _counts(context: Context) -> list[dict[str, Any]]:
    contacts = heard_contacts(context)
    ends = fetch(
        context, contacts.aggregate(a=contacts.offered_at.min(), b=contacts.offered_at.max())
    )
    if not ends or ends[0]["a"] is None:
        return []
    first, last = ends[0]["a"], ends[0]["b"]
    since = last - (last - first) * LATEST
    read = labelled(context, ["topic", "emotion"])
    of_contact = read.group_by("contact_id").aggregate(
        topic=read.value.max(where=read.kind == "topic"),
        is_negative=((read.kind == "emotion") & (read.value == "negative")).max(),
    )
    rows = extend(contacts, of_contact.filter(of_contact.topic.notnull()), "contact_id")
    rows = rows.filter(rows.topic.notnull())
    counted = rows.group_by(["topic", "reason"]).aggregate(
        n=rows.count(),
        lately=(rows.offered_at >= ibis.literal(since)).sum(),
        negative=rows.is_negative.sum(),
    )
    return sorted(fetch(context, counted), key=str)


def _topic(name: str, rows: list[dict[str, Any]], total: int, lately: int, compared: int) -> Topic:
    size, new, negative = (
        sum(int(row[key]) for row in rows) for key in ("n", "lately", "negative")
    )
    level = 1 - (1 - STRICT) / max(compared, 1)
    change = newcombe(new, lately, size - new, total - lately)
    strict = newcombe(new, lately, size - new, total - lately, level=level)
    coded = [row for row in rows if row["reason"] is not None]
    best = max(coded, key=lambda row: (row["n"], str(row["reason"])), default=None)
    with_code = sum(row["n"] for row in coded)
    return Topic(
        name=name,
        contacts=size,
        share=wilson(size, total),
        change=change,
        is_new=size == new and lately < total and size > 1,
        is_rising=(strict.lower or 0.0) > 0,
        negative=wilson(negative, size),
        reason=str(best["reason"]) if best else None,
        with_reason=wilson(best["n"] if best else 0, with_code),
    )
