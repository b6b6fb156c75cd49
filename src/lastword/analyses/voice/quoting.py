"""Quoting: the words around a label's evidence, cut to a line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

WIDTH = 180
_END = re.compile(r"[.!?\n]\s+")


@dataclass(frozen=True, slots=True)
class Quote:
    """A customer's own words, and the contact they were said in.

    Text was redacted before it was first written.
    """

    text: str
    contact_id: str


def quote(row: dict[str, Any]) -> Quote:
    """The sentence that holds the evidence of a label, and what fits beside it."""
    text = row["text"] or ""
    start, end = row["span_start"] or 0, row["span_end"] or len(text)
    ends = [match.end() for match in _END.finditer(text)]
    first = max((place for place in ends if place <= start), default=0)
    last = min((place for place in ends if place >= end), default=len(text))
    words = " ".join(text[first:last].split())
    if len(words) > WIDTH:
        words = words[: WIDTH - 2].rsplit(" ", 1)[0] + " …"
    return Quote(words, row["contact_id"])
