"""Which figures of groups may be shown so that no small group can be worked out from them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
SMALLEST_PART = 1e-7
"""A vector of which less than this share lies outside a space is taken to lie within it."""


def showable(
    groups: ArrayLike,
    sizes: ArrayLike,
    *,
    minimum: int,
    shown: ArrayLike | None = None,
    secret: ArrayLike | None = None,
) -> Bools:
    """Choose the groups whose figures may be shown, in the order in which they are wanted.

    Every figure is a sum over disjoint *cells* (a unit in one round with one filter value). A
    figure is shown if its group has at least `minimum` persons and if, with everything shown
    before it, no sum over a smaller group follows: neither by taking one figure from another, nor
    over rounds and filters, nor by any other linear combination. What earlier figures tell already
    cannot be hidden any more.

    Parameters
    ----------
    groups
        Which cells each figure sums, shape (figures, cells), true or false; wanted most first.
    sizes
        Persons in each cell, shape (cells,).
    minimum
        Fewest persons of whom a figure may speak.
    shown
        Groups of figures that were shown in earlier rounds, shape (earlier, cells).
    secret
        Further groups that must not follow, shape (secrets, cells).

    Returns
    -------
    Bools
        Whether each figure may be shown, shape (figures,).

    Notes
    -----
    A small group is any cell, any figure and any difference of two figures of fewer persons.
    Cox (1980), "Suppression methodology and statistical disclosure control",
    doi:10.1080/01621459.1980.10477481.

    Examples
    --------
    Teams of 20 and 3 persons and their sum: the sum would give the small team away.

    >>> showable([[1, 0], [0, 1], [1, 1]], [20, 3], minimum=10).tolist()
    [True, False, False]
    """
    sets, persons = _checked(groups, sizes)
    before = _checked(np.zeros((0, persons.size)) if shown is None else shown, sizes)[0]
    hidden = small_groups(np.vstack([before, sets]), persons, minimum)
    if secret is not None:
        hidden = np.vstack([hidden, _checked(secret, sizes)[0]])
    space = _Space(hidden)
    for row in before:
        space.add(row)
    space.give_up()
    may = np.zeros(len(sets), dtype=np.bool_)
    for place, row in enumerate(sets):
        if row @ persons >= minimum and not space.would_tell(row):
            space.add(row)
            may[place] = True
    return may


def small_groups(groups: ArrayLike, sizes: ArrayLike, minimum: int) -> Floats:
    """Every cell, figure and difference of two figures that speaks of too few persons."""
    sets, persons = _checked(groups, sizes)
    found = [row for row in _pieces(sets) if 0 < row @ persons < minimum]
    return np.unique(np.array(found), axis=0) if found else np.zeros((0, persons.size))


def told(shown: ArrayLike, hidden: ArrayLike, sizes: ArrayLike) -> Bools:
    """Which of the hidden sums follow exactly from the shown ones: the audit of a release.

    Solved anew by least squares, not by the way in which figures were chosen.

    Examples
    --------
    >>> told([[1, 1], [1, 0]], [[0, 1]], [20, 3]).tolist()
    [True]
    """
    figures, secret = _checked(shown, sizes)[0], _checked(hidden, sizes)[0]
    if not len(secret) or not len(figures):
        return np.zeros(len(secret), dtype=np.bool_)
    weights, *_ = np.linalg.lstsq(figures.T, secret.T, rcond=None)
    missed = np.linalg.norm(figures.T @ weights - secret.T, axis=0)
    return np.asarray(missed < SMALLEST_PART * np.linalg.norm(secret, axis=1))


class _Space:
    """Everything that follows from the figures shown so far, and what of the hidden does not."""

    def __init__(self, hidden: Floats) -> None:
        self._basis = np.zeros((0, hidden.shape[1]))
        self._rest = hidden.copy()
        self._size = np.linalg.norm(hidden, axis=1)

    def add(self, row: Floats) -> None:
        unit = self._new(row)
        if unit is not None:
            self._basis = np.vstack([self._basis, unit])
            self._rest = self._without(unit)

    def give_up(self) -> None:
        """Forget the hidden sums that follow already: nothing can hide them any more."""
        is_hidden = np.linalg.norm(self._rest, axis=1) > SMALLEST_PART * self._size
        self._rest, self._size = self._rest[is_hidden], self._size[is_hidden]

    def would_tell(self, row: Floats) -> bool:
        """Whether one of the hidden sums would follow if this row were shown as well."""
        unit = self._new(row)
        if unit is None:
            return False
        rest = np.linalg.norm(self._without(unit), axis=1)
        return bool((rest <= SMALLEST_PART * self._size).any())

    def _new(self, row: Floats) -> Floats | None:
        """The direction that a row adds; None where it follows from what is shown."""
        outside = row
        for _ in range(2):
            outside = outside - (self._basis @ outside) @ self._basis
        length = float(np.linalg.norm(outside))
        return outside / length if length > SMALLEST_PART * float(np.linalg.norm(row)) else None

    def _without(self, unit: Floats) -> Floats:
        return np.asarray(self._rest - np.outer(self._rest @ unit, unit))


def _pieces(sets: Floats) -> Iterator[Floats]:
    yield from np.eye(sets.shape[1])
    yield from sets
    for first in sets:
        inside = (sets <= first).all(axis=1)
        yield from first - sets[inside]


def _checked(groups: ArrayLike, sizes: ArrayLike) -> tuple[Floats, Floats]:
    """Groups without their empty cells, since everybody knows what those add: nothing."""
    sets, persons = np.asarray(groups, dtype=np.float64), np.asarray(sizes, dtype=np.float64)
    if sets.ndim != 2 or sets.shape[1] != persons.size or (persons < 0).any():
        raise UsageError(
            f"groups have shape {sets.shape} and sizes {persons.shape}; give one row a figure and "
            "one size, from 0, a cell"
        )
    return sets * (persons > 0), persons
