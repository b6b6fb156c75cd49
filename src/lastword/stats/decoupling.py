"""Decoupling: from when on a metric has lost its tie to the outcome that it stood for."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.stats.onset import onset
from lastword.stats.quantile import student_quantile

Floats = NDArray[np.float64]
MIDDLE = 0.7
LEAST_UNITS = 6
LEAST_WEEKS = 20
STEADIEST, STICKIEST = 0.0, 0.8


@dataclass(frozen=True, slots=True)
class Decoupling:
    """How the coupling of a metric with its outcome fell, and when.

    Parameters
    ----------
    weekly
        Correlation over units in each week, NaN where fewer than 6 units were seen; shape (T,).
    change
        First week (0 … T−1) of the looser coupling, where it is looser.
    change_lower, change_upper
        Ends of the interval of that week.
    before, after
        Correlation before and after it.
    drop
        ``before − after``.
    p
        Chance of so large a sup-t of falling coupling, were there no change at all.
    slope_before, slope_after
        Change of the outcome per unit of the metric, within units and weeks.
    spread_before, spread_after
        Standard deviation of the metric within units and weeks.
    after_at_old_spread
        What `after` would be if the metric still varied as it did before (Thorndike's case 2).
    minimal_detectable_effect
        Drop that would have been found in four cases of five.
    """

    weekly: Floats
    change: int
    change_lower: int
    change_upper: int
    before: Estimate
    after: Estimate
    drop: Estimate
    p: float
    slope_before: float
    slope_after: float
    spread_before: float
    spread_after: float
    after_at_old_spread: float
    minimal_detectable_effect: float

    @property
    def is_range_only(self) -> bool:
        """Whether the fall is explained by a metric that varies less, its slope being kept."""
        return self.spread_after < self.spread_before and (
            self.after_at_old_spread >= (self.before.lower or self.before.value or 0.0)
        )


def decoupling(
    metric: ArrayLike,
    outcome: ArrayLike,
    rng: np.random.Generator,
    *,
    level: float = 0.95,
    replicates: int = 999,
) -> Decoupling:
    """Find the week from which a metric goes less along with an outcome than before.

    Units' own means are taken off, and in each week the two are correlated over units: a change
    that meets everybody in a week (a new product, a new form) cancels. With z_t = artanh r_t, the
    largest t = (mean before − mean after)/se over the change weeks of the middle 70 % is compared
    with the same supremum of simulated series that have no change and the same autocorrelation.

    Parameters
    ----------
    metric, outcome
        One row a unit, one column a week, NaN where unknown; shape (U, T).
    rng
        Source of the simulated series.
    level
        Confidence level.
    replicates
        Simulated series.

    Raises
    ------
    UsageError
        With fewer than 6 units or 20 weeks, or shapes that differ.

    Notes
    -----
    Assumes that weeks outside the change differ by chance alone; a coupling that fades slowly is
    found too, and dated in its middle. Autocorrelation is that of an AR(1) with Kendall's bias
    correction. Andrews (1993), doi:10.2307/2951764. The date is the likeliest week (see `onset`),
    so read its interval: with 40 units and a fall from .5 to .35, who knew both correlations in
    advance would still miss the week by more than two in a quarter of cases.

    Examples
    --------
    >>> rng = np.random.default_rng(4)
    >>> outcome = rng.normal(size=(40, 104))
    >>> tie = np.where(np.arange(104) < 60, 0.8, 0.1)
    >>> metric = tie * outcome + 0.6 * rng.normal(size=(40, 104))
    >>> found = decoupling(metric, outcome, rng)
    >>> abs(found.change - 60) <= 2, found.p < 0.01
    (True, True)
    """
    m, o = _checked(metric, outcome)
    r, n = _weekly(m, o)
    weeks = np.flatnonzero(np.isfinite(r))
    if weeks.size < LEAST_WEEKS:
        raise UsageError(
            f"{weeks.size} weeks hold {LEAST_UNITS} or more units; {LEAST_WEEKS} are needed"
        )
    z = np.arctanh(np.clip(r[weeks], -0.999, 0.999))
    weight = np.maximum(n[weeks] - 3.0, 1.0)
    scale = np.sqrt(weight / weight.mean())
    t, split = _supremum(z[None], weight)
    rho = _stickiness(_residuals(z, weight, split) * scale, split)
    null, _ = _supremum(_series(rng, replicates, z.size, rho) / scale, weight)
    date = onset(z, weight, _places(z.size), level=level, stickiness=rho)
    k = date.week
    (before, after, drop), error = _ends(z, weight, k, rho, level)
    sides = weeks[:k], weeks[k:]
    slopes, spreads = zip(*(_slope(m[:, side], o[:, side]) for side in sides), strict=True)
    critical = float(np.quantile(null, level))
    return Decoupling(
        weekly=r,
        change=int(weeks[k]),
        change_lower=int(weeks[date.lower]),
        change_upper=int(weeks[date.upper]),
        before=before,
        after=after,
        drop=drop,
        p=float((1 + (null >= t[0]).sum()) / (1 + replicates)),
        slope_before=slopes[0],
        slope_after=slopes[1],
        spread_before=spreads[0],
        spread_after=spreads[1],
        after_at_old_spread=_unrestricted(after.value or 0.0, spreads[0], spreads[1]),
        minimal_detectable_effect=_detectable(z.mean(), (critical + 0.84) * error),
    )


def _checked(metric: ArrayLike, outcome: ArrayLike) -> tuple[Floats, Floats]:
    m, o = np.array(metric, dtype=np.float64), np.array(outcome, dtype=np.float64)
    if m.ndim != 2 or m.shape != o.shape:
        raise UsageError(
            f"metric and outcome have shapes {m.shape} and {o.shape}; give units × weeks of both"
        )
    if m.shape[0] < LEAST_UNITS:
        raise UsageError(f"{m.shape[0]} units; a coupling needs {LEAST_UNITS} or more")
    gone = ~(np.isfinite(m) & np.isfinite(o))
    m[gone], o[gone] = np.nan, np.nan
    seen = ~gone.all(axis=1)
    return _without_means(m[seen]), _without_means(o[seen])


def _without_means(values: Floats) -> Floats:
    return np.asarray(values - np.nanmean(values, axis=1, keepdims=True))


def _weekly(m: Floats, o: Floats) -> tuple[Floats, Floats]:
    """Correlation over units in each week, and how many units it rests on."""
    known = np.isfinite(m)
    n = known.sum(axis=0).astype(np.float64)
    x, y = _within_weeks(m), _within_weeks(o)
    spread = np.sqrt((x * x).sum(axis=0) * (y * y).sum(axis=0))
    usable = (n >= LEAST_UNITS) & (spread > 0)
    r = np.where(usable, (x * y).sum(axis=0) / np.where(usable, spread, 1.0), np.nan)
    return r, n


def _within_weeks(values: Floats) -> Floats:
    """Deviations from the week's mean, 0 where unknown."""
    known = np.isfinite(values)
    count = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, values, 0.0).sum(axis=0) / count
    return np.where(known, values - mean, 0.0)


