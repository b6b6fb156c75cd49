"""Rates of rare events from their count and how long was watched."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv

from lastword.errors import UsageError

Floats = NDArray[np.float64]


def garwood_ends(events: ArrayLike, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """Ends of the exact interval of a Poisson count: divide by what was watched for a rate.

    Lower γ⁻¹(d, α/2), upper γ⁻¹(d + 1, 1 − α/2), with γ⁻¹ the inverse of the regularised
    incomplete gamma function.

    Parameters
    ----------
    events
        Counts d ≥ 0; counts added up from weights may be fractions.
    level
        Confidence level.

    Raises
    ------
    UsageError
        If a count is negative, or the level not between 0 and 1.

    Notes
    -----
    Garwood (1936), doi:10.1093/biomet/28.3-4.437. Covers at least as often as it says.

    Examples
    --------
    >>> [float(end.round(2)) for end in garwood_ends(10)]
    [4.8, 18.39]
    """
    counts = np.asarray(events, np.float64)
    if (counts < 0).any():
        raise UsageError("a count of events is negative; check the counts")
    if not 0 < level < 1:
        raise UsageError(f"level is {level}; give a confidence level between 0 and 1, like 0.95")
    tail = (1 - level) / 2
    some = np.where(counts > 0, counts, 1.0)
    lower = np.where(counts > 0, gammaincinv(some, tail), 0.0)
    return np.asarray(lower, np.float64), np.asarray(gammaincinv(counts + 1, 1 - tail), np.float64)
