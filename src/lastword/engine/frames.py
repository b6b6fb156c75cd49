"""Data frames of every make as Arrow or Ibis tables, for analyses without a project."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from lastword.engine.base import open_engine
from lastword.errors import UsageError


@contextmanager
def opened(frame: Any) -> Iterator[ir.Table]:
    """Open a pandas, polars or pyarrow table, a DuckDB relation or an Ibis table.

    An Ibis table stays with its own engine; everything else is read by an embedded DuckDB, which
    closes with the context.

    Raises
    ------
    UsageError
        If it is no data frame.
    """
    if isinstance(frame, ir.Table):
        yield frame
        return
    with open_engine("duckdb") as engine:
        yield engine.frame(to_known_arrow(frame))


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


def require(table: ir.Table, names: list[str]) -> None:
    """Refuse names that are no columns.

    Raises
    ------
    UsageError
        Names what is missing and what there is.
    """
    missing = [name for name in dict.fromkeys(names) if name not in table.columns]
    if missing:
        raise UsageError(
            f"no column {', '.join(missing)}. Choose among: {', '.join(table.columns)}"
        )


def to_known_arrow(frame: Any) -> pa.Table:
    """Take a data frame; columns without any value get a type, and categories their words."""
    data = to_arrow(frame)
    for place, field in enumerate(data.schema):
        if pa.types.is_null(field.type):
            data = data.set_column(place, field.name, data[field.name].cast(pa.string()))
        elif pa.types.is_dictionary(field.type):
            words = data[field.name].cast(field.type.value_type)
            data = data.set_column(place, field.name, words)
    return data
