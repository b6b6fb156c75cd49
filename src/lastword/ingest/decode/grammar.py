"""The grammar of delimited text: records, fields, and what is wrong with a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Record:
    """One record in a text.

    Parameters
    ----------
    start, end
        Where it lies, its line end included.
    line
        Line of the text that it begins on, counted from 1.
    width
        Fields; None where the quotes do not let it be split.
    fault
        What is wrong with its quotes.
    place
        Field of that fault, counted from 1.
    """

    start: int
    end: int
    line: int
    width: int | None
    fault: str | None = None
    place: int | None = None


@dataclass(frozen=True)
class Grammar:
    """RFC 4180 with any delimiter: a field that begins with a quote ends with one.

    Quotes inside a field that does not begin with one are text. Lines end with LF, CR LF or CR.

    Parameters
    ----------
    quote
        Empty where nothing is quoted.
    """

    delimiter: bytes
    quote: bytes = b'"'

    @cached_property
    def _field(self) -> bytes:
        delimiter, quote = re.escape(self.delimiter), re.escape(self.quote)
        if not quote:
            return rb"[^" + delimiter + rb"\r\n]*+"
        quoted = (
            quote + rb"[^" + quote + rb"]*+(?:" + quote * 2 + rb"[^" + quote + rb"]*+)*+" + quote
        )
        return rb"(?:" + quoted + rb"|(?!" + quote + rb")[^" + delimiter + rb"\r\n]*+)"

    @cached_property
    def _record(self) -> re.Pattern[bytes]:
        delimiter = re.escape(self.delimiter)
        more = rb"(?:" + delimiter + self._field + rb")*+"
        return re.compile(self._field + more + rb"(?:\r\n|\n|\r|\Z)")

    @cached_property
    def _sound_fields(self) -> re.Pattern[bytes]:
        return re.compile(rb"(?:" + self._field + re.escape(self.delimiter) + rb")*+")

    @cached_property
    def _quoted_field(self) -> re.Pattern[bytes]:
        quote = re.escape(self.quote)
        text = quote + rb"(?:[^" + quote + rb"]|" + quote * 2 + rb")*+" + quote
        return re.compile(rb"(?:^|(?<=" + re.escape(self.delimiter) + rb"))" + text)

    @cached_property
    def _each_field(self) -> re.Pattern[bytes]:
        return re.compile(rb"(" + self._field + rb")(?:" + re.escape(self.delimiter) + rb"|\Z)")

    def records(self, text: bytes, *, line: int, is_end: bool) -> Iterator[Record]:
        """Split a text that begins at a record; what may go on is left out unless `is_end`.

        A record with a fault ends with its first line, so that the next line is read again.
        """
        position = 0
        while position < len(text):
            match = self._record.match(text, position)
            found = (
                Record(position, match.end(), line, self.width(text[position : match.end()]))
                if match
                else self._faulty(text, position, line)
            )
            is_cut = found.end == len(text) and not text.endswith(b"\n")
            if not is_end and (is_cut or found.fault == NEVER_CLOSED):
                return
            yield found
            line += line_ends(text[found.start : found.end])
            position = found.end

    def width(self, record: bytes) -> int:
        """Fields of a sound record."""
        if not self.quote or self.quote not in record:
            return record.count(self.delimiter) + 1
        return self._quoted_field.sub(b"", record).count(self.delimiter) + 1

    def fields(self, record: bytes) -> list[bytes]:
        """Fields of a sound record, without their quotes."""
        text = record.rstrip(b"\r\n")
        parts, position = [], 0
        while position <= len(text):
            match = self._each_field.match(text, position)
            if match is None:
                raise ValueError(f"not a sound record: {text[:80]!r}")
            parts.append(self._bare(match[1]))
            position = match.end() if match.end() > match.end(1) else len(text) + 1
        return parts

    def _bare(self, field: bytes) -> bytes:
        if self.quote and field.startswith(self.quote):
            return field[1:-1].replace(self.quote * 2, self.quote)
        return field

    def _faulty(self, text: bytes, position: int, line: int) -> Record:
        sound = self._sound_fields.match(text, position)
        begin = sound.end() if sound else position
        place = self.width(text[position:begin])
        closed = re.compile(self._field).match(text, begin)
        end = _line_end(text, position)
        fault = TEXT_AFTER_QUOTE if closed and closed.end() > begin else NEVER_CLOSED
        return Record(position, end, line, None, fault, place)


TEXT_AFTER_QUOTE = "text follows the closing quote"
NEVER_CLOSED = "the quote that opens here is never closed"
_LINE_END = re.compile(rb"\r\n|\n|\r|\Z")


def line_ends(text: bytes) -> int:
    """Line ends in a text: LF, CR LF and CR each count as one."""
    returns = text.count(b"\r") - text.count(b"\r\n") if b"\r" in text else 0
    return text.count(b"\n") + returns


def _line_end(text: bytes, position: int) -> int:
    match = _LINE_END.search(text, position)
    return match.end() if match else len(text)
