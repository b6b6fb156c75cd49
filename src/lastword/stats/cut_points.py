"""Cut-point sensitivity of the classical penalty-reward analysis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lastword.errors import UsageError
from lastword.stats.cross_products import cross_products
from lastword.stats.penalty_reward import CUTOFFS, PenaltyReward, banded, penalty_reward


@dataclass(frozen=True, slots=True)
class CutPoint:
    """The classical analysis under one choice of bands; None where a band is empty."""

    low: float
    high: float
    result: PenaltyReward | None


def cut_points(
    drivers: Mapping[str, ArrayLike],
    outcome: ArrayLike,
    lows: Sequence[float],
    highs: Sequence[float],
    *,
    weights: ArrayLike | None = None,
    counts: ArrayLike | None = None,
    clusters: ArrayLike | None = None,
    cutoffs: tuple[float, float] = CUTOFFS,
) -> tuple[CutPoint, ...]:
    """Repeat the classical analysis for every pair of cut points with low below high.

    A class that flips with the cut points is a fact about the cut points.

    Parameters
    ----------
    drivers, outcome
        Values of each answer (or cell).
    weights, counts, clusters
        As in `cross_products`.
    """
    found = []
    for low in lows:
        for high in (high for high in highs if high > low):
            columns = {**banded(drivers, low=low, high=high), "outcome": np.asarray(outcome)}
            sums = cross_products(columns, weights=weights, counts=counts, clusters=clusters)
            try:
                result = penalty_reward(sums, "outcome", [*drivers], cutoffs=cutoffs)
            except UsageError:
                result = None
            found.append(CutPoint(low, high, result))
    return tuple(found)
