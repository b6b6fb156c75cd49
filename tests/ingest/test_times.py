"""Times in every way of writing that a mapping can declare."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pyarrow as pa
import pytest

from lastword.engine import Engine
from lastword.errors import UsageError
from lastword.ingest.layouts import layout_of
from lastword.ingest.times import TimeFormats

AT = datetime(2024, 3, 5, 14, 7, 9)
MIDNIGHT = datetime(2024, 3, 5)


def read(engine: Engine, texts: list[str], formats: TimeFormats) -> list[Any]:
    """Local time, else UTC, of each text."""
    numbered = pa.table({"n": range(len(texts)), "text": texts})
    table = engine.frame(numbered)
    absolute = formats.absolute(table["text"])
    at = formats.local(table["text"])
    table = table.mutate(at=at if absolute is None else at.coalesce(absolute))
    rows = engine.fetch(table.select("n", "at")).to_pylist()
    return [row["at"] for row in sorted(rows, key=lambda row: row["n"])]


def test_iso_needs_no_declaration(engine: Engine) -> None:
    cases = {
        "2024-03-05T14:07:09": AT,
        "2024-03-05 14:07:09.25": AT.replace(microsecond=250_000),
        "2024-03-05T14:07:09.123456789": AT.replace(microsecond=123_456),
        "2024-03-05 14:07": AT.replace(second=0),
        "2024-03-05": MIDNIGHT,
        "2024-03-05T14:07:09Z": AT,
        "2024-03-05T16:07:09+02:00": AT,
        "2024-03-05 09:37:09 -0430": AT,
        "2024-03-05 24:00:00": None,
        "2024-02-30": None,
        "2024-03": None,
        "05/03/2024": None,
        "0001-01-01": None,
        "now": None,
    }
    assert read(engine, list(cases), TimeFormats((), None)) == list(cases.values())


@pytest.mark.parametrize(
    ("order", "cases"),
    [
        ("dmy", {"05/03/2024 14:07:09": AT, "5.3.24": MIDNIGHT, "13-03-99": datetime(1999, 3, 13)}),
        ("mdy", {"3/5/2024 2:07:09 PM": AT, "3/5/24 12:00 AM": MIDNIGHT, "13/03/2024": None}),
        ("ymd", {"2024/03/05 14:07:09": AT, "24-3-5": MIDNIGHT}),
    ],
)
def test_dates_are_read_in_their_declared_order(
    engine: Engine, order: Any, cases: dict[str, Any]
) -> None:
    assert read(engine, list(cases), TimeFormats((), order)) == list(cases.values())


@pytest.mark.parametrize(
    ("format", "text", "at"),
    [
        ("%y%m%d %H:%M:%S", "240305 14:07:09", AT),
        ("%Y%m%d%H%M%S", "20240305140709", AT),
        ("%d %b %Y %I:%M:%S %p", "5 Mar 2024 02:07:09 PM", AT),
        ("%B-%d-%Y", "March-5-2024", MIDNIGHT),
        ("%d-%B-%Y", "05-March-2024", MIDNIGHT),
        ("%d/%m/%Y %H:%M:%S %z", "05/03/2024 15:07:09 +0100", AT),
        ("%Y.%m.%d %H:%M:%S.%f", "2024.03.05 14:07:09.5", AT.replace(microsecond=500_000)),
        ("epoch_seconds", "1709647629", AT),
        ("epoch_seconds", "1709647629.25", AT.replace(microsecond=250_000)),
        ("epoch_milliseconds", "1709647629000", AT),
        ("%d/%m/%Y", "2024-03-05", None),
    ],
)
def test_declared_formats_are_read_and_nothing_else(
    engine: Engine, format: str, text: str, at: datetime | None
) -> None:
    assert read(engine, [text], TimeFormats((format,), None)) == [at]


@pytest.mark.parametrize("format", ["%d/%m", "%Y-%m-%d %Q", "%"])
def test_formats_that_cannot_be_read_are_refused(format: str) -> None:
    with pytest.raises(UsageError):
        layout_of(format)
