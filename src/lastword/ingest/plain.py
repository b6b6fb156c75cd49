"""A plain file, such as a survey's answers, as one table of numbers and words."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

from lastword.errors import InputRefused
from lastword.ingest.decode.names import ROW_NUMBER
from lastword.ingest.decode.reading import decode


def read_plain(path: Path) -> pa.Table:
    """Read the first table of a file: one row a customer, one column a question.

    Understands what `ingest` understands (CSV in any dialect, workbook, JSON, Parquet, also
    packed). A column is numbers where every value in it is one, else words; empty is unknown.

    Raises
    ------
    InputRefused
        If there is no such file, it cannot be read, or records do not fit its columns.
    """
    if not path.is_file():
        raise InputRefused(f"{path}: no such file")
    if path.suffix == ".parquet":
        return pq.read_table(path)
    with TemporaryDirectory() as workspace:
        stage = decode(path, Path(workspace))[0]
        if stage.quarantined:
            first = pq.read_table(stage.quarantine).slice(0, 1).to_pylist()[0]
            raise InputRefused(
                f"{path.name}: {stage.quarantined:,} of {stage.rows_read:,} records cannot be "
                f"read, the first in line {first['line']}: {first['reason']}"
            )
        table = pa.concat_tables([pq.read_table(part) for part in stage.parts])
    named = [name for name in table.column_names if name != ROW_NUMBER]
    return pa.table({name: _typed(table[name]) for name in named})


def _typed(column: pa.ChunkedArray) -> pa.ChunkedArray:
    try:
        return column.cast(pa.float64())
    except pa.ArrowInvalid:
        return column
