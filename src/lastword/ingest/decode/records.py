"""Records of a text, block by block: sound blocks at full speed, others line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import pyarrow as pa

from lastword.ingest.decode.archive import Content
from lastword.ingest.decode.encoding import unproven
from lastword.ingest.decode.grammar import Grammar, Record, line_ends
from lastword.ingest.decode.limits import LONGEST_RECORD
from lastword.ingest.decode.stage import Fault, StageWriter, clip


class Chunks(Protocol):
    """A text in pieces; `broken` says, once it is read, where and why it breaks off."""

    @property
    def broken(self) -> str | None:
        """Where and why the text breaks off, if it does."""

    def __iter__(self) -> Iterator[bytes]: ...


@dataclass(frozen=True)
class Lines:
    """The text of a file: it breaks off where the file does."""

    chunks: Iterable[bytes]
    content: Content

    @property
    def broken(self) -> str | None:
        """Where and why the file breaks off, if it does."""
        return self.content.broken

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.chunks)


class Misfit(NamedTuple):
    """Why a record does not fit, and in which column, where known."""

    reason: str
    column: str | None = None


class Unfit(NamedTuple):
    """A record among others that does not fit: its place, counted from 1, and its text."""

    number: int
    text: bytes
    misfit: Misfit


class Parsed(NamedTuple):
    """Columns of the records that fit, and the records that do not."""

    table: pa.Table
    unfit: Sequence[Unfit] = ()


class Parser(Protocol):
    """Turns records into columns of text."""

    grammar: Grammar

    def parse(self, body: bytes) -> Parsed | None:
        """Columns of whole records; None where they have to be looked at one by one."""

    def misfits(self, texts: Sequence[bytes], records: Sequence[Record]) -> list[Misfit | None]:
        """Say of each record whether it fits."""

    def is_blank(self, text: bytes) -> bool:
        """Whether a line is no record at all."""

    def has_blank(self, body: bytes) -> bool:
        """Whether such lines may be among these, other than empty ones."""


class Records:
    """Splits a text into records and writes them, numbered from 1, or quarantines them.

    A block in which everything fits is parsed at once; otherwise its records are looked at one
    by one, so that one bad record never takes a good one with it.

    Parameters
    ----------
    line
        Line on which the first record begins; None where lines mean nothing.
    is_proven
        Whether the text is known to be UTF-8. Otherwise it must hold more characters of several
        bytes than records that are not UTF-8.
    """

    def __init__(
        self, label: str, parser: Parser, writer: StageWriter, *, line: int | None, is_proven: bool
    ) -> None:
        self.rows = 0
        self.is_torn = False
        self.trailing: list[Fault] = []
        self._label = label
        self._parser = parser
        self._writer = writer
        self._has_lines = line is not None
        self._line = line or 1
        self._is_proven = is_proven
        self._wide_characters = 0
        self._undecodable = 0
        self._first_undecodable: tuple[int, bytes] | None = None

    def read(self, chunks: Chunks) -> None:
        """Read everything; where the text breaks off, the place is quarantined.

        Raises
        ------
        InputRefused
            If the text is not UTF-8 and nothing proves another encoding.
        """
        buffer = b""
        is_skipping = False
        for chunk in chunks:
            piece, is_skipping = _after_line_end(chunk) if is_skipping else (chunk, False)
            buffer = self._rest(buffer + piece, is_end=False)
            if len(buffer) > LONGEST_RECORD:
                buffer, is_skipping = self._drop(buffer)
        if chunks.broken:
            self._break_off(chunks.broken, buffer)
        else:
            self.is_torn = bool(buffer)
            self._rest(buffer, is_end=True)
        self._judge_encoding(tolerance=0)

    def refuse(self, misfit: Misfit, value: bytes, line: int) -> None:
        """Count one more record and quarantine it."""
        self.rows += 1
        self._hold(self.rows, misfit, value, line)

    def _hold(self, row: int, misfit: Misfit, value: bytes, line: int) -> None:
        shown = line if self._has_lines else None
        self.trailing.append(Fault(row, shown, misfit.column, clip(value), misfit.reason))

    def finish(self) -> None:
        """Quarantine what was still held back."""
        for fault in self.trailing:
            self._writer.refuse(fault)
        self.trailing = []

    def _break_off(self, why: str, rest: bytes) -> None:
        self.refuse(Misfit(f"the file breaks off here: {why}"), rest, self._line)

    def _rest(self, buffer: bytes, *, is_end: bool) -> bytes:
        while buffer and (taken := self._take(buffer, is_end)):
            buffer = buffer[taken:]
        return buffer

    def _take(self, buffer: bytes, is_end: bool) -> int:
        cut = sound_end(buffer, self._parser.grammar, is_end)
        if cut is None:
            return self._carefully(buffer, is_end)
        body = buffer[:cut]
        if not body:
            return 0
        is_plain = len(body) <= LONGEST_RECORD and self._is_plain(body)
        is_sound = is_plain and not self._parser.has_blank(body)
        parsed = self._parser.parse(body) if is_sound else None
        if parsed is None:
            return self._carefully(body, True)
        self._accept(parsed, body)
        self._line += line_ends(body)
        return cut

    def _accept(self, parsed: Parsed, body: bytes) -> None:
        line, place = self._line, 0
        for number, text, misfit in parsed.unfit:
            found = _find_record(body, text, place)
            line += line_ends(body[place:found])
            place = found
            self._hold(self.rows + number, misfit, text, line)
        count = parsed.table.num_rows + len(parsed.unfit)
        numbers = np.arange(self.rows + 1, self.rows + count + 1)
        self._keep(parsed.table, np.delete(numbers, [unfit.number - 1 for unfit in parsed.unfit]))
        self.rows += count

    def _carefully(self, text: bytes, is_end: bool) -> int:
        found, consumed = [], 0
        for record in self._parser.grammar.records(text, line=self._line, is_end=is_end):
            consumed = record.end
            if not self._parser.is_blank(text[record.start : record.end]):
                found.append(record)
        texts = [text[record.start : record.end] for record in found]
        numbers = []
        for record, value, misfit in zip(found, texts, self._misfits(texts, found), strict=True):
            if misfit:
                self.refuse(misfit, value, record.line)
            else:
                self.rows += 1
                numbers.append((self.rows, value))
        self._write_kept(numbers)
        self._line += line_ends(text[:consumed])
        self._judge_encoding(tolerance=1000)
        return consumed

    def _write_kept(self, kept: Sequence[tuple[int, bytes]]) -> None:
        if not kept:
            return
        body = b"".join(
            value if value.endswith((b"\n", b"\r")) else value + b"\n" for _, value in kept
        )
        parsed = self._parser.parse(body)
        if parsed is None or parsed.table.num_rows != len(kept):
            raise AssertionError(f"{self._label}: parser and grammar disagree")
        self._keep(parsed.table, np.array([number for number, _ in kept], dtype=np.int64))

    def _keep(self, table: pa.Table, numbers: np.ndarray) -> None:
        ahead = [f for f in self.trailing if not len(numbers) or f.row_number < numbers[-1]]
        for fault in ahead:
            self._writer.refuse(fault)
        self.trailing = self.trailing[len(ahead) :]
        self._writer.add(table, numbers)

    def _misfits(self, texts: Sequence[bytes], records: Sequence[Record]) -> list[Misfit | None]:
        damaged = [self._damage(text, record) for text, record in zip(texts, records, strict=True)]
        sound = [place for place, misfit in enumerate(damaged) if misfit is None]
        judged = self._parser.misfits([texts[i] for i in sound], [records[i] for i in sound])
        for place, misfit in zip(sound, judged, strict=True):
            damaged[place] = misfit
        return damaged

    def _damage(self, text: bytes, record: Record) -> Misfit | None:
        if b"\0" in text:
            return Misfit("holds a NUL byte")
        try:
            text.decode()
        except UnicodeDecodeError as error:
            self._undecodable += 1
            self._first_undecodable = self._first_undecodable or (record.line, text)
            return Misfit(f"byte 0x{text[error.start]:02X} does not belong to the file's encoding")
        self._wide_characters += not text.isascii()
        return Misfit(TOO_LONG) if len(text) > LONGEST_RECORD else None

    def _is_plain(self, body: bytes) -> bool:
        if b"\0" in body:
            return False
        if body.isascii():
            return True
        try:
            body.decode()
        except UnicodeDecodeError:
            return False
        self._wide_characters += int(np.count_nonzero(np.frombuffer(body, np.uint8) >= 0xC2))
        return True

    def _judge_encoding(self, tolerance: int) -> None:
        if self._is_proven or self._undecodable <= self._wide_characters + tolerance:
            return
        if self._first_undecodable:
            raise unproven(self._label, *self._first_undecodable)

    def _drop(self, buffer: bytes) -> tuple[bytes, bool]:
        record = next(self._parser.grammar.records(buffer, line=self._line, is_end=True))
        line, found, rest = _first_line(buffer)
        misfit = self._parser.misfits([line], [record])[0] if record.fault else None
        self.refuse(misfit or Misfit(TOO_LONG), line[:1000], self._line)
        self._line += 1
        return rest, not found


TOO_LONG = f"is longer than {LONGEST_RECORD:,} bytes"


def sound_end(buffer: bytes, grammar: Grammar, is_end: bool) -> int | None:
    """Where the last whole record ends; None where the quotes need a closer look.

    Quotes are sound if each opening one follows a delimiter or line end and each closing one
    precedes a delimiter or line end; then every other quote opens, and a line end after an even
    number of quotes ends a record.
    """
    if not grammar.quote or grammar.quote not in buffer:
        return len(buffer) if is_end else _last_line_end(buffer)
    text = np.frombuffer(buffer, np.uint8)
    quotes = np.flatnonzero(text == grammar.quote[0])
    edges = np.zeros(256, bool)
    edges[list(b"\r\n" + grammar.delimiter + grammar.quote)] = True
    opening, closing = quotes[0::2], quotes[1::2]
    before = text[np.maximum(opening - 1, 0)]
    after = text[np.minimum(closing + 1, len(text) - 1)]
    if not (edges[before].all() and edges[after].all()):
        return None
    if is_end:
        return len(buffer) if len(quotes) % 2 == 0 else None
    ends = np.flatnonzero(text[:-1] == (10 if b"\n" in buffer else 13))
    outside = ends[np.searchsorted(quotes, ends) % 2 == 0]
    return int(outside[-1]) + 1 if len(outside) else 0


def _find_record(body: bytes, text: bytes, start: int) -> int:
    while True:
        start = body.index(text, start)
        end = start + len(text)
        begins = start == 0 or body[start - 1] in b"\r\n"
        if begins and (end == len(body) or body[end] in b"\r\n"):
            return start
        start += 1


def _last_line_end(buffer: bytes) -> int:
    end = buffer.rfind(b"\n")
    return (end if end >= 0 else buffer.rfind(b"\r", 0, len(buffer) - 1)) + 1


def _first_line(text: bytes) -> tuple[bytes, bytes, bytes]:
    return text.partition(b"\n" if b"\n" in text else b"\r")


def _after_line_end(text: bytes) -> tuple[bytes, bool]:
    _, found, rest = _first_line(text)
    return rest, not found
