"""Data frames of every make as Arrow tables, for analyses without a project."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from lastword.errors import UsageError


def to_arrow(frame: Any) -> pa.Table:
    """Take a pandas, polars or pyarrow table, a DuckDB relation or an Ibis table.

    Raises
    ------
    UsageError
        If it is none of these.
    """
    if isinstance(frame, pa.Table):
        return frame
    if hasattr(type(frame), "to_pyarrow"):
        return frame.to_pyarrow()
    if hasattr(type(frame), "__arrow_c_stream__"):
        return pa.table(frame)
    raise UsageError(
        f"a {type(frame).__name__} is no data frame. Give a pandas, polars or pyarrow table, a "
        "DuckDB relation or an Ibis table"
    )


def chosen(data: pa.Table, names: Sequence[str], *, times: Sequence[str] = ()) -> pa.Table:
    """Keep the named columns, times as naive UTC in microseconds.

    Raises
    ------
    UsageError
        If a column is missing; lists those that are there.
    """
    missing = [name for name in names if name not in data.column_names]
    if missing:
        raise UsageError(
            f"no column {', '.join(missing)}. Choose among: {', '.join(data.column_names)}"
        )
    columns = {}
    for name in dict.fromkeys(names):
        column = data[name]
        if name in times and pa.types.is_timestamp(column.type):
            zone = "UTC" if column.type.tz else None
            column = column.cast(pa.timestamp("us", zone), safe=False).cast(pa.timestamp("us"))
        columns[name] = column.cast(pa.string()) if pa.types.is_null(column.type) else column
    return pa.table(columns)
