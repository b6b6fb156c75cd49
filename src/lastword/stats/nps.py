"""Net promoter score from counts: promoters' share minus detractors' share, in points."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.stats.mean import ratio_error
from lastword.stats.quantile import normal_quantile, student_quantile


def nps_variance(promoters: float, detractors: float) -> float:
    """Variance of one answer, p + d − (p − d)², from the *shares* p and d.

    Examples
    --------
    >>> round(nps_variance(1 / 2, 1 / 6), 4)
    0.5556
    """
    return promoters + detractors - (promoters - detractors) ** 2


def nps(promoters: float, detractors: float, n: float, *, level: float = 0.95) -> Estimate:
    """Net promoter score, −100 to 100 points, with the adjusted Wald interval.

    Score: 100 (p − d). Interval: with ¾ added to the promoters, ¾ to the detractors and 3 to n,
    100 (p̃ − d̃ ± z √([p̃ + d̃ − (p̃ − d̃)²]/ñ)).

    Parameters
    ----------
    promoters, detractors, n
        Counts of answers 9–10, of answers 0–6, and of all answers.
    level
        Confidence level.

    Raises
    ------
    UsageError
        If the counts cannot be.

    Notes
    -----
    Assumes independent answers; see `cluster_nps` otherwise. Agresti and Min (2005),
    doi:10.1002/sim.1781; Rocks (2016), The American Statistician 70(4).

    Examples
    --------
    >>> nps(162, 54, 324).text()
    '33.3 (24.9–41.1)'
    """
    if min(promoters, detractors) < 0 or promoters + detractors > n:
        raise UsageError(
            f"promoters = {promoters} and detractors = {detractors} of n = {n}; "
            "give counts that are not negative and not more than n together"
        )
    method = "adjusted Wald"
    if n == 0:
        return Estimate(None, None, None, n=0, method=method, level=level, unit="points")
    p, d = promoters / n, detractors / n
    lower, upper = _ends(p, d, n, normal_quantile(level))
    score = 100 * (p - d)
    return Estimate(score, lower, upper, n=round(n), method=method, level=level, unit="points")


def cluster_nps(
    promoters: ArrayLike, detractors: ArrayLike, sizes: ArrayLike, *, level: float = 0.95
) -> Estimate:
    """Net promoter score of answers that come in clusters (agents), from counts per cluster.

    The linearised variance v of p − d over clusters gives an effective number of answers
    [p + d − (p − d)²]/v, never above n; the interval is the adjusted Wald of that number with
    Student's t for G − 1 degrees of freedom.

    Examples
    --------
    >>> cluster_nps([20, 30, 10, 25], [10, 5, 20, 5], [50, 50, 50, 50]).text()
    '22.5 (−26.3 to 66.3)'
    """
    up, down, n = (np.asarray(a, dtype=np.float64) for a in (promoters, detractors, sizes))
    total, clusters = float(n.sum()), int((n > 0).sum())
    plain = nps(float(up.sum()), float(down.sum()), total, level=level)
    if plain.value is None or clusters < 2:
        return plain
    p, d = float(up.sum()) / total, float(down.sum()) / total
    variance = ratio_error(up - down, n) ** 2
    effective = min(nps_variance(p, d) / variance, total) if variance > 0 else total
    lower, upper = _ends(p, d, max(effective, 1.0), student_quantile(clusters - 1, level))
    return Estimate(
        plain.value,
        lower,
        upper,
        n=plain.n,
        method="cluster-robust adjusted Wald",
        level=level,
        unit="points",
    )


def _ends(p: float, d: float, n: float, z: float) -> tuple[float, float]:
    up, down = (p * n + 0.75) / (n + 3), (d * n + 0.75) / (n + 3)
    half = z * math.sqrt(nps_variance(up, down) / (n + 3))
    return 100 * max(-1.0, up - down - half), 100 * min(1.0, up - down + half)
