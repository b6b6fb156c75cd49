"""Tapes: a folder of generated calls and odd files, heard by `lastword listen` despite kills."""

from __future__ import annotations

import csv
import json
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.record import cpu_seconds, peak_gib
from benchmarks.studio import FORMATS, RATE, Call, Studio, write
from lastword.audio.ears import ears
from lastword.audio.keeping import known
from lastword.audio.listener import Job, Listener
from lastword.audio.spans import NONE, Spans, both, either, total, without
from lastword.project import Project
from lastword.settings import RecordingSettings

MONO = 0.3
"""Share of the calls with both speakers in one channel."""
_BEGIN = datetime(2025, 1, 6, 8)
_ODD = {"empty.wav": b"", "page.mp3": b"<html>expired</html>", "headless.wav": b"RIFF$\0\0\0WAVE"}
_SETTINGS = """[recordings]
names = ["{{id}}.*"]
consent = "unless_refused"
speakers = "{speakers}"
"""


def folder(
    studio: Studio, home: Path, calls: int, speakers: str, jobs: int, seed: int
) -> dict[str, Any]:
    """Make a folder, hear it with two kills −9 in between, compare with what was planted."""
    if not (home / "planted.json").exists():
        _make(studio, home, calls, speakers, seed)
    planted = json.loads((home / "planted.json").read_text())
    runs = _heard_despite_kills(home, calls, jobs)
    with Project.open(home).context() as context:
        rows = context.tables["recordings"].to_pyarrow().to_pylist()
        sounds = context.tables["sounds"].to_pyarrow()
    told = {row["recording_id"]: row for row in rows}
    return {
        "calls": calls,
        **_compared(planted, told, sounds),
        **runs,
        "odd_files": {
            name: {key: told[name][key] for key in ("state", "remark")} for name in _odd_names()
        },
        "real_time_factor": _speed(home, planted, speakers),
    }


