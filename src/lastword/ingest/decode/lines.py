"""JSON objects kept as they are, one a line, beside what no mapping wants of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import orjson
import pyarrow as pa

from lastword.engine.fields import LINE, REST, Leftovers
from lastword.ingest.decode.grammar import Grammar, Record
from lastword.ingest.decode.records import Misfit, Parsed

LINES = Grammar(delimiter=b"\0", quote=b"")
NUL = b"\\u0000"
_SHOWN = {
    "list": "a list",
    "str": "a text",
    "int": "a number",
    "float": "a number",
    "bool": "true or false",
    "NoneType": "null",
}


class LineParser:
    """Checks that each line is an object, and takes off what is left over where that is kept."""

    grammar = LINES
    notes: tuple[str, ...] = ()

    def __init__(self, leftovers: Leftovers, *, is_kept: bool) -> None:
        self._leftovers = leftovers
        self._is_kept = is_kept

    def parse(self, body: bytes) -> Parsed | None:
        lines = None if NUL in body else objects(body)
        if lines is None:
            return None
        if not self._is_kept:
            is_sound = self._leftovers.are_valid(lines)
            return Parsed(pa.table({LINE: lines})) if is_sound else None
        rest = self._leftovers.of(lines)
        return None if rest is None else Parsed(pa.table({LINE: lines, REST: rest}))

    def misfits(self, texts: Sequence[bytes], records: Sequence[Record]) -> list[Misfit | None]:
        if not texts:
            return []
        lines = pa.array([text.strip() for text in texts], pa.binary()).cast(pa.string())
        valid = self._leftovers.which_are_objects(lines)
        return [
            None if is_valid and NUL not in text else misfit(text)
            for text, is_valid in zip(texts, valid, strict=True)
        ]

    def is_blank(self, text: bytes) -> bool:
        return not text.strip()

    def has_blank(self, body: bytes) -> bool:
        return False


def objects(body: bytes) -> pa.Array | None:
    """Lines that begin as objects do, without a copy where nothing stands around them."""
    text = np.frombuffer(body if body.endswith(b"\n") else body + b"\n", np.uint8)
    ends = np.flatnonzero(text == ord("\n"))
    starts = np.concatenate([[0], ends[:-1] + 1])
    if (text[starts] == ord("{")).all():
        return _between(starts, ends, text)
    lines = [line.strip() for line in body.split(b"\n") if line.strip()]
    if not all(line.startswith(b"{") for line in lines):
        return None
    return pa.array(lines, pa.binary()).cast(pa.string())


def _between(starts: np.ndarray, ends: np.ndarray, text: np.ndarray) -> pa.Array:
    """Lines with their ends, which JSON allows: so each begins where the one before ends."""
    offsets = np.append(starts, ends[-1] + 1).astype(np.int32)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(text)]
    return pa.Array.from_buffers(pa.string(), len(starts), buffers)


def misfit(text: bytes) -> Misfit:
    """Why a text is not a JSON object."""
    if NUL in text:
        return Misfit("holds a NUL character")
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        return Misfit(f"is not valid JSON: {error.msg} at character {error.colno}")
    if isinstance(found, dict):
        return Misfit("is not valid JSON")
    return Misfit(f"is not a JSON object but {_SHOWN[type(found).__name__]}")
