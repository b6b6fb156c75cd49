"""Rounding: on which grid durations are heaped."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

GRIDS = (300, 60, 30, 15, 10, 5)
_CERTAIN = 5.0
_RAISED = 1.3


def rounding_grid(seconds: Floats, counts: Floats) -> int:
    """The coarsest grid (in seconds) that durations are heaped on; 0 for none.

    A grid counts where its points hold 1.3 times their share and five standard errors more than
    that share.

    Parameters
    ----------
    seconds, counts
        Distinct durations, and how many contacts have each.

    Examples
    --------
    >>> import numpy as np
    >>> rounding_grid(np.arange(1.0, 1200.0), np.ones(1199))
    0
    >>> rounding_grid(np.arange(60.0, 1200.0, 60.0), np.full(19, 50.0))
    60
    """
    total = float(counts.sum())
    found = [grid for grid in GRIDS if _is_heaped(seconds, counts, grid, total)]
    finer = [grid for grid in found if not _is_inherited(seconds, counts, grid, found)]
    return max(finer, default=0)


def _is_heaped(seconds: Floats, counts: Floats, grid: int, total: float) -> bool:
    expected = total / grid
    held = float(counts[np.mod(seconds, grid) == 0].sum())
    return held > _RAISED * expected and held > expected + _CERTAIN * math.sqrt(expected)


def _is_inherited(seconds: Floats, counts: Floats, grid: int, found: list[int]) -> bool:
    """Whether the points of a grid hold no more than those of a finer heaped one would."""
    for finer in found:
        if finer < grid and grid % finer == 0:
            on_finer = float(counts[np.mod(seconds, finer) == 0].sum())
            held = float(counts[np.mod(seconds, grid) == 0].sum())
            expected = on_finer * finer / grid
            if held < _RAISED * expected or held < expected + _CERTAIN * math.sqrt(expected):
                return True
    return False
