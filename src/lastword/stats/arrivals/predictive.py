"""The predictive law of counts and of their rates: how far a forecast may be off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import nnls
from scipy.special import gammaincinv
from scipy.stats import nbinom

Floats = NDArray[np.float64]
_LEAST_SPREAD = 1e-9


@dataclass(frozen=True, slots=True)
class Spread:
    """Variance of a count around its forecast μ: φμ + (τ₀ + τ₁h + σ²)μ².

    Parameters
    ----------
    noise
        φ ≥ 1: how much noisier than Poisson an interval is when the day is known.
    near, growth
        τ₀ and τ₁: relative variance of the whole day, and what each day ahead adds.
    shape
        σ²: relative variance of an interval's share of its day.
    """

    noise: float
    near: float
    growth: float
    shape: float

    def relative(self, ahead: ArrayLike) -> Floats:
        """Relative variance of an interval's rate, so many days ahead."""
        days = np.asarray(ahead, np.float64)
        return np.asarray(self.near + self.growth * days + self.shape, np.float64)

    def of_rate(self, mean: Floats, ahead: ArrayLike) -> Floats:
        """Variance of the rate behind a count."""
        return np.asarray((self.noise - 1) * mean + self.relative(ahead) * mean**2, np.float64)


def fit_spread(
    day_error: Floats, ahead: NDArray[np.int64], totals: Floats, expected: Floats, counts: Floats
) -> Spread:
    """Estimate the spread from past forecasts by moments.

    Parameters
    ----------
    day_error, ahead
        Logarithm of each day's total over its forecast, and how many days ahead that was.
    totals
        A typical total of a day: its own Poisson noise is no error of the forecast.
    expected, counts
        Intervals given their day's true total, and their counts; shape (N,).
    """
    excess = day_error**2 - 1 / max(float(np.median(totals)), 1.0)
    design = np.column_stack([np.ones(ahead.size), ahead])
    (near, growth), _ = nnls(design, excess)
    some = expected > 0.5
    mean, square = expected[some], (counts[some] - expected[some]) ** 2
    weight = 1 / (mean + 0.01 * mean**2)
    moments = np.column_stack([mean, mean**2]) * weight[:, None]
    (noise, shape), _ = nnls(moments, square * weight) if mean.size else ((1.0, 0.0), 0.0)
    return Spread(max(float(noise), 1.0), float(near), float(growth), float(shape))


def count_quantiles(mean: Floats, rate_variance: Floats, shares: ArrayLike) -> Floats:
    """Quantiles of counts: negative binomial, a Poisson whose rate is itself uncertain.

    Returns
    -------
    numpy.ndarray
        Shape (Q, …) for Q shares.

    Examples
    --------
    >>> count_quantiles(np.array([100.0]), np.array([400.0]), [0.05, 0.5, 0.95]).ravel().tolist()
    [65.0, 99.0, 138.0]
    """
    q = np.asarray(shares, np.float64).reshape(-1, *[1] * mean.ndim)
    some = np.maximum(mean, 1e-12)
    size = some**2 / np.maximum(rate_variance, _LEAST_SPREAD * some**2)
    found = nbinom.ppf(q, size, size / (size + some))
    return np.asarray(np.where(mean > 0, found, 0.0), np.float64)


def rate_quantiles(mean: Floats, rate_variance: Floats, shares: ArrayLike) -> Floats:
    """Quantiles of the rate behind a count (gamma): what to staff for, since queues are noisy."""
    q = np.asarray(shares, np.float64).reshape(-1, *[1] * mean.ndim)
    some = np.maximum(mean, 1e-12)
    size = some**2 / np.maximum(rate_variance, _LEAST_SPREAD * some**2)
    return np.asarray(np.where(mean > 0, gammaincinv(size, q) / size * some, 0.0), np.float64)