def _places(size: int) -> NDArray[np.int64]:
    """Weeks of the middle 70 %: possible first weeks of the looser coupling."""
    edge = max(2, math.ceil(size * (1 - MIDDLE) / 2))
    return np.arange(edge, size - edge + 1)


def _supremum(series: Floats, weight: Floats) -> tuple[Floats, int]:
    """Largest t of “lower afterwards” of each series, and where the first one splits."""
    size, places = series.shape[1], _places(series.shape[1])
    w = np.cumsum(weight)
    s = np.cumsum(series * weight, axis=1)
    squares = (series * series * weight).sum(axis=1)
    first, total = w[places - 1], w[-1]
    left = s[:, places - 1] / first
    right = (s[:, -1:] - s[:, places - 1]) / (total - first)
    explained = left**2 * first + right**2 * (total - first)
    variance = (squares[:, None] - explained) / (size - 2)
    error = np.sqrt(np.maximum(variance, 1e-12) * (1 / first + 1 / (total - first)))
    t = (left - right) / error
    return t.max(axis=1), int(places[t[0].argmax()])


def _residuals(z: Floats, weight: Floats, k: int) -> Floats:
    before = np.average(z[:k], weights=weight[:k])
    after = np.average(z[k:], weights=weight[k:])
    return np.where(np.arange(z.size) < k, z - before, z - after)


