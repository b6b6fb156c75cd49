"""Recordings: generated calls with planted silence, hold and overlap, and what is heard in them.

Needs `lastword[audio]` and the sounds of Debian's `asterisk-core-sounds-*-wav` and
`asterisk-moh-opsound-wav`. No sound, word or weight is part of this repository:

    python -m benchmarks.recordings lanes   --sounds /usr/share/asterisk --calls 200
    python -m benchmarks.recordings mono    --sounds /usr/share/asterisk --calls 100
    python -m benchmarks.recordings words   --sounds … --model FOLDER --transcript core-sounds-en.txt
    python -m benchmarks.recordings numbers --sounds … --model FOLDER --utterances 200
    python -m benchmarks.recordings folder  --sounds … --calls 60
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from benchmarks.record import record
from lastword.audio.lanes import Lanes
from lastword.audio.listener import Job, Listener
from lastword.audio.sound import opened
from lastword.audio.spans import NONE, Spans, both, closed, either, spans_of, total, without
from lastword.audio.transcript import Whisper
from lastword.settings import RecordingSettings

RATE = 8000
AGENT = "en_US_f_Allison"
CUSTOMERS = ("it_IT_m_Carlo", "fr_CA_f_June", "ru_RU_f_IvrvoiceRU")
FORMATS = ((".wav", "PCM_16"), (".wav", "ULAW"), (".flac", "PCM_16"), (".ogg", "VORBIS"),
           (".ogg", "OPUS"), (".mp3", "MPEG_LAYER_III"))  # fmt: skip
_FAINT = 0.01
_INNER = 0.45

Samples = NDArray[np.float32]


@dataclass
class Call:
    """A generated call and what is planted in it."""

    samples: Samples
    customer: Spans
    agent: Spans
    hold: Spans

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE

    @property
    def planted(self) -> dict[str, float]:
        heard = either(self.customer, self.agent, self.hold)
        silent = without(np.array([[0.0, self.seconds]]), heard)
        return {
            "silence": total(silent),
            "hold": total(self.hold),
            "overlap": total(both(self.customer, self.agent)),
        }


@dataclass
class Studio:
    """Prompts by voice, trimmed to where they are heard, and hold music."""

    sounds: Path
    voices: dict[str, list[Samples]] = field(default_factory=dict)
    music: list[Samples] = field(default_factory=list)

    def __post_init__(self) -> None:
        for voice in (AGENT, *CUSTOMERS):
            folder = self.sounds / "sounds" / voice
            self.voices[voice] = [
                p for path in sorted(folder.glob("*.wav")) if len(p := _trimmed(path))
            ]
        for path in sorted((self.sounds / "moh").glob("*.wav")):
            self.music.append(soundfile.read(path, dtype="float32")[0])

    def call(self, rng: np.random.Generator, *, turns: int = 10) -> Call:
        """A dialogue of two voices with pauses, long silences, hold and overlap."""
        voices = {"agent": AGENT, "customer": str(rng.choice(CUSTOMERS))}
        lanes: dict[str, list[tuple[float, Samples]]] = {"agent": [], "customer": []}
        hold: list[tuple[float, Samples]] = []
        at, who = float(rng.uniform(0.5, 2.0)), "agent"
        special = dict(zip(rng.choice(np.arange(2, turns), 3, replace=False),
                           ("silence", "hold", "overlap"), strict=True))  # fmt: skip
        for turn in range(turns):
            said = self._line(rng, voices[who])
            kind = special.get(turn, "overlap" if rng.random() < 0.15 and turn else "")
            if kind == "silence":
                at += float(rng.uniform(9, 20))
            elif kind == "hold":
                music = self._music(rng)
                hold.append((at + 0.5, music))
                at += len(music) / RATE + 1.0
            elif kind == "overlap" and turn:
                at -= float(rng.uniform(0.8, 2.0))
            at = max(at, 0.3, *(start + len(s) / RATE + 0.2 for start, s in lanes[who]), 0.3)
            lanes[who].append((at, said))
            at += len(said) / RATE + float(rng.uniform(0.6, 1.5))
            who = "customer" if who == "agent" else "agent"
        return _mixed(lanes, hold, at, rng)

    def _line(self, rng: np.random.Generator, voice: str) -> Samples:
        prompts = self.voices[voice]
        return prompts[int(rng.integers(len(prompts)))]

    def _music(self, rng: np.random.Generator) -> Samples:
        track = self.music[int(rng.integers(len(self.music)))]
        length = int(rng.uniform(12, 40) * RATE)
        start = int(rng.integers(5 * RATE, len(track) - length))
        return track[start : start + length]


def _trimmed(path: Path) -> Samples:
    """A prompt from its first sound to its last; empty where it pauses within or is too short."""
    samples, rate = soundfile.read(path, dtype="float32")
    heard = closed(_loud(samples), _INNER)
    if rate != RATE or len(heard) != 1 or not 1.0 <= heard[0, 1] - heard[0, 0] <= 9.0:
        return np.zeros(0, np.float32)
    start, end = (int(at * RATE) for at in heard[0])
    return samples[start:end]


def _loud(samples: Samples) -> Spans:
    frames = samples[: len(samples) // 80 * 80].reshape(-1, 80)
    level = np.sqrt(np.square(frames).mean(axis=1))
    return spans_of(level > max(_FAINT, 0.03 * level.max(initial=0)), 0.01)


def _mixed(
    lanes: dict[str, list[tuple[float, Samples]]], hold: Sequence[tuple[float, Samples]],
    end: float, rng: np.random.Generator,
) -> Call:  # fmt: skip
    length = int((end + 1.0) * RATE)
    samples = rng.normal(0, 0.0006, (length, 2)).astype(np.float32)
    for channel, parts in enumerate((lanes["customer"], [*lanes["agent"], *hold])):
        for start, sound in parts:
            begin = int(start * RATE)
            samples[begin : begin + len(sound), channel] += 0.8 * sound
    spans = {name: closed(_spans(parts), 0.5) for name, parts in lanes.items()}
    return Call(np.clip(samples, -1, 1), spans["customer"], spans["agent"], _spans(hold))


def _spans(parts: Sequence[tuple[float, Samples]]) -> Spans:
    rows = sorted((start, start + len(sound) / RATE) for start, sound in parts)
    return np.array(rows).reshape(-1, 2)


def write(call: Call, folder: Path, name: str, form: tuple[str, str], *, mono: bool) -> Path:
    """Write a call as a file of that format."""
    path = folder / f"{name}{form[0]}"
    samples = call.samples.mean(axis=1) if mono else call.samples
    soundfile.write(path, samples, RATE, subtype=form[1])
    return path


def attributed(lanes: Lanes, call: Call) -> tuple[float, float]:
    """Seconds of one speaker alone given to that speaker, and all such seconds that were heard."""
    right = whole = 0.0
    for mine, other, told, theirs in (
        (call.customer, call.agent, lanes.customer, lanes.agent),
        (call.agent, call.customer, lanes.agent, lanes.customer),
    ):
        alone = without(mine, other)
        right += total(both(alone, without(told, theirs)))
        whole += total(both(alone, either(told, theirs)))
    return right, whole


def heard_calls(
    studio: Studio, calls: int, *, mono: bool, seed: int
) -> Iterator[tuple[Call, dict[str, Any], Lanes, float]]:
    rng = np.random.default_rng(seed)
    listener = Listener.of(RecordingSettings())
    with tempfile.TemporaryDirectory() as folder:
        for number in range(calls):
            call = studio.call(rng)
            path = write(
                call, Path(folder), f"c{number}", FORMATS[number % len(FORMATS)], mono=mono
            )
            began = time.process_time()
            heard = listener.hear(Job(path.name, str(path), "x", "name"))
            spent = time.process_time() - began
            path.unlink()
            yield call, heard["recording"], _lanes_of(heard, call.seconds), spent


def _lanes_of(heard: dict[str, Any], seconds: float) -> Lanes:
    def spans(kind: str, speaker: str | None = None) -> Spans:
        rows = [(s["start_seconds"], s["end_seconds"]) for s in heard["sounds"]
                if s["kind"] == kind and s["speaker"] == speaker]  # fmt: skip
        return np.array(rows).reshape(-1, 2) if rows else NONE

    return Lanes(spans("speech", "customer"), spans("speech", "agent"), spans("hold"),
                 spans("announcement"), seconds, True)  # fmt: skip


def lanes(studio: Studio, calls: int, *, mono: bool, seed: int = 9) -> dict[str, Any]:
    """Planted against heard, over all calls."""
    planted: dict[str, float] = {}
    found: dict[str, float] = {}
    right = whole = spent = seconds = unsure = confident = 0.0
    for call, row, told, cost in heard_calls(studio, calls, mono=mono, seed=seed):
        for name, value in call.planted.items():
            planted[name] = planted.get(name, 0.0) + value
            found[name] = found.get(name, 0.0) + (row[f"{name}_seconds"] or 0.0)
        hits, all_ = attributed(told, call)
        right, whole = right + hits, whole + all_
        confident += row["speaker_confidence"] or 0.0
        unsure += row["speaker_confidence"] is None
        spent, seconds = spent + cost, seconds + call.seconds
    return {
        "calls": calls, "hours": round(seconds / 3600, 2), "channels": 1 if mono else 2,
        "planted_seconds": {k: round(v, 1) for k, v in planted.items()},
        "heard_seconds": {k: round(v, 1) for k, v in found.items()},
        "off": {k: round(found[k] / v - 1, 4) for k, v in planted.items() if v},
        "attribution": round(right / whole, 4),
        "mean_confidence": round(confident / calls, 3), "one_voice_only": int(unsure),
        "real_time_factor": round(spent / seconds, 4),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("what", choices=("lanes", "mono", "words", "numbers", "folder"))
    parser.add_argument("--sounds", type=Path, default=Path("/usr/share/asterisk"))
    parser.add_argument("--calls", type=int, default=200)
    asked = parser.parse_args()
    studio = Studio(asked.sounds)
    found = lanes(studio, asked.calls, mono=asked.what == "mono")
    print(found)


if __name__ == "__main__":
    main()
