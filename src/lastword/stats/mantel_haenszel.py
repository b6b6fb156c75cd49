"""Odds ratios within strata: the same question asked of like contacts, unit by unit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.stats.quantile import normal_quantile

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LogOdds:
    """Log odds ratios of units with their standard errors.

    Parameters
    ----------
    values, errors
        One a unit.
    n
        Observations of each unit.
    """

    values: Floats
    errors: Floats
    n: NDArray[np.int64]


def mantel_haenszel(exposed: ArrayLike, others: ArrayLike) -> LogOdds:
    """Log odds ratio of an event, exposed against others, within strata, for each unit.

    log(Σ R / Σ S), R = a d / N, S = b c / N over strata, with a, b = events and non-events of the
    exposed and c, d those of the others. Error after Robins, Breslow and Greenland, which holds
    for a few large and for many small strata.

    Parameters
    ----------
    exposed, others
        Units × strata × 2: events, non-events.

    Raises
    ------
    UsageError
        If the arrays are not units × strata × 2 or do not fit each other.

    Notes
    -----
    ½ is added to every cell of a unit that lacks one kind entirely. Robins, Breslow and Greenland
    (1986), doi:10.2307/2531052.

    Examples
    --------
    >>> made = mantel_haenszel([[[10, 20], [5, 15]]], [[[20, 10], [15, 5]]])
    >>> made.values.round(3).tolist()
    [-1.68]
    """
    first, second = np.asarray(exposed, np.float64), np.asarray(others, np.float64)
    if first.ndim != 3 or first.shape != second.shape or first.shape[2] != 2:
        raise UsageError(f"tables are units × strata × 2; got {first.shape} and {second.shape}")
    n = (first.sum(axis=(1, 2)) + second.sum(axis=(1, 2))).astype(np.int64)
    first, second = _filled(first, second)
    a, b, c, d = first[..., 0], first[..., 1], second[..., 0], second[..., 1]
    total = np.maximum(a + b + c + d, 1e-12)
    p, q, r, s = (a + d) / total, (b + c) / total, a * d / total, b * c / total
    all_r, all_s = r.sum(axis=1), s.sum(axis=1)
    variance = (p * r).sum(axis=1) / (2 * all_r**2)
    variance += (p * s + q * r).sum(axis=1) / (2 * all_r * all_s)
    variance += (q * s).sum(axis=1) / (2 * all_s**2)
    return LogOdds(np.log(all_r / all_s), np.sqrt(variance), n)


def common_log_odds(units: LogOdds, *, level: float = 0.95) -> tuple[Estimate, float]:
    """Mean log odds ratio over units that differ (random effects), and how much they differ.

    τ² by DerSimonian and Laird (1986), doi:10.1016/0197-2456(86)90046-2.

    Returns
    -------
    Estimate
        The mean, in log odds.
    float
        τ, the standard deviation between units.

    Examples
    --------
    >>> odds = LogOdds(np.array([0.5, 0.5]), np.array([0.1, 0.1]), np.array([90, 90]))
    >>> common_log_odds(odds)[0].value
    0.5
    """
    w = 1 / units.errors**2
    k, fixed = len(w), float((w * units.values).sum() / w.sum())
    surplus = float((w * (units.values - fixed) ** 2).sum()) - (k - 1)
    square = max(0.0, surplus / (w.sum() - (w**2).sum() / w.sum())) if k > 1 else 0.0
    w = 1 / (units.errors**2 + square)
    mean, error = float((w * units.values).sum() / w.sum()), float(1 / np.sqrt(w.sum()))
    reach = normal_quantile(level) * error
    made = Estimate(mean, mean - reach, mean + reach, n=int(units.n.sum()), level=level,
                    method="Mantel-Haenszel, random effects", unit="score")  # fmt: skip
    return made, float(np.sqrt(square))


def clustered_log_odds(
    exposed: ArrayLike, others: ArrayLike, *, level: float = 0.95
) -> tuple[Estimate, float]:
    """One log odds ratio over all units, each within its own strata, however much units differ.

    log(Σ R / Σ S) over units and strata; the variance Σ_i (R_i/R − S_i/S)² · G/(G − 1) is that of
    a ratio of sums over G units (clusters), so it holds when units react differently.

    Parameters
    ----------
    exposed, others
        Units × strata × 2: events, non-events.

    Returns
    -------
    Estimate
        The log odds ratio; unknown where R or S is 0 or there is one unit.
    float
        Its standard error; infinite where unknown.

    Examples
    --------
    >>> odds, error = clustered_log_odds([[[9, 10]]] * 4, [[[9, 10]]] * 4)
    >>> odds.value, error
    (0.0, 0.0)
    """
    first, second = np.asarray(exposed, np.float64), np.asarray(others, np.float64)
    total = np.maximum((first + second).sum(axis=2), 1e-12)
    r = (first[..., 0] * second[..., 1] / total).sum(axis=1)
    s = (first[..., 1] * second[..., 0] / total).sum(axis=1)
    n, units = int(first.sum() + second.sum()), len(r)
    method = "Mantel-Haenszel, clustered"
    if not r.sum() or not s.sum() or units < 2:
        return Estimate(None, None, None, n=n, method=method, level=level), float("inf")
    value = float(np.log(r.sum() / s.sum()))
    spread = float(((r / r.sum() - s / s.sum()) ** 2).sum())
    error = float(np.sqrt(spread * units / (units - 1)))
    reach = normal_quantile(level) * error
    ends = (value, value - reach, value + reach)
    return Estimate(*ends, n=n, method=method, level=level, unit="score"), error


def _filled(first: Floats, second: Floats) -> tuple[Floats, Floats]:
    """Add ½ to the cells of units whose R or S is 0, in strata that hold anybody."""
    total = first.sum(axis=2) + second.sum(axis=2)
    r, s = first[..., 0] * second[..., 1], first[..., 1] * second[..., 0]
    lacking = (r.sum(axis=1) == 0) | (s.sum(axis=1) == 0)
    held = total.copy()
    held[held.sum(axis=1) == 0] = 1
    half = 0.5 * (lacking[:, None] & (held > 0))[..., None]
    return first + half, second + half
