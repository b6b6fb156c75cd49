"""JSON documents to JSON lines: the one list of objects in a document, object by object."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import orjson

from lastword.errors import InputRefused
from lastword.ingest.decode.archive import Content, Member
from lastword.ingest.decode.limits import LONGEST_RECORD

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"(?P<key>\s*:)?|[{}\[\]]|"', re.DOTALL)
_CLOSES = {b"}": b"{", b"]": b"["}


class _Open(NamedTuple):
    """A container that is open: its bracket, and the keys that lead to it."""

    bracket: bytes
    path: tuple[str, ...] | None


class DocumentLines:
    """The objects of a document's list, one a line; `broken` says where it is no longer JSON.

    Parameters
    ----------
    content
        The bytes it comes from, which may break off themselves.
    records
        Dotted path to the list; ``""`` takes the document as one record, or as several if objects
        follow each other without a list around them. Where None, the only list of objects is
        taken, or the document itself if it holds none.
    """

    def __init__(
        self, chunks: Iterable[bytes], content: Content, records: str | None, label: str
    ) -> None:
        self._chunks = chunks
        self._content = content
        self._declared = records
        self._label = label
        self._found: str | None = None
        self._open: list[_Open] = []
        self._key = ""
        self._buffer = b""
        self._begin: int | None = None
        self._gap = 0
        self._fault: str | None = None

    @property
    def broken(self) -> str | None:
        """Where and why the document breaks off, if it does."""
        return self._content.broken or self._fault

    def __iter__(self) -> Iterator[bytes]:
        position = 0
        for chunk in self._chunks:
            self._buffer += chunk
            lines = bytearray()
            position = self._scan(position, lines)
            yield bytes(lines)
            if self._fault:
                break
            position = self._forget(position)
        if self._open and not self._fault:
            self._fault = "the document ends before its brackets are closed"
        if self.broken:
            yield _one_line(self._buffer[self._begin or self._gap :])[:1000]
        elif self._found is None and self._declared:
            raise InputRefused(
                f"{self._label}: holds no list of objects at “{self._declared}”, which the mapping "
                "declares as records."
            )
        elif self._found is None:
            yield _one_line(self._buffer)

    def _scan(self, position: int, lines: bytearray) -> int:
        for token in _TOKEN.finditer(self._buffer, position):
            text = token[0]
            if token.end() == len(self._buffer) and text[:1] == b'"':
                return token.start()
            position = token.end()
            if text in b"{[":
                self._enter(text, token.start(), lines)
            elif text in b"}]":
                if not self._open or self._open[-1].bracket != _CLOSES[text]:
                    self._fault = f"a “{text.decode()}” closes nothing"
                    return position
                self._leave(token.end(), lines)
            elif token["key"] and self._begin is None:
                self._key = text[: -len(token["key"])].strip(b'"').decode("utf-8", "replace")
        return position

    def _enter(self, bracket: bytes, place: int, lines: bytearray) -> None:
        parent = self._open[-1] if self._open else None
        if self._begin is not None:
            self._open.append(_Open(bracket, None))
            return
        path = self._path(parent)
        if bracket == b"{" and self._is_record(parent):
            lines += _between(self._buffer[self._gap : place])
            self._begin = place
            self._open.append(_Open(bracket, None))
            return
        self._open.append(_Open(bracket, path))
        if bracket == b"[" and self._found is None:
            self._gap = place + 1

    def _leave(self, end: int, lines: bytearray) -> None:
        closed = self._open.pop()
        if self._begin is None:
            path = None if closed.path is None else ".".join(closed.path)
            if closed.bracket == b"[" and path is not None and path == self._found:
                lines += _between(self._buffer[self._gap : end - 1])
                self._gap = end
            return
        is_outermost = not self._open or self._open[-1].path is not None
        if is_outermost and closed.path is None:
            lines += _one_line(self._buffer[self._begin : end]) + b"\n"
            self._begin, self._gap = None, end

    def _path(self, parent: _Open | None) -> tuple[str, ...] | None:
        if parent is None:
            return ()
        if parent.path is None or parent.bracket == b"[":
            return None
        return (*parent.path, self._key)

    def _is_record(self, parent: _Open | None) -> bool:
        if parent is None and self._declared == "":
            self._found = ""
            return True
        return parent is not None and parent.bracket == b"[" and self._is_list(parent)

    def _is_list(self, parent: _Open) -> bool:
        if parent.path is None:
            return False
        path = ".".join(parent.path)
        if self._declared is not None:
            if path != self._declared or (path == "" and self._open[0].bracket == b"{"):
                return False
            self._found = path
            return True
        if self._found not in (None, path):
            raise InputRefused(
                f"{self._label}: the document holds several lists of objects "
                f"(“{self._found}”, “{path}”). Declare which holds the records, for example "
                f'records = "{path}", or records = "" for the document as one record.'
            )
        self._found = path
        return True

    def _forget(self, position: int) -> int:
        if self._found is None:
            if len(self._buffer) > LONGEST_RECORD:
                raise InputRefused(
                    f"{self._label}: no list of objects within the first {LONGEST_RECORD:,} "
                    "bytes. Export JSON lines, or declare records = “path.to.list”."
                )
            return position
        keep = self._begin if self._begin is not None else min(self._gap, position)
        if len(self._buffer) - keep > 2 * LONGEST_RECORD:
            raise InputRefused(
                f"{self._label}: one value in the document is longer than {LONGEST_RECORD:,} "
                "bytes. Export JSON lines."
            )
        self._buffer = self._buffer[keep:]
        self._gap -= keep
        self._begin = None if self._begin is None else 0
        return position - keep


def object_lists(member: Member) -> tuple[str, ...]:
    """Keys of a document under which lists of objects stand side by side.

    Empty where there are not several, or where the document is not whole or too large to be read
    at once.
    """
    text = b""
    with member.open() as content:
        for chunk in content:
            text += chunk
            if len(text) > LONGEST_RECORD:
                return ()
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError:
        return ()
    if not isinstance(document, dict):
        return ()
    lists = [key for key, value in document.items() if _holds_objects(value)]
    return tuple(lists) if len(lists) > 1 else ()


def _holds_objects(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _one_line(text: bytes) -> bytes:
    return text.replace(b"\r", b" ").replace(b"\n", b" ")


def _between(text: bytes) -> bytes:
    stray = _one_line(text).strip().strip(b",").strip()
    return stray + b"\n" if stray else b""
