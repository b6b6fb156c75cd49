"""Arrays: the types that the demo centre computes in, and vectorised draws."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def expit(logit: Floats) -> Floats:
    """Probability of a logit."""
    return 1.0 / (1.0 + np.exp(-logit))


def logit(probability: float) -> float:
    """Logit of a probability."""
    return float(np.log(probability / (1.0 - probability)))


def choose(rng: np.random.Generator, weights: Sequence[float] | Floats, size: int) -> Ints:
    """Draw `size` options with probabilities proportional to `weights`."""
    steps = np.cumsum(np.asarray(weights, dtype=float))
    return np.searchsorted(steps / steps[-1], rng.random(size), side="right").astype(np.int64)


def choose_by(rng: np.random.Generator, table: Floats, row: Ints) -> Ints:
    """Draw one option per element, with the probabilities in `table[row]`."""
    steps = np.cumsum(table, axis=1)
    steps /= steps[:, -1:]
    draw = rng.random(len(row))
    chosen = np.zeros(len(row), dtype=np.int64)
    for option in range(table.shape[1] - 1):
        chosen += draw >= steps[row, option]
    return chosen


def ordinal(latent: Floats, cuts: Sequence[float], lowest: int = 1) -> Ints:
    """Category of a latent reaction: `lowest` below the first cut point, one more above each."""
    return np.searchsorted(np.asarray(cuts), latent).astype(np.int64) + lowest


def run_positions(group: Ints) -> Ints:
    """Position 0, 1, … within each run of equal values of a sorted array."""
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]]) if len(group) else group[:0]
    return np.arange(len(group)) - np.repeat(starts, np.diff(np.r_[starts, len(group)]))
