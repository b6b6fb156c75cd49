"""Score begging: messages in which agents ask for a good score instead of an honest one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from lastword.text.reading import Reading

if TYPE_CHECKING:
    import ibis.expr.types as ir

KINDS = {
    "asks": "asks for the top of the scale",
    "stakes": "says what the score does to the agent",
    "deters": "asks the unhappy not to answer",
    "revises": "asks to change a score",
}
"""What a message can do to a score, in words; `begging.toml` holds the phrases of each."""
CONFIDENCE = 0.95
"""Lower end of the precision on the half of `begging.tsv` that was held out."""


def begging_kinds(text: str) -> tuple[str, ...]:
    """Ways in which an agent's message asks for a good score; empty if it does not.

    A message begs if a phrase of `begging.toml` stands in it once thanks for an earlier score and
    the description of the scale itself are taken out: “rate us from 1 to 5” asks for an answer,
    “please give me a 5” for a score.

    Examples
    --------
    >>> begging_kinds("Only 9s and 10s count, so please give me a 10 in the survey.")
    ('asks', 'stakes')
    >>> begging_kinds("Please rate our service from 1 (poor) to 5 (excellent).")
    ()
    """
    words = re.sub(_neutral(), " ", text.strip().lower())
    return tuple(kind for kind, pattern in patterns().items() if re.search(pattern, words))


def read_begging(texts: Sequence[str]) -> list[list[Reading]]:
    """The same rule as labels, tried on many messages at once; each with where it stands.

    Where a phrase stands only once the neutral words beside it are taken out, the whole message
    is its evidence.

    Examples
    --------
    >>> [[(r.value, r.start, r.end) for r in found] for found in read_begging(["Give us a 10!"])]
    [[('asks', 0, 12)]]
    """
    found: list[list[Reading]] = [[] for _ in texts]
    held = pc.utf8_lower(pc.utf8_trim_whitespace(pa.array(texts, pa.large_string())))
    words = pc.replace_substring_regex(held, _neutral(), " ")
    for kind, pattern in patterns().items():
        for place in pc.indices_nonzero(pc.match_substring_regex(words, pattern)).to_pylist():
            span = _span(texts[place], pattern)
            found[place].append(Reading("begging", kind, CONFIDENCE, *span))
    return found


def _span(text: str, pattern: str) -> tuple[int, int]:
    match = re.search(pattern, text.lower())
    if match is None or len(text.lower()) != len(text):
        return 0, len(text)
    return match.span()


def begs(text: ir.StringValue) -> ir.BooleanValue:
    """Whether an agent's message asks for a good score: the same rule, run by the engine."""
    import ibis

    words = text.strip().lower()
    plain = words.re_replace(_neutral(), " ")
    found = [plain.re_search(pattern) for pattern in patterns().values()]
    return ibis.or_(*found)


@lru_cache(maxsize=1)
def patterns() -> Mapping[str, str]:
    """One regular expression for each of `KINDS`, over all languages."""
    words, phrases = _phrases()
    return {
        kind: "|".join(f"({_filled(phrase, words)})" for phrase in phrases[kind]) for kind in KINDS
    }


@lru_cache(maxsize=1)
def _phrases() -> tuple[dict[str, str], dict[str, list[str]]]:
    content = tomllib.loads((files(__package__) / "begging.toml").read_text(encoding="utf-8"))
    words = content.pop("words")
    content.pop("neutral")
    return words, {
        kind: [phrase for language in content.values() for phrase in language[kind]]
        for kind in KINDS
    }


@lru_cache(maxsize=1)
def _neutral() -> str:
    content = tomllib.loads((files(__package__) / "begging.toml").read_text(encoding="utf-8"))
    return "|".join(content["neutral"].values())


def _filled(phrase: str, words: Mapping[str, str]) -> str:
    for name, pattern in words.items():
        phrase = phrase.replace(f"{{{name}}}", pattern)
    return phrase
