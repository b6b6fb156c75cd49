"""How sure a place in a ranking is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ranks:
    """Places of groups, 1 the best, as far as they are known.

    Parameters
    ----------
    lower, median, upper
        Interval and middle of each group's place, shape (k,).
    top
        Chance of each group to be among the best share asked for, shape (k,).
    above
        Chance of each group to lie above the mean of all, shape (k,).
    """

    lower: NDArray[np.int64]
    median: NDArray[np.int64]
    upper: NDArray[np.int64]
    top: Floats
    above: Floats


def ranks(draws: ArrayLike, *, share: float = 0.1, level: float = 0.95) -> Ranks:
    """Read places off draws of all groups' true values together.

    Parameters
    ----------
    draws
        Shape (times, k), as `shrinkage.draws` gives; larger is better.
    share
        Which best share `top` speaks of; at least one group.
    level
        Level of the interval of places.

    Notes
    -----
    Intervals of places are wide, and should be: Goldstein and Spiegelhalter (1996),
    doi:10.2307/2983325; Lin et al. (2006), doi:10.1214/06-BA130.

    Examples
    --------
    >>> found = ranks([[3.0, 2.0, 1.0], [3.0, 1.0, 2.0]])
    >>> found.lower.tolist(), found.upper.tolist()
    ([1, 2, 2], [1, 3, 3])
    """
    values = np.asarray(draws, dtype=np.float64)
    if values.ndim != 2 or not values.size:
        raise UsageError(f"draws have shape {values.shape}; give draws by groups")
    places = (-values).argsort(axis=1).argsort(axis=1) + 1
    outside = (1 - level) / 2
    lower, median, upper = np.quantile(
        places, [outside, 0.5, 1 - outside], axis=0, method="inverted_cdf"
    ).astype(np.int64)
    best = max(round(share * values.shape[1]), 1)
    above = values > values.mean(axis=1, keepdims=True)
    return Ranks(lower, median, upper, (places <= best).mean(axis=0), above.mean(axis=0))
