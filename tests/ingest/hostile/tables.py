"""Parquet and workbooks."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from ingest.hostile.case import Hostile
from ingest.hostile.packed import packed
from lastword.ingest.decode.hints import Hints


def _workbook(*rows: Sequence[Any], sheets: Mapping[str, Sequence[Sequence[Any]]] = {}) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for name, content in (sheets or {"Sheet1": rows}).items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(content):
                sheet.write_row(place, 0, row)
    return buffer.getvalue()


def _workbook_bomb() -> bytes:
    filler = b"<!--" + b" " * (80 * 2**20) + b"-->"
    return packed({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": filler})


def _parquet(**columns: Any) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


TABLES = (
    Hostile(
        "Parquet",
        "a.parquet",
        lambda: _parquet(
            id=[1, 2],
            at=pa.array([0, 1], pa.timestamp("us", "UTC")),
            via=[{"channel": "voice"}, None],
            tags=[["a"], []],
            row_number=[7, 8],
        ),
        read=2,
        holds={
            1: {
                "id": "1",
                "at": "1970-01-01T00:00:00.000000Z",
                "via.channel": "voice",
                "tags": '["a"]',
                "row_number_2": "7",
            },
            2: {"via.channel": None},
        },
    ),
    Hostile("Parquet cut off", "a.parquet", lambda: _parquet(id=[1, 2])[:-20], refused="Parquet"),
    Hostile("Parquet in a zip", "a.zip", lambda: packed({"a.parquet": _parquet(id=[1])}), read=1),
    Hostile(
        "workbook",
        "a.xlsx",
        lambda: _workbook(["id", "wait", "ok"], [1, 2.5, True], [2, None, False]),
        read=2,
        holds={1: {"id": "1", "wait": "2.5", "ok": "true"}, 2: {"wait": None}},
    ),
    Hostile(
        "workbook with a title and totals",
        "a.xlsx",
        lambda: _workbook(["Calls in May"], [], ["id", "at", "text"], [1, 2, "x"], [], [3, 4, "y"]),
        read=2,
        columns=("id", "at", "text"),
        notes=("row 1 stands before the table: “Calls in May”",),
        holds={2: {"text": "y"}},
    ),
    Hostile(
        "workbook with cells beyond the header",
        "a.xlsx",
        lambda: _workbook(["id", "text"], [1, "x"], [2, "y", "z"]),
        Hints(columns=("id", "text")),
        read=2,
        quarantined=((2, 3, None, "beyond the 2 columns"),),
    ),
    Hostile(
        "workbook with formulas",
        "a.xlsx",
        lambda: _workbook(["id", "text"], [1, "=1+1"], [2, "+SUM(A1)"]),
        read=2,
        holds={1: {"text": "0"}, 2: {"text": "+SUM(A1)"}},
    ),
    Hostile(
        "workbook of two sheets",
        "a.xlsx",
        lambda: _workbook(sheets={"A": [["id"], ["1"]], "B": [["id"], ["2"], ["3"]]}),
        read=3,
    ),
    Hostile(
        "workbook without the sheet",
        "a.xlsx",
        lambda: _workbook(["id"], [1]),
        Hints(sheet="Calls"),
        refused="has no sheet 'Calls'. It has: Sheet1",
    ),
    Hostile("workbook of numbers", "a.xlsx", lambda: _workbook([1, 2], [3, 4]), refused="header"),
    Hostile("workbook damaged", "a.xlsx", lambda: _workbook(["id"], [1])[:300], refused="damaged"),
    Hostile("workbook bomb", "a.xlsx", _workbook_bomb, refused="bomb"),
)
