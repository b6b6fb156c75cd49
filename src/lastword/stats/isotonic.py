"""Monotone curve over levels, with the interval and the number of answers at each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError
from lastword.estimate import Estimate, Unit
from lastword.stats.mean import cluster_mean
from lastword.stats.percentiles import percentile_ends

Floats = NDArray[np.float64]
BLOCK = 256


@dataclass(frozen=True, slots=True)
class Isotonic:
    """A curve that never falls (or never rises), level by level.

    Parameters
    ----------
    levels
        In rising order.
    means
        Mean outcome at each level, as it is.
    fitted
        The nearest monotone curve.
    n
        Answers (or their weight) at each level.
    pooled
        Whether a level had to be pooled with a neighbour: the means themselves are not monotone.
    """

    levels: tuple[float, ...]
    means: tuple[Estimate, ...]
    fitted: tuple[Estimate, ...]
    n: tuple[int, ...]
    pooled: bool


def isotonic(
    levels: Sequence[float],
    totals: ArrayLike,
    sizes: ArrayLike,
    *,
    falling: bool = False,
    replicates: int = 1000,
    rng: np.random.Generator | None = None,
    level: float = 0.95,
    unit: Unit = "score",
) -> Isotonic:
    """Fit the monotone curve nearest to the means of the levels, weighted by their sizes.

    f_k = max_{i ≤ k} min_{j ≥ k} mean(i … j): whoever sees a curve rise is not misled by the
    straight line or the hinge that was fitted beside it.

    Parameters
    ----------
    levels
        Values of the explaining variable, rising, shape (K,).
    totals, sizes
        Sum of the outcome and number (or weight) of answers, by cluster and level, shape (G, K).
    falling
        Fit a curve that never rises.
    replicates, rng
        Bootstrap samples of whole clusters for the intervals of the fit.

    Raises
    ------
    UsageError
        If shapes differ, levels do not rise, or a level holds no answer.

    Notes
    -----
    Barlow, Bartholomew, Bremner and Brunk (1972). Intervals of pooled levels are too narrow if
    the truth is flat there: the bootstrap of an isotonic fit is consistent only where it rises.

    Examples
    --------
    >>> fit = isotonic([1, 2, 3], [[2, 8, 3], [4, 6, 3]], [[2, 2, 1], [2, 2, 1]], replicates=100)
    >>> [round(point.value, 2) for point in fit.fitted], fit.pooled
    ([1.5, 3.33, 3.33], True)
    """
    t, n = np.asarray(totals, dtype=np.float64), np.asarray(sizes, dtype=np.float64)
    _check(levels, t, n)
    sign = -1.0 if falling else 1.0
    fit = sign * monotone(sign * t.sum(axis=0), n.sum(axis=0))
    draws = _draws(sign * t, n, replicates, rng or np.random.default_rng(0)) * sign
    ends = (
        percentile_ends(draws, len(t), level=level).T
        if len(draws)
        else np.full((fit.size, 2), None)
    )
    counts = [round(float(size)) for size in n.sum(axis=0)]
    means = t.sum(axis=0) / n.sum(axis=0)
    return Isotonic(
        tuple(levels),
        tuple(cluster_mean(t[:, k], n[:, k], level=level, unit=unit) for k in range(fit.size)),
        tuple(
            Estimate(float(v), low, high, count, "isotonic, cluster bootstrap", level, unit)
            for v, (low, high), count in zip(fit, ends.tolist(), counts, strict=True)
        ),
        tuple(counts),
        bool(np.abs(fit - means).max() > 1e-12),
    )


def monotone(totals: ArrayLike, sizes: ArrayLike) -> Floats:
    """Rising fit from sums and sizes of levels, shape (…, K) → (…, K).

    A level without answers takes the value that its neighbours allow.
    """
    t, n = np.asarray(totals, dtype=np.float64), np.asarray(sizes, dtype=np.float64)
    start = np.zeros((*t.shape[:-1], 1))
    sums = np.concatenate([start, np.cumsum(t, axis=-1)], axis=-1)
    weights = np.concatenate([start, np.cumsum(n, axis=-1)], axis=-1)
    count = t.shape[-1]
    mean = np.full((*t.shape[:-1], count, count), np.nan)
    for i in range(count):
        weight = weights[..., i + 1 :] - weights[..., i : i + 1]
        rise = sums[..., i + 1 :] - sums[..., i : i + 1]
        mean[..., i, i:] = np.where(weight > 0, rise / np.where(weight > 0, weight, 1), np.nan)
    fitted = [
        np.fmax.reduce(np.fmin.reduce(mean[..., : k + 1, k:], axis=-1), axis=-1)
        for k in range(count)
    ]
    return np.stack(fitted, axis=-1)


def _draws(t: Floats, n: Floats, replicates: int, rng: np.random.Generator) -> Floats:
    clusters = len(t)
    if clusters < 2 or not replicates:
        return np.empty((0, t.shape[1]))
    drawn = []
    for first in range(0, replicates, BLOCK):
        size = min(BLOCK, replicates - first)
        times = rng.multinomial(clusters, np.full(clusters, 1 / clusters), size=size)
        drawn.append(monotone(times @ t, times @ n))
    return np.concatenate(drawn)


def _check(levels: Sequence[float], t: Floats, n: Floats) -> None:
    if t.shape != n.shape or t.ndim != 2 or t.shape[1] != len(levels):
        raise UsageError(
            f"totals {t.shape} and sizes {n.shape} must be (clusters, {len(levels)} levels)"
        )
    if any(a >= b for a, b in pairwise(levels)):
        raise UsageError(f"levels must rise, found {list(levels)}")
    empty = [level for level, size in zip(levels, n.sum(axis=0), strict=True) if not size > 0]
    if empty:
        raise UsageError(f"no answer at level {', '.join(map(str, empty))}; leave it out")
