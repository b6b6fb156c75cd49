"""Grids: cut points for durations and counts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_SHARES = (0.2, 0.4, 0.6, 0.8)
_RARE = 0.02
_MOST_COUNTS = 5


def duration_cuts(values: Floats, counts: Floats) -> tuple[float, ...]:
    """Cut points near the fifths of a measure, rounded to numbers that people say.

    Examples
    --------
    >>> duration_cuts(np.arange(0.0, 1000.0), np.ones(1000))
    (200.0, 400.0, 600.0, 800.0)
    """
    reached = counts.cumsum() / counts.sum()
    raw = [values[min(int(np.searchsorted(reached, share)), values.size - 1)] for share in _SHARES]
    cuts = sorted({_round(float(value)) for value in raw})
    return tuple(cut for cut in cuts if values[0] <= cut < values[-1]) or (float(values[0]),)


def count_cuts(values: Floats, counts: Floats) -> tuple[float, ...]:
    """Cut points between whole numbers, up to the last that is not rare.

    Examples
    --------
    >>> count_cuts(np.array([0.0, 1.0, 2.0, 3.0]), np.array([80.0, 15.0, 4.0, 1.0]))
    (0.5, 1.5)
    """
    beyond = counts[::-1].cumsum()[::-1] / counts.sum()
    common = values[1:][beyond[1:] >= _RARE][:_MOST_COUNTS]
    return tuple(float(value) - 0.5 for value in common) or (float(values[0]) + 0.5,)


def bands(cuts: Sequence[float], kind: str) -> tuple[str, ...]:
    """Words of the bands between cut points, in ascending order.

    Examples
    --------
    >>> bands((30, 120), "duration")
    ('up to 30', '30–120', 'over 120')
    >>> bands((0.5, 1.5), "count")
    ('0', '1', '2 or more')
    """
    if kind == "count":
        starts = [math.ceil(cut) for cut in cuts]
        ends = [math.ceil(cut) - 1 for cut in cuts]
        between = [
            f"{low}" if low == high else f"{low}–{high}"
            for low, high in zip(starts[:-1], ends[1:], strict=True)
        ]
        return (f"{ends[0]}" if ends[0] <= 0 else f"up to {ends[0]}", *between,
                f"{starts[-1]} or more")  # fmt: skip
    words = [f"{cut:g}" for cut in cuts]
    inner = [f"{low}–{high}" for low, high in pairwise(words)]
    return (f"up to {words[0]}", *inner, f"over {words[-1]}")


def _round(value: float) -> float:
    if value == 0:
        return 0.0
    size = 10.0 ** (math.floor(math.log10(abs(value))) - 1)
    return round(value / size) * size
