"""Dominance analysis: whether one driver explains more than another, on average or always."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from lastword.stats.cross_products import CrossProducts
from lastword.stats.subsets import players, sizes, subset_r_squared

Floats = NDArray[np.float64]
Dominates = Literal["completely", "conditionally", "generally", "not"]
TIE = 1e-12
"""Gains that differ by less are equal."""


@dataclass(frozen=True, slots=True)
class Dominance:
    """Who dominates whom.

    Parameters
    ----------
    general
        Driver → mean gain in R² over sizes of models: the LMG share.
    conditional
        Driver → mean gain when it joins 0, 1, … p − 1 others.
    complete
        (driver, other) → share of the models without both in which the first gains more.
    """

    general: Mapping[str, float]
    conditional: Mapping[str, tuple[float, ...]]
    complete: Mapping[tuple[str, str], float]

    def between(self, driver: str, other: str) -> Dominates:
        """The strongest sense in which `driver` dominates `other`."""
        if self.complete[driver, other] == 1:
            return "completely"
        pairs = zip(self.conditional[driver], self.conditional[other], strict=True)
        if all(own > its + TIE for own, its in pairs):
            return "conditionally"
        return "generally" if self.general[driver] > self.general[other] + TIE else "not"

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        complete = {f"{a} > {b}": share for (a, b), share in self.complete.items()}
        conditional = {name: list(gains) for name, gains in self.conditional.items()}
        return {"general": dict(self.general), "conditional": conditional, "complete": complete}


def dominance(
    products: CrossProducts,
    outcome: str,
    drivers: Sequence[str] | Mapping[str, Sequence[str]],
    *,
    controls: Sequence[str] = (),
) -> Dominance:
    """Compare drivers over all models: complete, conditional and general dominance.

    Parameters
    ----------
    products, outcome, drivers, controls
        As in `lmg`.

    Raises
    ------
    UsageError
        If a column is missing or there are more than 22 drivers.

    Notes
    -----
    Budescu (1993), doi:10.1037/0033-2909.114.3.542; Azen and Budescu (2003),
    doi:10.1037/1082-989X.8.2.129. A fact of this sample, without an interval; see `lmg` for those.

    Examples
    --------
    >>> from lastword.stats.cross_products import cross_products
    >>> sums = cross_products({"a": [0, 0, 1, 1], "b": [0, 1, 0, 1], "y": [0, 1, 2, 3]})
    >>> dominance(sums, "y", ["a", "b"]).between("a", "b")
    'completely'
    """
    who = players(products, outcome, drivers, controls)
    worth = subset_r_squared(products.covariance(), who)
    count = len(who.names)
    gains = [_gains(worth, player) for player in range(count)]
    held = sizes(count - 1)
    conditional = np.array([np.bincount(held, gain) / np.bincount(held) for gain in gains])
    pairs = {
        (who.names[a], who.names[b]): _share_above(worth, a, b)
        for a in range(count)
        for b in range(count)
        if a != b
    }
    return Dominance(
        dict(zip(who.names, conditional.mean(axis=1).tolist(), strict=True)),
        {name: tuple(row.tolist()) for name, row in zip(who.names, conditional, strict=True)},
        pairs,
    )


def _gains(worth: Floats, player: int) -> Floats:
    """What a player adds to each subset of the others, shape (2ᵖ⁻¹,)."""
    split = worth.reshape(-1, 2, 2**player)
    return np.asarray(split[:, 1] - split[:, 0]).reshape(-1)


def _share_above(worth: Floats, first: int, second: int) -> float:
    """Share of the subsets without both to which the first adds more than the second."""
    low, high = sorted((first, second))
    split = worth.reshape(-1, 2, 2 ** (high - low - 1), 2, 2**low)
    only_low, only_high = split[:, 0, :, 1], split[:, 1, :, 0]
    gap = only_low - only_high if first == low else only_high - only_low
    return float((gap > TIE).mean())
