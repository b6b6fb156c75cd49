"""Weighted slope: a straight line through units of unequal size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import t as student

from lastword.errors import NotTestable
from lastword.estimate import Estimate

FEWEST = 8


@dataclass(frozen=True, slots=True)
class Slope:
    """Slope of y on x over units, and the one-sided p of so low a slope.

    Parameters
    ----------
    slope
        Change of y for one unit of x.
    p
        One-sided: the chance of so low a slope if there is none.
    """

    slope: Estimate
    p: float


def weighted_slope(x: ArrayLike, y: ArrayLike, weights: ArrayLike, *, level: float = 0.95) -> Slope:
    """Slope of y on x over units, each weighted by its size, with an error that needs no model.

    Heteroscedasticity-consistent (HC3) variance, t law with n − 2 degrees of freedom.

    Raises
    ------
    NotTestable
        If there are fewer than 8 units, or x does not differ.

    Notes
    -----
    MacKinnon and White (1985), doi:10.1016/0304-4076(85)90158-7.

    Examples
    --------
    >>> made = weighted_slope(range(9), [2 * v for v in range(9)], [1] * 9)
    >>> round(made.slope.value, 6)
    2.0
    """
    a, b, w = (np.asarray(values, dtype=np.float64) for values in (x, y, weights))
    if len(a) < FEWEST:
        raise NotTestable(f"only {len(a)} agents; {FEWEST} are needed")
    centred = a - (w * a).sum() / w.sum()
    spread = float((w * centred**2).sum())
    if spread <= 1e-12:
        raise NotTestable("the agents do not differ")
    slope = float((w * centred * b).sum() / spread)
    residual = b - (w * b).sum() / w.sum() - slope * centred
    leverage = w / w.sum() + w * centred**2 / spread
    scaled = w * centred * residual / np.maximum(1 - leverage, 0.05)
    error = float(np.sqrt((scaled**2).sum()) / spread)
    freedom = len(a) - 2
    reach = float(student.ppf(0.5 + level / 2, freedom)) * error
    number = Estimate(slope, slope - reach, slope + reach, n=len(a), method="weighted slope, HC3",
                      level=level, unit="ratio")  # fmt: skip
    return Slope(number, float(student.cdf(slope / max(error, 1e-12), freedom)))
