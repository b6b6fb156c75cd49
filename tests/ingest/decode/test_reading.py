"""One file may hold several tables."""

from __future__ import annotations

from pathlib import Path

from lastword.ingest.decode.reading import decode


def test_lists_side_by_side_in_a_document_are_a_table_each(tmp_path: Path) -> None:
    path = tmp_path / "page.json"
    path.write_text('{"tickets": [{"id": 1}], "users": [{"id": 7, "role": "agent"}], "count": 1}')
    stages = decode(path, tmp_path)
    assert {stage.label: stage.columns for stage in stages} == {
        "page.json#tickets": ("id",),
        "page.json#users": ("id", "role"),
    }
