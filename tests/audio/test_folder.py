"""Folder: every recording heard once, whatever happens; the others counted with their reason."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from lastword.audio import folder as folder_module
from lastword.audio import run as run_module
from lastword.audio.current import current
from lastword.audio.folder import listen
from lastword.audio.keeping import known
from lastword.audio.listener import Job
from lastword.audio.run import Listening
from lastword.engine import Engine, Tables
from lastword.errors import InputRefused, Locked
from lastword.settings import RecordingSettings
from lastword.store import Store
from lastword.store.canonical import canonical
from written_tables import write_tables

NINE = datetime(2025, 2, 19, 9)
SETTINGS = RecordingSettings(names=("{id}.*",), consent="unless_refused")


class FakeListener:
    """Hears nothing, but writes down what it was given, as a listener would."""

    version = "v1"
    transcriber = None

    def __init__(self, log: Path, *, stop_after: int = 10**9, pause: float = 0.0) -> None:
        self.log, self.settings, self.stop_after, self.pause = log, SETTINGS, stop_after, pause

    def hear(self, job: Job) -> dict[str, Any]:
        done = self.log.read_text().splitlines() if self.log.exists() else []
        if len(done) >= self.stop_after:
            raise KeyboardInterrupt
        time.sleep(self.pause)
        path = Path(job.path)
        with self.log.open("a") as log:
            log.write(f"{job.recording_id}\n")
        told = path.stat()
        row = {
            "recording_id": job.recording_id, "contact_id": job.contact_id, "uri": job.path,
            "matched_by": job.matched_by, "size": told.st_size, "hearing": self.version,
            "modified_at": run_module._second(told.st_mtime).isoformat(),
            "sha256": path.read_text(), "state": "heard", "lasted_seconds": 60.0,
            "dead_airs": 0,
        }  # fmt: skip
        spoken = {"kind": "speech", "speaker": "agent", "start_seconds": 0.0, "end_seconds": 1.0}
        words = {"position": 1, "author": "agent", "text": f"{self.version} {path.read_text()}"}
        return {"recording": row, "sounds": [spoken], "messages": [words]}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / ".lastword", create=True)


@pytest.fixture
def tables(duckdb_engine: Engine, tmp_path: Path) -> Tables:
    contacts = [
        {"contact_id": f"pbx:{n}", "customer_ref": f"pbx:k{n}", "channel": "voice",
         "offered_at": NINE, "ended_at": NINE} for n in range(9)
    ]  # fmt: skip
    asked = [{"customer_ref": "pbx:k3", "purpose": "recording", "is_given": False, "at": NINE}]
    return write_tables(duckdb_engine, tmp_path, contacts=contacts, consents=asked)


@pytest.fixture
def tapes(tmp_path: Path) -> Path:
    folder = tmp_path / "tapes"
    (folder / "deep").mkdir(parents=True)
    for name in ("0", "1", "deep/2", "3", "4", "77"):
        (folder / f"{name}.wav").write_text(f"sound of {name}")
    (folder / "notes.txt").write_text("no recording")
    return folder


def run(
    monkeypatch: pytest.MonkeyPatch, listener: FakeListener, store: Store, tables: Tables,
    tapes: Path, settings: RecordingSettings = SETTINGS,
) -> Listening:  # fmt: skip
    monkeypatch.setattr(folder_module.Listener, "of", lambda _: listener)
    return listen(store, tables, settings, tapes)


def test_each_is_heard_once_and_the_rest_has_a_reason(
    monkeypatch: pytest.MonkeyPatch, store: Store, tables: Tables, tapes: Path, tmp_path: Path
) -> None:
    (tapes / "8.wav").write_text("sound of 0")
    ears = FakeListener(tmp_path / "log")
    first = run(monkeypatch, ears, store, tables, tapes)
    assert (first.found, first.heard, first.known) == (7, 4, 0)
    assert first.states == {"no_consent": 1, "unmatched": 1, "copy": 1}
    assert {one.file: one.reason for one in first.not_heard}["3.wav"] == "the customer refused"
    again = run(monkeypatch, ears, store, tables, tapes)
    assert (again.heard, again.known) == (0, 5)
    assert sorted(ears.log.read_text().split()) == [
        "0.wav", "1.wav", "4.wav", "8.wav", "deep/2.wav",
    ]  # fmt: skip
    states = {name: one.state for name, one in known(store).items()}
    assert states["3.wav"] == "no_consent"
    assert states["77.wav"] == "unmatched"
    assert not list(store.hearings.folder.glob("*"))


def test_without_consent_on_record_nothing_is_read(
    monkeypatch: pytest.MonkeyPatch, store: Store, tables: Tables, tapes: Path, tmp_path: Path
) -> None:
    ears = FakeListener(tmp_path / "log")
    strict = SETTINGS.model_copy(update={"consent": "on_record"})
    found = run(monkeypatch, ears, store, tables, tapes, strict)
    assert found.states["no_consent"] == 5
    assert not ears.log.exists()


def test_what_an_interrupted_run_heard_is_not_heard_again(
    monkeypatch: pytest.MonkeyPatch, store: Store, tables: Tables, tapes: Path, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with pytest.raises(KeyboardInterrupt):
        run(monkeypatch, FakeListener(log, stop_after=2), store, tables, tapes)
    assert len(store.hearings.all()) == 2
    run(monkeypatch, FakeListener(log), store, tables, tapes)
    heard = log.read_text().split()
    assert len(heard) == len(set(heard)) == 4


def test_a_changed_file_is_heard_again_and_replaces_what_was_heard(
    monkeypatch: pytest.MonkeyPatch, store: Store, tables: Tables, tapes: Path, tmp_path: Path,
    duckdb_engine: Engine,
) -> None:  # fmt: skip
    ears = FakeListener(tmp_path / "log")
    run(monkeypatch, ears, store, tables, tapes)
    (tapes / "1.wav").write_text("another sound")
    ears.version = "v2"
    assert run(monkeypatch, ears, store, tables, tapes).heard == 4
    merged = {
        name: canonical(duckdb_engine, store, name) for name in ("recordings", "sounds", "messages")
    }
    folder = tmp_path / "merged"
    parts = {}
    for name, table in merged.items():
        duckdb_engine.write(table, folder / name)
        parts[name] = sorted((folder / name).glob("*.parquet"))
    now = current(Tables(duckdb_engine, parts))
    texts = sorted(now["messages"].to_pyarrow()["text"].to_pylist())
    assert texts[0] == "v2 another sound"
    assert len(texts) == 4
    assert all(text.startswith("v2") for text in texts)
    assert now["sounds"].count().to_pyarrow().as_py() == 4


def test_consent_that_is_withdrawn_takes_the_words_back(
    monkeypatch: pytest.MonkeyPatch, store: Store, tables: Tables, tapes: Path, tmp_path: Path
) -> None:
    ears = FakeListener(tmp_path / "log")
    run(monkeypatch, ears, store, tables, tapes)
    no = [{"contact_id": "pbx:1", "purpose": "recording", "is_given": False, "at": NINE}]
    contacts = tables["contacts"].to_pyarrow().to_pylist()
    later = write_tables(tables.engine, tmp_path, contacts=contacts, consents=no)
    found = run(monkeypatch, ears, store, later, tapes)
    assert found.states["no_consent"] == 1
    assert known(store)["1.wav"].state == "no_consent"


def test_two_runs_at_once_are_refused(
    monkeypatch: pytest.MonkeyPatch, store: Store, tables: Tables, tapes: Path, tmp_path: Path
) -> None:
    other = Store.open(store.folder)
    with other.listening(), pytest.raises(Locked):
        run(monkeypatch, FakeListener(tmp_path / "log"), store, tables, tapes)


def test_a_folder_without_recordings_is_refused(
    store: Store, tables: Tables, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputRefused, match="no recordings"):
        listen(store, tables, SETTINGS, tmp_path / "empty")


def test_loads_hold_whose_words_they_are(
    monkeypatch: pytest.MonkeyPatch, store: Store, tables: Tables, tapes: Path, tmp_path: Path
) -> None:
    run(monkeypatch, FakeListener(tmp_path / "log"), store, tables, tapes)
    rows = [
        row for load in store.load_parts("messages") for path in load.paths
        for row in pq.read_table(path).to_pylist()
    ]  # fmt: skip
    assert {row["contact_id"] for row in rows} == {"pbx:0", "pbx:1", "pbx:2", "pbx:4"}
    assert all(row["source"] == "recordings" for row in rows)


@pytest.mark.slow
def test_killed_at_any_moment_nothing_is_heard_twice(tmp_path: Path) -> None:
    """Kill −9 at random moments; what was on the disk is not heard again, nothing is lost."""
    tapes = tmp_path / "tapes"
    tapes.mkdir()
    for number in range(40):
        (tapes / f"{number}.wav").write_text(f"sound of {number}")
    (tmp_path / "log").touch()
    Store.open(tmp_path / ".lastword", create=True)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "audio.killed", str(tmp_path)]
    kills = 0
    for wait in (0.15, 0.3):
        process = subprocess.Popen(command, env=environment)
        begun = len((tmp_path / "log").read_text().split())
        while process.poll() is None and len((tmp_path / "log").read_text().split()) == begun:
            time.sleep(0.02)
        time.sleep(wait)
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            kills += 1
        process.wait()
    subprocess.run(command, env=environment, check=True)
    heard = (tmp_path / "log").read_text().split()
    lost = len(heard) - len(set(heard))
    assert kills
    assert len(set(heard)) == 40
    assert lost <= kills  # at most the one that each kill met under way
    states = [one.state for one in known(Store.open(tmp_path / ".lastword")).values()]
    assert states == ["heard"] * 40
