"""Hinges: one slope below a reference, another above; and the classes they fall into."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
ClassName = Literal[
    "basic",
    "penalty-leaning",
    "performance",
    "reward-leaning",
    "reward",
    "negligible",
    "reversed",
]
SideName = Literal["penalty", "reward", "performance", "negligible", "reversed"]
CLASSES: tuple[ClassName, ...] = (
    "basic",
    "penalty-leaning",
    "performance",
    "reward-leaning",
    "reward",
    "negligible",
    "reversed",
)
MARGIN = 0.1
"""Effect, in latent standard deviations a step, below which an effect counts as none."""


def hinge(values: ArrayLike, reference: float) -> tuple[Floats, Floats]:
    """Split values at a reference: (x − c)₋ = min(x − c, 0) and (x − c)₊ = max(x − c, 0).

    Examples
    --------
    >>> [part.tolist() for part in hinge([1, 4, 5], 4)]
    [[-3.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    """
    distance = np.asarray(values, dtype=np.float64) - reference
    return np.minimum(distance, 0.0), np.maximum(distance, 0.0)


def class_probabilities(
    penalty: ArrayLike, reward: ArrayLike, *, margin: float = MARGIN
) -> dict[ClassName, float]:
    """Share of draws of (penalty, reward) in each class.

    =================  =======================================================
    basic              penalty > δ, abs(reward) ≤ δ: missing it costs, that is all
    penalty-leaning    penalty > δ and more than twice abs(reward), which is > δ
    performance        both > δ, neither more than twice the other
    reward-leaning     reward > δ and more than twice abs(penalty), which is > δ
    reward             reward > δ, abs(penalty) ≤ δ
    negligible         abs(both) ≤ δ
    reversed           either < −δ, and the other not more than twice as strong
    =================  =======================================================

    Parameters
    ----------
    penalty, reward
        Draws of the slopes below and above the reference, in latent standard deviations a step.
    margin
        δ.

    Examples
    --------
    >>> shares = class_probabilities([0.5, 0.4, 0.5], [0.0, 0.05, 0.3])
    >>> round(shares["basic"], 2), round(shares["performance"], 2)
    (0.67, 0.33)
    """
    is_in = _flags(penalty, reward, margin)
    return {name: float(flags.mean()) for name, flags in is_in.items()}


def side_probabilities(
    penalty: ArrayLike, reward: ArrayLike, *, margin: float = MARGIN
) -> dict[SideName, float]:
    """Share of draws on each side: penalty and reward stand for their two classes each.

    Penalty and reward must lead the other by more than δ, so that two slopes on either side of
    the margin are not taken for lopsided.

    Examples
    --------
    >>> side_probabilities([0.5, 0.11], [0.2, 0.09])["penalty"]
    0.5
    """
    a, b = np.asarray(penalty, dtype=np.float64), np.asarray(reward, dtype=np.float64)
    is_in = _flags(penalty, reward, margin)
    sides: dict[SideName, NDArray[np.bool_]] = {
        "penalty": (is_in["basic"] | is_in["penalty-leaning"]) & (a - b > margin),
        "reward": (is_in["reward"] | is_in["reward-leaning"]) & (b - a > margin),
        "performance": is_in["performance"],
        "negligible": is_in["negligible"],
        "reversed": is_in["reversed"],
    }
    return {name: float(flags.mean()) for name, flags in sides.items()}


def _flags(
    penalty: ArrayLike, reward: ArrayLike, margin: float
) -> dict[ClassName, NDArray[np.bool_]]:
    a, b = np.asarray(penalty, dtype=np.float64), np.asarray(reward, dtype=np.float64)
    size_a, size_b = np.abs(a), np.abs(b)
    is_large = (size_a > margin) & (size_b > margin)
    leans_a = is_large & (a > 2 * size_b)
    leans_b = is_large & (b > 2 * size_a)
    return {
        "basic": (a > margin) & (size_b <= margin),
        "penalty-leaning": leans_a,
        "performance": (a > margin) & (b > margin) & ~leans_a & ~leans_b,
        "reward-leaning": leans_b,
        "reward": (b > margin) & (size_a <= margin),
        "negligible": (size_a <= margin) & (size_b <= margin),
        "reversed": ((a < -margin) | (b < -margin)) & ~leans_a & ~leans_b,
    }
