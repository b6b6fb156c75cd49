"""Transcript: words with times, by faster-whisper from a folder of weights, offline."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from lastword.audio import models
from lastword.audio.extra import package
from lastword.audio.sound import HEARD_AT, Samples, Sound, blocks, heard
from lastword.audio.spans import Spans
from lastword.text.spoken import is_number

WINDOW_SECONDS = 28.0
"""What the model hears at once; voices are packed into such windows, silence is not heard."""
BEAM = 5
_PAUSE = 0.35
_MARGIN = 0.15
_LOOP = 4
"""A phrase that stands so many times in a row was invented by the model."""
_UNHEARD = 0.6
_UNSURE = -1.0


@dataclass(frozen=True, slots=True)
class Word:
    """One word and when it was said, in seconds of the recording."""

    text: str
    start: float
    end: float
    lane: int = 0


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said, word by word, in the order said.

    Parameters
    ----------
    language
        As stated, or as the model found it.
    loops
        Phrases that the repetition guard cut.
    """

    words: tuple[Word, ...]
    language: str
    loops: int = 0


class Transcriber(Protocol):
    """Writes down what is said."""

    version: str

    def transcribe(self, sound: Sound, lanes: Sequence[Spans]) -> Transcript:
        """Write down what is said in a recording.

        Parameters
        ----------
        lanes
            For each channel, when somebody speaks on it.
        """


class Whisper:
    """A faster-whisper model in a folder of the user's.

    Parameters
    ----------
    folder
        Holds `model.bin`, `config.json`, `tokenizer.json` and the vocabulary.
    sha256
        Of its `model.bin`, where it is none of the published models.
    language
        Spoken language; empty: the model finds it in the first window.

    Raises
    ------
    MissingExtra
        If `lastword[audio]` is not installed.
    UsageError
        If the folder holds no model, or another one than expected.
    """

    def __init__(self, folder: Path, *, sha256: str = "", language: str = "") -> None:
        whisper = package("faster_whisper")
        found = models.checked(
            folder / "model.bin", models.PUBLISHED, expected=sha256,
            setting="[recordings] model_sha256",
        )  # fmt: skip
        self.version = found[:12]
        self._language = language or None
        self._model: Any = whisper.WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True
        )
        if not self._model.model.is_multilingual:
            self._language = "en"

    def transcribe(self, sound: Sound, lanes: Sequence[Spans]) -> Transcript:
        """Write down what is said on each channel, with the time of every word."""
        words: list[Word] = []
        loops, language = 0, self._language
        for window in _windows(sound, lanes):
            found, told = self._listen(window, language)
            language = language or told
            kept = without_loops(found)
            loops += len(kept) < len(found)
            words += kept
        return Transcript(tuple(sorted(words, key=lambda w: (w.start, w.lane))), language or "",
                          loops)  # fmt: skip

    def _listen(self, window: _Window, language: str | None) -> tuple[list[Word], str]:
        segments, told = self._model.transcribe(
            window.samples,
            language=language,
            beam_size=BEAM,
            word_timestamps=True,
            vad_filter=False,
            condition_on_previous_text=False,
            without_timestamps=False,
            temperature=(0.0, 0.2, 0.4),
        )
        found = []
        for segment in segments:
            if segment.no_speech_prob > _UNHEARD and segment.avg_logprob < _UNSURE:
                continue
            for word in segment.words or ():
                found.append(window.placed(word.word, float(word.start), float(word.end)))
        return found, str(told.language)


@cache
def whisper(folder: Path, sha256: str, language: str) -> Whisper:
    """The transcriber of this process."""
    return Whisper(folder, sha256=sha256, language=language)


@dataclass(slots=True)
class _Window:
    """Voices of one channel packed together, and where each of them comes from."""

    lane: int
    samples: Samples
    places: list[tuple[float, float, float]]
    """Start in the window, start and end in the recording."""

    def placed(self, text: str, start: float, end: float) -> Word:
        """A word at the time of the recording at which it was said."""
        middle = (start + end) / 2
        fitting = [place for place in self.places if place[0] <= middle + _PAUSE / 2]
        inside, begin, stop = fitting[-1] if fitting else self.places[0]
        times = [min(max(moment - inside + begin, begin), stop) for moment in (start, end)]
        return Word(text, times[0], times[1], self.lane)


def without_loops(words: list[Word]) -> list[Word]:
    """Words without phrases that are said four times and more in a row; the first one stays.

    Examples
    --------
    >>> said = [Word(text, 0, 0) for text in "so we go we go we go we go we go home".split()]
    >>> " ".join(word.text for word in without_loops(said))
    'so we go home'
    """
    plain = [re.sub(r"\W+", "", word.text.casefold()) for word in words]
    kept: list[Word] = []
    place = 0
    while place < len(words):
        size, times = _loop_at(plain, place)
        kept += words[place : place + size]
        place += size * times
    return kept


def _loop_at(plain: Sequence[str], place: int) -> tuple[int, int]:
    """Size and number of the repetitions that begin here; 1 and 1 where there are none.

    Digits are no loop: a number may be made of equal ones.
    """
    for size in range(1, 13):
        phrase = plain[place : place + size]
        if len(phrase) < size or any(is_number(word) for word in phrase):
            continue
        times = 1
        while plain[place + times * size : place + (times + 1) * size] == phrase:
            times += 1
        if times >= _LOOP:
            return size, times
    return 1, 1


def _windows(sound: Sound, lanes: Sequence[Spans]) -> Iterator[_Window]:
    """Voices of each channel, cut out while the file is read once, packed into windows."""
    pieces: list[list[tuple[float, float]]] = [_pieces(lane) for lane in lanes]
    open_ = [_Window(lane, np.zeros(0, np.float32), []) for lane in range(len(lanes))]
    held = np.zeros((0, sound.channels), np.float32)
    begin = 0.0
    for block in itertools.chain(blocks(sound), (None,)):
        if block is not None:
            held = np.concatenate((held, heard(block, sound.rate)))
        end = begin + len(held) / HEARD_AT
        for lane, waiting in enumerate(pieces):
            while waiting and (waiting[0][1] <= end or block is None):
                start, stop = waiting.pop(0)
                cut = held[_at(start - begin) : _at(stop - begin), min(lane, sound.channels - 1)]
                if len(open_[lane].samples) + len(cut) > WINDOW_SECONDS * HEARD_AT:
                    if open_[lane].places:
                        yield open_[lane]
                    open_[lane] = _Window(lane, np.zeros(0, np.float32), [])
                _add(open_[lane], cut, start, stop)
        needed = min([waiting[0][0] for waiting in pieces if waiting], default=end)
        dropped = max(0, min(_at(needed - begin), len(held)))
        held, begin = held[dropped:], begin + dropped / HEARD_AT
    yield from (window for window in open_ if window.places)


def _add(window: _Window, cut: Samples, start: float, stop: float) -> None:
    gap = np.zeros(int(_PAUSE * HEARD_AT), np.float32)
    window.places.append((len(window.samples) / HEARD_AT, start, stop))
    window.samples = np.concatenate((window.samples, cut, gap))


def _pieces(lane: Spans) -> list[tuple[float, float]]:
    """Stretches with a margin, none longer than a window."""
    found: list[tuple[float, float]] = []
    for begin, stop in lane.tolist():
        start = max(found[-1][1] if found else 0.0, begin - _MARGIN)
        end = stop + _MARGIN
        cuts = [*np.arange(start, end, WINDOW_SECONDS).tolist(), end]
        found += itertools.pairwise(cuts)
    return found


def _at(seconds: float) -> int:
    return max(0, round(seconds * HEARD_AT))