def _make(studio: Studio, home: Path, calls: int, speakers: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    (home / "tapes").mkdir(parents=True)
    planted = {}
    for number in range(calls):
        call, mono = studio.call(rng), number % 10 < 10 * MONO
        form = FORMATS[number // 10 % len(FORMATS)]
        path = write(call, home / "tapes", f"c{number}", form, mono=mono)
        planted[path.name] = _written(call, mono)
    _add_odd(home / "tapes", studio.call(rng))
    with (home / "calls.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["call_id", "customer", "agent", "started_at", "ended_at", "direction"])
        for place, name in enumerate([*planted, *_odd_names()]):
            begin = _BEGIN + timedelta(minutes=place)
            end = begin + timedelta(minutes=1)
            stem = name.partition(".")[0]
            rows.writerow([stem, f"k{place}", f"a{place % 20}", begin, end, "inbound"])
    (home / "lastword.toml").write_text(_SETTINGS.format(speakers=speakers))
    (home / "planted.json").write_text(json.dumps(planted))
    _lastword(home, "ingest", "calls.csv")


def _odd_names() -> tuple[str, ...]:
    return (*_ODD, "misnamed.wav", "cut.wav", "tenhours.wav")


def _add_odd(tapes: Path, call: Call) -> None:
    for name, content in _ODD.items():
        (tapes / name).write_bytes(content)
    write(call, tapes, "misnamed", (".flac", "PCM_16"), mono=False)
    (tapes / "misnamed.flac").rename(tapes / "misnamed.wav")
    whole = write(call, tapes, "cut", (".wav", "PCM_16"), mono=False)
    whole.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    _open_line(tapes / "tenhours.wav", 10)


def _open_line(path: Path, hours: float) -> None:
    """A WAV of silence, 8 kHz, 16 bit, mono, that takes no place on the disk."""
    size = int(hours * 3600) * RATE * 2
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + size, b"WAVE", b"fmt ", 16, 1, 1, RATE, 2 * RATE, 2,
        16, b"data", size,
    )  # fmt: skip
    with path.open("wb") as file:
        file.write(head)
        file.truncate(len(head) + size)


def _written(call: Call, mono: bool) -> dict[str, Any]:
    spans = {name: getattr(call, name).tolist() for name in ("customer", "agent", "hold")}
    return {"mono": mono, "seconds": call.seconds, **spans, **call.planted}


def _lastword(home: Path, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "lastword", *words, "--project", ".", "--json"]
    process = subprocess.Popen(command, cwd=home, stdout=subprocess.PIPE, text=True)
    if words[0] == "ingest":
        process.communicate()
    return process


def _heard_despite_kills(home: Path, calls: int, jobs: int) -> dict[str, Any]:
    """Kill −9 twice while it listens; nothing that was on the disk may be read again."""
    listening = ("listen", "--folder", "tapes", "--jobs", str(jobs))
    kept: dict[str, str] = {}
    at_kills = []
    for share in (0.15, 0.6):
        process = _lastword(home, *listening)
        while process.poll() is None and len(_on_disk(home)) < share * calls:
            time.sleep(5)
        process.kill()
        process.wait()
        kept |= _on_disk(home)
        at_kills.append(len(kept))
    output, _ = _lastword(home, *listening).communicate()
    told = json.loads(output)
    now = _on_disk(home)
    return {
        "found": told["found"], "heard_by_last_run": told["heard"], "known_to_it": told["known"],
        "refused": told["states"].get("refused", 0), "on_disk_at_kills": at_kills,
        "read_twice": sum(now[name] != at for name, at in kept.items()),
    }  # fmt: skip


def _on_disk(home: Path) -> dict[str, str]:
    """Recording → when it was heard, of all that a kill cannot take back."""
    store = Project.open(home).store
    told = {name: one.version_at.isoformat() for name, one in known(store).items()}
    for name, one in store.hearings.all().items():
        told.setdefault(name, one["recording"]["version_at"])
    return told


def _compared(
    planted: Mapping[str, Any], told: Mapping[str, Any], sounds: pa.Table
) -> dict[str, Any]:
    """Planted against heard: over all calls, and in the typical call."""
    lanes = _lanes(sounds)
    heard = [name for name in planted if name in told and told[name]["state"] == "heard"]
    figures: dict[str, Any] = {
        "heard": len(heard), "mono": sum(planted[name]["mono"] for name in heard),
        "hours": round(sum(planted[name]["seconds"] for name in heard) / 3600, 2),
    }  # fmt: skip
    for kind in ("silence", "hold", "overlap"):
        fit = [name for name in heard if kind != "overlap" or not planted[name]["mono"]]
        truth = np.array([planted[name][kind] for name in fit])
        found = np.array([told[name][f"{kind}_seconds"] for name in fit])
        figures[kind] = {
            "planted_seconds": round(float(truth.sum()), 1),
            "heard_seconds": round(float(found.sum()), 1),
            "off": round(float(found.sum() / truth.sum() - 1), 4),
            "seconds_off_in_a_call": round(float(np.abs(found - truth).mean()), 2),
        }
    for title, is_mono in (("two_channels", False), ("mono", True)):
        of = [name for name in heard if planted[name]["mono"] == is_mono]
        figures[f"attribution_{title}"] = _attribution([(planted[n], lanes[n]) for n in of])
    return figures


def _lanes(sounds: pa.Table) -> dict[str, dict[str, Spans]]:
    spoken: dict[str, dict[str, list[tuple[float, float]]]] = {}
    for row in sounds.to_pylist():
        if row["kind"] == "speech":
            of = spoken.setdefault(row["recording_id"], {})
            span = row["start_seconds"], row["end_seconds"]
            of.setdefault(row["speaker"], []).append(span)
    return {
        name: {who: np.array(sorted(spans)) for who, spans in of.items()}
        for name, of in spoken.items()
    }


def _attribution(calls: Sequence[tuple[Mapping[str, Any], Mapping[str, Spans]]]) -> float | None:
    """Of the seconds in which one speaks alone and a voice is heard: given to the right one."""
    right = whole = 0.0
    for planted, told in calls:
        heard = either(*told.values())
        for mine, other in (("customer", "agent"), ("agent", "customer")):
            alone = without(np.array(planted[mine]), np.array(planted[other]))
            given = without(told.get(mine, NONE), told.get(other, NONE))
            right += total(both(alone, given))
            whole += total(both(alone, heard))
    return round(right / whole, 4) if whole else None


def _speed(home: Path, planted: Mapping[str, Any], speakers: str) -> dict[str, float]:
    """Seconds of one core for a second of a recording."""
    listener = Listener.of(RecordingSettings(speakers=speakers))
    return {
        title: _factor(listener, home / "tapes", [
            (name, one["seconds"]) for name, one in planted.items() if one["mono"] == mono
        ][:12])
        for title, mono in (("two_channels", False), ("mono", True))
    }  # fmt: skip


def _factor(listener: Listener, tapes: Path, calls: Sequence[tuple[str, float]]) -> float:
    began = time.process_time()
    for name, _ in calls:
        listener.hear(Job(name, str(tapes / name), "x", "name"))
    return round((time.process_time() - began) / sum(seconds for _, seconds in calls), 4)


def ten_hours() -> dict[str, Any]:
    """A line left open: refused by default, read in bounded memory where ten hours are allowed."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "tenhours.wav"
        _open_line(path, 10)
        job = Job(path.name, str(path), "x", "name")
        refused = Listener(RecordingSettings(), ears()).hear(job)["recording"]
        began = cpu_seconds()
        allowed = Listener(RecordingSettings(longest_hours=12), ears()).hear(job)["recording"]
    return {
        "by_default": refused["remark"], "with_longest_hours_12": allowed["state"],
        "hours": round(allowed["lasted_seconds"] / 3600, 2),
        "silence_hours": round(allowed["silence_seconds"] / 3600, 2),
        "cpu_seconds": round(cpu_seconds() - began, 1), "peak_gib": peak_gib(),
    }  # fmt: skip
