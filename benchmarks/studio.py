"""Studio: generated calls of recorded prompts, with planted silence, hold music and overlap.

The sounds are those of Debian's `asterisk-core-sounds-*-wav` and `asterisk-moh-opsound-wav`; they
are not part of this repository.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from lastword.audio.spans import Spans, both, closed, either, spans_of, total, without

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

    def call(self, rng: np.random.Generator, *, turns: int = 7) -> Call:
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
        length = int(rng.uniform(8, 26) * RATE)
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
