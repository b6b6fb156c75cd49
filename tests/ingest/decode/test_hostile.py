"""Every hostile file gives the expected message or quarantine rows, and every record counts."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.hostile import HOSTILE, Hostile
from lastword.errors import InputRefused
from lastword.ingest.decode.reading import decode
from lastword.ingest.decode.stage import Stage


def _rows(stage: Stage) -> pa.Table:
    return pa.concat_tables([pq.read_table(part) for part in stage.parts])


def _stages(case: Hostile, folder: Path) -> tuple[Stage, ...]:
    path = folder / case.file
    path.write_bytes(case.data)
    (folder / "work").mkdir()
    return decode(path, folder / "work", case.hints)


def test_there_are_at_least_sixty() -> None:
    assert len({case.name for case in HOSTILE}) == len(HOSTILE) >= 60


@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: case.name)
def test_hostile_file(case: Hostile, tmp_path: Path) -> None:
    if case.refused is not None:
        with pytest.raises(InputRefused) as refusal:
            _stages(case, tmp_path)
        assert case.refused in str(refusal.value)
        assert case.file in str(refusal.value)
        return
    stages = _stages(case, tmp_path)
    faults = [row for stage in stages for row in pq.read_table(stage.quarantine).to_pylist()]
    found = [(fault["row_number"], fault["line"], fault["column"]) for fault in faults]
    assert found == [expected[:3] for expected in case.quarantined]
    for fault, expected in zip(faults, case.quarantined, strict=True):
        assert expected[3] in fault["reason"]
    assert sum(stage.rows_read for stage in stages) == case.read
    for stage in stages:
        _check_counts(stage)
    _check_content(case, stages[0])


def _check_counts(stage: Stage) -> None:
    kept = _rows(stage)["row_number"].to_pylist()
    quarantined = pq.read_table(stage.quarantine)["row_number"].to_pylist()
    assert sorted(kept + quarantined) == list(range(1, stage.rows_read + 1))
    assert stage.quarantined == len(quarantined)


def _check_content(case: Hostile, stage: Stage) -> None:
    rows = _rows(stage)
    assert rows.column_names == ["row_number", *stage.columns]
    assert set(rows.schema.types[1:]) <= {pa.string()}
    if case.columns is not None:
        assert stage.columns == case.columns
    place = {number: i for i, number in enumerate(rows["row_number"].to_pylist())}
    for number, values in case.holds.items():
        got = {name: rows[name][place[number]].as_py() for name in values}
        assert got == values
    for note in case.notes:
        assert any(note in found for found in stage.notes), stage.notes
