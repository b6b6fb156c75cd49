"""Both engines give the same rows, times, buckets and digests."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from lastword.engine import Engine, arrow_schema
from lastword.engine.buckets import bucket_of
from lastword.engine.digest import digest
from lastword.engine.times import milliseconds_between, moment


def _rows() -> pa.Table:
    return pa.table(
        {
            "key": [f"crm:{i}" for i in range(200)],
            "at": pa.array(
                [datetime(2024, 3, 31, 0, i % 60, i % 59, 456_000) for i in range(200)],
                pa.timestamp("us"),
            ),
            "n": pa.array(range(200), pa.int64()),
            "x": [i / 7 for i in range(200)],
        }
    )


def test_buckets_are_those_of_md5(engine: Engine) -> None:
    import hashlib

    table = engine.frame(_rows())
    got = engine.fetch(table.select("key", bucket=bucket_of(table.key, 37)))
    for row in got.to_pylist():
        assert row["bucket"] == int(hashlib.md5(row["key"].encode()).hexdigest()[:3], 16) % 37


def test_times_differ_by_exact_milliseconds(engine: Engine) -> None:
    table = engine.frame(_rows())
    start = moment(datetime(2024, 3, 31))
    got = engine.fetch(table.select("n", ms=milliseconds_between(table.at, start)))
    for row in got.to_pylist():
        i = row["n"]
        assert row["ms"] == ((i % 60) * 60 + i % 59) * 1000 + 456


def test_written_rows_come_back_with_the_same_digest(engine: Engine, tmp_path: Path) -> None:
    table = engine.frame(_rows())
    assert engine.write(table, tmp_path / "out", order_by=["n"]) == 200
    back = engine.read(sorted((tmp_path / "out").glob("*.parquet")))
    assert digest(back) == digest(table)


def test_buckets_are_written_whole_and_ordered(engine: Engine, tmp_path: Path) -> None:
    table = engine.frame(_rows())
    table = table.mutate(bucket=bucket_of(table.key, 4))
    rows = engine.write_buckets(
        table,
        tmp_path / "out",
        step=lambda part: part.mutate(twice=part.n * 2),
        bucket="bucket",
        buckets=4,
        order_by=["bucket", "n"],
    )
    assert rows == 200
    seen: Counter[int] = Counter()
    for path in (tmp_path / "out").glob("*.parquet"):
        part = pa.parquet.read_table(path).to_pylist()
        assert [r["n"] for r in part] == [
            r["n"] for r in sorted(part, key=lambda r: (r["bucket"], r["n"]))
        ]
        seen.update({r["bucket"] for r in part})
    assert all(count == 1 for count in seen.values())


def test_absent_tables_are_empty_with_every_column(engine: Engine, make_tables) -> None:
    tables = make_tables(engine, contacts=[{"contact_id": "a", "offered_at": datetime(2024, 1, 1)}])
    assert tables["answers"].count().to_pyarrow().as_py() == 0
    assert tables["answers"].columns == tuple(arrow_schema("answers").names)
    assert "contact_id" in tables.filled("contacts")
    assert "queue" not in tables.filled("contacts")
