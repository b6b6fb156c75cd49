"""Timbre: how a voice sounds, frame by frame, as the model of voices wants it: 40 mel bands."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

RATE = 16_000
BANDS = 40
_HOP, _WINDOW = 160, 400
_LINEAR_HZ, _LINEAR_STEP, _LOG_STEP = 1000.0, 200.0 / 3, np.log(6.4) / 27.0


def timbre(samples: Floats, frames: int) -> Floats:
    """Power in 40 bands of Slaney's mel scale up to 8 kHz, in windows of 25 ms.

    Parameters
    ----------
    samples
        Mono, 16,000 a second.
    frames
        How many frames of 10 ms are wanted.

    Returns
    -------
    Floats
        Shape (frames, 40).
    """
    half = _WINDOW // 2
    padded = np.concatenate((samples[half:0:-1], samples, np.zeros(_WINDOW, np.float32)))
    cut = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[: frames * _HOP : _HOP]
    shape = np.hanning(_WINDOW + 1)[:-1].astype(np.float32)
    power = np.square(np.abs(np.fft.rfft(cut * shape, axis=1))).astype(np.float32)
    bands: Floats = power @ _filters().T
    return bands


@cache
def _filters() -> Floats:
    """Triangles of equal area (Slaney, Auditory Toolbox)."""
    edges = _hertz(np.linspace(0.0, _mel(RATE / 2), BANDS + 2))
    hertz = np.arange(_WINDOW // 2 + 1) * RATE / _WINDOW
    rising = (hertz - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - hertz) / (edges[2:] - edges[1:-1])[:, None]
    area = (2.0 / (edges[2:] - edges[:-2]))[:, None]
    filters: Floats = (area * np.maximum(0, np.minimum(rising, falling))).astype(np.float32)
    return filters


def _mel(hertz: float) -> float:
    return float(_LINEAR_HZ / _LINEAR_STEP + np.log(hertz / _LINEAR_HZ) / _LOG_STEP)


def _hertz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    bend = _LINEAR_HZ / _LINEAR_STEP
    steep = _LINEAR_HZ * np.exp(_LOG_STEP * (np.maximum(mel, bend) - bend))
    return np.where(mel < bend, mel * _LINEAR_STEP, steep)
