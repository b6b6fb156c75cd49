"""Releasing means of groups, so that no small group follows from this and all earlier releases."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from lastword.errors import UsageError
from lastword.stats.suppression import showable, small_groups, told

Floats = NDArray[np.float64]
MOST_KINDS = 10
"""Kinds of small units that are told apart at most; there are one or two under steady settings."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Answers of one unit in one round: how many, and their mean."""

    persons: int
    mean: float

    @property
    def mark(self) -> str:
        """A mark that changes with the cell, so that a correction is noticed."""
        return hashlib.sha256(f"{self.persons} {self.mean!r}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over units of one round, wanted or shown.

    Parameters
    ----------
    name
        What it is called, for example ``"all"`` or the unit's id.
    units
        The units it pools.
    """

    name: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as it was released.

    Parameters
    ----------
    cells
        Unit → persons and mark of its cell at the time.
    persons, mean
        What was said.
    at
        As of when.
    """

    name: str
    cells: Mapping[str, tuple[int, str]]
    persons: int
    mean: float
    at: str


@dataclass(frozen=True, slots=True)
class Release:
    """What may be said of one question and round.

    Parameters
    ----------
    figures
        Name → figure, or None where it is hidden; earlier ones stand where nothing newer may.
    new
        Figures said for the first time: to be kept before anybody sees them.
    hidden
        Groups of too few persons that this and earlier releases were audited against.
    given_away
        How many of these follow from earlier releases, made under laxer settings.
    """

    figures: Mapping[str, Shown | None]
    new: tuple[Shown, ...] = ()
    hidden: int = 0
    given_away: int = 0


Decide = Callable[[Sequence[Shown]], Release]


class Ledger(Protocol):
    """Remembers everything that was released."""

    def admit(self, subject: str, decide: Decide) -> Release:
        """Decide on a subject given its earlier figures, and keep the new ones first."""


@dataclass
class Memory:
    """A ledger for as long as the program runs."""

    kept: dict[str, list[Shown]] = field(default_factory=dict)

    def admit(self, subject: str, decide: Decide) -> Release:
        """Decide on a subject given its earlier figures, and keep the new ones first."""
        earlier = self.kept.setdefault(subject, [])
        found = decide(tuple(earlier))
        earlier.extend(found.new)
        return found


def release(
    cells: Mapping[str, Cell],
    wanted: Sequence[Figure],
    *,
    minimum: int,
    earlier: Sequence[Shown] = (),
    at: str = "",
) -> Release:
    """Say as many of the wanted figures as may be said, in the order in which they are wanted.

    1. What was said first stands: a unit whose answers changed after it had a part in a figure
       (late, corrected or withdrawn answers) has no part in any new one.
    2. Units of too few persons go together: a figure holds all of them or none.
    3. With everything said before, no sum over a group of too few persons follows
       (:func:`~lastword.stats.suppression.showable`).

    Parameters
    ----------
    cells
        Unit → its answers in this round; persons answer in one unit only.
    wanted
        Figures, wanted most first.
    minimum
        Fewest persons of whom a figure, or a difference of figures, may speak.
    earlier
        Everything that was released of the same question and round.
    at
        As of when, for the figures that are new.

    Raises
    ------
    UsageError
        If a figure names an unknown unit or none; or, as a last resort, if the audit finds that
        the release would tell of a small group.

    Notes
    -----
    The audit solves all figures, old and new, for every small group by least squares, not by the
    way in which they were chosen: :func:`~lastword.stats.suppression.told`.

    Examples
    --------
    >>> cells = {"a": Cell(20, 3.5), "b": Cell(3, 2.0)}
    >>> found = release(cells, [Figure("all", ("a", "b")), Figure("a", ("a",))], minimum=5)
    >>> {name: shown and shown.persons for name, shown in found.figures.items()}
    {'all': 23, 'a': None}
    """
    _check(cells, wanted)
    book = _Book(cells, earlier, minimum)
    open_ones = [figure for figure in wanted if book.may_hold(figure)]
    rows = book.rows([figure.units for figure in open_ones])
    before = book.rows([tuple(shown.cells) for shown in earlier])
    secret = book.secrets(np.vstack([before, rows]))
    may = showable(rows, book.sizes, minimum=minimum, shown=before, secret=secret)
    known = {frozenset(shown.cells) for shown in earlier}
    new = tuple(
        _shown(figure, cells, at)
        for figure, is_allowed in zip(open_ones, may, strict=True)
        if is_allowed and frozenset(figure.units) not in known
    )
    small = small_groups(np.vstack([before, rows]), book.sizes, minimum)
    small = np.unique(np.vstack([small, secret]), axis=0)
    given_away = _audit(before, rows[may], small, book.sizes)
    said = {frozenset(shown.cells): shown for shown in (*earlier, *new)}
    figures = {figure.name: said.get(frozenset(figure.units)) for figure in wanted}
    return Release(figures, new, len(small), given_away)


def _check(cells: Mapping[str, Cell], wanted: Sequence[Figure]) -> None:
    unknown = {unit for figure in wanted for unit in figure.units} - set(cells)
    if unknown or not all(figure.units for figure in wanted):
        names = ", ".join(sorted(unknown)) or "no unit at all"
        raise UsageError(f"a figure names {names}. Choose among: {', '.join(sorted(cells))}")


def _shown(figure: Figure, cells: Mapping[str, Cell], at: str) -> Shown:
    own = {unit: cells[unit] for unit in figure.units}
    persons = sum(cell.persons for cell in own.values())
    total = sum(cell.persons * cell.mean for cell in own.values())
    marks = {unit: (cell.persons, cell.mark) for unit, cell in own.items()}
    return Shown(figure.name, marks, persons, total / persons, at)


def _audit(before: Floats, new: Floats, small: Floats, sizes: Floats) -> int:
    """Small groups told already; refuse a release that would tell of one more."""
    known = told(before, small, sizes)
    if (told(np.vstack([before, new]), small, sizes) & ~known).any():
        raise UsageError(
            "The audit of this release found a group of too few persons that could be worked out "
            "from it. Nothing was released; ask for fewer figures, and report this as a fault."
        )
    return int(known.sum())


class _Book:
    """Units in the state in which they had, or would have, a part in a figure."""

    def __init__(self, cells: Mapping[str, Cell], earlier: Sequence[Shown], minimum: int) -> None:
        self._said = {unit: state for shown in earlier for unit, state in shown.cells.items()}
        self._changed = {
            unit
            for unit, state in self._said.items()
            if unit in cells and state != (cells[unit].persons, cells[unit].mark)
        }
        self._units = sorted({*cells, *self._said})
        persons = {unit: cell.persons for unit, cell in cells.items()}
        persons |= {unit: count for unit, (count, _) in self._said.items()}
        self.sizes = np.array([persons[unit] for unit in self._units], dtype=np.float64)
        self._small = {unit for unit in self._units if 0 < persons[unit] < minimum}
        self._is_small = np.array([unit in self._small for unit in self._units], dtype=np.bool_)
        self._minimum = minimum

    def secrets(self, rows: Floats) -> Floats:
        """Every group of too few persons that figures could tell of, one row a group.

        A group of too few holds small units only, and figures cannot tell units apart that they
        always hold together; so the groups are unions of such kinds of small units.
        """
        columns = np.flatnonzero(self._is_small)
        _, kind = np.unique(rows[:, columns], axis=1, return_inverse=True)
        kinds = [columns[kind.ravel() == k] for k in range(kind.max(initial=-1) + 1)][:MOST_KINDS]
        found = []
        for many in range(1, len(kinds) + 1):
            for chosen in combinations(kinds, many):
                group = np.concatenate(chosen)
                if self.sizes[group].sum() < self._minimum:
                    found.append(np.isin(np.arange(len(self.sizes)), group) * 1.0)
        return np.array(found).reshape(len(found), len(self.sizes))

    def may_hold(self, figure: Figure) -> bool:
        """Whether a figure holds no changed unit, and all small ones or none."""
        units = set(figure.units)
        return not units & self._changed and units & self._small in (set(), self._small)

    def rows(self, pooled: Sequence[Sequence[str]]) -> Floats:
        """Which units each figure pools, one row a figure."""
        rows = np.zeros((len(pooled), len(self._units)))
        for row, units in zip(rows, pooled, strict=True):
            row[np.searchsorted(self._units, sorted(units))] = 1.0
        return rows
