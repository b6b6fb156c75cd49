"""Plain text: what a rule or model reads of a message, place for place the message itself."""

from __future__ import annotations

import re

LONGEST = 4_000
"""Characters of a message that are read; what follows is quoted mail or no message at all."""
_SPACES = dict.fromkeys(
    [
        *range(0x20),
        *range(0x7F, 0xA1),
        0xAD,
        *range(0x200B, 0x2010),
        *range(0x2028, 0x202F),
        *range(0x2060, 0x2070),
        0xFEFF,
        *range(0xFFF0, 0xFFFC),
    ],
    " ",
)
_SPACES |= dict.fromkeys((0x2018, 0x2019, 0x201B, 0x60, 0xB4), "'")
_TAG = re.compile(r"<[^<>]{0,300}>")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+|[?!]")


def plain(text: str) -> str:
    """Lower the letters and blank out control marks, direction marks and tags.

    Every character keeps its place, so that a span found here is a span of the message. Only the
    first `LONGEST` characters are kept.

    Examples
    --------
    >>> plain("It’s <b>NOT</b> fixed")
    "it's    not     fixed"
    """
    lowered = text[:LONGEST].translate(_SPACES)
    if "<" in lowered:
        lowered = _TAG.sub(lambda tag: " " * len(tag[0]), lowered)
    small = lowered.lower()
    return small if len(small) == len(lowered) else "".join(map(_small, lowered))


def _small(letter: str) -> str:
    small = letter.lower()
    return small if len(small) == 1 else letter


def words(text: str) -> list[str]:
    """Words, numbers and question or exclamation marks of a plain text, in order.

    Examples
    --------
    >>> words("it's   not fixed in 3 days!")
    ["it's", 'not', 'fixed', 'in', '3', 'days', '!']
    """
    return _WORD.findall(text)
