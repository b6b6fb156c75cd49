"""Broken at any step, killed at any moment, on a full disk: nothing is lost, nothing mixed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lastword.engine import Engine
from lastword.engine.digest import digest
from lastword.errors import StoreError
from lastword.store import Store
from store.centre import add, build, contact, load_and_build, world

ROOT = Path(__file__).parents[2]


def _crash(*words: str) -> dict[str, Any]:
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")])
    done = subprocess.run(
        [sys.executable, "-m", "store.crash", *words],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("action", "how", "error", "every"),
    [
        ("build", "full", "StoreError", 1),
        ("build", "die", "died", 1),
        ("erase", "die", "died", 10),
    ],
)
def test_fault_at_steps(tmp_path: Path, action: str, how: str, error: str, every: int) -> None:
    """At every rename and fsync of a build, at every tenth of an erasure (`make bench`: all)."""
    words = ("--action", action, "--how", how, "--every", str(every))
    result = _crash("faults", str(tmp_path), *words)
    assert result["steps"] > 50
    assert result["wrong"] == []
    assert result["silent"] == []
    assert result["errors"] == [error]


@pytest.mark.slow
def test_killed_at_random_moments(tmp_path: Path) -> None:
    result = _crash("kills", str(tmp_path), "--times", "20")
    assert result["wrong"] == []
    assert result["killed"] >= 10


@pytest.mark.slow
def test_a_project_killed_at_random_moments(tmp_path: Path) -> None:
    """Everything that a project derives; `make bench` kills it 200 times."""
    result = _crash("kills", str(tmp_path), "--action", "project", "--times", "3")
    assert result["wrong"] == []
    assert result["killed"] >= 1


def test_same_loads_again_change_nothing(store: Store, duckdb_engine: Engine) -> None:
    load_and_build(store, duckdb_engine)
    before = store.current()
    inputs = store.inputs()
    for load_id, tables in world().items():
        add(store, load_id, tables)
    assert store.inputs() == inputs
    assert len(store.loads()) == 3
    build(store, duckdb_engine)
    after = store.current()
    assert before is not None
    assert after is not None
    for table, paths in before.parts.items():
        assert digest(duckdb_engine.read(paths)) == digest(duckdb_engine.read(after.parts[table]))


def test_full_disk_keeps_the_old_generation(tmp_path: Path, duckdb_engine: Engine) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)],
        capture_output=True,
        check=False,
    ).returncode:
        pytest.skip("mounting a small disk is not allowed here")
    try:
        store = Store.open(disk / "project", create=True)
        load_and_build(store, duckdb_engine)
        rows = [contact(n, n, recording_uri=os.urandom(64).hex()) for n in range(20_000)]
        with pytest.raises(StoreError, match=r"disk that holds .* is full.*lastword gc"):
            add(store, "big", {"contacts": rows})
        current = store.current()
        assert current is not None
        assert current.manifest.rows("contacts") == 60
        assert len(store.loads()) == 3
        assert not store.staging.exists()
        assert build(store, duckdb_engine) == current.number + 1
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def test_engine_out_of_space_is_said_in_words(store: Store) -> None:
    with (
        pytest.raises(StoreError, match="Free some space"),
        store.writing(),
    ):
        raise RuntimeError("IO Error: Could not write file: No space left on device")


def test_other_faults_are_not_disguised(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.writing():
        raise ZeroDivisionError
