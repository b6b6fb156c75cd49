"""What a survey question asks, told by its wording, in seven languages."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

LANGUAGES = ("en", "de", "fr", "es", "pt", "nl", "it")
UNREAD = "nothing in its wording says what it asks"
Direction = Literal["better", "worse"]
_TO_SATISFACTION = re.compile(
    r"\b(to|zu|a|ad|con|naar) (your|my|ihrer|meiner|votre|su|sua|vostra|uw) "
    r"(full |vollen |vollsten |entiere |total |plena |piena |volle )?"
    r"(satisf\w*|zufriedenheit|tevredenheid|soddisfazione)"
)
_ENDS = re.compile(
    r"\b([01]) ?(?:-|–|—|to|through|bis|a|ate|hasta|tot|und|and|y|e|et|al) ?(\d{1,2})\b"
    r"(?! ?(?:days|hours|minutes|tage|stunden|jours|dias|dagen|giorni))"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """How a question is understood.

    Parameters
    ----------
    role
        What it measures, a role of `answers`; None where that is open.
    attribute
        Which experience, for role ``attribute``.
    higher_is
        What agreement or a high number would mean by the wording. A proposal: numbers may run
        the other way round.
    why
        The phrase that decided, or why the role is open.
    """

    role: str | None
    attribute: str | None = None
    higher_is: Direction | None = None
    why: str = UNREAD


class _Entry(NamedTuple):
    role: str | None
    attribute: str | None
    higher_is: Direction | None
    open: str | None
    unless: re.Pattern[str] | None
    phrases: tuple[re.Pattern[str], ...]


def read_question(wording: str, *, is_comment: bool | None = None) -> Asked:
    """What a question asks.

    Parameters
    ----------
    wording
        The question as the customer saw it; HTML tags and letter case do not count.
    is_comment
        Whether it was answered in free words; then a request for a comment is looked for only
        (or, if false, not at all).

    Examples
    --------
    >>> read_question("How satisfied are you with our service?").role
    'csat'
    >>> read_question("Wie freundlich war unser Mitarbeiter?").attribute
    'courtesy'
    >>> read_question("Was it solved in the first call?").why
    'it asks two things at once: whether it was solved, and whether in one contact'
    """
    text = _TO_SATISFACTION.sub(" ", folded(wording))
    for entry in _entries():
        if is_comment is not None and (entry.role == "comment") is not is_comment:
            continue
        for phrase in entry.phrases:
            found = phrase.search(text)
            if found and not (entry.unless and entry.unless.search(text)):
                why = entry.open or f"“{found[0].strip()}”"
                return Asked(entry.role, entry.attribute, entry.higher_is, why)
    return Asked(None)


def ends_in(wording: str) -> tuple[float, float] | None:
    """The ends of the scale that a wording names.

    Examples
    --------
    >>> ends_in("On a scale from 0 to 10, how likely are you to recommend us?")
    (0.0, 10.0)
    """
    found = _ENDS.search(unaccented(wording))
    if not found or int(found[2]) < 2:
        return None
    return float(found[1]), float(found[2])


def unaccented(text: str) -> str:
    """Small letters without accents and HTML tags, single spaces.

    Examples
    --------
    >>> unaccented("Wie <b>zufrieden</b> sind Sie mit der Größe?")
    'wie zufrieden sind sie mit der grosse?'
    """
    bare = re.sub(r"<[^>]*>", " ", text).replace("&nbsp;", " ")
    letters = unicodedata.normalize("NFKD", bare.casefold())
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())


def folded(text: str) -> str:
    """Words alone: small letters without accents, punctuation other than hyphens taken away."""
    return " ".join(re.sub(r"[^a-z0-9-]", " ", unaccented(text)).split())


@cache
def _entries() -> tuple[_Entry, ...]:
    raw = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return tuple(
        _Entry(
            entry.get("role"),
            entry.get("attribute"),
            entry.get("higher_is"),
            entry.get("open"),
            re.compile(entry["unless"]) if "unless" in entry else None,
            tuple(_phrases(entry)),
        )
        for entry in raw["asks"]
    )


def _phrases(entry: dict[str, list[str]]) -> Iterator[re.Pattern[str]]:
    for language in LANGUAGES:
        yield re.compile("|".join(f"(?:{phrase})" for phrase in entry[language]))
