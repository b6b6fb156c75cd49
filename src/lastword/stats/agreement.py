"""Agreement of two definitions on the same observations: kappa and PABAK."""

from __future__ import annotations

import math

from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.stats.proportion import wilson
from lastword.stats.quantile import normal_quantile


def kappa(
    both: int, only_first: int, only_second: int, neither: int, *, level: float = 0.95
) -> Estimate:
    """Agreement beyond chance, Cohen's kappa, of two yes/no judgements.

    κ = (p_o − p_e)/(1 − p_e), with the large-sample variance of Fleiss, Cohen and Everitt (1969),
    doi:10.1037/h0028106.

    Parameters
    ----------
    both, only_first, only_second, neither
        Counts of the 2×2 table: who says yes.
    level
        Confidence level.

    Returns
    -------
    Estimate
        Unknown where nothing was judged or both always give the same single answer.

    Notes
    -----
    Depends on how common “yes” is: with 95 % yes on both sides even good judges get a low kappa.
    Read it beside `pabak` and the table itself.

    Examples
    --------
    >>> kappa(20, 5, 10, 15).text()
    '0.40 (0.15–0.65)'
    """
    n = _total(both, only_first, only_second, neither)
    method = "Cohen's kappa"
    if n == 0:
        return Estimate(None, None, None, n=0, method=method, level=level, unit="score")
    first, second = (both + only_first) / n, (both + only_second) / n
    observed = (both + neither) / n
    chance = first * second + (1 - first) * (1 - second)
    if chance >= 1:
        return Estimate(None, None, None, n=n, method=method, level=level, unit="score")
    value = (observed - chance) / (1 - chance)
    rest = 1 - value
    agree = both / n * (1 - (first + second) * rest) ** 2
    agree += neither / n * (1 - (2 - first - second) * rest) ** 2
    differ = (
        only_first / n * (1 + second - first) ** 2 + only_second / n * (1 + first - second) ** 2
    )
    inner = agree + rest**2 * differ - (value - chance * rest) ** 2
    half = normal_quantile(level) * math.sqrt(max(inner, 0.0) / n) / (1 - chance)
    ends = (value, max(value - half, -1.0), min(value + half, 1.0))
    return Estimate(*ends, n=n, method=method, level=level, unit="score")


def pabak(
    both: int, only_first: int, only_second: int, neither: int, *, level: float = 0.95
) -> Estimate:
    """Prevalence- and bias-adjusted kappa, 2 p_o − 1, with Wilson's interval of p_o.

    Byrt, Bishop and Carlin (1993), doi:10.1016/0895-4356(93)90018-V.

    Examples
    --------
    >>> pabak(20, 5, 10, 15).text()
    '0.40 (0.12–0.62)'
    """
    n = _total(both, only_first, only_second, neither)
    agreed = wilson(both + neither, n, level=level)
    value, lower, upper = (
        None if end is None else 2 * end - 1 for end in (agreed.value, agreed.lower, agreed.upper)
    )
    return Estimate(value, lower, upper, n=n, method="PABAK", level=level, unit="score")


def _total(*counts: int) -> int:
    if min(counts) < 0:
        raise UsageError(f"a count of the 2×2 table is negative: {counts}")
    return sum(counts)
