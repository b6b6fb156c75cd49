"""Transcripts: word error on recorded prompts, and cards read aloud that must not be written."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import soundfile

from benchmarks.studio import AGENT, RATE, Samples, Studio
from lastword.audio.ears import ears
from lastword.audio.keeping import keep
from lastword.audio.lanes import heard_on
from lastword.audio.listener import Job, Listener
from lastword.audio.sound import opened
from lastword.audio.transcript import Whisper
from lastword.settings import RecordingSettings
from lastword.store import Store


def words(
    studio: Studio, model: Path, transcript: Path, prompts: int, language: str
) -> dict[str, Any]:
    """Word error on prompts joined to one call, as a customer's centre would hear them."""
    texts = _texts(transcript)
    chosen = [
        (path, texts[name])
        for path in sorted((studio.sounds / "sounds" / AGENT).glob("*.wav"))
        if (name := path.stem) in texts and len(texts[name].split()) >= 4
    ][:prompts]
    whisper = Whisper(model, language=language)
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


_PER_CALL = 10
_TEENS = (
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty "
    "forty fifty sixty seventy eighty ninety hundred"
)
_NUMBER_WORDS = frozenset(f"{_DIGITS} {_TEENS}".split())
_RUN = 8
"""So many digits of a card in a row, in any file, count as left."""


def numbers(studio: Studio, model: Path, utterances: int, seed: int = 4) -> dict[str, Any]:
    """Cards read aloud, digit by digit and in pairs, heard and kept; every file is searched."""
    rng = np.random.default_rng(seed)
    listener = Listener(RecordingSettings(), ears(), Whisper(model))
    cards = [_card(rng) for _ in range(utterances)]
    dropped = 0
    with tempfile.TemporaryDirectory() as home:
        store = Store.open(Path(home) / "store", create=True)
        for at in range(0, utterances, _PER_CALL):
            sound = _read_out(studio, cards[at : at + _PER_CALL], rng)
            path = Path(home) / f"call-{at}.wav"
            soundfile.write(path, np.column_stack((sound, 0 * sound)), RATE)
            heard = listener.hear(Job(path.name, str(path), f"c:{at}", "name"))
            path.unlink()
            heard["recording"]["version_at"] = "2025-01-01T00:00:00"
            store.hearings.put(path.name, heard)
            keep(store, {path.name: heard}, "numbers")
            dropped += heard["recording"]["numbers_dropped"]
        return {"utterances": utterances, "numbers_dropped": dropped, **_left(store, cards)}


def _card(rng: np.random.Generator) -> str:
    return "".join(str(n) for n in rng.integers(0, 10, 16))


def _read_out(studio: Studio, cards: Sequence[str], rng: np.random.Generator) -> Samples:
    """Every other card in pairs (“forty two”), the rest digit by digit, in groups of four."""
    folder = studio.sounds / "sounds" / AGENT / "digits"
    parts = []
    for place, card in enumerate(cards):
        for group in range(0, 16, 4):
            four = card[group : group + 4]
            names = [n for two in (four[:2], four[2:]) for n in _in_pairs(two)]
            for name in names if place % 2 else four:
                said = soundfile.read(folder / f"{name}.wav", dtype="float32")[0]
                parts += [0.8 * said, np.zeros(int(0.05 * RATE), np.float32)]
            parts.append(np.zeros(int(rng.uniform(0.3, 0.9) * RATE), np.float32))
        parts.append(np.zeros(int(1.5 * RATE), np.float32))
    return np.concatenate(parts)


def _in_pairs(two: str) -> list[str]:
    """Recorded words of two digits: 42 is “forty”, “two”; 07 is “zero”, “seven”."""
    if two[0] == "0":
        return list(two)
    if two[0] == "1":
        return [two]
    return [f"{two[0]}0", *(two[1] if two[1] != "0" else "")]


def _left(store: Store, cards: Sequence[str]) -> dict[str, Any]:
    """Numbers in what was written down, and pieces of cards in any file at all."""
    tables = [pq.read_table(path) for path in store.folder.rglob("*.parquet")]
    texts = [text for table in tables if "text" in table.column_names
             for text in table["text"].to_pylist() if text]  # fmt: skip
    said = [word for text in texts for word in re.findall(r"[a-z]+|\d+", text.casefold())]
    others = [path for path in store.folder.rglob("*") if path.is_file()]
    everything = "\n".join([*(str(table.to_pylist()) for table in tables),
                            *(path.read_bytes().decode(errors="replace") for path in others
                              if path.suffix != ".parquet")])  # fmt: skip
    together = re.sub(r"(?<=\d)[ .,-]+(?=\d)", "", everything)
    pieces = {card[at : at + _RUN] for card in cards for at in range(len(card) - _RUN + 1)}
    runs = set(re.findall(rf"\d{{{_RUN},}}", re.sub(r"\d+\.\d+|[0-9a-f]{12,}", " ", together)))
    return {
        "texts_searched": len(texts), "files_searched": len(others),
        "numbers_left": sum(word.isdigit() or word in _NUMBER_WORDS for word in said),
        "cards_left": sum(piece in run for run in runs for piece in pieces),
    }  # fmt: skip
