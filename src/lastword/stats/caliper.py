"""Caliper: results that crowd just on the good side of a target, at its date, or too steadily."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtr, ndtr

from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.stats.proportion import wilson
from lastword.stats.quantile import normal_quantile

Floats = NDArray[np.float64]
BINS = 6
LEAST_NEAR = 10


@dataclass(frozen=True, slots=True)
class Caliper:
    """Results just beyond a target against results that just missed it.

    Parameters
    ----------
    reached, missed
        Results within one width on the good and on the bad side.
    share
        Share of the two that reached.
    expected
        Share that the slope of the distribution around the target lets expect.
    excess
        Results that lie on the good side beyond expectation.
    p
        One-sided.
    """

    reached: int
    missed: int
    share: Estimate
    expected: float
    excess: Estimate
    p: float


def caliper(
    values: ArrayLike, target: float, width: float, *, higher_is_better: bool = True
) -> Caliper:
    """Say whether results lie just beyond a target more often than just short of it.

    Results are counted in bins of one width around the target. A line through the logarithm of
    the counts of the outer bins (Poisson, overdispersed) gives the share that would lie on the
    good side in the inner two; results that are *at* the target have reached it.

    Parameters
    ----------
    values
        One result each (a team's month, say), on the scale of the target.
    target, width
        The target, and how near “just” is. Choose the width before looking: a rounding step or
        the spread of chance.
    higher_is_better
        Which side is good.

    Raises
    ------
    UsageError
        If the width is not positive, or fewer than 10 results lie within it.

    Notes
    -----
    With few results in the outer bins the line is flat: the plain caliper test. Gerber and
    Malhotra (2008), doi:10.1561/100.00008024.

    Examples
    --------
    >>> steps = np.repeat(np.arange(0.70, 0.90, 0.01), 20)
    >>> moved = np.where((steps > 0.785) & (steps < 0.795), 0.80, steps)
    >>> caliper(moved, 0.80, 0.011).p < 0.001
    True
    """
    x = np.asarray(values, dtype=np.float64)
    if not width > 0:
        raise UsageError(f"width is {width}; give a positive width on the scale of the target")
    side = x - target if higher_is_better else target - x
    place = np.floor(side[np.isfinite(side)] / width + 1e-9).astype(np.int64)
    counts = np.array([(place == bin_).sum() for bin_ in range(-BINS, BINS)], dtype=np.float64)
    missed, reached = int(counts[BINS - 1]), int(counts[BINS])
    near = missed + reached
    if near < LEAST_NEAR:
        raise UsageError(f"{near} results lie within {width:g} of {target:g}; {LEAST_NEAR} needed")
    slope, error = _slope(counts)
    expected = 1 / (1 + math.exp(-slope))
    uncertain = expected * (1 - expected) * error
    share = wilson(reached, near)
    z = (reached / near - expected) / math.sqrt(expected * (1 - expected) / near + uncertain**2)
    value = reached - near * expected
    half = normal_quantile() * near * math.hypot(math.sqrt(0.25 / near), uncertain)
    excess = Estimate(value, value - half, value + half, near, "caliper", unit="count")
    return Caliper(reached, missed, share, expected, excess, float(ndtr(-z)))


def _slope(counts: Floats) -> tuple[float, float]:
    """Change of the log count per bin outside the inner two, and its error; 0 if unknown."""
    outer = np.r_[0 : BINS - 1, BINS + 1 : 2 * BINS]
    x, y = outer - (BINS - 0.5), counts[outer]
    if y.sum() < 4 * LEAST_NEAR or (y > 0).sum() < 4:
        return 0.0, 0.0
    design = np.stack([np.ones_like(x), x, x * x], axis=1)
    beta = np.array([math.log(y.mean()), 0.0, 0.0])
    for _ in range(30):
        fit = np.exp(np.clip(design @ beta, -30, 30))
        information = design.T @ (design * fit[:, None]) + 1e-9 * np.eye(3)
        step = np.linalg.solve(information, design.T @ (y - fit))
        beta = beta + np.clip(step, -1, 1)
    fit = np.exp(np.clip(design @ beta, -30, 30))
    dispersion = max(1.0, float(((y - fit) ** 2 / fit).sum()) / (y.size - 3))
    return float(beta[1]), math.sqrt(dispersion * float(np.linalg.inv(information)[1, 1]))


@dataclass(frozen=True, slots=True)
class PeriodEnds:
    """What happens in the last days of the periods against windows placed elsewhere.

    Parameters
    ----------
    excess
        How much higher the daily value is in the last days, weekday for weekday.
    p
        One-sided: share of random placements of the windows that lie as high.
    days
        Length of a window.
    """

    excess: Estimate
    p: float
    days: int


def period_ends(
    values: ArrayLike,
    period: ArrayLike,
    weekday: ArrayLike,
    rng: np.random.Generator,
    *,
    days: int = 3,
    replicates: int = 1999,
) -> PeriodEnds:
    """Say whether a daily figure rises at the end of the periods that people are measured on.

    The mean of each weekday is taken off; then the last `days` of each whole period are compared
    with windows of the same length placed at random in the same periods, so that runs of busy
    days are common to both.

    Parameters
    ----------
    values
        One figure a day (closings, share of claims), NaN where unknown, in the order of time.
    period
        Label of each day's period (its month).
    weekday
        0 … 6 of each day.
    rng
        Source of the placements.
    days
        Length of the window.
    replicates
        Placements drawn.

    Raises
    ------
    UsageError
        With fewer than two periods of at least five windows' length.

    Notes
    -----
    With two periods of a month the smallest p is about .002. Billing cycles and holidays end with
    the month too: name them before anything else.

    Examples
    --------
    >>> day = np.arange(120)
    >>> claims = 50 + 20.0 * (day % 30 >= 27) + day % 3
    >>> period_ends(claims, day // 30, day % 7, np.random.default_rng(1)).p < 0.01
    True
    """
    x, label = np.asarray(values, np.float64), np.asarray(period)
    rest = _without_weekdays(x, np.asarray(weekday, np.int64))
    groups = [rest[label == name] for name in dict.fromkeys(label.tolist())]
    groups = [g for g in groups if g.size >= 5 * days and np.isfinite(g[-days:]).any()]
    if len(groups) < 2:
        raise UsageError(f"{len(groups)} periods are {5 * days} days or longer; two are needed")
    windows = [np.lib.stride_tricks.sliding_window_view(group, days) for group in groups]
    means = [_known_means(window) for window in windows]
    ends = np.array([mean[-1] for mean in means])
    placed = np.stack([mean[rng.integers(0, mean.size, replicates)] for mean in means])
    observed, drawn = float(np.nanmean(ends)), np.nanmean(placed, axis=0)
    centre, spread = float(drawn.mean()), float(drawn.std())
    half = normal_quantile() * spread
    excess = Estimate(
        observed - centre,
        observed - centre - half,
        observed - centre + half,
        len(groups),
        "placebo period ends",
        unit="score",
    )
    p = (1 + (drawn >= observed - 1e-12).sum()) / (1 + replicates)
    return PeriodEnds(excess, float(p), days)


def _without_weekdays(values: Floats, weekday: NDArray[np.int64]) -> Floats:
    known = np.isfinite(values)
    count = np.bincount(weekday[known], minlength=7)
    total = np.bincount(weekday[known], weights=values[known], minlength=7)
    return np.asarray(values - (total / np.maximum(count, 1))[weekday], dtype=np.float64)


def _known_means(windows: Floats) -> Floats:
    known = np.isfinite(windows)
    means = np.where(known, windows, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return np.asarray(means[known.any(axis=1)], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Steadiness:
    """How much a figure varies against what chance alone would make it vary.

    Parameters
    ----------
    ratio
        Variance seen ÷ variance of chance; well below 1 is too steady to be measured honestly.
    p
        One-sided: chance of so little variation.
    n
        Periods.
    """

    ratio: float
    p: float
    n: int


def steadiness(values: ArrayLike, errors: ArrayLike) -> Steadiness:
    """Say whether a figure varies less from period to period than chance alone must make it.

    Q = Σ w (x − x̄)², w = 1/e²; Q is χ² with k − 1 degrees of freedom if nothing but chance is at
    work, and larger if anything else is. Only results managed towards a value are steadier.

    Parameters
    ----------
    values, errors
        A figure and its standard error of each period.

    Raises
    ------
    UsageError
        With fewer than five periods, or an error that is not positive.

    Examples
    --------
    >>> steadiness([0.80, 0.81, 0.80, 0.80, 0.81, 0.80], [0.03] * 6).p < 0.001
    True
    """
    x, e = np.asarray(values, np.float64), np.asarray(errors, np.float64)
    if x.size < 5 or not (e > 0).all():
        raise UsageError(f"{x.size} periods; give five or more, each with a positive error")
    w = 1 / e**2
    q = float((w * (x - (w * x).sum() / w.sum()) ** 2).sum())
    return Steadiness(q / (x.size - 1), float(chdtr(x.size - 1, q)), x.size)
