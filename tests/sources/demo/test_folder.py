import csv
import json
import tracemalloc
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from lastword.errors import UsageError
from lastword.sources.demo import World, canonical, read, write
from lastword.sources.demo import folder as folder_module
from lastword.sources.demo import world as world_module
from lastword.sources.demo.demand import draw_demand

LOGS = ("calls", "chats", "tickets")


def test_same_seed_same_bytes(small: World, written: Path, tmp_path: Path) -> None:
    again = write(small, tmp_path / "again")
    names = sorted(p.relative_to(written) for p in written.rglob("*.*"))
    assert names == sorted(p.relative_to(again) for p in again.rglob("*.*"))
    assert all((written / name).read_bytes() == (again / name).read_bytes() for name in names)


def test_another_seed_makes_another_centre(written: Path, tmp_path: Path) -> None:
    other = write(World(contacts=5_000, seed=8, dirt=0.01), tmp_path / "other")
    assert (other / "calls.csv").read_bytes() != (written / "calls.csv").read_bytes()


@pytest.mark.parametrize("log", LOGS)
def test_dirt_is_counted_exactly(written: Path, log: str) -> None:
    found = read(written).planted["reconciliation"][log]
    rows = _rows(written, log)
    versions = Counter(json.dumps(row, sort_keys=True) for row in rows)
    damaged = [row for row in rows if not row["offered_at"] or row["talk_seconds"] in ("-5", -5)]
    ids = {str(row["contact_id"]) for row in rows} - {str(row["contact_id"]) for row in damaged}
    duplicates = sum(count - 1 for count in versions.values())
    assert len(rows) == found["rows"]
    assert duplicates == found["duplicates"] > 0
    assert len(damaged) == found["quarantined"] == 2
    assert len(versions) - len(damaged) - len(ids) == found["superseded"] > 0
    assert len(ids) == found["loaded"]


def test_the_later_version_of_a_row_carries_the_claim(written: Path) -> None:
    by_id: dict[str, list[dict[str, str]]] = {}
    for row in _rows(written, "calls"):
        if row["offered_at"] and row["talk_seconds"] != "-5":
            by_id.setdefault(row["contact_id"], []).append(row)
    versions = [rows for rows in by_id.values() if len({row["updated_at"] for row in rows}) > 1]
    assert versions
    for rows in versions:
        earlier, *_, later = sorted(rows, key=lambda row: row["updated_at"])
        assert earlier["solved"] == ""
        assert later["solved"] or later["outcome"] != "answered" or later["is_callback"] == "true"


def test_exports_and_memory_tell_the_same(written: Path, small: World) -> None:
    truth, tables = read(written), canonical(small)
    assert truth.contacts.equals(tables["true_contacts"])
    assert truth.issues.equals(tables["true_issues"])
    loaded = sum(truth.planted["reconciliation"][log]["loaded"] for log in LOGS)
    assert loaded == tables["contacts"].num_rows == truth.planted["counts"]["contacts"]


def test_large_worlds_are_written_as_parquet(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(world_module, "SIMULATED_UP_TO", 1_000)
    monkeypatch.setattr(world_module, "CUSTOMERS_PER_CHUNK", 800)
    draw_demand.cache_clear()
    folder = write(World(contacts=4_000, seed=5), tmp_path / "large")
    draw_demand.cache_clear()
    contacts = sum(
        pq.read_metadata(path).num_rows for log in LOGS for path in folder.glob(f"{log}-*.parquet")
    )
    found = read(folder).planted["reconciliation"]
    assert contacts == sum(found[log]["rows"] for log in LOGS)
    assert not list(folder.glob("calls*.csv"))


@pytest.mark.slow
def test_memory_does_not_grow_with_the_world(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Peak of Python's and numpy's memory: eight times the contacts, less than twice the peak."""
    monkeypatch.setattr(world_module, "CUSTOMERS_PER_CHUNK", 500)
    monkeypatch.setattr(world_module, "SIMULATED_UP_TO", 1_000)
    monkeypatch.setattr(folder_module, "CHUNKS_PER_PART", 1_000)
    draw_demand.cache_clear()
    peaks = []
    for contacts in (4_000, 32_000):
        tracemalloc.start()
        write(World(contacts=contacts, agents=40), tmp_path / str(contacts))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    draw_demand.cache_clear()
    assert peaks[1] < 2 * peaks[0]


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="is not empty"):
        write(World(contacts=1_000), tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_an_earlier_demo_is_replaced(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    write(World(contacts=1_000, seed=1), tmp_path)
    write(World(contacts=1_000, seed=2), tmp_path, progress=lambda *at: seen.append(at))
    assert read(tmp_path).planted["seed"] == 2
    assert seen == [(1, 1)]


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    path = folder / f"{name}.csv"
    if path.exists():
        with path.open(newline="", encoding="utf-8") as stream:
            return list(csv.DictReader(stream))
    lines = (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]
