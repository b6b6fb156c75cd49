"""Relative weights: R² divided through the orthogonal twins of the drivers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Unpack

import numpy as np
from numpy.typing import NDArray

from lastword.stats.cross_products import CrossProducts
from lastword.stats.importance import Importance, Resampling, shared_out
from lastword.stats.subsets import COLLINEAR, Players, players

Floats = NDArray[np.float64]


def relative_weights(
    products: CrossProducts,
    outcome: str,
    drivers: Sequence[str] | Mapping[str, Sequence[str]],
    *,
    controls: Sequence[str] = (),
    **resampling: Unpack[Resampling],
) -> Importance:
    """Divide R² by Johnson's relative weights, which are Genizi's.

    ε_j = Σ_k (R^½)²_jk (R^−½ r)²_k, with R the drivers' correlations and r theirs with the
    outcome. Close to LMG, and cheap for any number of drivers.

    Parameters
    ----------
    products, outcome, drivers, controls, resampling
        As in `lmg`. A driver that owns several columns gets the sum of their weights.

    Returns
    -------
    Importance
        Shares add up to R² (beyond the controls).

    Raises
    ------
    UsageError
        If a column is missing.

    Notes
    -----
    Johnson (2000), doi:10.1207/S15327906MBR3501_1; Genizi (1993), Statistica Sinica 3. They have
    been criticised as a decomposition without a game behind it: Thomas, Zumbo, Kwan and Schweitzer
    (2014), doi:10.1080/00273171.2014.905766. Prefer `lmg` where it can be computed.

    Examples
    --------
    >>> from lastword.stats.cross_products import cross_products
    >>> sums = cross_products({"a": [0, 0, 1, 1], "b": [0, 1, 0, 1], "y": [0, 1, 2, 3]})
    >>> got = relative_weights(sums, "y", ["a", "b"])
    >>> {name: round(share.value, 3) for name, share in got.shares.items()}
    {'a': 0.8, 'b': 0.2}
    """
    who = players(products, outcome, drivers, controls)
    return shared_out(
        products,
        who.names,
        lambda covariance: _weights(covariance, who),
        "relative weights",
        **resampling,
    )


def _weights(covariance: Floats, who: Players) -> Floats:
    spread = covariance[..., who.outcome, who.outcome]
    left = _beyond(covariance, who.controls)
    places = [place for own in who.columns for place in own]
    own = np.diagonal(left, axis1=-2, axis2=-1)[..., places]
    floor = COLLINEAR * np.diagonal(covariance, axis1=-2, axis2=-1)[..., places]
    scale = np.where(own > floor, 1 / np.sqrt(np.where(own > floor, own, 1.0)), 0.0)
    r = left[..., places, :][..., :, places] * scale[..., :, None] * scale[..., None, :]
    towards = left[..., places, who.outcome] * scale / np.sqrt(spread)[..., None]
    values, vectors = np.linalg.eigh(r)
    root = np.sqrt(np.clip(values, 0, None))
    inverse = np.where(values > COLLINEAR, 1 / np.where(values > COLLINEAR, root, 1.0), 0.0)
    turned = np.swapaxes(vectors, -1, -2)
    half = (vectors * root[..., None, :]) @ turned
    beta = ((vectors * inverse[..., None, :]) @ turned @ towards[..., None])[..., 0]
    weights = (half**2 @ (beta**2)[..., None])[..., 0]
    starts = np.cumsum([0, *(len(own) for own in who.columns)])[:-1]
    return np.add.reduceat(weights, starts, axis=-1)


def _beyond(covariance: Floats, controls: Sequence[int]) -> Floats:
    """Covariance of what the controls leave."""
    if not controls:
        return covariance
    fixed = [*controls]
    among = covariance[..., fixed, :][..., :, fixed]
    towards = covariance[..., fixed, :]
    taken = np.swapaxes(towards, -1, -2) @ np.linalg.pinv(among, hermitian=True) @ towards
    return np.asarray(covariance - taken)
