from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import xlsxwriter
from python_calamine import CalamineWorkbook

from lastword.report.rows import RowsSheet

AT = datetime(2026, 3, 29, 1, 30, 15)
COLUMNS: dict[str, list[Any]] = {
    "text": ["a", None, " <b>&\n", "=1+1"],
    "whole": [1, 2**40, None, -3],
    "part": [0.1, float("nan"), float("inf"), -1e-9],
    "flag": [True, False, None, True],
    "at": [AT, None, AT, AT],
    "nothing": [None] * 4,
    "last": ["x"] * 4,
}


def _written(path: Path) -> Path:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("rows", RowsSheet)
        time, number = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format()
        sheet.write_string(0, 0, "head")
        row = 1
        for batch in pa.table(COLUMNS).to_batches(max_chunksize=3):
            sheet.write_batch(row, batch, time=time, number=number)
            row += batch.num_rows
        sheet.write_string(row, 0, "foot")
    return path


def test_every_kind_of_value_comes_back(tmp_path: Path) -> None:
    path = _written(tmp_path / "rows.xlsx")
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in (rows[0], rows[-1])] == ["head", "foot"]
    assert rows[1] == ["a", 1.0, 0.1, True, AT, "", "x"]
    assert rows[2] == ["", 2.0**40, "", False, "", "", "x"]
    assert rows[3] == [" <b>&\n", "", "", "", AT, "", "x"]
    assert rows[4] == ["=1+1", -3.0, -1e-9, True, AT, "", "x"]


def test_nothing_is_a_formula(tmp_path: Path) -> None:
    with zipfile.ZipFile(_written(tmp_path / "rows.xlsx")) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_an_empty_batch_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "rows.xlsx"
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet, look = book.add_worksheet("rows", RowsSheet), book.add_format()
        sheet.write_batch(0, pa.record_batch({"text": pa.array([], pa.string())}),
                          time=look, number=look)  # fmt: skip
    assert CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python() == []
