"""Prediction-powered mean: few labels, many predictions."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError
from lastword.estimate import Estimate, Unit
from lastword.stats.quantile import normal_quantile

Floats = NDArray[np.float64]


def prediction_powered_mean(
    y: ArrayLike,
    predicted: ArrayLike,
    predicted_elsewhere: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    lam: float | None = None,
    level: float = 0.95,
    unit: Unit = "score",
) -> Estimate:
    """Mean of y from n labelled units and the predictions of N others.

    θ = λ·mean_N f + Σw(y − λf)/Σw; variance λ² var_N(f)/N + var_n(w(y − λf))/n with mean weight
    1; λ* = cov(y, f)/[(1 + n/N) var f].

    Parameters
    ----------
    y, predicted
        Labels and predictions of the labelled units, shape (n,).
    predicted_elsewhere
        Predictions of units without a label, shape (N,), of the same population.
    weights
        Weights of the labelled units that make them represent the population; equal where None.
    lam
        How far the predictions are used; None tunes it within [0, 1].
    level, unit
        Confidence level; unit of y.

    Raises
    ------
    UsageError
        If shapes differ or fewer than two labels are given.

    Notes
    -----
    Assumes that labelled units represent the others (after weighting) and that y are independent;
    for clusters and labels inside the population see `doubly_robust`. Angelopoulos, Duchi and
    Zrnic (2023), PPI++, arXiv:2311.01453.
    """
    truth, f = np.asarray(y, dtype=np.float64), np.asarray(predicted, dtype=np.float64)
    g = np.asarray(predicted_elsewhere, dtype=np.float64)
    if truth.ndim != 1 or truth.shape != f.shape or truth.size < 2 or g.size < 2:
        raise UsageError(
            f"y, predicted and predicted_elsewhere have shapes {truth.shape}, {f.shape} and "
            f"{g.shape}; give one prediction for each label and at least two of each"
        )
    w = np.ones_like(truth) if weights is None else np.asarray(weights, dtype=np.float64)
    w = w / w.mean()
    lam = _tuned(truth, f, g, w) if lam is None else lam
    rest = w * (truth - lam * f)
    value = lam * float(g.mean()) + float(rest.mean())
    error = math.sqrt(lam**2 * float(g.var()) / g.size + float(rest.var()) / truth.size)
    half = normal_quantile(level) * error
    return Estimate(
        value,
        value - half,
        value + half,
        n=truth.size,
        method="prediction-powered",
        level=level,
        unit=unit,
    )


def _tuned(y: Floats, f: Floats, g: Floats, w: Floats) -> float:
    centred = w * (f - f.mean())
    covariance = float((w * (y - y.mean()) * centred).mean())
    variance = float(np.concatenate([f, g]).var())
    if variance == 0:
        return 0.0
    return min(max(covariance / ((1 + y.size / g.size) * variance), 0.0), 1.0)
