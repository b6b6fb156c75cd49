"""Importance: how much of the explained variance each driver gets, with intervals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from lastword.estimate import Estimate
from lastword.stats.cross_products import CrossProducts, covariances
from lastword.stats.percentiles import known, percentile_ends

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Importance:
    """Shares of R² that add up to it.

    A share says how much of *this sample's* variance goes with a driver: what never varies gets
    0, however much it would cost to lose it. Never read it as a priority.

    Parameters
    ----------
    method
        How R² was divided.
    shares
        Driver → its part of R².
    r_squared
        What they add up to.
    """

    method: str
    shares: Mapping[str, Estimate]
    r_squared: Estimate

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        shares = {name: share.to_dict() for name, share in self.shares.items()}
        return {"method": self.method, "shares": shares, "r_squared": self.r_squared.to_dict()}


class Resampling(TypedDict, total=False):
    """How intervals of shares are drawn.

    Parameters
    ----------
    replicates
        Bootstrap samples of whole clusters; 0, the default, for shares without intervals.
    rng
        Source of randomness; seeded with 0 where None.
    level
        Confidence level, .95 by default.
    """

    replicates: int
    rng: np.random.Generator | None
    level: float


def shared_out(
    products: CrossProducts,
    names: tuple[str, ...],
    divide: Callable[[Floats], Floats],
    method: str,
    *,
    replicates: int = 0,
    rng: np.random.Generator | None = None,
    level: float = 0.95,
) -> Importance:
    """Divide R² once, and over resampled clusters for the intervals.

    Parameters
    ----------
    divide
        From covariances, shape (…, m, m), to the drivers' shares, shape (…, p).
    replicates, rng, level
        As in `Resampling`.
    """
    shares = divide(products.covariance())
    if not replicates:
        nothing = np.full((2, shares.size + 1), np.nan)
        return _importance(names, shares, nothing, products.n, method, level)
    source = rng if rng is not None else np.random.default_rng(0)
    drawn = [divide(covariances(block)) for block in products.resampled(replicates, source)]
    draws = np.concatenate(drawn)
    draws = np.column_stack([draws, draws.sum(axis=1)])
    ends = percentile_ends(draws, products.clusters, level=level)
    return _importance(names, shares, ends, products.n, f"{method}, cluster bootstrap", level)


def _importance(
    names: tuple[str, ...], shares: Floats, ends: Floats, n: int, method: str, level: float
) -> Importance:
    values = [*shares.tolist(), float(shares.sum())]
    estimates = [
        Estimate(value, known(low), known(high), n, method, level)
        for value, low, high in zip(values, *ends.tolist(), strict=True)
    ]
    return Importance(method, dict(zip(names, estimates[:-1], strict=True)), estimates[-1])
