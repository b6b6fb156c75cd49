"""How far two orders of the same things agree."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from lastword.estimate import Estimate
from lastword.stats.quantile import normal_quantile

Floats = NDArray[np.float64]
FEWEST = 5
"""With fewer things nothing is said."""


def spearman(first: Floats, second: Floats, *, level: float = 0.95) -> Estimate:
    """Correlation of two orders, with the interval of Bonett and Wright.

    tanh(atanh ρ ± z √((1 + ρ²/2)/(n − 3))). Bonett and Wright (2000), doi:10.1007/BF02294183.

    Examples
    --------
    >>> spearman(np.arange(8.0), np.arange(8.0) ** 2).value
    1.0
    """
    rho = rank_correlation(first, second)
    return with_interval(rho, len(first), level=level)


def rank_correlation(first: Floats, second: Floats) -> float | None:
    """Spearman's ρ alone; None where an order says nothing or there are fewer than five things."""
    ranks = rankdata(first), rankdata(second)
    if len(first) < FEWEST or min(float(np.ptp(rank)) for rank in ranks) == 0:
        return None
    return round(float(np.corrcoef(*ranks)[0, 1]), 12)


def with_interval(
    rho: float | None, n: int, *, level: float = 0.95, method: str = "Spearman"
) -> Estimate:
    """A correlation of orders of n things with its interval."""
    if rho is None or n < FEWEST or abs(rho) >= 1:
        return Estimate(rho, None, None, n, method, level, "score")
    half = normal_quantile(level) * math.sqrt((1 + rho**2 / 2) / (n - 3))
    ends = (math.tanh(math.atanh(rho) - half), math.tanh(math.atanh(rho) + half))
    return Estimate(rho, *ends, n, method, level, "score")
