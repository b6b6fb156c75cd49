"""Columns of a design that no fit can tell apart: constant ones, twins, sums of others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lastword.errors import NotIdentified

Floats = NDArray[np.float64]
ALIKE = 1e-9


def check_columns(design: Floats, weight: Floats, names: Sequence[str]) -> None:
    """Refuse a design whose columns cannot be told apart.

    Parameters
    ----------
    design, weight
        Rows without intercept, shape (m, p), and their weights, shape (m,).
    names
        One name a column, for the message.

    Raises
    ------
    NotIdentified
        Names the constant column, the pair of twins, or the column that others add up to.
    """
    if not design.shape[1]:
        return
    centred = design - weight @ design / weight.sum()
    spread = np.sqrt(weight @ centred**2 / weight.sum())
    constant = np.flatnonzero(spread <= ALIKE * (1 + np.abs(design).max(axis=0)))
    if constant.size:
        name = names[int(constant[0])]
        raise NotIdentified(
            f"{name} has one value only: nothing can be learnt of it. Leave it out", [name]
        )
    scaled = centred / spread
    correlation = (scaled * weight[:, None]).T @ scaled / weight.sum()
    _check_twins(correlation, names)
    values, vectors = np.linalg.eigh(correlation)
    if values[0] < ALIKE:
        parts = [names[part] for part in np.flatnonzero(np.abs(vectors[:, 0]) > 0.05).tolist()]
        raise NotIdentified(
            f"{', '.join(parts)} add up to each other: their effects cannot be told apart. Leave "
            "one out",
            parts,
        )


def _check_twins(correlation: Floats, names: Sequence[str]) -> None:
    first, second = np.nonzero(np.triu(np.abs(correlation), 1) > 1 - ALIKE)
    if first.size:
        one, other = names[first[0]], names[second[0]]
        raise NotIdentified(
            f"{one} and {other} are twins (r = {correlation[first[0], second[0]]:.3f}): their "
            "effects cannot be told apart. Keep one",
            [one, other],
        )
