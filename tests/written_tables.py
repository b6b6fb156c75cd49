"""Canonical tables from plain rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from lastword.engine import Engine, Tables, arrow_schema

Rows = Sequence[Mapping[str, Any]]


def write_tables(engine: Engine, folder: Path, **rows: Rows) -> Tables:
    """Write rows as Parquet and open them: ``write_tables(engine, folder, contacts=[{…}], …)``."""
    parts = {}
    for name, records in rows.items():
        filled = [
            {"source": "test", "load_id": "l1", "row_number": i + 1, **dict(record)}
            for i, record in enumerate(records)
        ]
        path = folder / f"{name}.parquet"
        pq.write_table(pa.Table.from_pylist(filled, schema=arrow_schema(name)), path)
        parts[name] = [path]
    return Tables(engine, parts)
