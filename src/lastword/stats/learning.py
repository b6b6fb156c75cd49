"""Learning curves: how fast newcomers close the gap to those who have been there for long."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError
from lastword.estimate import Estimate, Unit
from lastword.stats.percentiles import known, percentile_ends

Floats = NDArray[np.float64]
CLOSED = 0.9
"""Share of the gap at which a newcomer counts as having arrived."""
FEWEST = 8
"""With fewer newcomers nothing is said of their curve."""
_RATES = np.geomspace(0.1, 24.0, 80)
"""Time constants tried, in months."""


@dataclass(frozen=True, slots=True)
class Learning:
    """Newcomers beside the others, month by month.

    Parameters
    ----------
    curve
        Newcomers' outcome less the others' at each point of time.
    gap
        That difference at the first day, by the fitted curve; below 0 where newcomers do worse.
    months
        Months until nine tenths of the gap are closed; unknown where there is no gap to be seen.
    newcomers
        How many there are.
    """

    curve: tuple[Estimate, ...]
    gap: Estimate
    months: Estimate
    newcomers: int

    @property
    def is_told(self) -> bool:
        """Whether newcomers can be told from the others at all."""
        return self.gap.upper is not None and self.gap.upper < 0


def learning(
    at: ArrayLike,
    totals: ArrayLike,
    weights: ArrayLike,
    *,
    replicates: int = 1000,
    seed: int = 0,
    level: float = 0.95,
    unit: Unit = "share",
) -> Learning:
    """Fit d(t) = g exp(−t/τ) to newcomers' differences from the others.

    Months until nine tenths of the gap are closed are τ log 10. Intervals are those of a bootstrap
    over newcomers, since months of one person go together.

    Parameters
    ----------
    at
        Months since the first day at the middle of each step, rising, shape (m,).
    totals, weights
        Σ w (y − expected) and Σ w of each newcomer in each step, shape (k, m).
    replicates, seed
        Samples of newcomers, and their seed.

    Raises
    ------
    UsageError
        If there are fewer than eight newcomers, or shapes differ.

    Notes
    -----
    Exponential learning: Heathcote, Brown and Mewhort (2000), doi:10.3758/BF03212979. Who leaves
    early is seen early only: if the weak leave, the curve rises without anybody's learning.

    Examples
    --------
    >>> months = np.arange(6) + 0.5
    >>> sums = np.tile(-0.2 * np.exp(-months / 2), (10, 1)) * 50
    >>> found = learning(months, sums, np.full((10, 6), 50.0), replicates=100)
    >>> round(found.gap.value, 2), round(found.months.value, 1)
    (-0.2, 4.5)
    """
    t, d, w = (np.asarray(part, dtype=np.float64) for part in (at, totals, weights))
    if d.shape != w.shape or d.ndim != 2 or d.shape[1] != t.size:
        raise UsageError(f"totals {d.shape} and weights {w.shape} must be newcomers by {t.size}")
    people = w.sum(axis=1) > 0
    d, w = d[people], w[people]
    if len(d) < FEWEST:
        raise UsageError(f"{len(d)} newcomers; at least {FEWEST} are needed for a curve")
    random = np.random.default_rng(seed)
    times = random.multinomial(len(d), np.full(len(d), 1 / len(d)), size=replicates)
    sums, sizes = d.sum(axis=0)[None], w.sum(axis=0)[None]
    drawn_sums, drawn_sizes = times @ d, times @ w
    gap, rate = _fitted(t, sums, sizes)
    gaps, rates = _fitted(t, drawn_sums, drawn_sizes)
    n = len(d)
    gap_ends = percentile_ends(gaps[:, None], n, level=level)
    found = _estimate(float(gap[0]), gap_ends[:, 0], n, level, unit)
    curve = _curve(sums[0], sizes[0], drawn_sums, drawn_sizes, n, level, unit)
    return Learning(curve, found, _months(found, rate, rates, n, level), n)


def _fitted(at: Floats, sums: Floats, sizes: Floats) -> tuple[Floats, Floats]:
    """Gap and time constant of least squares for every row of sums, shape (b, m)."""
    shapes = np.exp(-at[None, :] / _RATES[:, None])
    cross, square = sums @ shapes.T, sizes @ (shapes**2).T
    explained = np.divide(cross**2, square, out=np.zeros_like(cross), where=square > 0)
    best = explained.argmax(axis=1)
    rows = np.arange(len(sums))
    size = square[rows, best]
    gap = np.divide(cross[rows, best], size, out=np.zeros_like(size), where=size > 0)
    return gap, _RATES[best]


def _months(gap: Estimate, rate: Floats, rates: Floats, n: int, level: float) -> Estimate:
    """Time to nine tenths, known only where there is a gap and the time tried is not the last."""
    method = "exponential curve, bootstrap of newcomers"
    if gap.upper is None or gap.upper >= 0:
        return Estimate(None, None, None, n, method, level, "ratio")
    scale = -math.log(1 - CLOSED)
    ends = percentile_ends(rates[:, None] * scale, n, level=level)[:, 0]
    value = float(rate[0] * scale)
    lower, upper = known(float(ends[0])), known(float(ends[1]))
    lower = None if lower is None else min(lower, value)
    upper = None if upper is None else max(upper, value)
    return Estimate(value, lower, upper, n, method, level, "ratio")


def _curve(
    sums: Floats,
    sizes: Floats,
    drawn: Floats,
    drawn_sizes: Floats,
    n: int,
    level: float,
    unit: Unit,
) -> tuple[Estimate, ...]:
    filled = np.where(sizes > 0, sizes, np.nan)
    values = sums / filled
    draws = drawn / np.where(drawn_sizes > 0, drawn_sizes, np.nan)
    draws = np.where(np.isnan(draws), np.nan_to_num(values), draws)
    ends = percentile_ends(draws, n, level=level)
    return tuple(
        _estimate(value, ends[:, place], n, level, unit) for place, value in enumerate(values)
    )


def _estimate(value: float, ends: Floats, n: int, level: float, unit: Unit) -> Estimate:
    method = "bootstrap of newcomers"
    if math.isnan(value):
        return Estimate(None, None, None, 0, method, level, unit)
    low, high = known(float(ends[0])), known(float(ends[1]))
    if low is None or high is None:
        return Estimate(float(value), None, None, n, method, level, unit)
    return Estimate(float(value), min(low, value), max(high, value), n, method, level, unit)
