"""Design: which columns of the model stand for which driver, and their values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lastword.analyses.drivers.cells import Cells
from lastword.analyses.drivers.scales import NOT_APPLICABLE, Scale
from lastword.stats.hinge import hinge

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Role = Literal["below", "above", "contrast", "away"]
Columns = Mapping[str, Floats]
"""Name of a column → its value for each combination of levels."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The columns of one driver; None where it has no such column.

    Parameters
    ----------
    below, above
        Columns of the slopes below and above the reference.
    contrast
        The one column of a binary driver.
    """

    below: int | None = None
    above: int | None = None
    contrast: int | None = None

    @property
    def columns(self) -> tuple[int, ...]:
        """Columns that there are."""
        return tuple(c for c in (self.below, self.above, self.contrast) if c is not None)


@dataclass(frozen=True)
class Design:
    """One row for each distinct combination of levels.

    Parameters
    ----------
    matrix
        Shape (m, p).
    names
        Name of each column, for messages.
    owners
        Driver or control of each column; empty for further columns.
    slots
        Columns of each driver, in the order of the cells' drivers.
    references
        Level of the reference of each driver that has one.
    """

    matrix: Floats
    names: tuple[str, ...]
    owners: tuple[str, ...]
    slots: tuple[Slot, ...]
    references: Mapping[str, int]

    def owning(self, names: Sequence[str]) -> tuple[str, ...]:
        """Drivers and controls that some columns belong to, in the design's order."""
        pairs = zip(self.names, self.owners, strict=True)
        return tuple(dict.fromkeys(owner for name, owner in pairs if name in names and owner))

    def at(self, cells: Cells, driver: int, level: int, matrix: Floats | None = None) -> Floats:
        """The matrix (or another like it) if all to whom a driver applies had one level of it."""
        changed = (self.matrix if matrix is None else matrix).copy()
        applies = cells.levels[:, driver] != NOT_APPLICABLE
        scale, slot = cells.drivers[driver], self.slots[driver]
        for column, value in zip(slot.columns, _values(scale, slot, level, self), strict=True):
            changed[applies, column] = value
        return changed


def design(
    cells: Cells,
    references: Mapping[str, int],
    *,
    extra: Columns | None = None,
    without: tuple[str, ...] = (),
) -> Design:
    """Lay out hinges, contrasts, “does not apply” and controls.

    Parameters
    ----------
    extra
        Further columns, such as products of drivers.
    without
        Drivers that get no columns of their own.
    """
    columns: list[Floats] = []
    names: list[str] = []
    owners: list[str] = []
    slots = []
    for place, scale in enumerate(cells.drivers):
        if scale.name in without:
            slots.append(Slot())
            continue
        made = [
            entry
            for entry in driver_columns(cells, references, place)
            if entry[0] != "away" or not _is_among(entry[2], columns)
        ]
        slots.append(_slot([role for role, _, _ in made], len(columns)))
        columns += [values for _, _, values in made]
        names += [name for _, name, _ in made]
        owners += [scale.name] * len(made)
    for place, control in enumerate(cells.controls, start=len(cells.drivers)):
        level = cells.levels[:, place]
        for code in np.unique(level)[1:]:
            columns.append((level == code).astype(float))
            names.append(f"{control.name} {control.labels[code]}")
            owners.append(control.name)
    for name, values in (extra or {}).items():
        columns.append(values)
        names.append(name)
        owners.append("")
    matrix = np.column_stack(columns) if columns else np.zeros((cells.levels.shape[0], 0))
    return Design(matrix, tuple(names), tuple(owners), tuple(slots), references)


def driver_columns(
    cells: Cells, references: Mapping[str, int], place: int
) -> list[tuple[Role, str, Floats]]:
    """Role, name and values of a driver's columns; those without any value are left out."""
    scale, level = cells.drivers[place], cells.levels[:, place]
    away = level == NOT_APPLICABLE
    made: list[tuple[Role, str, Floats]] = []
    if scale.kind == "binary":
        made.append(("contrast", scale.title, np.where(away, 0, level).astype(float)))
    else:
        reference = references[scale.name]
        points = np.where(away, scale.points[reference], scale.points[level])
        below, above = hinge(points, float(scale.points[reference]))
        word = scale.labels[reference]
        made += [
            ("below", f"{scale.title} below {word}", below / scale.step),
            ("above", f"{scale.title} above {word}", above / scale.step),
        ]
        made = [entry for entry in made if entry[2].any()]
    if away.any():
        made.append(("away", f"{scale.title} does not apply", away.astype(float)))
    return made


def _is_among(values: Floats, columns: list[Floats]) -> bool:
    """Whether several drivers do not apply to exactly the same customers."""
    return any(np.array_equal(values, column) for column in columns)


def _slot(roles: list[Role], first: int) -> Slot:
    return Slot(**{role: first + i for i, role in enumerate(roles) if role != "away"})


def _values(scale: Scale, slot: Slot, level: int, made: Design) -> list[float]:
    if scale.kind == "binary":
        return [float(level)] if slot.contrast is not None else []
    reference = made.references[scale.name]
    below, above = hinge(scale.points[level], float(scale.points[reference]))
    values = {"below": float(below) / scale.step, "above": float(above) / scale.step}
    return [values[side] for side in ("below", "above") if getattr(slot, side) is not None]
