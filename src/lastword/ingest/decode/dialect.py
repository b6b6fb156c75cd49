"""Delimiter, header and first record of a delimited text: declared, or proven by a sample."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from lastword.errors import InputRefused
from lastword.ingest.decode.encoding import unproven
from lastword.ingest.decode.grammar import Grammar, Record, line_ends
from lastword.ingest.decode.hints import Hints
from lastword.ingest.decode.limits import MOST_COLUMNS
from lastword.ingest.decode.names import column_names
from lastword.ingest.decode.stage import clip

CANDIDATES = (b",", b";", b"\t", b"|")
SHOWN = {b",": "comma", b";": "semicolon", b"\t": "tab", b"|": "bar"}


@dataclass(frozen=True)
class Dialect:
    """How a delimited text is laid out.

    Parameters
    ----------
    offset, line
        Byte and line at which the first record begins.
    """

    grammar: Grammar
    columns: tuple[str, ...]
    offset: int
    line: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Split:
    """What one delimiter makes of the sample, worked out as far as it is asked for."""

    grammar: Grammar
    sample: bytes
    line: int
    is_whole: bool
    hints: Hints

    @cached_property
    def records(self) -> tuple[Record, ...]:
        records = self.grammar.records(self.sample, line=self.line, is_end=self.is_whole)
        first = self.hints.header or 0
        return tuple(
            record
            for record in records
            if record.line >= first and self.sample[record.start : record.end].strip(b"\r\n")
        )

    @cached_property
    def width(self) -> int:
        if self.hints.columns:
            return len(self.hints.columns)
        if self.grammar.delimiter not in self.sample:
            return 1
        widths = Counter(record.width or 0 for record in self.records)
        return max(widths, key=lambda width: (widths[width], width), default=0)

    @property
    def alike(self) -> int:
        return sum(record.width == self.width for record in self.records)

    @property
    def is_perfect(self) -> bool:
        return self.width > 1 and self.alike == len(self.records)

    @property
    def is_single(self) -> bool:
        return self.width <= 1 and self.alike == len(self.records)


def prove_dialect(sample: bytes, is_whole: bool, hints: Hints, label: str) -> Dialect:
    """Find out how a delimited text is laid out.

    The delimiter is the one candidate (comma, semicolon, tab, bar) that splits every record
    alike; if none does, because of lines around the table or records that do not fit, the one
    that splits most records alike, provided that these are more than half.
    The header is the first record that is wider than half of the table.

    Parameters
    ----------
    sample
        Beginning of the text, UTF-8.
    is_whole
        Whether the sample is all of it.

    Raises
    ------
    InputRefused
        If nothing is proven: the message shows what was found and what to declare.
    """
    notes: list[str] = []
    sample, line, offset, declared = _spreadsheet_line(sample, hints, notes)
    quote = b'"' if hints.quote is None else hints.quote.encode()
    grammars = [
        Grammar(delimiter, quote) for delimiter in ((declared,) if declared else CANDIDATES)
    ]
    _check(grammars[0], label)
    splits = [_Split(grammar, sample, line, is_whole, hints) for grammar in grammars]
    if not any(split.records for split in splits):
        raise InputRefused(f"{label}: holds no record. Remove the file, or export it again.")
    split = splits[0] if declared else _proven(splits, label)
    header = _header(split, hints, label)
    preamble = [record for record in split.records if header and record.start < header.start]
    notes += [_outside(sample, record) for record in preamble]
    names, renamed = _names(sample, split, header, hints, label)
    above = _last_above(split, header, hints.skip_rows)
    return Dialect(
        split.grammar,
        names,
        offset + (above.end if above else 0),
        above.line + line_ends(sample[above.start : above.end]) if above else line,
        tuple(notes) + renamed,
    )


def _spreadsheet_line(
    sample: bytes, hints: Hints, notes: list[str]
) -> tuple[bytes, int, int, bytes | None]:
    declared = hints.delimiter.encode() if hints.delimiter else None
    first, _, rest = sample.partition(b"\n")
    word = first.rstrip(b"\r").strip(b'"').lower()
    if len(word) == 5 and word.startswith(b"sep="):
        notes.append("line 1 names the delimiter")
        found = first.rstrip(b"\r").strip(b'"')[4:]
        return rest, 2, len(first) + 1, declared or found
    return sample, 1, 0, declared


def _check(grammar: Grammar, label: str) -> None:
    if len(grammar.delimiter) != 1 or len(grammar.quote) > 1:
        raise InputRefused(
            f"{label}: delimiter and quote must be one ASCII character each (found: "
            f"{grammar.delimiter.decode()!r}, {grammar.quote.decode()!r})."
        )


def _proven(splits: Sequence[_Split], label: str) -> _Split:
    if all(split.is_single for split in splits):
        return splits[0]
    leading = [split for split in splits if split.is_perfect] or _leading(splits)
    if len(leading) == 1:
        return leading[0]
    raise InputRefused(
        f"{label}: {_evidence(leading or splits)}. "
        'Declare it in the mapping, for example delimiter = ";".'
    )


def _leading(splits: Sequence[_Split]) -> list[_Split]:
    wide = [split for split in splits if split.width > 1 and 2 * split.alike > len(split.records)]
    best = max((split.alike for split in wide), default=0)
    return [split for split in wide if split.alike == best]


def _evidence(splits: Sequence[_Split]) -> str:
    shown = "; ".join(
        f"{SHOWN[split.grammar.delimiter]}: {split.alike} of {len(split.records)} records have "
        f"{split.width} fields"
        for split in splits
    )
    return f"the delimiter is not proven ({shown})"


def _header(split: _Split, hints: Hints, label: str) -> Record | None:
    if hints.header == 0:
        if not hints.columns:
            raise InputRefused(
                f"{label}: header = 0 says that there are no column names. Declare columns = […]."
            )
        return None
    if hints.header or split.width <= 1:
        return split.records[0]
    for record in split.records:
        if record.width is None or 2 * record.width > split.width:
            return record
    raise InputRefused(
        f"{label}: no record has {split.width} fields, as columns = […] in the mapping says."
    )


def _names(
    sample: bytes, split: _Split, header: Record | None, hints: Hints, label: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if hints.columns:
        return column_names(hints.columns)
    if header is None or header.width is None:
        raise InputRefused(
            f"{label} line {header.line if header else 1}: the header cannot be read: "
            f"{header.fault if header else 'missing'}. Declare columns = […] in the mapping."
        )
    raw = sample[header.start : header.end]
    try:
        names = [field.decode() for field in split.grammar.fields(raw)]
    except UnicodeDecodeError as error:
        raise unproven(label, header.line, raw) from error
    if any("\0" in name for name in names):
        raise InputRefused(
            f"{label} line {header.line}: the header holds NUL bytes. Export the file again, or "
            "declare columns = […] in the mapping."
        )
    names += [""] * (_open_ended(sample, split, header))
    if split.width > 1 and len(names) != split.width and not _is_only_header(split, header):
        raise InputRefused(
            f"{label} line {header.line}: the header names {len(names)} columns, but most records "
            f"have {split.width} fields. Declare columns = […] in the mapping."
        )
    if len(names) > MOST_COLUMNS:
        raise InputRefused(
            f"{label} line {header.line}: {len(names):,} columns; a table may have "
            f"{MOST_COLUMNS:,}. Export fewer columns, or one row a value."
        )
    return column_names(names)


def _open_ended(sample: bytes, split: _Split, header: Record) -> int:
    if header.width != split.width - 1:
        return 0
    wide = [r for r in split.records if r.width == split.width and r.start > header.start]
    ending = all(
        sample[r.start : r.end].rstrip(b"\r\n").endswith(split.grammar.delimiter) for r in wide
    )
    return int(bool(wide) and ending)


def _is_only_header(split: _Split, header: Record) -> bool:
    return split.records[-1] is header


def _last_above(split: _Split, header: Record | None, skip: int) -> Record | None:
    begin = 0 if header is None else split.records.index(header) + 1
    above = split.records[: begin + skip]
    return above[-1] if above else None


def _outside(sample: bytes, record: Record) -> str:
    shown = clip(sample[record.start : record.end])
    return f"line {record.line} stands before the table: “{shown}”"
