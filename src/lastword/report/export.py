"""A table as CSV, Parquet or workbook, streamed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from lastword.engine import Tables
from lastword.errors import UsageError
from lastword.report.issues import MOST_ROWS, IssueRows

_FORMULA = "^[=+@\t\r-]"
"""A text that begins like this is a formula to a spreadsheet; CSV puts an apostrophe before it."""


def export(tables: Tables, name: str, path: Path) -> int:
    """Write a table of the current generation to a file; returns its rows.

    Parameters
    ----------
    path
        Its ending decides: ``.csv``, ``.parquet`` or ``.xlsx``.

    Raises
    ------
    UsageError
        If the ending is none of these, or the table does not fit into a sheet.
    """
    writers = {".csv": _csv, ".parquet": _parquet, ".xlsx": _xlsx}
    if path.suffix not in writers:
        raise UsageError(
            f"{path.name}: cannot tell the format. End it with one of: {', '.join(writers)}"
        )
    table = tables[name]
    reader = table.to_pyarrow_batches()
    return writers[path.suffix](reader, path, name)


def harmless(text: str) -> str:
    """A text that no spreadsheet evaluates: an apostrophe before what begins like a formula.

    Examples
    --------
    >>> harmless("=1+1"), harmless("a wish")
    ("'=1+1", 'a wish')
    """
    return f"'{text}" if text[:1] in "=+@\t\r-" and text else text


def _csv(reader: pa.RecordBatchReader, path: Path, name: str) -> int:
    return _streamed(reader, pyarrow.csv.CSVWriter(str(path), reader.schema), _harmless)


def _parquet(reader: pa.RecordBatchReader, path: Path, name: str) -> int:
    return _streamed(reader, pyarrow.parquet.ParquetWriter(str(path), reader.schema), _as_it_is)


def _streamed(
    reader: pa.RecordBatchReader,
    writer: pyarrow.csv.CSVWriter | pyarrow.parquet.ParquetWriter,
    change: Callable[[pa.RecordBatch], pa.RecordBatch],
) -> int:
    rows = 0
    with writer:
        for batch in reader:
            writer.write_batch(change(batch))
            rows += batch.num_rows
    return rows


def _as_it_is(batch: pa.RecordBatch) -> pa.RecordBatch:
    return batch


def _harmless(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Put an apostrophe before texts that a spreadsheet would evaluate."""
    columns = []
    for column in batch.columns:
        if pa.types.is_string(column.type):
            begins = pc.match_substring_regex(column, _FORMULA)
            quoted = pc.binary_join_element_wise("'", column, "")
            column = pc.if_else(begins, quoted, column)  # noqa: PLW2901
        columns.append(column)
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema)


def _xlsx(reader: pa.RecordBatchReader, path: Path, name: str) -> int:
    from lastword.report.workbook import write_workbook

    whole = reader.read_all()
    if whole.num_rows >= MOST_ROWS:
        raise UsageError(
            f"{name} has {whole.num_rows:,} rows, a sheet holds {MOST_ROWS - 1:,}. "
            f"Use {path.with_suffix('.parquet').name} or {path.with_suffix('.csv').name}."
        )
    sheet = IssueRows(tuple(whole.column_names), whole.num_rows, whole.to_batches())
    write_workbook((), path, issues=sheet)
    return int(whole.num_rows)
