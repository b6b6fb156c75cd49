"""What is known of each group once luck is taken out: shrunken values and their posterior."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError
from lastword.stats.quantile import normal_quantile

Floats = NDArray[np.float64]
FEWEST = 4
"""With fewer groups nothing can be learnt about how much groups differ."""
POINTS = 200
"""Points of the grid over the variance between groups."""
DRAWN_AT_ONCE = 4_000_000
"""Numbers drawn at once at most."""


@dataclass(frozen=True, slots=True)
class Shrunken:
    """Every group's value, drawn towards the mean as far as luck could explain it.

    Parameters
    ----------
    mean, between
        Mean and variance of the true values.
    values, errors
        Posterior mean and standard deviation of each group, shape (k,); the errors hold that
        mean and variance are themselves estimated.
    reliability
        1 − B: how much of each group's deviation is kept, shape (k,).
    """

    mean: float
    between: float
    values: Floats
    errors: Floats
    reliability: Floats

    def interval(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Lower and upper end of each group's interval."""
        half = normal_quantile(level) * self.errors
        return self.values - half, self.values + half


def shrunken(values: ArrayLike, variances: ArrayLike) -> Shrunken:
    """Shrink estimates of groups towards their mean.

    θ̂ = y − B (y − μ̂) with B = (k−3)/(k−1) · V/(V + Â); Â solves
    Σ w [k/(k−1) (y − μ̂)² − V] = Â Σ w with w = 1/(V + Â). With equal variances this is
    Efron and Morris's (1975) estimator B = (k−3) V/Σ(y − ȳ)². The variance is
    V [1 − (k−1)/k B] + v (y − μ̂)², v = 2 B²/(k−3) · (V̄ + Â)/(V + Â).

    Parameters
    ----------
    values, variances
        Estimate y of each group and its sampling variance V, shape (k,).

    Raises
    ------
    UsageError
        With fewer than four groups, or a variance that is not above 0.

    Notes
    -----
    Morris (1983), doi:10.1080/01621459.1983.10477920; Efron and Morris (1975),
    doi:10.1080/01621459.1975.10479864.

    Examples
    --------
    >>> found = shrunken([0.0, 1.0, 2.0, 3.0, 4.0], [1.0] * 5)
    >>> found.values.round(1).tolist()
    [0.4, 1.2, 2.0, 2.8, 3.6]
    """
    y, v = _checked(values, variances)
    k = y.size
    between = _between(y, v)
    weights = 1 / (v + between)
    mean = float(weights @ y / weights.sum())
    drawn = (k - 3) / (k - 1) * v * weights
    learnt = 2 / (k - 3) * drawn**2 * (_mean_variance(v, weights) + between) * weights
    variance = v * (1 - (k - 1) / k * drawn) + learnt * (y - mean) ** 2
    values_ = y - drawn * (y - mean)
    return Shrunken(mean, between, values_, np.sqrt(variance), 1 - drawn)


def draws(values: ArrayLike, variances: ArrayLike, *, times: int = 1000, seed: int = 0) -> Floats:
    """Draw the groups' true values together from what is known of them.

    Hierarchical normal model with flat priors on mean and variance between groups: the variance
    is drawn from its posterior on a grid, then the mean, then every group's value.

    Parameters
    ----------
    values, variances
        Estimate of each group and its sampling variance, shape (k,).
    times
        Number of draws.

    Returns
    -------
    Floats
        Shape (times, k). Ranks and chances follow from it: `stats.ranks`.

    Notes
    -----
    Gelman et al. (2013), Bayesian Data Analysis, 3rd ed., ch. 5.4; the flat prior on the variance
    (Stein's) makes intervals cover as stated: Morris and Tang (2011), doi:10.1214/10-BA620.
    """
    return np.concatenate(list(blocks(values, variances, times=times, seed=seed)))


def blocks(
    values: ArrayLike, variances: ArrayLike, *, times: int = 1000, seed: int = 0
) -> Iterator[Floats]:
    """The draws of `draws`, a few rows at a time, for more groups than memory should hold."""
    y, v = _checked(values, variances)
    random = np.random.default_rng(seed)
    grid = _grid(y, v)
    between = random.choice(grid, size=times, p=_posterior(grid, y, v))[:, None]
    rows = max(DRAWN_AT_ONCE // y.size, 1)
    for start in range(0, times, rows):
        own = between[start : start + rows]
        weights = 1 / (v + own)
        total = weights.sum(axis=1)
        mean = weights @ y / total + random.standard_normal(len(own)) / np.sqrt(total)
        kept = own * weights
        noise = random.standard_normal(kept.shape) * np.sqrt(v * kept)
        yield np.asarray(mean[:, None] + kept * (y - mean[:, None]) + noise)


def _checked(values: ArrayLike, variances: ArrayLike) -> tuple[Floats, Floats]:
    y, v = np.asarray(values, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    if y.shape != v.shape or y.ndim != 1 or y.size < FEWEST:
        raise UsageError(
            f"values and variances have shapes {y.shape} and {v.shape}; give one each of at least "
            f"{FEWEST} groups"
        )
    if not (np.isfinite(y).all() and (v > 0).all()):
        raise UsageError("a value is unknown or a variance is not above 0; leave such groups out")
    return y, v


def _between(y: Floats, v: Floats) -> float:
    """Variance between groups by Morris's equation; 0 where sampling alone explains the spread."""
    low, high = 0.0, float(np.var(y) * 4 + v.max())
    if _excess(low, y, v) <= 0:
        return 0.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if _excess(middle, y, v) > 0 else (low, middle)
    return (low + high) / 2


def _excess(between: float, y: Floats, v: Floats) -> float:
    k, weights = y.size, 1 / (v + between)
    mean = weights @ y / weights.sum()
    return float(weights @ (k / (k - 1) * (y - mean) ** 2 - v) - between * weights.sum())


def _mean_variance(v: Floats, weights: Floats) -> float:
    return float(weights @ v / weights.sum())


def _grid(y: Floats, v: Floats) -> Floats:
    """Variances between groups from 0 to far above what the values show."""
    top = float(np.var(y, ddof=1) * 10 + np.median(v))
    return np.asarray(top * np.linspace(0, 1, POINTS) ** 3)


def _posterior(grid: Floats, y: Floats, v: Floats) -> Floats:
    """Chance of each point of the grid, the steps between points taken into account."""
    logs = np.array([_log_likelihood(a, y, v) for a in grid])
    chance = np.exp(logs - logs.max()) * np.gradient(grid)
    return np.asarray(chance / chance.sum())


def _log_likelihood(between: float, y: Floats, v: Floats) -> float:
    weights = 1 / (v + between)
    mean = weights @ y / weights.sum()
    inner = np.log(weights).sum() - np.log(weights.sum()) - weights @ (y - mean) ** 2
    return float(inner / 2)
