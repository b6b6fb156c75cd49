"""From the canonical model to Ibis and Arrow schemas."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from lastword.tables import TABLES, ColumnType

IBIS_TYPES: dict[ColumnType, str] = {
    "text": "string",
    "int": "int64",
    "float": "float64",
    "bool": "boolean",
    "time": "timestamp",
}
ARROW_TYPES: dict[ColumnType, pa.DataType] = {
    "text": pa.string(),
    "int": pa.int64(),
    "float": pa.float64(),
    "bool": pa.bool_(),
    "time": pa.timestamp("us"),
}


def arrow_schema(table: str) -> pa.Schema:
    """Arrow schema of a canonical table; times are naive UTC in microseconds."""
    return pa.schema([(c.name, ARROW_TYPES[c.type]) for c in TABLES[table].columns])


def conform(expression: ir.Table, table: str) -> ir.Table:
    """Give an expression exactly the columns of a canonical table, in order and type.

    Columns that the expression lacks become null; further columns are dropped.
    """
    have = set(expression.columns)
    return expression.select(
        **{
            c.name: (
                expression[c.name].cast(IBIS_TYPES[c.type])
                if c.name in have
                else ibis.null(IBIS_TYPES[c.type])
            )
            for c in TABLES[table].columns
        }
    )
