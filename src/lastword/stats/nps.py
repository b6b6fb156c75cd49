"""Net promoter score from counts: promoters' share minus detractors' share, in points."""

from __future__ import annotations

import math

from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.stats.quantile import normal_quantile


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
    Assumes independent answers. Agresti and Min (2005), doi:10.1002/sim.1781; Rocks (2016),
    The American Statistician 70(4).

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
    p, d = (promoters + 0.75) / (n + 3), (detractors + 0.75) / (n + 3)
    half = normal_quantile(level) * math.sqrt(nps_variance(p, d) / (n + 3))
    return Estimate(
        100 * (promoters - detractors) / n,
        100 * max(-1.0, p - d - half),
        100 * min(1.0, p - d + half),
        n=round(n),
        method=method,
        level=level,
        unit="points",
    )
