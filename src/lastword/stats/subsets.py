"""R² of every subset of predictors at once: what LMG and dominance analysis are sums of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError
from lastword.stats.cross_products import CrossProducts

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MOST_PLAYERS = 22
"""2²² subsets take half a second and half a gigabyte."""
COLLINEAR = 1e-10
"""A column of which the others leave less than this share of its variance adds nothing."""


@dataclass(frozen=True, slots=True)
class Players:
    """Who shares R² among each other, and where their columns stand.

    Parameters
    ----------
    names
        One for each player (driver), in order.
    columns
        The places of each player's columns in the covariance.
    controls
        Places of columns that are in every model.
    outcome
        Place of the outcome.
    """

    names: tuple[str, ...]
    columns: tuple[tuple[int, ...], ...]
    controls: tuple[int, ...]
    outcome: int


def players(
    products: CrossProducts,
    outcome: str,
    drivers: Sequence[str] | Mapping[str, Sequence[str]],
    controls: Sequence[str] = (),
) -> Players:
    """Look up the columns of each driver; a driver may own several, such as its bands.

    Raises
    ------
    UsageError
        If a column is missing, no driver is named, or there are more than 22.
    """
    owned = drivers if isinstance(drivers, Mapping) else {name: (name,) for name in drivers}
    if not 0 < len(owned) <= MOST_PLAYERS:
        raise UsageError(f"name 1 to {MOST_PLAYERS} drivers, found {len(owned)}")
    columns = tuple(
        tuple(place - 1 for place in products.places([*names])) for names in owned.values()
    )
    fixed = tuple(place - 1 for place in products.places(controls))
    return Players(tuple(owned), columns, fixed, products.places([outcome])[0] - 1)


def subset_r_squared(covariance: ArrayLike, who: Players) -> Floats:
    """R² of the outcome on each subset of players, beyond the controls.

    Sweeps one player after the other out of the covariance by Schur complements; the halves with
    and without the player go on side by side, so that each subset costs a handful of operations.

    Parameters
    ----------
    covariance
        Shape (…, m, m): one, or one for each bootstrap sample.
    who
        Players, controls and outcome.

    Returns
    -------
    Floats
        Shape (…, 2ᵖ); player j is in subset s where bit j of s is 1. The empty subset holds 0.

    Examples
    --------
    >>> who = Players(("a", "b"), ((0,), (1,)), (), 2)
    >>> subset_r_squared([[1, 0, 0.6], [0, 1, 0.3], [0.6, 0.3, 1]], who).round(2).tolist()
    [0.0, 0.36, 0.09, 0.45]
    """
    given = np.asarray(covariance, dtype=np.float64)
    order = [*who.controls, *(c for own in who.columns for c in own), who.outcome]
    s = np.moveaxis(given[..., order, :][..., :, order], (-2, -1), (0, 1))[..., None]
    spread = s[-1, -1].copy()
    floor = COLLINEAR * np.einsum("kk...->k...", s)
    for _ in who.controls:
        s, floor = _swept(s, floor[0]), floor[1:]
    for own in who.columns:
        inside = s
        for place in range(len(own)):
            inside = _swept(inside, floor[place])
        s = np.concatenate([s[len(own) :, len(own) :], inside], axis=-1)
        floor = floor[len(own) :]
    left = s[0, 0]
    return np.asarray((left[..., :1] - left) / np.where(spread > 0, spread, np.inf))


def sizes(count: int) -> Ints:
    """How many players each of the 2ᵖ subsets holds."""
    held = np.zeros(1, dtype=np.int64)
    for _ in range(count):
        held = np.concatenate([held, held + 1])
    return held


def _swept(s: Floats, floor: Floats) -> Floats:
    """Take the first column out of the rest: S − s sᵀ/s₀₀; subsets stand side by side, last."""
    pivot = s[0, 0]
    scale = np.where(pivot > floor, 1 / np.where(pivot > floor, pivot, 1.0), 0.0)
    cross = s[0, 1:]
    return np.asarray(s[1:, 1:] - (scale * cross)[:, None] * cross)
