"""Recordings: generated calls with planted silence, hold and overlap, and what is heard in them.

Needs `lastword[audio]` and the sounds of Debian's `asterisk-core-sounds-*-wav` and
`asterisk-moh-opsound-wav`. No sound, word or weight is part of this repository:

    python -m benchmarks.recordings lanes --calls 200
    python -m benchmarks.recordings mono --calls 100 --speakers pretrained.pt
    python -m benchmarks.recordings words --model FOLDER --transcript core-sounds-en.txt
    python -m benchmarks.recordings numbers --model FOLDER --utterances 200
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
import pyarrow.parquet as pq
import soundfile
from numpy.typing import NDArray

from benchmarks.record import on_record, record
from lastword.audio.ears import ears
from lastword.audio.keeping import keep
from lastword.audio.lanes import Lanes, heard_on
from lastword.audio.listener import Job, Listener
from lastword.audio.sound import opened
from lastword.audio.spans import NONE, Spans, both, closed, either, spans_of, total, without
from lastword.audio.transcript import Whisper
from lastword.settings import RecordingSettings
from lastword.store import Store

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
    studio: Studio, calls: int, *, mono: bool, seed: int, speakers: str = ""
) -> Iterator[tuple[Call, dict[str, Any], Lanes, float]]:
    rng = np.random.default_rng(seed)
    listener = Listener.of(RecordingSettings(speakers=speakers))
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


def lanes(
    studio: Studio, calls: int, *, mono: bool, seed: int = 9, speakers: str = ""
) -> dict[str, Any]:
    """Planted against heard, over all calls."""
    planted: dict[str, float] = {}
    found: dict[str, float] = {}
    right = whole = spent = seconds = unsure = confident = 0.0
    for call, row, told, cost in heard_calls(
        studio, calls, mono=mono, seed=seed, speakers=speakers
    ):
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


def words(studio: Studio, model: Path, transcript: Path, prompts: int) -> dict[str, Any]:
    """Word error on prompts joined to one call, as a customer's centre would hear them."""
    texts = _texts(transcript)
    chosen = [
        (path, texts[name])
        for path in sorted((studio.sounds / "sounds" / AGENT).glob("*.wav"))
        if (name := path.stem) in texts and len(texts[name].split()) >= 4
    ][:prompts]
    whisper = Whisper(model)
    wrong = count = 0
    spent = seconds = 0.0
    for at in range(0, len(chosen), 40):
        part = chosen[at : at + 40]
        gap = np.zeros(int(1.5 * RATE), np.float32)
        sound = np.concatenate(
            [s for path, _ in part for s in (soundfile.read(path, dtype="float32")[0], gap)]
        )
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "prompts.wav"
            soundfile.write(path, sound, RATE)
            held = opened(path)
            voice = heard_on(ears().hear(held), 0).voice
            began = time.process_time()
            found = whisper.transcribe(held, [voice])
            spent += time.process_time() - began
        seconds += len(sound) / RATE
        said = _plain(" ".join(text for _, text in part))
        heard_words = _plain("".join(word.text for word in found.words))
        wrong += _errors(said, heard_words)
        count += len(said)
    return {"prompts": len(chosen), "words": count, "word_error": round(wrong / count, 4),
            "seconds": round(seconds), "real_time_factor": round(spent / seconds, 3)}  # fmt: skip


def _texts(transcript: Path) -> dict[str, str]:
    found = {}
    for line in transcript.read_text(encoding="utf-8").splitlines():
        name, colon, text = line.partition(": ")
        if (
            colon
            and re.fullmatch(r"[a-z][\w-]*", name)
            and not re.search(r"[\[(*#@…]|\.\.\.", text)
        ):
            found[name] = text
    return found


_DIGITS = "zero one two three four five six seven eight nine"
_NUMBERS = {str(n): word for n, word in enumerate(_DIGITS.split())}
_SPELT = {
    "login": "log in",
    "voicemail": "voice mail",
    "pbx": "p b x",
    "okay": "ok",
    "thru": "through",
}


def _plain(text: str) -> list[str]:
    """Words in small letters, single digits in words, two spellings of a few words as one."""
    text = re.sub(r"(\d)", r" \1 ", text.casefold().replace("'", ""))
    found = re.findall(r"[a-z]+|\d", text)
    return " ".join(_SPELT.get(_NUMBERS.get(w, w), _NUMBERS.get(w, w)) for w in found).split()


