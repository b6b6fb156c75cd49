"""Shares: intervals from counts, differences of shares, shares from clustered counts."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv

from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.stats.mean import ratio_error
from lastword.stats.quantile import normal_quantile, student_quantile


def wilson(successes: float, n: float, *, level: float = 0.95) -> Estimate:
    """Share of successes with the Wilson score interval.

    Interval: (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n).

    Parameters
    ----------
    successes, n
        Counts of independent observations; an effective (fractional) n is allowed.
    level
        Confidence level.

    Returns
    -------
    Estimate
        A share; unknown (None) where n is 0.

    Raises
    ------
    UsageError
        If the counts cannot be: negative, or more successes than observations.

    Notes
    -----
    Assumes independent observations. Contacts of one agent are not: see `cluster_share`.
    Wilson (1927), doi:10.1080/01621459.1927.10502953; Brown, Cai and DasGupta (2001),
    doi:10.1214/ss/1009213286.

    Examples
    --------
    >>> wilson(81, 263).text()
    '31 % (26–37)'
    >>> wilson(0, 0).text()
    'unknown'
    """
    _check_counts(successes, n)
    if n == 0:
        return Estimate(None, None, None, n=0, method="Wilson", level=level)
    p = successes / n
    lower, upper = wilson_ends(p, n, normal_quantile(level))
    return Estimate(p, lower, upper, n=round(n), method="Wilson", level=level)


def clopper_pearson(successes: int, n: int, *, level: float = 0.95) -> Estimate:
    """Share of successes with the exact interval, which never covers too rarely.

    Ends: Beta quantiles B(α/2; x, n−x+1) and B(1−α/2; x+1, n−x). Wider than needed; use it where
    a guarantee matters more than width. Clopper and Pearson (1934), doi:10.1093/biomet/26.4.404.

    Raises
    ------
    UsageError
        If the counts cannot be.

    Examples
    --------
    >>> clopper_pearson(0, 20).text()
    '0 % (0–17)'
    """
    _check_counts(successes, n)
    method = "Clopper-Pearson"
    if n == 0:
        return Estimate(None, None, None, n=0, method=method, level=level)
    tail = (1 - level) / 2
    lower = 0.0 if successes == 0 else float(betaincinv(successes, n - successes + 1, tail))
    upper = 1.0 if successes == n else float(betaincinv(successes + 1, n - successes, 1 - tail))
    return Estimate(successes / n, lower, upper, n=n, method=method, level=level)


def newcombe(
    successes: float, n: float, other_successes: float, other_n: float, *, level: float = 0.95
) -> Estimate:
    """Difference of two independent shares, first minus other, with Newcombe's hybrid interval.

    Squares the Wilson distances: d − √((p₁−l₁)² + (u₂−p₂)²) … d + √((u₁−p₁)² + (p₂−l₂)²).
    Method 10 of Newcombe (1998), doi:10.1002/(SICI)1097-0258(19980430)17:8<873.

    Examples
    --------
    >>> newcombe(56, 70, 48, 80).text()
    '20 % (5.2–33)'
    """
    first = wilson(successes, n, level=level)
    other = wilson(other_successes, other_n, level=level)
    return difference(first, other, method="Newcombe")


def difference(first: Estimate, other: Estimate, *, method: str = "MOVER") -> Estimate:
    """Difference of two independent estimates, first minus other, from their own intervals.

    Method of variance estimates recovery: the distances of the ends add up in squares, so that
    skewed intervals stay skewed. Zou and Donner (2008), doi:10.1002/sim.3095.
    """
    n = first.n + other.n
    ends = (first.value, first.lower, first.upper, other.value, other.lower, other.upper)
    if any(end is None for end in ends):
        return Estimate(None, None, None, n=n, method=method, level=first.level, unit=first.unit)
    p, low, high, q, other_low, other_high = (float(end) for end in ends if end is not None)
    gap = p - q
    return Estimate(
        gap,
        gap - math.hypot(p - low, other_high - q),
        gap + math.hypot(high - p, q - other_low),
        n=n,
        method=method,
        level=first.level,
        unit=first.unit,
    )


def cluster_share(successes: ArrayLike, sizes: ArrayLike, *, level: float = 0.95) -> Estimate:
    """Share of successes when observations come in clusters (agents, customers).

    p = Σy_g/Σn_g with the linearised variance v = G/(G−1) Σ(y_g − p n_g)²/(Σn_g)². The interval
    is Wilson's with the effective sample size p(1−p)/v (never above n) and Student's t with G−1
    degrees of freedom in place of z, so that it keeps its level with few clusters.

    Parameters
    ----------
    successes, sizes
        Successes and observations (or their weights) of each cluster, shape (G,).
    level
        Confidence level.

    Returns
    -------
    Estimate
        Unknown where nothing was observed; without ends where one cluster holds everything.

    Notes
    -----
    Korn and Graubard (1998), Survey Methodology 24; Dean and Pagano (2015),
    doi:10.1093/jssam/smv024. With p = 0 or 1 the data say nothing about likeness within
    clusters, and n itself is used.

    Examples
    --------
    >>> cluster_share([40, 20, 30, 35], [50, 50, 50, 50]).text()
    '62 % (36–83)'
    """
    y, n = _cluster_counts(successes, sizes)
    total, method = float(n.sum()), "cluster-robust Wilson"
    if total == 0:
        return Estimate(None, None, None, n=0, method=method, level=level)
    p = min(max(float(y.sum()) / total, 0.0), 1.0)
    clusters = int((n > 0).sum())
    if clusters < 2:
        return Estimate(p, None, None, n=round(total), method=method, level=level)
    variance = ratio_error(y, n) ** 2
    effective = min(p * (1 - p) / variance, total) if variance > 0 else total
    lower, upper = wilson_ends(p, effective, student_quantile(clusters - 1, level))
    return Estimate(p, lower, upper, n=round(total), method=method, level=level)


def wilson_ends(p: float, n: float, z: float) -> tuple[float, float]:
    """Ends of the score interval of a share `p` of `n` (possibly effective) observations."""
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    lower = 0.0 if p == 0 else max(0.0, centre - half)
    return lower, 1.0 if p == 1 else min(1.0, centre + half)


def _check_counts(successes: float, n: float) -> None:
    if not 0 <= successes <= n:
        raise UsageError(f"successes = {successes} of n = {n}; give counts with 0 ≤ successes ≤ n")


def _cluster_counts(
    successes: ArrayLike, sizes: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    y: NDArray[Any] = np.asarray(successes, dtype=np.float64)
    n: NDArray[Any] = np.asarray(sizes, dtype=np.float64)
    if y.shape != n.shape or y.ndim != 1:
        raise UsageError(f"successes and sizes have shapes {y.shape} and {n.shape}; give one each")
    if (y < 0).any() or (y > n + 1e-9).any():
        raise UsageError("a cluster has fewer than 0 or more than all successes; check the counts")
    return y, n
