"""What a share can be when nothing, or little, is assumed about those who stayed silent."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.special import ndtr

from lastword.errors import UsageError
from lastword.estimate import Bounds, Estimate
from lastword.stats.mean import ratio_error
from lastword.stats.quantile import normal_quantile


def manski(
    successes: float,
    answered: float,
    n: float,
    *,
    errors: tuple[float, float] | None = None,
    level: float = 0.95,
) -> Bounds:
    """Bounds of a share when nothing is assumed about those who did not answer.

    All silent would have said no: successes/n. All would have said yes: (successes + silent)/n.
    Both ends are moved out for sampling error by Imbens and Manski's c (see `imbens_manski`).

    Parameters
    ----------
    successes, answered, n
        Answers “yes”, all answers, all who might have answered.
    errors
        Standard errors of the two ends; those of independent units where None.
    level
        Confidence that the true share lies within.

    Raises
    ------
    UsageError
        If the counts cannot be, or n is 0.

    Notes
    -----
    Width: the share of the silent, which no amount of data narrows. Manski (1989),
    doi:10.2307/145818.

    Examples
    --------
    >>> manski(1305, 2140, 22870).text()
    '5.5–97 %'
    """
    if not 0 <= successes <= answered <= n or n == 0:
        raise UsageError(
            f"successes = {successes}, answered = {answered}, n = {n}; "
            "give counts with 0 ≤ successes ≤ answered ≤ n and n > 0"
        )
    low, high = successes / n, (successes + n - answered) / n
    if errors is None:
        errors = (math.sqrt(low * (1 - low) / n), math.sqrt(high * (1 - high) / n))
    lower, upper = imbens_manski(low, high, *errors, level=level)
    return Bounds(max(lower, 0.0), min(upper, 1.0), n=round(n), method="Manski, nothing assumed")


def cluster_manski(
    successes: ArrayLike, answered: ArrayLike, sizes: ArrayLike, *, level: float = 0.95
) -> Bounds:
    """The bounds of `manski` for units in clusters, from counts per cluster, shape (G,)."""
    yes, heard, n = (np.asarray(a, dtype=np.float64) for a in (successes, answered, sizes))
    errors = (ratio_error(yes, n), ratio_error(yes + n - heard, n))
    known = errors if all(math.isfinite(error) for error in errors) else None
    totals = (float(yes.sum()), float(heard.sum()), float(n.sum()))
    return manski(*totals, errors=known, level=level)


def imbens_manski(
    lower: float, upper: float, lower_error: float, upper_error: float, *, level: float = 0.95
) -> tuple[float, float]:
    """Move two bounds out so that the number between them is covered with confidence `level`.

    lower − c·se_l … upper + c·se_u, with c from Φ(c + (upper − lower)/max(se_l, se_u)) − Φ(−c) =
    level: c falls from 1.96 (bounds meet) to 1.64 (far apart), because the number cannot be near
    both ends. Imbens and Manski (2004), doi:10.1111/j.1468-0262.2004.00555.x.

    Examples
    --------
    >>> low, high = imbens_manski(0.2, 0.6, 0.01, 0.01)
    >>> round(low, 4), round(high, 4)
    (0.1836, 0.6164)
    """
    widest = max(lower_error, upper_error)
    if widest == 0:
        return lower, upper
    gap = (upper - lower) / widest
    c = brentq(lambda x: float(ndtr(x + gap) - ndtr(-x)) - level, 0.0, normal_quantile(level) + 1)
    return lower - c * lower_error, upper + c * upper_error


def silent_lower(estimate: Estimate, answered: float, n: float, drop: float) -> Estimate:
    """What the share of all is if the silent are `drop` (0–1) worse than was inferred of them.

    θ − drop·(1 − answered/n), the interval moved alike.

    Examples
    --------
    >>> silent_lower(Estimate(0.56, 0.51, 0.61, n=2140, method="x"), 2140, 22870, 0.1).text()
    '47 % (42–52)'
    """
    if estimate.value is None:
        return estimate
    shift = drop * (1 - answered / n)
    value, lower, upper = (
        None if end is None else min(max(end - shift, 0.0), 1.0)
        for end in (estimate.value, estimate.lower, estimate.upper)
    )
    method = f"{estimate.method}; the silent {100 * drop:.0f} points lower"
    return Estimate(value, lower, upper, n=estimate.n, method=method, level=estimate.level)
