"""Monotone curve over levels, with the interval and the number of answers at each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError
from lastword.estimate import Estimate, Unit
from lastword.stats.percentiles import known, percentile_ends
from lastword.stats.quantile import student_quantile

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
        Answers at each level.
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
    rows: ArrayLike | None = None,
    answers: ArrayLike | None = None,
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
    answers
        Answers at each level, shape (K,), where `sizes` are weights and not counts.
    rows
        How many equal and independent answers each line of `totals` stands for, shape (G,), where
        they are cells instead of clusters.
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
    times = np.ones(len(t)) if rows is None else np.asarray(rows, dtype=np.float64)
    sign = -1.0 if falling else 1.0
    fit = sign * monotone(sign * t.sum(axis=0), n.sum(axis=0))
    draws = sign * _draws(sign * t, n, times, replicates, rng or np.random.default_rng(0))
    method = "isotonic, bootstrap" if rows is not None else "isotonic, cluster bootstrap"
    if len(draws):
        ends = percentile_ends(draws, round(times.sum()), level=level)
    else:
        ends = np.full((2, fit.size), np.nan)
    held = n.sum(axis=0) if answers is None else np.asarray(answers, dtype=np.float64)
    counts = tuple(round(float(size)) for size in held)
    means = [
        replace(_mean(t[:, k], n[:, k], times, level, unit), n=counts[k]) for k in range(fit.size)
    ]
    return Isotonic(
        tuple(levels),
        tuple(means),
        tuple(
            Estimate(value, known(low), known(high), count, method, level, unit)
            for value, low, high, count in zip(fit.tolist(), *ends.tolist(), counts, strict=True)
        ),
        counts,
        bool(np.abs(fit - t.sum(axis=0) / n.sum(axis=0)).max() > 1e-12),
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


def _mean(t: Floats, n: Floats, times: Floats, level: float, unit: Unit) -> Estimate:
    """Mean of one level with the linearised variance of a ratio over clusters (or rows)."""
    total, clusters = float(n.sum()), float(times[n > 0].sum())
    value = float(t.sum()) / total
    method = "mean, linearised"
    if clusters < 2:
        return Estimate(value, None, None, round(total), method, level, unit)
    spread = float(((t - value * n) ** 2 / times).sum())
    error = np.sqrt(clusters / (clusters - 1) * spread) / total
    half = student_quantile(clusters - 1, level) * float(error)
    return Estimate(value, value - half, value + half, round(total), method, level, unit)


def _draws(
    t: Floats, n: Floats, times: Floats, replicates: int, rng: np.random.Generator
) -> Floats:
    entries = round(times.sum())
    if entries < 2 or not replicates:
        return np.empty((0, t.shape[1]))
    drawn = []
    for first in range(0, replicates, BLOCK):
        size = min(BLOCK, replicates - first)
        taken = rng.multinomial(entries, times / times.sum(), size=size) / times
        drawn.append(monotone(taken @ t, taken @ n))
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
