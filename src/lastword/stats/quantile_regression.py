"""Quantile regression: what moves the median or the tail of a duration or an amount."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, eye_array, hstack

from lastword.errors import UsageError

Floats = NDArray[np.float64]


def quantile_regression(
    columns: Mapping[str, ArrayLike],
    outcome: ArrayLike,
    share: float,
    *,
    weights: ArrayLike | None = None,
) -> dict[str, float]:
    """Fit the conditional quantile: minimise Σ w ρ_τ(y − α − xᵀβ), ρ_τ(u) = u(τ − 1{u < 0}).

    Parameters
    ----------
    columns
        Name → values, shape (n,).
    outcome
        Values with many levels, such as seconds or money; an answer scale wants
        `distribution_regression`.
    share
        Which quantile, 0 to 1: .5 is the median.
    weights
        Weight of each row; 1 where None.

    Returns
    -------
    dict
        ``"intercept"`` and one coefficient for each column, without intervals: resample clusters
        for those.

    Raises
    ------
    UsageError
        If the share is not between 0 and 1.

    Notes
    -----
    Koenker and Bassett (1978), doi:10.2307/1913643; solved as a linear programme, so it is meant
    for up to some 10⁵ rows.

    Examples
    --------
    >>> quantile_regression({"x": [0, 0, 0, 1, 1, 1]}, [1, 2, 9, 4, 5, 30], 0.5)
    {'intercept': 2.0, 'x': 3.0}
    """
    if not 0 < share < 1:
        raise UsageError(f"share is {share}; give a quantile between 0 and 1, like 0.5")
    y = np.asarray(outcome, dtype=np.float64)
    design = np.column_stack(
        [np.ones(y.size), *(np.asarray(values, dtype=np.float64) for values in columns.values())]
    )
    weight = np.ones(y.size) if weights is None else np.asarray(weights, dtype=np.float64)
    one = eye_array(y.size)
    cost = np.concatenate([np.zeros(design.shape[1]), share * weight, (1 - share) * weight])
    free = [(None, None)] * design.shape[1] + [(0, None)] * (2 * y.size)
    rows: Any = hstack([csr_array(design), one, -one])
    found: Any = linprog(cost, A_eq=rows, b_eq=y, bounds=free)
    if not found.success:
        raise UsageError(f"the quantile could not be fitted: {found.message}")
    coefficients = found.x[: design.shape[1]].tolist()
    return dict(zip(("intercept", *columns), coefficients, strict=True))
