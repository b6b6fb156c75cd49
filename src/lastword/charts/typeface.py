"""Inter, shipped with the package: how wide a text is, and the font as a data: URI."""

from __future__ import annotations

import json
import unicodedata
from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import Literal

Weight = Literal[400, 600]

FAMILY = "Inter"
FOLDER = Path(__file__).parent / "fonts"
_UNKNOWN = 1000
"""Advance of a character that the subset lacks: as wide as an em, so that nothing is cut off."""


def width(text: str, size: float, weight: Weight = 400) -> float:
    """Width of one line of text in pixels.

    Parameters
    ----------
    size
        Font size in pixels.

    Examples
    --------
    >>> width("61 %", 12) < width("61 % (59–63)", 12)
    True
    """
    advances = _advances()[str(weight)]
    return sum(advances.get(character, _UNKNOWN) for character in text) * size / 1000


def printable(text: str) -> str:
    r"""Put a space for every control, direction or unassigned character; line breaks stay.

    Examples
    --------
    >>> printable("a\x00b\u202ec")
    'a b c'
    """
    if text.isprintable():
        return text
    return "".join(
        character if character == "\n" or unicodedata.category(character)[0] != "C" else " "
        for character in text
    )


def wrap(text: str, room: float, size: float, *, lines: int = 2, weight: Weight = 400) -> list[str]:
    """Break a text into at most `lines` lines that fit into `room` pixels.

    What does not fit ends in an ellipsis; a word longer than the room is cut.

    Examples
    --------
    >>> wrap("No contact again within seven days", 120, 12)
    ['No contact again', 'within seven days']
    """
    done: list[str] = []
    rest = printable(text).split()
    while rest and len(done) < lines:
        taken = _fitting(rest, room, size, weight)
        done.append(" ".join(rest[:taken]))
        rest = rest[taken:]
    if rest and done:
        done[-1] = f"{done[-1]} {rest[0]}"
    return [
        _cut(line, room, size, weight, is_last=bool(rest) and line is done[-1]) for line in done
    ]


def css_face() -> str:
    """Write the @font-face rule with the font inside."""
    data = b64encode((FOLDER / "inter.woff2").read_bytes()).decode()
    return (
        f"@font-face{{font-family:{FAMILY};font-weight:400 700;font-display:swap;"
        f"src:url(data:font/woff2;base64,{data}) format('woff2')}}"
    )


def _fitting(words: list[str], room: float, size: float, weight: Weight) -> int:
    taken = 1
    while taken < len(words) and width(" ".join(words[: taken + 1]), size, weight) <= room:
        taken += 1
    return taken


def _cut(line: str, room: float, size: float, weight: Weight, *, is_last: bool) -> str:
    if not is_last and width(line, size, weight) <= room:
        return line
    while line and width(f"{line}…", size, weight) > room:
        line = line[:-1]
    return f"{line.rstrip()}…"


@cache
def _advances() -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = json.loads(
        (FOLDER / "advances.json").read_text(encoding="utf-8")
    )
    return found
