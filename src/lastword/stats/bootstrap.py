"""Draws of estimates by resampling clusters, one Newton step from the estimate."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MANY = 5_000
"""Clusters beyond which a resampled sum is normal for all purposes."""


def one_step_draws(
    estimate: Floats,
    bread: Floats,
    sums: Floats | None,
    covariance: Floats,
    *,
    draws: int,
    rng: np.random.Generator,
) -> Floats:
    """Draw estimates: clusters resampled with replacement, one Newton step each, shape (B, q).

    β* = β + S B Σ_g (ω_g − 1) u_g with ω multinomial: how often each cluster is drawn. S stretches
    the draws to `covariance`, so that classes and intervals speak of one uncertainty, a second way
    of clustering included.

    Parameters
    ----------
    estimate, bread
        The estimates (q,) and their inverse information (q, q).
    sums
        Score sums of the clusters, shape (G, q); they add up to 0 at the estimate. None where
        answers stand alone.
    covariance
        The sandwich that the draws shall have, shape (q, q).
    draws, rng
        Number of draws B, and where they come from.

    Notes
    -----
    Davidson and MacKinnon (1999), doi:10.2307/2527341, for bootstraps of few Newton steps. With
    more than 5,000 clusters, or none, the resampled sums are drawn from their normal limit.
    """
    if sums is None or sums.shape[0] > MANY:
        return estimate + rng.standard_normal((draws, estimate.size)) @ _root(covariance).T
    times = rng.multinomial(sums.shape[0], np.full(sums.shape[0], 1 / sums.shape[0]), size=draws)
    moved = (times - 1.0) @ sums @ bread
    drawn = bread @ (sums.T @ sums) @ bread
    stretch = _root(covariance) @ np.linalg.pinv(_root(drawn))
    return np.asarray(estimate + moved @ stretch.T)


def _root(covariance: Floats) -> Floats:
    """Symmetric square root of a covariance."""
    values, vectors = np.linalg.eigh((covariance + covariance.T) / 2)
    return np.asarray((vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T)
