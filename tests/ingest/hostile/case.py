"""What a hostile file is, and the sound ones that others are made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lastword.ingest.decode.hints import Hints

NO_HINTS = Hints()
Quarantined = tuple[int, int | None, str | None, str]
"""Row number, line, column, and a part of the reason."""


@dataclass(frozen=True)
class Hostile:
    """One hostile file and what decoding must make of it.

    Parameters
    ----------
    refused
        A part of the message, where the whole file is refused.
    read
        Records of all stages together.
    quarantined
        What is quarantined, in order.
    holds
        Row number → some of its values, in the first stage.
    columns
        All columns of the first stage, where these are the point.
    notes
        Parts of the notes.
    """

    name: str
    file: str
    content: bytes | Callable[[], bytes]
    hints: Hints = NO_HINTS
    refused: str | None = None
    read: int = 0
    quarantined: tuple[Quarantined, ...] = ()
    holds: Mapping[int, Mapping[str, str | None]] = field(default_factory=dict)
    columns: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()

    @property
    def data(self) -> bytes:
        return self.content() if callable(self.content) else self.content


TABLE = b"id,at,text\n1,2024-05-01,hello\n2,2024-05-02,world\n3,2024-05-03,again\n"
SOUND: dict[int, dict[str, str | None]] = {1: {"id": "1", "text": "hello"}}


def lines(*lines: str, end: str = "\n") -> bytes:
    return (end.join(lines) + end).encode()
