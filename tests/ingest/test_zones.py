"""Local times become UTC as Python's own zone database says, on every engine."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from lastword.engine import Engine
from lastword.ingest.zones import (
    QUALITIES,
    month_code,
    quality_of,
    stretches,
    to_utc,
    zone_code,
)


def _truth(local: datetime, zone: str) -> tuple[datetime, str]:
    first = local.replace(tzinfo=ZoneInfo(zone))
    later = first.replace(fold=1)
    utc = first.astimezone(UTC).replace(tzinfo=None)
    before, after = first.utcoffset(), later.utcoffset()
    assert before is not None and after is not None
    if before == after:
        return utc, "exact"
    return utc, "ambiguous" if before > after else "shifted"


def _moments(zone: str) -> list[datetime]:
    draw = random.Random(zone)
    moments = [
        datetime(1995, 1, 1) + timedelta(seconds=draw.randrange(39 * 365 * 86_400))
        for _ in range(300)
    ]
    for part in stretches(zone)[1:]:
        moments += [part.since + timedelta(seconds=by) for by in (-60, -1, 0, 1800)]
    return moments


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Berlin",
        "Asia/Jerusalem",
        "Africa/Casablanca",
        "Africa/Cairo",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
        "UTC",
    ],
)
def test_utc_and_quality_are_those_of_the_zone_database(engine: Engine, zone: str) -> None:
    moments = _moments(zone)
    table = engine.frame(pa.table({"at": pa.array(moments, pa.timestamp("us"))}))
    table = table.mutate(month=month_code(table["at"], zone))
    table = table.mutate(code=zone_code(table["at"], table["month"], zone))
    table = table.mutate(utc=to_utc(table["at"], table["code"]), quality=quality_of(table["code"]))
    for row in engine.fetch(table).to_pylist():
        assert (row["utc"], QUALITIES[row["quality"]]) == _truth(row["at"], zone)
