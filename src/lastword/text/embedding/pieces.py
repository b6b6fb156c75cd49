"""Pieces: words cut into the pieces of a byte-pair vocabulary, with a memory of words seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import orjson

LONGEST_WORD = 48
"""Characters of a word that are read; what is longer is no word of any language."""
MOST_WORDS = 200_000
_MARK = "▁"


class Pieces:
    """A byte-pair vocabulary.

    Parameters
    ----------
    numbers
        Piece → its row in the table of weights.
    merges
        Pairs of pieces that are joined, the first ones first.

    Examples
    --------
    >>> pieces = Pieces({"▁": 0, "h": 1, "i": 2, "▁h": 3, "▁hi": 4}, ["▁ h", "▁h i"])
    >>> pieces.of("hi hi")
    [4, 4]
    """

    def __init__(self, numbers: Mapping[str, int], merges: Sequence[str]) -> None:
        self._numbers = numbers
        self._ranks = {tuple(pair.split(" ")): rank for rank, pair in enumerate(merges)}
        self._known: dict[str, tuple[int, ...]] = {}

    @classmethod
    def read(cls, path: Path) -> Pieces:
        """Read a `tokenizer.json` that holds a byte-pair model."""
        model = orjson.loads(path.read_bytes())["model"]
        return cls(model["vocab"], model["merges"])

    def of(self, text: str) -> list[int]:
        """Numbers of the pieces of a text, word by word."""
        found: list[int] = []
        known = self._known
        for word in text.split():
            pieces = known.get(word)
            found += self._learn(word) if pieces is None else pieces
        return found

    def _learn(self, word: str) -> tuple[int, ...]:
        if len(self._known) >= MOST_WORDS:
            self._known.clear()
        parts = self._joined([_MARK, *word[:LONGEST_WORD]])
        pieces = tuple(number for part in parts for number in self._spelled(part))
        self._known[word] = pieces
        return pieces

    def _joined(self, parts: list[str]) -> list[str]:
        ranks, last = self._ranks, len(self._ranks)
        while len(parts) > 1:
            pairs = [ranks.get(pair, last) for pair in pairwise(parts)]
            best = min(pairs)
            if best == last:
                break
            place = pairs.index(best)
            parts[place : place + 2] = [parts[place] + parts[place + 1]]
        return parts

    def _spelled(self, part: str) -> list[int]:
        number = self._numbers.get(part)
        if number is not None:
            return [number]
        spelled = (f"<0x{byte:02X}>" for byte in part.encode("utf-8", "replace"))
        return [self._numbers[byte] for byte in spelled if byte in self._numbers]
