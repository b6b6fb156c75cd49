"""Staged text: the records of one table as Parquet, and what did not fit beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lastword.engine.fields import Wanted
from lastword.ingest.decode.limits import CLIP
from lastword.ingest.decode.names import ROW_NUMBER

QUARANTINE = pa.schema(
    [
        (ROW_NUMBER, pa.int64()),
        ("line", pa.int64()),
        ("column", pa.string()),
        ("value", pa.string()),
        ("reason", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One record that could not be read.

    Parameters
    ----------
    row_number
        Place among the records of the table, counted from 1.
    line
        Line of the file (text) or row of the sheet, counted from 1; None where there is none.
    column
        Column where reading failed, where known.
    value
        What stood there, clipped.
    """

    row_number: int
    line: int | None
    column: str | None
    value: str
    reason: str


@dataclass(frozen=True)
class Stage:
    """One table of one file as text, every record read or quarantined.

    Parameters
    ----------
    label
        The file, or the member of an archive or sheet of a workbook (``a.zip/calls.csv``).
    parts
        Parquet files with equal columns: int64 `row_number`, counted from 1 over all records of
        the table, then every column as text; an empty field is null.
    rows_read
        Records found: those in `parts` and those in `quarantine`.
    quarantine
        Parquet file of :class:`Fault` rows, one a record.
    sha256
        Digest of the (unpacked) content, with the sheet's name for a workbook.
    notes
        What was proven or changed on the way: renamed columns, lines around the table.
    is_open
        Whether each record has columns of its own (JSON), so that a column that no record has is
        unknown rather than missing.
    wanted
        Where given, `parts` hold JSON objects (`line`), out of which these fields are to be taken.
    """

    label: str
    parts: tuple[Path, ...]
    columns: tuple[str, ...]
    rows_read: int
    quarantine: Path
    quarantined: int
    encoding: str | None
    delimiter: str | None
    sha256: str
    notes: tuple[str, ...] = ()
    is_open: bool = False
    wanted: Wanted | None = None


class StageWriter:
    """Writes the part files and the quarantine of one stage into a folder of its own.

    Columns may be added between blocks (JSON); earlier parts are completed on close.

    Parameters
    ----------
    skip_footer
        Records at the end that are left out.
    """

    def __init__(self, folder: Path, *, skip_footer: int = 0) -> None:
        folder.mkdir(parents=True)
        self._skip_footer = skip_footer
        self._held: tuple[pa.Table, np.ndarray] | None = None
        self._folder = folder
        self._columns: dict[str, None] = {}
        self._parts: list[Path] = []
        self._writer: pq.ParquetWriter | None = None
        self._faults: list[Fault] = []
        self._quarantine = pq.ParquetWriter(folder / "quarantine.parquet", QUARANTINE)
        self.loaded = 0
        self.quarantined = 0

    def __enter__(self) -> StageWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end_part()
        self._flush_faults()
        self._quarantine.close()

    def add(self, columns: pa.Table, row_numbers: np.ndarray) -> None:
        """Append records: text columns, and their places among all records."""
        if self._skip_footer and len(row_numbers):
            columns, row_numbers = self._hold_back(columns, row_numbers)
        if not len(row_numbers):
            return
        if set(columns.column_names) - set(self._columns):
            self._end_part()
            self._columns |= dict.fromkeys(columns.column_names)
        self._open_part().write_table(
            _complete(columns, tuple(self._columns), row_numbers), row_group_size=len(row_numbers)
        )
        self.loaded += len(row_numbers)

    def refuse(self, fault: Fault) -> None:
        """Put one record into quarantine."""
        self._faults.append(fault)
        self.quarantined += 1
        if len(self._faults) >= 10_000:
            self._flush_faults()

    def close(
        self,
        label: str,
        columns: Sequence[str],
        sha256: str,
        *,
        encoding: str | None = None,
        delimiter: str | None = None,
        notes: Sequence[str] = (),
        is_open: bool = False,
    ) -> Stage:
        """Finish all files and describe them."""
        late = len(self._columns)
        self._columns |= dict.fromkeys(columns)
        if len(self._columns) > late and self._writer is not None:
            self._end_part()
        if not self._parts:
            self._open_part()
        self.__exit__(None, None, None)
        for path in self._parts:
            _widen(path, tuple(self._columns))
        return Stage(
            label,
            tuple(self._parts),
            tuple(self._columns),
            self.loaded + self.quarantined,
            self._folder / "quarantine.parquet",
            self.quarantined,
            encoding,
            delimiter,
            sha256,
            tuple(notes),
            is_open,
        )

    def _hold_back(self, columns: pa.Table, numbers: np.ndarray) -> tuple[pa.Table, np.ndarray]:
        if self._held:
            columns = pa.concat_tables([self._held[0], columns], promote_options="default")
            numbers = np.concatenate([self._held[1], numbers])
        cut = max(0, len(numbers) - self._skip_footer)
        self._held = (columns.slice(cut), numbers[cut:])
        return columns.slice(0, cut), numbers[:cut]

    def _open_part(self) -> pq.ParquetWriter:
        if self._writer is None:
            path = self._folder / f"part-{len(self._parts)}.parquet"
            self._parts.append(path)
            self._writer = _writer(path, tuple(self._columns))
        return self._writer

    def _end_part(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _flush_faults(self) -> None:
        if self._faults:
            names = QUARANTINE.names
            rows = [{name: getattr(fault, name) for name in names} for fault in self._faults]
            self._quarantine.write_table(pa.Table.from_pylist(rows, schema=QUARANTINE))
            self._faults = []


def clip(text: str | bytes) -> str:
    """A value fit for a quarantine row: text, visible, at most `CLIP` characters."""
    if isinstance(text, bytes):
        text = text[: 4 * CLIP].decode("utf-8", "replace")
    shown = text.strip("\r\n").replace("\0", "␀")
    return shown if len(shown) <= CLIP else shown[: CLIP - 1] + "…"


def _schema(columns: Sequence[str]) -> pa.Schema:
    return pa.schema([(ROW_NUMBER, pa.int64()), *((name, pa.string()) for name in columns)])


def _writer(path: Path, columns: Sequence[str]) -> pq.ParquetWriter:
    return pq.ParquetWriter(
        path, _schema(columns), compression="snappy", use_dictionary=False, write_statistics=False
    )


def _complete(table: pa.Table, columns: Sequence[str], row_numbers: np.ndarray) -> pa.Table:
    rows = len(row_numbers)
    have = set(table.column_names)
    arrays = [table[name] if name in have else pa.nulls(rows, pa.string()) for name in columns]
    return pa.Table.from_arrays(
        [pa.array(row_numbers, pa.int64()), *arrays], schema=_schema(columns)
    )


def _widen(path: Path, columns: Sequence[str]) -> None:
    source = pq.ParquetFile(path)
    if len(source.schema_arrow) == len(columns) + 1:
        return
    target = path.with_suffix(".wide")
    with _writer(target, columns) as writer:
        for batch in source.iter_batches():
            table = pa.Table.from_batches([batch])
            writer.write_table(_complete(table, columns, table[ROW_NUMBER].to_numpy()))
    source.close()
    target.replace(path)
