"""Agreement of evaluators on scales: weighted kappa of two, Krippendorff's alpha of many."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.stats.quantile import normal_quantile

Floats = NDArray[np.float64]
Weights = Literal["linear", "quadratic"]
Level = Literal["nominal", "ordinal", "interval", "ratio"]
RESAMPLES = 1000


def weighted_kappa(
    table: ArrayLike, weights: Weights = "quadratic", *, level: float = 0.95
) -> Estimate:
    """Agreement beyond chance of two evaluators on an ordered scale.

    κ_w = 1 − Σ v p_o/Σ v p_e with the disagreement v = |i − j| or (i − j)², and the large-sample
    variance of Fleiss, Cohen and Everitt (1969), doi:10.1037/h0028106.

    Parameters
    ----------
    table
        Counts of the first evaluator's grade by the second's, shape (c, c), in the scale's order.
    weights
        How a difference counts; ``quadratic`` makes κ_w an intraclass correlation.

    Returns
    -------
    Estimate
        Unknown where nothing was judged or both give one and the same grade throughout.

    Examples
    --------
    >>> weighted_kappa([[0, 4, 1], [0, 8, 0], [0, 1, 5]], "linear").text()
    '0.47 (0.18–0.76)'
    """
    counts = np.asarray(table, dtype=np.float64)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or (counts < 0).any():
        raise UsageError(f"the table has shape {counts.shape}; give a square of counts from 0")
    n = round(counts.sum())
    method = f"{weights} weighted kappa"
    unknown = Estimate(None, None, None, n=n, method=method, level=level, unit="score")
    if n == 0:
        return unknown
    share = counts / n
    first, second = share.sum(axis=1), share.sum(axis=0)
    grades = np.arange(len(counts))
    apart = np.abs(grades[:, None] - grades) / max(len(counts) - 1, 1)
    agreement = 1 - apart ** (1 if weights == "linear" else 2)
    observed = float((agreement * share).sum())
    chance = float(first @ agreement @ second)
    if chance >= 1 - 1e-12:
        return unknown
    value = (observed - chance) / (1 - chance)
    own = (agreement @ second)[:, None] + (first @ agreement)[None, :]
    inner = (share * (agreement - own * (1 - value)) ** 2).sum()
    spread = max(float(inner) - (value - chance * (1 - value)) ** 2, 0.0)
    half = normal_quantile(level) * math.sqrt(spread / n) / (1 - chance)
    ends = (value, max(value - half, -1.0), min(value + half, 1.0))
    return Estimate(*ends, n=n, method=method, level=level, unit="score")


def krippendorff_alpha(
    grades: ArrayLike, scale: Level = "interval", *, level: float = 0.95, seed: int = 0
) -> Estimate:
    """Agreement of any number of evaluators, with grades missing here and there.

    α = 1 − D_o/D_e: disagreement within what was judged several times, over disagreement between
    any two grades. The interval resamples what was judged.

    Parameters
    ----------
    grades
        Shape (evaluators, contacts); NaN where an evaluator did not judge.
    scale
        What a difference between two grades means.

    Returns
    -------
    Estimate
        `n` counts the contacts judged at least twice; unknown where there is none, or where one
        grade was given throughout.

    Notes
    -----
    Krippendorff (2011), "Computing Krippendorff's alpha-reliability",
    repository.upenn.edu/asc_papers/43.

    Examples
    --------
    >>> krippendorff_alpha([[1, 2, 3, 4], [1, 2, 3, 4]]).value
    1.0
    """
    table = _counts_of(np.asarray(grades, dtype=np.float64))
    values, counts = table
    counts = counts[counts.sum(axis=1) > 1]
    method = f"Krippendorff's alpha, {scale}"
    if not len(counts) or (counts.sum(axis=0) > 0).sum() < 2:
        return Estimate(None, None, None, n=len(counts), method=method, level=level, unit="score")
    coincidences = _coincidences(counts)
    value = _alpha(coincidences.sum(axis=0), values, scale)
    random = np.random.default_rng(seed)
    times = random.multinomial(len(counts), np.full(len(counts), 1 / len(counts)), RESAMPLES)
    found = np.array([_alpha(np.tensordot(t, coincidences, axes=1), values, scale) for t in times])
    outside = (1 - level) / 2
    lower, upper = np.nanquantile(found, [outside, 1 - outside])
    ends = (value, min(float(lower), value), max(float(upper), value))
    return Estimate(*ends, n=len(counts), method=method, level=level, unit="score")


def _counts_of(grades: Floats) -> tuple[Floats, Floats]:
    """Distinct grades, and how often each was given to each contact."""
    values = np.unique(grades[~np.isnan(grades)])
    return values, (grades[:, :, None] == values).sum(axis=0).astype(np.float64)


def _coincidences(counts: Floats) -> Floats:
    """Pairs of grades within each contact, each contact weighing as many grades as it has."""
    pairs = counts[:, :, None] * counts[:, None, :]
    places = np.arange(counts.shape[1])
    pairs[:, places, places] -= counts
    return np.asarray(pairs / (counts.sum(axis=1) - 1)[:, None, None])


def _alpha(pairs: Floats, values: Floats, scale: Level) -> float:
    given = pairs.sum(axis=1)
    n = given.sum()
    apart = _apart(values, given, scale)
    expected = (np.outer(given, given) * apart).sum() / (n - 1)
    return float(1 - (pairs * apart).sum() / expected) if expected > 0 else math.nan


def _apart(values: Floats, given: Floats, scale: Level) -> Floats:
    """Squared difference between any two grades."""
    if scale == "nominal":
        return np.asarray(values[:, None] != values, dtype=np.float64)
    if scale == "ordinal":
        below = np.cumsum(given) - given / 2
        return np.asarray((below[:, None] - below) ** 2)
    gap = (values[:, None] - values) ** 2
    if scale == "interval":
        return np.asarray(gap)
    total = (values[:, None] + values) ** 2
    return np.asarray(np.divide(gap, total, out=np.zeros_like(gap), where=total > 0))
