from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.csv
import pyarrow.parquet
import pytest
from python_calamine import CalamineWorkbook

from lastword.errors import UsageError
from lastword.report.export import export

ROWS = [
    {"contact_id": "a", "offered_at": datetime(2026, 1, 1), "reason": "=1+1", "talk_seconds": -0.0},
    {"contact_id": "b", "offered_at": datetime(2026, 1, 2), "reason": "refund"},
]


@pytest.fixture
def tables(duckdb_engine: Any, make_tables: Any) -> Any:
    return make_tables(duckdb_engine, contacts=ROWS)


def test_csv_holds_no_formula(tables: Any, tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    assert export(tables, "contacts", path) == 2
    rows = {row["contact_id"]: row for row in pyarrow.csv.read_csv(path).to_pylist()}
    assert rows["a"]["reason"] == "'=1+1"
    assert rows["b"]["reason"] == "refund"


def test_parquet_holds_exactly_the_table(tables: Any, tmp_path: Path) -> None:
    path = tmp_path / "contacts.parquet"
    assert export(tables, "contacts", path) == 2
    rows = {row["contact_id"]: row for row in pyarrow.parquet.read_table(path).to_pylist()}
    assert rows["a"]["reason"] == "=1+1"
    assert rows["b"]["talk_seconds"] is None


def test_a_workbook_holds_texts(tables: Any, tmp_path: Path) -> None:
    path = tmp_path / "contacts.xlsx"
    assert export(tables, "contacts", path) == 2
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    place = rows[0].index("reason")
    assert {row[place] for row in rows[1:]} == {"=1+1", "refund"}


def test_an_unknown_ending_lists_the_known(tables: Any, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.csv, \.parquet, \.xlsx"):
        export(tables, "contacts", tmp_path / "contacts.doc")
