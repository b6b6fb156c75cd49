"""Workbooks (XLSX and what else calamine reads) to staged text, sheet by sheet."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from lastword.errors import InputRefused
from lastword.ingest.decode.archive import Member, refuse_bomb
from lastword.ingest.decode.hints import Hints
from lastword.ingest.decode.limits import LARGEST_WORKBOOK
from lastword.ingest.decode.names import column_names
from lastword.ingest.decode.stage import Fault, Stage, StageWriter, clip

HEADER_WITHIN = 50
BATCH = 20_000


def sheets(member: Member, folder: Path, hints: Hints) -> Iterator[Sheet]:
    """Every sheet of a workbook that holds anything, or the one that is declared.

    Raises
    ------
    InputRefused
        If the workbook is protected, damaged or a bomb, or lacks the declared sheet.
    """
    path = member.unpack(folder)
    _refuse_large(path, member.label)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError) as error:
        raise InputRefused(
            f"{member.label}: the workbook cannot be read ({error}). If it has a password, remove "
            "it; else save it again as XLSX."
        ) from error
    names = workbook.sheet_names
    if hints.sheet is not None and hints.sheet not in names:
        raise InputRefused(
            f"{member.label}: has no sheet {hints.sheet!r}. It has: {', '.join(names)}."
        )
    for name in names if hints.sheet is None else [hints.sheet]:
        try:
            sheet = workbook.get_sheet_by_name(name)
        except CalamineError:
            continue
        if sheet.height:
            label = member.label if len(names) == 1 else f"{member.label}/{name}"
            yield Sheet(label, sheet, hints, member.sha256)


class Sheet:
    """One sheet of a workbook."""

    def __init__(self, label: str, sheet: CalamineSheet, hints: Hints, sha256: str) -> None:
        self.label = label
        self._hints = hints
        self._sheet = sheet
        self.sha256 = hashlib.sha256(f"{sha256}\n{sheet.name}".encode()).hexdigest()

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns."""
        return self._names[0]

    def stage(self, folder: Path) -> Stage:
        """Write the table as staged text."""
        header, width = self._header, len(self.columns)
        below = self._rows[header + self._hints.skip_rows :]
        read = 0
        rows: list[list[str | None]] = []
        numbers: list[int] = []
        with StageWriter(folder, skip_footer=self._hints.skip_footer) as writer:
            for line, cells in enumerate(below, start=header + self._hints.skip_rows + 1):
                texts = [as_text(cell) for cell in cells]
                if not any(texts):
                    continue
                read += 1
                reason = _misfit(texts, width)
                if reason:
                    shown = clip(" | ".join(text or "" for text in texts))
                    writer.refuse(Fault(read, line, None, shown, reason))
                    continue
                rows.append((texts + [None] * width)[:width])
                numbers.append(read)
                if len(rows) >= BATCH:
                    self._add(writer, rows, numbers)
                    rows, numbers = [], []
            self._add(writer, rows, numbers)
            return writer.close(self.label, self.columns, self.sha256, notes=self._notes)

    def _add(self, writer: StageWriter, rows: list[list[str | None]], numbers: list[int]) -> None:
        columns = list(zip(*rows, strict=True)) or [()] * len(self.columns)
        arrays = [pa.array(column, pa.string()) for column in columns]
        writer.add(pa.table(arrays, names=list(self.columns)), np.array(numbers, dtype=np.int64))

    @cached_property
    def _rows(self) -> list[list[Any]]:
        rows = self._sheet.to_python(skip_empty_area=False)
        return rows if isinstance(rows, list) else list(rows)

    @cached_property
    def _header(self) -> int:
        """Row of the column names, counted from 1; 0 where there is none."""
        if self._hints.header is not None:
            if self._hints.header > len(self._rows):
                raise InputRefused(f"{self.label}: has no row {self._hints.header} for a header.")
            return self._hints.header
        filled = [sum(_is_filled(cell) for cell in row) for row in self._rows[:HEADER_WITHIN]]
        for place, count in enumerate(filled):
            texts = sum(isinstance(c, str) and _is_filled(c) for c in self._rows[place])
            if count and 2 * count > max(filled) and texts == count:
                return place + 1
        raise InputRefused(
            f"{self.label}: no row of the first {HEADER_WITHIN} looks like a header (texts only, "
            "in more than half of the columns). Declare header = <row> in the mapping."
        )

    @cached_property
    def _names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if self._hints.columns:
            return column_names(self._hints.columns)
        if self._header == 0:
            raise InputRefused(
                f"{self.label}: header = 0 says that there are no column names. "
                "Declare columns = […]."
            )
        texts = [as_text(cell) or "" for cell in self._rows[self._header - 1]]
        used = max(
            (
                place + 1
                for row in self._rows[self._header - 1 :]
                for place, cell in enumerate(row)
                if _is_filled(cell)
            ),
            default=len(texts),
        )
        return column_names(texts[:used])

    @property
    def _notes(self) -> tuple[str, ...]:
        above = [
            " ".join(filter(None, map(as_text, row)))
            for row in self._rows[: max(self._header - 1, 0)]
        ]
        shown = [
            f"row {place} stands before the table: “{clip(text)}”"
            for place, text in enumerate(above, start=1)
            if text
        ]
        return (*shown, *self._names[1])


def as_text(value: Any) -> str | None:
    """A cell as text: whole numbers without a point, times as ISO 8601, empty as None."""
    match value:
        case None | "":
            return None
        case bool():
            return str(value).lower()
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime():
            return value.isoformat(sep=" ")
        case timedelta():
            seconds = round(value.total_seconds())
            return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
        case _:
            return str(value)


def _is_filled(value: Any) -> bool:
    return value is not None and value != ""


def _misfit(texts: Sequence[str | None], width: int) -> str | None:
    if any(text and "\0" in text for text in texts):
        return "holds a NUL character"
    if any(texts[width:]):
        return f"has values beyond the {width} columns of the header"
    return None


def _refuse_large(path: Path, label: str) -> None:
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(info.file_size for info in archive.infolist())
    except zipfile.BadZipFile as error:
        raise InputRefused(f"{label}: the workbook is damaged ({error}). Save it again.") from error
    refuse_bomb(label, path.stat().st_size, size)
    if size > LARGEST_WORKBOOK:
        raise InputRefused(
            f"{label}: the sheets unpack to {size:,} bytes, more than a workbook may have "
            f"({LARGEST_WORKBOOK:,}). Export CSV instead."
        )
