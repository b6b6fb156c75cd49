"""Timbre: how a voice sounds, frame by frame: cepstrum and pitch."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

RATE = 16_000
BANDS = 24
CEPSTRA = 16
FEATURES = CEPSTRA + 1
_HOP, _WINDOW, _SIZE = 160, 480, 512
_PITCH = (60.0, 350.0)
_VOICED = 0.5
_SMALLEST = 1e-8


def timbre(samples: Floats, frames: int) -> Floats:
    """Cepstral coefficients 1 to 16 of 24 mel bands of the telephone's range, then log pitch.

    Pitch is the autocorrelation's highest peak between 60 and 350 Hz, as log hertz; NaN where a
    frame is not voiced.

    Parameters
    ----------
    samples
        Mono, 16,000 a second.
    frames
        How many frames of 10 ms are wanted.

    Returns
    -------
    Floats
        Shape (frames, 17).
    """
    padded = np.concatenate((samples, np.zeros(_WINDOW, np.float32)))
    cut = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[: frames * _HOP : _HOP]
    shaped = (cut - cut.mean(axis=1, keepdims=True)) * np.hamming(_WINDOW).astype(np.float32)
    power = np.square(np.abs(np.fft.rfft(shaped, 2 * _SIZE, axis=1))).astype(np.float32)
    bands = np.log(power @ _filters().T + _SMALLEST)
    looks: Floats = np.column_stack((bands @ _cosines().T, _pitch(power)))
    return looks


def _pitch(power: Floats) -> Floats:
    around = np.fft.irfft(power, axis=1)
    shortest, longest = (int(RATE / hz) for hz in reversed(_PITCH))
    searched = around[:, shortest:longest]
    best = searched.argmax(axis=1)
    height = searched[np.arange(len(best)), best] / (around[:, 0] + _SMALLEST)
    found = np.where(height > _VOICED, np.log(RATE / (best + shortest)), np.nan)
    return found.astype(np.float32)


@cache
def _filters() -> Floats:
    """Triangles on the mel scale, 200 to 3,600 Hz: what every telephone lets through."""
    low, high = (2595 * np.log10(1 + hz / 700) for hz in (200, 3600))
    edges = 700 * (10 ** (np.linspace(low, high, BANDS + 2) / 2595) - 1)
    hertz = np.arange(_SIZE + 1) * RATE / (2 * _SIZE)
    rising = (hertz - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - hertz) / (edges[2:] - edges[1:-1])[:, None]
    return np.maximum(0, np.minimum(rising, falling)).astype(np.float32)


@cache
def _cosines() -> Floats:
    places = (np.arange(BANDS) + 0.5) * np.pi / BANDS
    return np.cos(np.outer(np.arange(1, CEPSTRA + 1), places)).astype(np.float32)