def _errors(said: Sequence[str], told: Sequence[str]) -> int:
    """Least number of words to be changed, added or dropped (Levenshtein)."""
    row = list(range(len(told) + 1))
    for place, word in enumerate(said, start=1):
        last, row[0] = row[0], place
        for other, guess in enumerate(told, start=1):
            last, row[other] = (
                row[other],
                min(row[other] + 1, row[other - 1] + 1, last + (word != guess)),
            )
    return row[-1]


def numbers(studio: Studio, model: Path, utterances: int, seed: int = 4) -> dict[str, Any]:
    """Cards read aloud from recorded digits, heard and stored; then every file is searched."""
    rng = np.random.default_rng(seed)
    folder = studio.sounds / "sounds" / AGENT / "digits"
    digits = [soundfile.read(folder / f"{n}.wav", dtype="float32")[0] for n in range(10)]
    whisper = Whisper(model)
    left = heard_digits = 0
    per_call = 10
    with tempfile.TemporaryDirectory() as home:
        for call in range(utterances // per_call):
            cards = [rng.integers(0, 10, 16) for _ in range(per_call)]
            sound = np.concatenate(
                [part for card in cards for part in _read_aloud(card, digits, rng)]
            )
            path = Path(home) / f"{call}.wav"
            soundfile.write(path, np.column_stack((sound, 0 * sound)), RATE)
            listener = Listener(RecordingSettings(), ears(), whisper)
            heard = listener.hear(Job(path.name, str(path), f"c:{call}", "name"))
            path.unlink()
            store = Store.open(Path(home) / "store", create=True)
            heard["recording"]["version_at"] = "2025-01-01T00:00:00"
            store.hearings.put(path.name, heard)
            keep(store, {f"{call}": heard}, "numbers")
            heard_digits += heard["recording"]["numbers_dropped"]
        written = "".join(
            str(pq.read_table(p).to_pylist()) for p in Path(home).rglob("messages/*.parquet")
        )
        spool = "".join(p.read_text() for p in (Path(home) / "store" / "hearings").glob("*.json"))
        texts = re.findall(r"'text': '([^']*)'|\"text\":\"([^\"]*)\"", written + spool)
    words_left = [
        w for pair in texts for text in pair for w in re.findall(r"[a-z]+|\d+", text.casefold())
    ]
    left = sum(w.isdigit() or w in _NUMBERS.values() for w in words_left)
    return {"utterances": utterances, "texts_searched": len(texts), "numbers_dropped": heard_digits,
            "digits_left": left}  # fmt: skip


def _read_aloud(
    card: NDArray[np.int64], digits: Sequence[Samples], rng: np.random.Generator
) -> Iterator[Samples]:
    for place, digit in enumerate(card):
        yield 0.8 * digits[int(digit)]
        pause = rng.uniform(0.3, 0.9) if place % 4 == 3 else 0.05
        yield np.zeros(int(pause * RATE), np.float32)
    yield np.zeros(int(1.5 * RATE), np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("what", nargs="+", choices=("lanes", "mono", "words", "numbers"))
    parser.add_argument("--sounds", type=Path, default=Path("/usr/share/asterisk"))
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--model", type=Path, help="folder of a faster-whisper model")
    parser.add_argument("--speakers", default="", help="Resemblyzer's pretrained.pt, for mono")
    parser.add_argument("--transcript", type=Path, help="core-sounds-en.txt of Asterisk")
    parser.add_argument("--prompts", type=int, default=160)
    parser.add_argument("--utterances", type=int, default=200)
    asked = parser.parse_args()
    studio = Studio(asked.sounds)
    figures = on_record("recordings")
    for what in asked.what:
        if what in ("lanes", "mono"):
            speakers = asked.speakers if what == "mono" else ""
            figures[what] = lanes(studio, asked.calls, mono=what == "mono", speakers=speakers)
        elif what == "words":
            figures[f"words, {asked.model.name}"] = words(
                studio, asked.model, asked.transcript, asked.prompts
            )
        else:
            figures["numbers"] = numbers(studio, asked.model, asked.utterances)
        record("recordings", figures)
        print(what, figures, flush=True)


if __name__ == "__main__":
    main()
