"""Means: of independent observations, and of observations in clusters, from their sums."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from lastword.errors import UsageError
from lastword.estimate import Estimate, Unit
from lastword.stats.quantile import student_quantile


def mean(
    total: float, squares: float, n: int, *, level: float = 0.95, unit: Unit = "score"
) -> Estimate:
    """Mean of independent observations from their sum and sum of squares, Student's interval.

    m = Σx/n, m ± t_{n−1} √([Σx² − n m²]/(n−1)/n).

    Parameters
    ----------
    total, squares, n
        Σx, Σx² and the number of observations.
    level, unit
        Confidence level; unit of x.

    Examples
    --------
    >>> mean(10.0, 30.0, 4).text()
    '2.5 (0.45–4.6)'
    """
    method = "Student's t"
    if n == 0:
        return Estimate(None, None, None, n=0, method=method, level=level, unit=unit)
    centre = total / n
    if n == 1:
        return Estimate(centre, None, None, n=1, method=method, level=level, unit=unit)
    variance = max(squares - n * centre**2, 0.0) / (n - 1) / n
    half = student_quantile(n - 1, level) * math.sqrt(variance)
    ends = (centre, centre - half, centre + half)
    return Estimate(*ends, n=n, method=method, level=level, unit=unit)


def ratio_error(totals: ArrayLike, sizes: ArrayLike) -> float:
    """Standard error of Σt_g/Σn_g over clusters: √[G/(G−1) Σ(t_g − m n_g)²]/Σn_g.

    Infinite with fewer than two clusters that hold anything.
    """
    t, n = np.asarray(totals, dtype=np.float64), np.asarray(sizes, dtype=np.float64)
    clusters, weight = int((n > 0).sum()), float(n.sum())
    if clusters < 2:
        return math.inf
    spread = float(((t - t.sum() / weight * n) ** 2).sum())
    return math.sqrt(clusters / (clusters - 1) * spread) / weight


def cluster_difference(
    totals: ArrayLike,
    sizes: ArrayLike,
    other_totals: ArrayLike,
    other_sizes: ArrayLike,
    *,
    level: float = 0.95,
    unit: Unit = "score",
) -> Estimate:
    """Difference of two cluster means over the same clusters, which may hold either or both.

    d = Σt/Σn − Σt'/Σn'; v = G/(G−1) Σ_g [(t_g − m n_g)/Σn − (t'_g − m' n'_g)/Σn']²; Student's t
    with G − 1 degrees of freedom.

    Parameters
    ----------
    totals, sizes, other_totals, other_sizes
        Sums and numbers of observations by cluster, shape (G,); 0 where a cluster holds none.
    level, unit
        Confidence level; unit of the observations.

    Returns
    -------
    Estimate
        Unknown where one side was never observed; without ends in fewer than two clusters.

    Examples
    --------
    >>> cluster_difference([4, 0, 6], [4, 0, 8], [1, 2, 3], [5, 5, 5], unit="share").text()
    '43 % (8.5–78)'
    """
    t, n, s, m = (np.asarray(a, np.float64) for a in (totals, sizes, other_totals, other_sizes))
    count, method = round(float(n.sum() + m.sum())), "linearised, clustered"
    if not (n.sum() > 0 and m.sum() > 0):
        return Estimate(None, None, None, n=count, method=method, level=level, unit=unit)
    first, second = t.sum() / n.sum(), s.sum() / m.sum()
    gap, clusters = float(first - second), int(((n > 0) | (m > 0)).sum())
    if clusters < 2:
        return Estimate(gap, None, None, n=count, method=method, level=level, unit=unit)
    reach = (t - first * n) / n.sum() - (s - second * m) / m.sum()
    spread = math.sqrt(clusters / (clusters - 1) * float((reach**2).sum()))
    half = student_quantile(clusters - 1, level) * spread
    return Estimate(gap, gap - half, gap + half, n=count, method=method, level=level, unit=unit)


def cluster_mean(
    totals: ArrayLike, sizes: ArrayLike, *, level: float = 0.95, unit: Unit = "score"
) -> Estimate:
    """Mean of observations that come in clusters (agents, customers), from sums per cluster.

    m = Σt_g/Σn_g; v = G/(G−1) Σ(t_g − m n_g)²/(Σn_g)²; m ± t_{G−1} √v.

    Parameters
    ----------
    totals, sizes
        Sum of the observations and their number (or weight) in each cluster, shape (G,).
    level, unit
        Confidence level; unit of the observations.

    Returns
    -------
    Estimate
        Unknown where nothing was observed; without ends where one cluster holds everything.

    Notes
    -----
    The linearised variance of a ratio with Student's t for the number of clusters. With fewer
    than about ten clusters, or one that holds half of all, it still covers too rarely. Cochran
    (1977), Sampling Techniques, 3rd ed., ch. 9; Cameron and Miller (2015),
    doi:10.3368/jhr.50.2.317.

    Examples
    --------
    >>> cluster_mean([30, 44, 25], [10, 12, 11]).text()
    '3.0 (1.2–4.8)'
    """
    t, n = np.asarray(totals, dtype=np.float64), np.asarray(sizes, dtype=np.float64)
    if t.shape != n.shape or t.ndim != 1:
        raise UsageError(f"totals and sizes have shapes {t.shape} and {n.shape}; give one each")
    t, n = t[n > 0], n[n > 0]
    weight, method = float(n.sum()), "cluster-robust"
    if weight == 0:
        return Estimate(None, None, None, n=0, method=method, level=level, unit=unit)
    centre, clusters = float(t.sum()) / weight, n.size
    if clusters < 2:
        return Estimate(centre, None, None, n=round(weight), method=method, level=level, unit=unit)
    half = student_quantile(clusters - 1, level) * ratio_error(t, n)
    ends = (centre, centre - half, centre + half)
    return Estimate(*ends, n=round(weight), method=method, level=level, unit=unit)
