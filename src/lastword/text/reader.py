"""Reader: everything that is read in messages, batch by batch."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Literal

from lastword.text import emotion
from lastword.text.begging import read_begging
from lastword.text.due import due
from lastword.text.phrases import BY_AGENTS, VERSION, of_customers, of_leavers, rule_set
from lastword.text.plain import plain, words
from lastword.text.reading import Reading

Author = Literal["customer", "agent"]
RULES = "phrases"
HEAD = "emotion-head"


def version() -> str:
    """Name of all rules and models together: what was read with another is read again."""
    parts = f"{VERSION} {emotion.SHA256}"
    return hashlib.sha256(parts.encode()).hexdigest()[:12]


def made_by(kind: str) -> tuple[str, str]:
    """What made a label of this kind, and its version."""
    if kind in {"emotion", "feeling"}:
        return HEAD, emotion.SHA256[:8]
    return RULES, VERSION


def read_customers(texts: Sequence[str]) -> list[list[Reading]]:
    """What customers say in each message: phrases, then emotion.

    Reasons to leave are kept only where the same message says that the customer wants to.

    Examples
    --------
    >>> [[r.kind for r in found] for found in read_customers(["Third time I call about this."])]
    [['effort_said']]
    """
    plains = [plain(text) for text in texts]
    said = of_customers().read(plains)
    leaving = [place for place, found in enumerate(said) if _wants_to_leave(found)]
    for place, why in zip(
        leaving, of_leavers().read([plains[place] for place in leaving]), strict=True
    ):
        said[place] += why
    felt = emotion.emotions([words(text) for text in plains], [len(text) for text in plains])
    return [[*phrases, *feelings] for phrases, feelings in zip(said, felt, strict=True)]


def read_agents(texts: Sequence[str], made_at: Sequence[datetime | None]) -> list[list[Reading]]:
    """What agents promise and offer, how they treat the customer, and whether they beg for a score.

    Never how they feel.

    Parameters
    ----------
    made_at
        When each message was sent: promises are dated from it.
    """
    plains = [plain(text) for text in texts]
    said = rule_set(*BY_AGENTS).read(plains)
    begged = read_begging(texts)
    return [
        [*(_dated(reading, text, at) for reading in found), *begging]
        for found, text, at, begging in zip(said, plains, made_at, begged, strict=True)
    ]


def _wants_to_leave(found: list[Reading]) -> bool:
    return any(reading.kind == "cancel_said" for reading in found)


def _dated(reading: Reading, text: str, at: datetime | None) -> Reading:
    if reading.kind != "promise" or at is None:
        return reading
    day: date | None = due(text[reading.start : reading.end], at.date())
    return replace(reading, value=f"{reading.value} by {day}") if day else reading
