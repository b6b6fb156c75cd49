"""XML of rows, as databases export their tables, to staged text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, NoReturn
from xml.parsers.expat import ExpatError, ParserCreate

import numpy as np
import pyarrow as pa

from lastword.errors import InputRefused
from lastword.ingest.decode.archive import Member
from lastword.ingest.decode.hints import Hints
from lastword.ingest.decode.limits import DEEPEST, LONGEST_RECORD, MOST_COLUMNS
from lastword.ingest.decode.stage import Fault, Stage, StageWriter, clip

PATH = "path"
ROW = "row"


class Row(NamedTuple):
    """One row: the elements around it, and its fields."""

    path: str
    fields: dict[str, str]


class Markup:
    """A document of which elements called `row` are the records, and what is in them the columns.

    The names of the elements around a row are its column `path`. A document that declares a
    document type or entities is refused: rows need neither, and both can be made to read other
    files or to fill the memory.
    """

    def __init__(self, member: Member, hints: Hints) -> None:
        self.label = member.label
        self._member = member
        self._name = hints.records or ROW

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of all fields of all rows."""
        return self._found[1]

    @property
    def sha256(self) -> str:
        """Digest of the unpacked bytes."""
        return self._member.sha256

    def stage(self, folder: Path) -> Stage:
        """Write one record a row."""
        rows, columns, fault = self._found
        numbers = np.arange(1, len(rows) + 1, dtype=np.int64)
        with StageWriter(folder) as writer:
            told = {PATH: [row.path for row in rows]} | {
                name: [row.fields.get(name) or None for row in rows] for name in columns[1:]
            }
            writer.add(pa.table(told, pa.schema([(n, pa.string()) for n in columns])), numbers)
            if fault is not None:
                writer.refuse(replace(fault, row_number=len(rows) + 1))
            return writer.close(self.label, columns, self.sha256, encoding="utf-8", is_open=True)

    @cached_property
    def _found(self) -> tuple[list[Row], tuple[str, ...], Fault | None]:
        reader = _Reader(self.label, self._name)
        fault = reader.read(self._text())
        columns = dict.fromkeys(name for row in reader.rows for name in row.fields)
        columns.pop(PATH, None)
        if len(columns) > MOST_COLUMNS:
            raise InputRefused(f"{self.label}: rows have more than {MOST_COLUMNS:,} fields.")
        return reader.rows, (PATH, *columns), fault

    def _text(self) -> Iterator[bytes]:
        read = 0
        with self._member.open() as content:
            for chunk in content:
                read += len(chunk)
                if read > LONGEST_RECORD:
                    raise InputRefused(
                        f"{self.label}: longer than {LONGEST_RECORD:,} bytes, which no description "
                        "of a survey is. Export it without its answers."
                    )
                yield chunk


class _Reader:
    """Collects the rows while the parser goes through the document."""

    def __init__(self, label: str, name: str) -> None:
        self.rows: list[Row] = []
        self._label = label
        self._name = name
        self._path: list[str] = []
        self._fields: dict[str, str] | None = None
        self._text: list[str] = []
        self._parser = ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text.append
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse
        self._parser.ExternalEntityRefHandler = self._refuse

    def read(self, chunks: Iterator[bytes]) -> Fault | None:
        """Go through the document; where it breaks off, the place."""
        last = b""
        try:
            for last in chunks:
                self._parser.Parse(last, False)
            self._parser.Parse(b"", True)
        except ExpatError as error:
            reason = f"is not valid XML: {error}"
            return Fault(0, error.lineno, None, clip(last[-200:]), reason)
        return None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name)
        self._text.clear()
        if len(self._path) > DEEPEST:
            raise InputRefused(f"{self._label}: is nested more than {DEEPEST} levels deep.")
        if name == self._name and self._fields is None:
            self._fields = {}

    def _end(self, name: str) -> None:
        self._path.pop()
        if self._fields is None:
            return
        if name == self._name:
            self.rows.append(Row(".".join(self._path), self._fields))
            self._fields = None
        elif self._path[-1] == self._name:
            self._fields.setdefault(name, "".join(self._text).strip())
        self._text.clear()

    def _refuse(self, *_: object) -> NoReturn:
        raise InputRefused(
            f"{self._label} line {self._parser.CurrentLineNumber}: declares a document type or "
            "entities, which can read other files or fill the memory. No export of a survey has "
            "them: export it again."
        )
