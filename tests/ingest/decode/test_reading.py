"""One file may hold several tables."""

from __future__ import annotations

from pathlib import Path

import pyarrow.dataset as ds
import pyarrow.parquet as pq

from lastword.ingest.decode.hints import Hints
from lastword.ingest.decode.reading import decode


def test_lists_side_by_side_in_a_document_are_a_table_each(tmp_path: Path) -> None:
    path = tmp_path / "page.json"
    path.write_text('{"tickets": [{"id": 1}], "users": [{"id": 7, "role": "agent"}], "count": 1}')
    stages = decode(path, tmp_path)
    assert {stage.label: stage.columns for stage in stages} == {
        "page.json#tickets": ("id",),
        "page.json#users": ("id", "role"),
    }


def test_records_may_end_before_the_last_column(tmp_path: Path) -> None:
    path = tmp_path / "queue_log"
    path.write_text('1|a|b\r\n\r\n2|a|"b|c|d\n3|a\n4|a|b|c|d|e\n5|a|b|c\n')
    hints = Hints(
        delimiter="|", quote="", header=0, columns=("n", "x", "y", "z", "w"), fewest_fields=3
    )
    (stage,) = decode(path, tmp_path, hints)
    rows = ds.dataset(stage.parts).to_table().to_pylist()
    assert [(r["row_number"], r["n"], r["y"], r["z"], r["w"]) for r in rows] == [
        (1, "1", "b", None, None),
        (2, "2", '"b', "c", "d"),
        (5, "5", "b", "c", None),
    ]
    faults = pq.read_table(stage.quarantine).to_pylist()
    assert [(fault["row_number"], fault["reason"]) for fault in faults] == [
        (3, "has 2 fields, not 3 to 5"),
        (4, "has 6 fields, not 3 to 5"),
    ]


def test_objects_may_follow_each_other_without_a_line_end(tmp_path: Path) -> None:
    path = tmp_path / "stream"
    path.write_text('{"id": 1, "parts": [{"n": "a"}]}{"id": 2} {"id": "}{"}')
    (stage,) = decode(path, tmp_path, Hints(records=""))
    rows = ds.dataset(stage.parts).to_table().to_pylist()
    assert [(row["id"], row["parts"]) for row in rows] == [
        ("1", '[{"n":"a"}]'),
        ("2", None),
        ("}{", None),
    ]
