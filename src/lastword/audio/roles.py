"""Roles: which of two voices in one channel is the agent's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lastword.audio.ears import STEP
from lastword.audio.phrases import agent_like
from lastword.audio.spans import Flags
from lastword.audio.transcript import Word

BY_ORDER = 0.8
"""How often the side that was called speaks first."""
_PAUSE = 0.35
_ENDS = ".?!,"
_BY_WORDS = {0: BY_ORDER, 1: 0.9, 2: 0.97}


Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Roles:
    """Whether the voice heard second is the agent's, and how sure that is."""

    agent_is_second: bool
    confidence: float


def roles(words: Sequence[Word], is_second: Flags, *, is_outbound: bool) -> Roles:
    """Who is who: by what is said, else by who speaks first.

    The centre greets first when it is called, the customer when the centre calls; greetings and
    the like outweigh that.

    Parameters
    ----------
    is_second
        Of each word, whether the voice that is heard second says it.
    """
    texts = ["", ""]
    for word, place in zip(words, is_second.astype(int), strict=True):
        texts[place] += word.text
    likes = [agent_like(text) for text in texts]
    more = likes[1] - likes[0]
    if more == 0:
        return Roles(is_outbound, BY_ORDER)
    return Roles(more > 0, _BY_WORDS[min(abs(more), 2)])


def words_of_second(words: Sequence[Word], chance: Doubles) -> Flags:
    """Whether each word is the second voice's: phrase by phrase, since people change at pauses.

    Parameters
    ----------
    chance
        Probability that each frame is the second voice's.
    """
    found = np.zeros(len(words), dtype=bool)
    sums = np.concatenate(([0.0], np.cumsum(chance)))
    for first, last in _phrases(words):
        start, end = (int(at / STEP) for at in (words[first].start, words[last].end))
        start = min(start, len(chance) - 1)
        end = min(max(end, start + 1), len(chance))
        found[first : last + 1] = (sums[end] - sums[start]) / (end - start) > 0.5
    return found


def _phrases(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """First and last word of each phrase: they end at commas, stops and short pauses."""
    first = 0
    for place, word in enumerate(words):
        is_last = place + 1 == len(words)
        if is_last or word.text[-1:] in _ENDS or words[place + 1].start - word.end > _PAUSE:
            yield first, place
            first = place + 1
