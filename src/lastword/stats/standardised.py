"""Standardisation: what answers would be if everybody had a given x (g-computation)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.stats.links import link_of
from lastword.stats.ordinal import Ordinal

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Standardised:
    """Mean payoffs under a fitted model, with what their covariance needs.

    Parameters
    ----------
    value
        Mean of each payoff, shape (t,).
    gradient
        Its derivative in the model's (θ, β), shape (t, q).
    """

    value: Floats
    gradient: Floats

    def __sub__(self, other: Standardised) -> Standardised:
        return Standardised(self.value - other.value, self.gradient - other.gradient)

    def __rmul__(self, factor: float) -> Standardised:
        return Standardised(factor * self.value, factor * self.gradient)

    def errors(self, covariance: Floats) -> Floats:
        """Standard errors √(g V gᵀ), shape (t,), given the customers as they are."""
        variance = ((self.gradient @ covariance) * self.gradient).sum(axis=1)
        return np.asarray(np.sqrt(np.maximum(variance, 0.0)))


def standardised(
    fit: Ordinal, design: ArrayLike, share: ArrayLike, payoffs: ArrayLike
) -> Standardised:
    """Average Σ_k c_k P(y = k | x) over rows of a design.

    Parameters
    ----------
    fit
        The fitted model.
    design
        Rows with the x that everybody is given, shape (m, p).
    share
        Share of customers in each row, shape (m,); the average is Σ share · payoff, so shares
        that add up to less than 1 leave the other customers out.
    payoffs
        What an answer of each category counts, shape (t, K): the value itself for a mean, 1 for
        the top category for a top box, ±100 for promoters and detractors.

    Notes
    -----
    Uses Σ_k c_k P(k) = c_K + Σ_k (c_k − c_{k+1}) F(θ_k − η). Delta method. Robins (1986),
    doi:10.1016/0270-0255(86)90088-6.
    """
    x, w = np.asarray(design, dtype=np.float64), np.asarray(share, dtype=np.float64)
    c = np.asarray(payoffs, dtype=np.float64)
    law = link_of(fit.link)
    inner = fit.thresholds[None, :] - (x @ fit.coefficients)[:, None]
    step = c[:, :-1] - c[:, 1:]
    value = c[:, -1] * w.sum() + step @ (w @ law.below(inner))
    dense = law.density(inner) * w[:, None]
    by_threshold = step * dense.sum(axis=0)
    by_coefficient = -step @ (dense.T @ x)
    return Standardised(value, np.hstack([by_threshold, by_coefficient]))
