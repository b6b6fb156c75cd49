"""What a cell would give by its factors alone: levels added up, sparse ones drawn to the mean."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError

Floats = NDArray[np.float64]
SWEEPS = 200
CLOSE = 1e-10
"""Sweeps end once no level moves by more."""


def additive(
    levels: Sequence[ArrayLike], totals: ArrayLike, weights: ArrayLike, *, prior: float = 0.0
) -> Floats:
    """Fit totals/weights of every cell by a mean and one addend for each level of each factor.

    Backfitting: addend a_l = Σ w (y − rest)/(Σ w + prior) over the cells of level l, factor after
    factor, until nothing moves. With ``prior=0`` this is weighted least squares on dummies.

    Parameters
    ----------
    levels
        For each factor the number of every cell's level, from 0, shape (c,).
    totals, weights
        Sum of outcomes and of weights of each cell, shape (c,).
    prior
        Weight of the mean that each level is drawn towards.

    Returns
    -------
    Floats
        Fitted mean of each cell, shape (c,).

    Raises
    ------
    UsageError
        If shapes differ or nothing has any weight.

    Notes
    -----
    Buja, Hastie and Tibshirani (1989), doi:10.1214/aos/1176347115.

    Examples
    --------
    >>> fitted = additive([[0, 0, 1, 1], [0, 1, 0, 1]], [1.0, 2.0, 3.0, 4.0], [1.0] * 4)
    >>> fitted.round(6).tolist()
    [1.0, 2.0, 3.0, 4.0]
    """
    t, w = np.asarray(totals, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    factors = [np.asarray(factor, dtype=np.int64) for factor in levels]
    if t.shape != w.shape or any(f.shape != t.shape for f in factors) or not w.sum() > 0:
        raise UsageError(f"totals {t.shape} and weights {w.shape} of cells, one of them above 0")
    mean = float(t.sum() / w.sum())
    bases = [np.bincount(factor, weights=w) + prior for factor in factors]
    addends = [np.zeros(base.size) for base in bases]
    fitted = np.full(t.shape, mean)
    for _ in range(SWEEPS):
        moved = 0.0
        for factor, base, own in zip(factors, bases, addends, strict=True):
            rest = np.bincount(factor, weights=t - w * (fitted - own[factor]), minlength=base.size)
            fresh = np.divide(rest, base, out=np.zeros_like(base), where=base > 0)
            moved = max(moved, float(np.abs(fresh - own).max()))
            fitted += (fresh - own)[factor]
            own[:] = fresh
        if moved < CLOSE:
            break
    return fitted
