"""How good a forecast with intervals was: pinball loss and coverage."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def pinball(actual: ArrayLike, quantiles: ArrayLike, shares: ArrayLike) -> Floats:
    """Mean loss of each forecast quantile: q(y − x) above it, (1 − q)(x − y) below it.

    Parameters
    ----------
    actual
        What came, shape (…).
    quantiles
        Forecast quantiles x, shape (Q, …).
    shares
        Their shares q, shape (Q,).

    Returns
    -------
    numpy.ndarray
        Shape (Q,), in the unit of `actual`; the mean over many shares is half the continuous
        ranked probability score.

    Notes
    -----
    Koenker and Bassett (1978); proper: no other forecast than the true quantile does better on
    average.

    Examples
    --------
    >>> pinball([10.0, 20], [[12.0, 12]], [0.5]).tolist()
    [2.5]
    """
    y, x, q = (np.asarray(a, np.float64) for a in (actual, quantiles, shares))
    gap = y - x
    q = q.reshape(-1, *[1] * y.ndim)
    loss = np.maximum(q * gap, (q - 1) * gap)
    return np.asarray(loss.reshape(loss.shape[0], -1).mean(axis=1), np.float64)


def coverage(actual: ArrayLike, lower: ArrayLike, upper: ArrayLike) -> float:
    """Share of what came that lay within its interval, ends included."""
    y, low, high = (np.asarray(a, np.float64) for a in (actual, lower, upper))
    return float(((low <= y) & (y <= high)).mean())
