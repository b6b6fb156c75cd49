"""Parquet to staged text: nested columns dotted, lists as JSON, times as ISO 8601."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lastword.errors import InputRefused
from lastword.ingest.decode.archive import Member
from lastword.ingest.decode.limits import MOST_COLUMNS
from lastword.ingest.decode.names import column_names
from lastword.ingest.decode.stage import Fault, Stage, StageWriter, clip

BATCH = 65_536


class ParquetTable:
    """A Parquet file."""

    def __init__(self, member: Member, folder: Path) -> None:
        self.label = member.label
        self._member = member
        self._folder = folder

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, nested ones dotted."""
        flat = _flat(pa.Table.from_batches([], self._file.schema_arrow))
        if len(flat.column_names) > MOST_COLUMNS:
            raise InputRefused(
                f"{self.label}: {len(flat.column_names):,} columns; a table may have "
                f"{MOST_COLUMNS:,}. Export fewer columns."
            )
        return column_names(flat.column_names)[0]

    @property
    def sha256(self) -> str:
        """Digest of the bytes."""
        return self._member.sha256

    def stage(self, folder: Path) -> Stage:
        """Write the table as staged text."""
        metadata = self._file.metadata
        end = 0
        with StageWriter(folder) as writer:
            for group in range(metadata.num_row_groups):
                begin, end = end, end + metadata.row_group(group).num_rows
                self._stage_group(writer, group, begin, end)
            names = _flat(pa.Table.from_batches([], self._file.schema_arrow)).column_names
            return writer.close(self.label, self.columns, self.sha256, notes=column_names(names)[1])

    def _stage_group(self, writer: StageWriter, group: int, begin: int, end: int) -> None:
        try:
            for batch in self._file.iter_batches(BATCH, row_groups=[group]):
                writer.add(self._text(batch), np.arange(begin + 1, begin + 1 + len(batch)))
                begin += len(batch)
        except (OSError, pa.ArrowException) as error:
            reason = clip(f"the file is damaged from record {begin + 1:,} on: {error}")
            for row in range(begin + 1, end + 1):
                writer.refuse(Fault(row, None, None, "", reason))

    @cached_property
    def _file(self) -> pq.ParquetFile:
        try:
            return pq.ParquetFile(self._member.unpack(self._folder))
        except (OSError, pa.ArrowException) as error:
            raise InputRefused(
                f"{self.label}: the Parquet file cannot be read ({error}). Export it again."
            ) from error

    def _text(self, batch: pa.RecordBatch) -> pa.Table:
        flat = _flat(pa.Table.from_batches([batch]))
        return pa.table([_as_text(column) for column in flat.columns], names=list(self.columns))


def _flat(table: pa.Table) -> pa.Table:
    while any(pa.types.is_struct(kind) for kind in table.schema.types):
        table = table.flatten()
    return table


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _as_text(column.cast(kind.value_type))
    if pa.types.is_string(kind):
        text = column
    elif pa.types.is_nested(kind):
        text = _json(column)
    elif pa.types.is_timestamp(kind) and kind.tz:
        text = pc.strftime(column.cast(pa.timestamp(kind.unit, "UTC")), "%Y-%m-%dT%H:%M:%SZ")
    elif pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        text = _decoded(column)
    elif pa.types.is_null(kind):
        text = pa.chunked_array([pa.nulls(len(column), pa.string())])
    else:
        text = column.cast(pa.string())
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def _json(column: pa.ChunkedArray) -> pa.ChunkedArray:
    values = [
        None if value is None else orjson.dumps(value, default=str).decode()
        for value in column.to_pylist()
    ]
    return pa.chunked_array([pa.array(values, pa.string())])


def _decoded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    values = [
        None if value is None else value.decode("utf-8", "replace") for value in column.to_pylist()
    ]
    return pa.chunked_array([pa.array(values, pa.string())])
