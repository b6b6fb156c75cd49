"""Recordings in a project: heard, read, asked for by short ids, erased for good."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from lastword.analyses.voice.recordings import recordings
from lastword.audio.folder import listen
from lastword.audio.listener import Job, Listener, _file
from lastword.engine import Engine
from lastword.errors import UsageError
from lastword.project import Project
from lastword.project.talk import talks
from lastword.question import ask
from lastword.settings import RecordingSettings
from lastword.verdict.questions import QUESTIONS
from written_tables import write_tables

CALLS = """call_id,customer,agent,started_at,answered_at,ended_at,direction
c1,k1,ann,2025-02-19 06:01:22,2025-02-19 06:01:25,2025-02-19 06:06:03,inbound
c2,k2,bob,2025-02-19 07:01:22,2025-02-19 07:01:25,2025-02-19 07:06:03,inbound
c3,k3,ann,2025-02-19 08:01:22,2025-02-19 08:01:25,2025-02-19 08:06:03,inbound
"""
SETTINGS = '[recordings]\nnames = ["{id}.*"]\nconsent = "unless_refused"\n'


class MadeUp:
    """Hears in every recording that its customer wants to cancel."""

    version = "v1"
    transcriber = None
    settings = RecordingSettings()

    def hear(self, job: Job) -> dict[str, Any]:
        path = Path(job.path)
        row = _file(path) | {
            "recording_id": job.recording_id, "contact_id": job.contact_id, "uri": job.path,
            "matched_by": job.matched_by, "hearing": "v1", "sha256": path.read_text(),
            "state": "heard", "lasted_seconds": 60.0, "hold_seconds": 6.0,
            "silence_seconds": 9.0, "dead_airs": 1,
            "dead_air_seconds": 9.0, "channels": 2, "agent_interruptions": 0,
            "speaker_confidence": 1.0, "agent_seconds": 20.0, "customer_seconds": 25.0,
        }  # fmt: skip
        silence = {"kind": "dead_air", "start_seconds": 30.0, "end_seconds": 39.0}
        said = {
            "position": 1, "author": "customer", "start_seconds": 5.0, "end_seconds": 8.0,
            "text": f"I am calling about {path.stem} and want to cancel my contract",
        }  # fmt: skip
        return {"recording": row, "sounds": [silence], "messages": [said]}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, duckdb_engine: Engine) -> Iterator[Project]:
    home = tmp_path_factory.mktemp("centre")
    (home / "tapes").mkdir()
    for name in ("c1", "c2", "c3"):
        (home / "tapes" / f"{name}.wav").write_text(f"sound of {name}")
    (home / "calls.csv").write_text(CALLS)
    (home / "lastword.toml").write_text(SETTINGS)
    made = Project.for_exports([home / "calls.csv"], folder=home)
    made.ingest([home / "calls.csv"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Listener, "of", lambda _: MadeUp())
        calls = [{"contact_id": f"files:{name}", "channel": "voice"} for name in ("c1", "c2", "c3")]
        tables = write_tables(duckdb_engine, home, contacts=calls)
        assert listen(made.store, tables, made.settings.recordings, home / "tapes").heard == 3
        made.build()
        yield made


def _written(project: Project) -> str:
    parts, others = [], []
    for path in project.store.folder.rglob("*"):
        if path.suffix == ".parquet":
            parts.append(str(pq.read_table(path).to_pylist()))
        elif path.is_file():
            others.append(path.read_bytes().decode(errors="replace"))
    return "\n".join([*parts, *others])


def test_a_call_is_found_by_its_short_id_with_its_moments(project: Project) -> None:
    with project.context() as context:
        (talk,) = talks(context, "c1")
        assert talk.recording["contact_id"] == "files:c1"
        assert talk.file is not None
        moments = [(one.at, one.what.partition(":")[0]) for one in talk.moments]
        assert (30.0, "nobody speaks") in moments
        assert (5.0, "cancel said") in moments
        with pytest.raises(UsageError, match="no contact 'c9'"):
            talks(context, "c9")


def test_too_young_a_project_still_shows_what_was_heard(project: Project) -> None:
    with project.context() as context:
        asked = [question for question in QUESTIONS if question.name == "verdict.solved"]
        answers = [found for question in asked for found in ask(question, context)]
        assert [found.answer for found in answers] == ["not testable"]
        assert "is mature as of 2025-02-19" in answers[0].sentence
        heard = recordings(context)
    assert heard.heard == 3
    assert heard.hold.value == pytest.approx(0.1)


def test_an_erased_customers_call_does_not_come_back(project: Project) -> None:
    assert "about c1 and want" in _written(project)
    project.erase(["files:k1"])
    assert "about c1 and want" not in _written(project)
    assert "c1.wav" not in _written(project)
    with project.context() as context:
        again = listen(project.store, context.tables, project.settings.recordings,
                       project.folder / "tapes")  # fmt: skip
    assert (again.heard, again.known, again.states) == (0, 2, {"erased": 1})
    assert again.not_heard[0].reason.startswith("of an erased customer; delete it")
    left = _written(project)
    assert "c1.wav" not in left
    assert "about c1 and want" not in left
    assert "about c2 and want" in left
    with project.context() as context, pytest.raises(UsageError, match="no contact 'c1'"):
        talks(context, "c1")
