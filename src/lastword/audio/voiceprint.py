"""Voiceprints: what tells one voice from another, by Resemblyzer's encoder, in numpy."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lastword.audio import models
from lastword.audio.checkpoint import tensors

Floats = NDArray[np.float32]

WINDOW = 160
"""Frames of 10 ms that make one voiceprint."""
_LAYERS, _HIDDEN = 3, 256
_BATCH = 64
_LOUDNESS = 1e-3
"""Mean power that voices are brought up to: −30 dB below full scale."""


class Voiceprints:
    """The encoder of Wan et al., “Generalized end-to-end loss for speaker verification” (2018).

    Three LSTM layers read 1.6 s of mel bands; the last state, projected, rectified and scaled to
    length 1, is the voiceprint. The weights are Resemblyzer's (Resemble AI, Apache-2.0).

    Parameters
    ----------
    path
        `pretrained.pt` of the package Resemblyzer.

    Raises
    ------
    UsageError
        If the file is missing or another one.
    """

    def __init__(self, path: Path) -> None:
        self.version = models.checked(path, models.VOICES, setting="[recordings] speakers")[:12]
        held: dict[str, Any] = tensors(path)
        self._layers = [
            (
                np.ascontiguousarray(held[f"lstm.weight_ih_l{layer}"].T),
                np.ascontiguousarray(held[f"lstm.weight_hh_l{layer}"].T),
                held[f"lstm.bias_ih_l{layer}"] + held[f"lstm.bias_hh_l{layer}"],
            )
            for layer in range(_LAYERS)
        ]
        self._out = held["linear.weight"].T, held["linear.bias"]

    def of(self, windows: Floats) -> Floats:
        """Voiceprints of windows.

        Parameters
        ----------
        windows
            Mel bands, shape (n, 160, 40).

        Returns
        -------
        Floats
            Shape (n, 256), each of length 1.
        """
        batches = [windows[at : at + _BATCH] for at in range(0, len(windows), _BATCH)]
        return np.concatenate([self._encoded(batch) for batch in batches])

    def _encoded(self, batch: Floats) -> Floats:
        seen = batch.transpose(1, 0, 2)
        for inward, onward, bias in self._layers:
            seen = _lstm(seen, inward, onward, bias)
        weight, bias = self._out
        raw = np.maximum(seen[-1] @ weight + bias, 0.0)
        prints: Floats = raw / np.maximum(np.linalg.norm(raw, axis=1, keepdims=True), 1e-9)
        return prints


@cache
def voiceprints(path: Path) -> Voiceprints:
    """The encoder of this process."""
    return Voiceprints(path)


def louder(bands: Floats, level: Floats) -> Floats:
    """Bands of voices brought up to the loudness that the encoder learned with.

    Parameters
    ----------
    level
        Loudness of the same frames, dB below full scale.
    """
    power = float(np.mean(10 ** (level.astype(np.float64) / 10)))
    return bands * np.float32(max(1.0, _LOUDNESS / max(power, 1e-12)))


def _lstm(seen: Floats, inward: Floats, onward: Floats, bias: Floats) -> Floats:
    """One layer over time: shape (time, n, features) to (time, n, 256)."""
    driven = seen @ inward + bias
    state = memory = np.zeros((seen.shape[1], _HIDDEN), np.float32)
    found = np.empty((*seen.shape[:2], _HIDDEN), np.float32)
    for place, given in enumerate(driven):
        gates = given + state @ onward
        open_, kept, new, shown = np.split(gates, 4, axis=1)
        memory = _sigmoid(kept) * memory + _sigmoid(open_) * np.tanh(new)
        state = _sigmoid(shown) * np.tanh(memory)
        found[place] = state
    return found


def _sigmoid(values: Floats) -> Floats:
    halved: Floats = 0.5 * np.tanh(0.5 * values) + np.float32(0.5)
    return halved
