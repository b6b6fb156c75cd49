"""Answers in words and the numbers they stand for: ladders of labels in seven languages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lastword.text.questions import LANGUAGES, Direction, folded, unaccented

_ANCHOR = re.compile(r"(\d{1,2}) ?(?:=|:|-|–|\(|is|means|bedeutet|steht fur|signifie|significa) ?")


@dataclass(frozen=True, slots=True)
class Ladder:
    """Labels from the worst to the best.

    Parameters
    ----------
    roles
        Roles of questions that may be answered so.
    is_statement
        Whether the labels agree or disagree with a statement: which end is good is then said by
        the statement.
    numbers
        Label without accents → its number.
    """

    name: str
    roles: tuple[str, ...]
    is_statement: bool
    values: tuple[float, ...]
    numbers: Mapping[str, float]


def ladder_of(labels: Collection[str], roles: Collection[str] = ()) -> Ladder | None:
    """The ladder that all labels stand on; None where there is none.

    Parameters
    ----------
    roles
        Only ladders of these roles; all where empty.

    Examples
    --------
    >>> ladder_of(["Sehr zufrieden", "unzufrieden"]).name
    'satisfaction'
    """
    words = {folded(label) for label in labels}
    for ladder in _ladders():
        if words and words <= ladder.numbers.keys() and (not roles or set(roles) & {*ladder.roles}):
            return ladder
    return None


def direction_in(wording: str) -> Direction | None:
    """Which end is good, where a wording says what two of the numbers mean.

    Examples
    --------
    >>> direction_in("Bitte bewerten Sie uns (1 = sehr gut, 6 = sehr schlecht)")
    'worse'
    """
    placed = _anchors(wording)
    if len(placed) < 2 or placed[0][1] == placed[-1][1]:
        return None
    return "better" if placed[-1][1] > placed[0][1] else "worse"


def anchored_ends(wording: str) -> tuple[float, float] | None:
    """Ends of a scale of which a wording says what the best and the worst number mean.

    Examples
    --------
    >>> anchored_ends("1 = very dissatisfied, 5 = very satisfied")
    (1.0, 5.0)
    """
    placed = _anchors(wording)
    if {0.0, 1.0} != {place for _, place in (*placed[:1], *placed[-1:])}:
        return None
    return float(placed[0][0]), float(placed[-1][0])


def _anchors(wording: str) -> list[tuple[int, float]]:
    """Numbers that a wording gives a label, in order, and how far up its ladder that stands."""
    text = unaccented(wording)
    found = [(int(n[1]), _place(folded(text[n.end() :]))) for n in _ANCHOR.finditer(text)]
    return sorted((number, place) for number, place in found if place is not None)


def _place(text: str) -> float | None:
    """How far up its ladder the label at the beginning of a text stands, 0–1."""
    best: tuple[int, float] | None = None
    for ladder in _ladders():
        low, high = min(ladder.values), max(ladder.values)
        for label, number in ladder.numbers.items():
            is_longer = best is None or len(label) > best[0]
            if len(label) > 2 and is_longer and re.match(rf"{re.escape(label)}\b", text):
                best = len(label), (number - low) / (high - low)
    return best[1] if best else None


@cache
def _ladders() -> tuple[Ladder, ...]:
    raw = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return tuple(
        Ladder(
            entry["name"],
            tuple(entry["roles"]),
            entry.get("is_statement", False),
            tuple(map(float, entry["values"])),
            _numbers(entry),
        )
        for entry in raw["ladders"]
    )


def _numbers(entry: dict[str, list[str]]) -> dict[str, float]:
    return {
        folded(label): float(value)
        for language in LANGUAGES
        for value, step in zip(entry["values"], entry[language], strict=True)
        for label in step.split("|")
    }
