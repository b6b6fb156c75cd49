"""Emotion of the customer in a message: positive, negative or ambiguous; and which feeling."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from lastword.text.head import Head, shipped
from lastword.text.reading import Reading

SHA256 = "5f3620341586fb943b4f3e71a81bd524e3fb5535ac8697813d81d2844c1e3faf"
MOODS = ("positive", "negative", "ambiguous", "neutral")
FEELINGS = ("anger", "disgust", "fear", "joy", "sadness", "surprise")
FEWEST_WORDS = 2
"""Shorter messages (“ok”, “yes”) are read as neutral."""


@cache
def head() -> Head:
    """The shipped head, trained on GoEmotions by `training.emotion`."""
    return shipped("emotion", SHA256)


def emotions(texts: Sequence[Sequence[str]], lengths: Sequence[int]) -> list[list[Reading]]:
    """Mood and feeling of each text, given as its words; nothing for neutral ones.

    The mood is the likeliest of those that reach their threshold, each measured by how far it
    reaches beyond. A feeling is added if it, too, reaches its threshold.

    Parameters
    ----------
    lengths
        Characters of each text: the evidence is the whole message.
    """
    model = head()
    scores = model.scores(texts)
    over = scores / model.thresholds
    columns = {name: place for place, name in enumerate(model.classes)}
    moods = over[:, [columns[name] for name in MOODS]]
    feelings = over[:, [columns[name] for name in FEELINGS]]
    best, felt = moods.argmax(axis=1), feelings.argmax(axis=1)
    is_told = (moods.max(axis=1) >= 1) & (best < MOODS.index("neutral"))
    is_felt = is_told & (feelings.max(axis=1) >= 1)
    found: list[list[Reading]] = [[] for _ in texts]
    for row in np.flatnonzero(is_told).tolist():
        if len(texts[row]) >= FEWEST_WORDS:
            name = MOODS[best[row]]
            found[row].append(_reading("emotion", name, scores[row, columns[name]], lengths[row]))
            if is_felt[row]:
                name = FEELINGS[felt[row]]
                sure = scores[row, columns[name]]
                found[row].append(_reading("feeling", name, sure, lengths[row]))
    return found


def _reading(kind: str, value: str, confidence: float, length: int) -> Reading:
    return Reading(kind, value, round(float(confidence), 3), 0, length)
