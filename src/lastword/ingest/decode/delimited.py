"""Delimited text (CSV, TSV and their like) to staged text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from lastword.ingest.decode.archive import Member
from lastword.ingest.decode.dialect import Dialect, prove_dialect
from lastword.ingest.decode.encoding import as_utf8
from lastword.ingest.decode.grammar import Grammar, Record
from lastword.ingest.decode.hints import Hints
from lastword.ingest.decode.limits import LONGEST_RECORD, SAMPLE
from lastword.ingest.decode.records import Lines, Misfit, Parsed, Records, Unfit
from lastword.ingest.decode.stage import Fault, Stage, StageWriter


class Delimited:
    """A delimited text of one table.

    Parameters
    ----------
    encoding
        As proven; None where only the rest of the file can confirm UTF-8.
    """

    def __init__(self, member: Member, hints: Hints, encoding: str | None) -> None:
        self.label = member.label
        self._member = member
        self._hints = hints
        self._encoding = encoding

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns."""
        return self._dialect.columns

    @property
    def sha256(self) -> str:
        """Digest of the unpacked bytes."""
        return self._member.sha256

    def stage(self, folder: Path) -> Stage:
        """Write the table as staged text."""
        dialect = self._dialect
        with StageWriter(folder, skip_footer=self._hints.skip_footer) as writer:
            records = Records(
                self.label,
                self._parser,
                writer,
                line=dialect.line,
                is_proven=self._encoding is not None,
            )
            with self._member.open() as content:
                chunks = _from(dialect.offset, as_utf8(content, self._encoding))
                records.read(Lines(chunks, content))
            notes = [*dialect.notes, *_footer(records, len(dialect.columns))]
            records.finish()
            return writer.close(
                self.label,
                dialect.columns,
                self.sha256,
                encoding=self._encoding or "utf-8",
                delimiter=dialect.grammar.delimiter.decode(),
                notes=notes,
            )

    @property
    def _parser(self) -> DelimitedParser:
        grammar, columns = self._dialect.grammar, self._dialect.columns
        if self._hints.fewest_fields is None:
            return DelimitedParser(grammar, columns)
        return RaggedParser(grammar, columns, self._hints.fewest_fields)

    @cached_property
    def _dialect(self) -> Dialect:
        with self._member.open() as content:
            sample, is_whole = _sample(as_utf8(content, self._encoding))
        return prove_dialect(sample, is_whole, self._hints, self.label)


class DelimitedParser:
    """Fields of records, as text; an empty field is null."""

    def __init__(self, grammar: Grammar, columns: Sequence[str]) -> None:
        self.grammar = grammar
        self._columns = tuple(columns)
        self._places = [str(place) for place in range(len(columns))]
        self._blank = grammar.delimiter * (len(columns) - 1)

    def parse(self, body: bytes) -> Parsed | None:
        if not body.strip(b"\r\n"):
            return Parsed(pa.table({name: pa.array([], pa.string()) for name in self._columns}))
        ragged: list[Unfit] = []

        def skip(row: pyarrow.csv.InvalidRow) -> str:
            ragged.append(Unfit(row.number, row.text.encode(), self._ragged(row.actual_columns)))
            return "skip"

        table = pyarrow.csv.read_csv(
            pa.BufferReader(body),
            read_options=pyarrow.csv.ReadOptions(
                use_threads=False, block_size=len(body) + 1, column_names=self._places
            ),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=self.grammar.delimiter.decode(),
                quote_char=self.grammar.quote.decode() or False,
                newlines_in_values=bool(self.grammar.quote),
                invalid_row_handler=skip,
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                check_utf8=False,
                column_types=dict.fromkeys(self._places, pa.string()),
                strings_can_be_null=True,
                null_values=[""],
            ),
        )
        return Parsed(table.rename_columns(list(self._columns)), ragged)

    def misfits(self, texts: Sequence[bytes], records: Sequence[Record]) -> list[Misfit | None]:
        return [self._misfit(record) for record in records]

    def is_blank(self, text: bytes) -> bool:
        bare = text.strip(b"\r\n")
        return not bare or bare == self._blank

    def has_blank(self, body: bytes) -> bool:
        if not self._blank:
            return False
        ends = (b"\n", b"\r") if b"\r" in body else (b"\n",)
        return any(
            body.startswith(self._blank + after)
            or any(before + self._blank + after in body for before in ends)
            for after in ends
        )

    def _misfit(self, record: Record) -> Misfit | None:
        if record.fault:
            place = record.place or 0
            name = self._columns[place - 1] if 0 < place <= len(self._columns) else None
            return Misfit(record.fault, name)
        return None if record.width == len(self._columns) else self._ragged(record.width or 0)

    def _ragged(self, width: int) -> Misfit:
        return Misfit(f"has {fields(width)}, the header {len(self._columns)}")


class RaggedParser(DelimitedParser):
    """Fields of records that may end before the last column; nothing is quoted.

    Parameters
    ----------
    fewest
        Fields that a record has at least.
    """

    def __init__(self, grammar: Grammar, columns: Sequence[str], fewest: int) -> None:
        super().__init__(grammar, columns)
        self._fewest = fewest

    def parse(self, body: bytes) -> Parsed | None:
        delimiter, width = self.grammar.delimiter, len(self._columns)
        lines = pc.split_pattern(pa.array([body.replace(b"\r\n", b"\n")]), b"\n").flatten()
        given = pc.add(pc.count_substring(lines, delimiter), 1)
        is_record = pc.greater(pc.binary_length(lines), 0)
        if pc.any(pc.and_(is_record, pc.less(given, self._fewest))).as_py():
            return None
        missing = pc.if_else(is_record, pc.max_element_wise(pc.subtract(width, given), 0), 0)
        padding = pc.binary_repeat(pa.scalar(delimiter), missing)
        padded = pc.binary_join_element_wise(lines, padding, b"")
        whole = pa.LargeListArray.from_arrays([0, len(padded)], padded)
        return super().parse(pc.binary_join(whole, b"\n")[0].as_py())

    def _misfit(self, record: Record) -> Misfit | None:
        if self._fewest <= (record.width or 0) <= len(self._columns):
            return None
        return self._ragged(record.width or 0)

    def _ragged(self, width: int) -> Misfit:
        return Misfit(f"has {fields(width)}, not {self._fewest} to {len(self._columns)}")


def fields(count: int) -> str:
    """A number of fields in words."""
    return f"{count} field" if count == 1 else f"{count} fields"


def _sample(chunks: Iterator[bytes]) -> tuple[bytes, bool]:
    sample = b""
    for chunk in chunks:
        sample += chunk
        if len(sample) > SAMPLE and b"\n" in sample[:SAMPLE]:
            return sample[:SAMPLE], False
        if len(sample) > LONGEST_RECORD:
            return sample, False
    return sample, True


def _from(offset: int, chunks: Iterator[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        if offset < len(chunk):
            yield chunk[offset:]
        offset = max(0, offset - len(chunk))


def _footer(records: Records, width: int) -> list[str]:
    lines: list[Fault] = []
    if records.is_torn or width < 3:
        return []
    while records.trailing and _is_remark(records.trailing[-1], records.rows):
        lines.insert(0, records.trailing.pop())
        records.rows -= 1
    return [f"line {line.line} stands after the table: “{line.value}”" for line in lines]


def _is_remark(fault: Fault, rows: int) -> bool:
    is_single = fault.reason.startswith("has 1 field,")
    return is_single and fault.row_number == rows and " " in fault.value.strip()