def _stickiness(residuals: Floats, k: int) -> float:
    """Autocorrelation within the two sides, with Kendall's correction for short series."""
    product = residuals[1:] * residuals[:-1]
    product[k - 1] = 0.0
    rho = float(product.sum() / max(float((residuals**2).sum()), 1e-12))
    rho += (2 + 4 * rho) / residuals.size
    return min(max(rho, STEADIEST), STICKIEST)


def _series(rng: np.random.Generator, rows: int, size: int, rho: float) -> Floats:
    """Stationary AR(1) series with standard deviation 1."""
    noise = rng.normal(size=(rows, size))
    noise[:, 1:] *= math.sqrt(1 - rho * rho)
    for place in range(1, size):
        noise[:, place] += rho * noise[:, place - 1]
    return noise


def _ends(
    z: Floats, weight: Floats, k: int, rho: float, level: float
) -> tuple[tuple[Estimate, Estimate, Estimate], float]:
    """Correlations before and after and their difference, and the error of the difference (z)."""
    residuals = _residuals(z, weight, k)
    variance = float((weight * residuals**2).sum()) / (z.size - 2) * (1 + rho) / (1 - rho)
    errors = [math.sqrt(variance / float(side.sum())) for side in (weight[:k], weight[k:])]
    means = [float(np.average(z[s], weights=weight[s])) for s in (slice(k), slice(k, None))]
    quantile = student_quantile(z.size - 2, level)
    sides = []
    for mean, error, count in zip(means, errors, (k, z.size - k), strict=True):
        low, high = math.tanh(mean - quantile * error), math.tanh(mean + quantile * error)
        sides.append(_score(math.tanh(mean), low, high, count, level))
    first, last = sides
    gap = math.tanh(means[0]) - math.tanh(means[1])
    slope = [1 - math.tanh(mean) ** 2 for mean in means]
    half = quantile * math.hypot(slope[0] * errors[0], slope[1] * errors[1])
    drop = _score(gap, gap - half, gap + half, z.size, level)
    return (first, last, drop), math.hypot(*errors)


def _score(value: float, lower: float, upper: float, n: int, level: float) -> Estimate:
    return Estimate(value, lower, upper, n, "weekly correlation", level=level, unit="score")


def _slope(m: Floats, o: Floats) -> tuple[float, float]:
    """Slope of the outcome on the metric, and the metric's spread, within units and weeks."""
    x, y = _within_weeks(m), _within_weeks(o)
    squares = float((x * x).sum())
    count = max(int(np.isfinite(m).sum()) - m.shape[1], 1)
    return float((x * y).sum()) / max(squares, 1e-300), math.sqrt(squares / count)


def _unrestricted(r: float, old: float, new: float) -> float:
    """Correlation at the old spread of the metric (Thorndike 1949, case 2)."""
    ratio = old / new if new > 0 else math.inf
    if not math.isfinite(ratio):
        return r
    return r * ratio / math.sqrt(1 + r * r * (ratio * ratio - 1))


def _detectable(centre: float, fall: float) -> float:
    return math.tanh(centre + fall / 2) - math.tanh(centre - fall / 2)
