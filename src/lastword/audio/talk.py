"""Talk: a recording's words put together to what each side said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from lastword.audio.lanes import Lanes, Speaker
from lastword.audio.phrases import agent_like, is_mailbox, is_recorded
from lastword.audio.spans import Spans, both, either, total, without
from lastword.audio.transcript import Word
from lastword.text.spoken import Said, without_numbers

Author = Literal["customer", "agent", "system"]

BREATH = 1.0
"""A pause that ends an utterance."""
SURE = 0.7
"""Less sure than that, nobody is said to have said it."""
_SWAPPED = 3


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one side said in one go.

    Parameters
    ----------
    author
        None where it is not sure who speaks.
    """

    author: Author | None
    text: str
    start: float
    end: float
    words: int
    confidence: float = 1.0


def utterances(words: Sequence[Word], speakers: Sequence[Speaker]) -> list[Utterance]:
    """Words of each speaker, parted at pauses of a second, in the order begun.

    Parameters
    ----------
    speakers
        Who said each word.
    """
    found: list[Utterance] = []
    for name in ("customer", "agent"):
        mine = [w for w, who in zip(words, speakers, strict=True) if who == name]
        mine.sort(key=lambda word: word.start)
        group: list[Word] = []
        for word in [*mine, None]:
            if group and (word is None or word.start - group[-1].end > BREATH):
                found.append(_together(group, name))
                group = []
            if word is not None:
                group.append(word)
    return sorted(found, key=lambda said: (said.start, said.author or ""))


def _together(group: Sequence[Word], name: Speaker) -> Utterance:
    text = "".join(word.text for word in group).strip()
    return Utterance(name, text, group[0].start, group[-1].end, len(group))


def recorded(lanes: Lanes, said: Sequence[Utterance]) -> tuple[Lanes, list[Utterance]]:
    """Give to the system what recorded voices say: by where it lies, or by what is said."""
    found, spans, asks = [], [], False
    for one in said:
        window = np.array([[one.start, max(one.end, one.start + 0.01)]])
        inside = total(both(lanes.announcements, window)) > 0.5 * total(window)
        is_system = inside or (one.author == "agent" and is_recorded(one.text))
        asks |= is_system and is_mailbox(one.text)
        if is_system:
            spans.append(window)
        found.append(replace(one, author="system") if is_system else one)
    taken = either(lanes.announcements, *spans)
    moved = replace(
        lanes,
        agent=without(lanes.agent, taken),
        announcements=taken,
        is_voicemail=lanes.is_voicemail or (asks and _is_one_sided(lanes, taken)),
    )
    return moved, found


def _is_one_sided(lanes: Lanes, taken: Spans) -> bool:
    """Whether nobody answers what is said to a machine."""
    after = float(taken[-1, 1])
    later = [spans[spans[:, 1] > after] for spans in (lanes.customer, lanes.agent)]
    return sum(len(spans) > 0 for spans in later) == 1


def redacted(said: Sequence[Utterance]) -> tuple[list[Utterance], int]:
    """The utterances without card numbers and codes, and how many numbers were dropped."""
    texts, dropped = without_numbers([Said(one.text, one.start, one.end) for one in said])
    return [replace(one, text=text) for one, text in zip(said, texts, strict=True)], dropped


def are_swapped(said: Sequence[Utterance]) -> bool:
    """Whether the customer's channel clearly speaks as agents do, and the agent's does not."""
    likes = {name: sum(agent_like(one.text) for one in said if one.author == name)
             for name in ("customer", "agent")}  # fmt: skip
    return likes["customer"] - likes["agent"] >= _SWAPPED
