"""Names of topics: the phrase of the customers themselves that tells a topic from the others."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from importlib.resources import files

from lastword.text.plain import plain, words

LONGEST = 4
FEWEST = 3
"""Texts of a topic that must hold the phrase, so that it is nobody's alone."""
SMALL_WORDS = frozenset(
    (files("lastword.text") / "said" / "small_words.txt").read_text(encoding="utf-8").split()
)
"""Words that tell nothing of a topic, in English, German, French and Spanish."""


def name_topics(texts: Sequence[str], groups: Sequence[int], count: int) -> list[str]:
    """One name for each topic: the phrase of one to four words that is most its own.

    A phrase scores its share of the topic's texts, times the logarithm of how much more often it
    stands there than elsewhere, times the square root of its words; it neither begins nor ends
    with a small word. A name taken by a larger topic is not given again.

    Parameters
    ----------
    groups
        Topic of each text, −1 for none.
    """
    everywhere: Counter[str] = Counter()
    inside: list[Counter[str]] = [Counter() for _ in range(count)]
    sizes = [0] * count
    for text, group in zip(texts, groups, strict=True):
        found = phrases(text)
        everywhere.update(found)
        if group >= 0:
            inside[group].update(found)
            sizes[group] += 1
    names = [""] * count
    for group in sorted(range(count), key=lambda topic: -sizes[topic]):
        taken = set(names)
        ranked = _ranked(inside[group], everywhere, sizes[group], len(texts))
        names[group] = next((phrase for phrase in ranked if phrase not in taken), "")
    return names


def phrases(text: str) -> set[str]:
    """Phrases of one to four words of a text that begin and end with a telling word.

    Examples
    --------
    >>> sorted(phrases("I lost my card"))
    ['card', 'lost', 'lost my card']
    """
    tokens = words(plain(text))
    told = [token not in SMALL_WORDS and len(token) > 2 and not token.isdigit() for token in tokens]
    return {
        " ".join(tokens[start:end])
        for start in range(len(tokens))
        if told[start]
        for end in range(start + 1, min(start + LONGEST, len(tokens)) + 1)
        if told[end - 1] and not {"?", "!"} & set(tokens[start:end])
    }


def _ranked(own: Counter[str], everywhere: Counter[str], size: int, texts: int) -> list[str]:
    def score(phrase: str) -> float:
        share = own[phrase] / size
        outside = (everywhere[phrase] - own[phrase] + 0.5) / (texts - size + 1)
        return share * max(math.log(share / outside), 0.0) * math.sqrt(phrase.count(" ") + 1)

    kept = [phrase for phrase, count in own.items() if count >= min(FEWEST, size)]
    return sorted(kept, key=lambda phrase: (-score(phrase), phrase))
