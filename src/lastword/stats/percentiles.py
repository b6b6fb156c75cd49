"""Percentile intervals of a bootstrap of clusters, widened for few clusters."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from lastword.stats.quantile import student_quantile


def known(end: float) -> float | None:
    """An end of an interval; None where it could not be drawn."""
    return None if math.isnan(end) else end


def percentile_ends(draws: ArrayLike, clusters: int, *, level: float = 0.95) -> NDArray[np.float64]:
    """Ends of the expanded percentile interval, shape (2, …).

    The quantiles are taken at Φ(−√(G/(G−1)) t_{G−1}) instead of α/2: plain percentiles of G
    clusters are too narrow by about as much as a normal quantile is against Student's.

    Parameters
    ----------
    draws
        One row a bootstrap sample; NaN where a sample could not be used, which is left out.
    clusters
        How many clusters were resampled.

    Notes
    -----
    Hesterberg (2015), doi:10.1080/00031305.2015.1089789.

    Examples
    --------
    >>> percentile_ends(range(1001), 10**6).round(0).tolist()
    [25.0, 975.0]
    """
    values = np.asarray(draws, dtype=np.float64)
    stretch = math.sqrt(clusters / (clusters - 1)) * student_quantile(clusters - 1, level)
    tail = float(ndtr(-stretch))
    return np.asarray(np.nanquantile(values, [tail, 1 - tail], axis=0), dtype=np.float64)
