"""A digest of a table that does not depend on row order or engine."""

from __future__ import annotations

import hashlib
import math
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa


def digest(table: ir.Table) -> str:
    """Sha-256 over the sorted rows: exact integers and times, floats to 10⁻⁹ relative.

    For tests and manifests of small tables; it brings the rows into Python.
    """
    return digest_rows(table.to_pyarrow())


def digest_rows(rows: pa.Table) -> str:
    """Digest of rows in memory; columns count by name, not by place."""
    names = sorted(rows.column_names)
    columns = [rows[name].to_pylist() for name in names]
    lines = sorted("\x1f".join(_word(value) for value in row) for row in zip(*columns, strict=True))
    total = hashlib.sha256("\x1e".join(names).encode())
    for line in lines:
        total.update(line.encode() + b"\n")
    return total.hexdigest()


def _word(value: Any) -> str:
    if value is None:
        return "∅"
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float):
        return "∅" if math.isnan(value) else f"{value:.9g}"
    return str(value)
