"""Glossary: what a wish in another language is compared as, word by word."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from lastword.text.plain import plain, words

SHORTEST = 3
"""Letters of a beginning that a word must have more of, or be equal to."""


def glossed(text: str) -> str:
    """The wish in English words, where it is in another language; else as it stands.

    A text counts as another language's if two of its words or more are that language's small
    ones, and these outnumber those of the others. Words that the glossary does not know stay.
    That is no translation: it serves vectors that are sums of words.

    Examples
    --------
    >>> glossed("Können Sie mir eine SMS schicken, bevor der Techniker kommt?")
    'could text send before engineer comes'
    >>> glossed("Text me before the engineer comes")
    'Text me before the engineer comes'
    """
    told = [word for part in words(plain(text)) for word in part.split("'")]
    small = _small()
    counts = {language: sum(word in own for word in told) for language, own in small.items()}
    language = max(counts, key=counts.__getitem__)
    if language == "en" or counts[language] < 2:
        return text
    kept = [word for word in told if word not in small[language] and word.isalpha()]
    return " ".join(dict.fromkeys(_english(word) for word in kept if len(word) > 1))


@cache
def _english(word: str) -> str:
    for length in range(len(word), SHORTEST - 1, -1):
        found = _beginnings().get(word[:length])
        if found is not None:
            return found
    return word


@cache
def _beginnings() -> dict[str, str]:
    return {
        beginning: english
        for english, held in _read("words").items()
        for beginning in reversed(held.split())
    }


@cache
def _small() -> dict[str, frozenset[str]]:
    return {language: frozenset(held.split()) for language, held in _read("small").items()}


def _read(part: str) -> dict[str, str]:
    content = (files("lastword.text") / "glossary.toml").read_text(encoding="utf-8")
    found: dict[str, str] = tomllib.loads(content)[part]
    return found
