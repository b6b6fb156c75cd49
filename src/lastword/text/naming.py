"""Names of topics: the phrase of the customers themselves that tells a topic from the others."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from lastword.text.plain import plain, words

LONGEST = 4
FEWEST = 3
"""Texts of a topic that must hold the phrase, so that it is nobody's alone."""
SMALL_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "i",
        "you",
        "we",
        "he",
        "she",
        "they",
        "it",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "am",
        "do",
        "does",
        "did",
        "have",
        "has",
        "had",
        "my",
        "your",
        "our",
        "their",
        "his",
        "her",
        "its",
        "me",
        "us",
        "them",
        "to",
        "of",
        "in",
        "on",
        "at",
        "for",
        "with",
        "from",
        "by",
        "as",
        "and",
        "or",
        "but",
        "if",
        "so",
        "that",
        "this",
        "there",
        "here",
        "what",
        "which",
        "who",
        "how",
        "when",
        "where",
        "why",
        "can",
        "could",
        "would",
        "will",
        "shall",
        "should",
        "may",
        "might",
        "must",
        "not",
        "no",
        "yes",
        "please",
        "hi",
        "hello",
        "hey",
        "thanks",
        "thank",
        "just",
        "now",
        "also",
        "any",
        "some",
        "all",
        "one",
        "get",
        "got",
        "need",
        "want",
        "like",
        "help",
        "know",
        "let",
        "ok",
        "okay",
        "i'm",
        "i've",
        "i'd",
        "don't",
        "can't",
        "didn't",
        "it's",
        "good",
        "morning",
        "afternoon",
        "evening",
        "would've",
        "about",
        "into",
        "out",
        "up",
        "off",
        "over",
        "than",
        "then",
        "too",
        "very",
        "really",
        "still",
        "?",
        "!",
        "der",
        "die",
        "das",
        "ein",
        "eine",
        "und",
        "ich",
        "sie",
        "wir",
        "mir",
        "mein",
        "meine",
        "ist",
        "bin",
        "hat",
        "habe",
        "auf",
        "in",
        "zu",
        "nicht",
        "bitte",
        "guten",
        "tag",
        "hallo",
        "le",
        "la",
        "les",
        "un",
        "une",
        "et",
        "je",
        "vous",
        "nous",
        "mon",
        "ma",
        "est",
        "pas",
        "de",
        "du",
        "des",
        "bonjour",
        "merci",
        "el",
        "los",
        "las",
        "una",
        "y",
        "yo",
        "no",
        "en",
        "mi",
        "es",
        "de",
        "que",
        "por",
        "favor",
        "hola",
        "buenos",
        "días",
        "para",
        "con",
        "se",
        "ha",
        "al",
    ]
)


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
