"""Conditional effects: a hinge fitted separately where another driver is met or missed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lastword.analyses.drivers.cells import Cells
from lastword.analyses.drivers.design import driver_columns
from lastword.analyses.drivers.effects import Change, changes
from lastword.analyses.drivers.model import Model
from lastword.analyses.drivers.payoffs import Payoffs, payoffs
from lastword.estimate import Estimate
from lastword.stats.standardised import Standardised, standardised

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Side = Literal["met", "missed"]
Way = Literal["earns", "costs"]
_IF_MISSED = "if missed: "


def is_met(cells: Cells, references: Mapping[str, int], condition: str) -> NDArray[np.bool_]:
    """Whether a driver is at no level that misses it, for each combination of levels."""
    place = cells.place(condition)
    level, scale = cells.levels[:, place], cells.drivers[place]
    missed = [at for at, label in enumerate(scale.labels) if label in scale.driver.missed]
    if not scale.driver.missed:
        missed = list(range(references.get(condition, 1)))
    return np.asarray(~np.isin(level, missed), dtype=np.bool_)


def products(cells: Cells, references: Mapping[str, int], of: int, met: Flags) -> dict[str, Floats]:
    """Further slopes of a driver where the condition is missed."""
    return {
        f"{_IF_MISSED}{role}": values * ~met
        for role, _, values in driver_columns(cells, references, of)
        if role != "away" and (values * met).any() and (values * ~met).any()
    }


@dataclass(frozen=True)
class Reader:
    """Reads conditional effects from a model with `products`.

    Parameters
    ----------
    at, of
        Places of the condition and of the driver.
    met
        Whether the condition is met, for each combination of levels.
    """

    model: Model
    at: int
    of: int
    met: Flags

    @cached_property
    def counted(self) -> Payoffs:
        """The outcome's payoffs."""
        return payoffs(self.model.cells.outcome)

    @cached_property
    def extra(self) -> dict[str, int]:
        """Role → place of the column of its further slope."""
        return {
            name.removeprefix(_IF_MISSED): place
            for place, name in enumerate(self.model.design.names)
            if name.startswith(_IF_MISSED)
        }

    def role(self, way: Way) -> str | None:
        """Which column speaks of earning or costing; None where there is none."""
        slot = self.model.design.slots[self.of]
        if slot.contrast is not None:
            return "contrast" if way == "earns" else None
        role = "above" if way == "earns" else "below"
        return role if getattr(slot, role) is not None else None

    def levels(self, way: Way) -> tuple[int, int]:
        """The driver's level before and after."""
        scale = self.model.cells.drivers[self.of]
        if scale.kind == "binary":
            return 0, 1
        reference = self.model.design.references[scale.name]
        return reference, len(scale.labels) - 1 if way == "earns" else 0

    def condition(self, side: Side) -> int:
        """Level of the condition: its reference, or the most frequent level that misses it."""
        cells = self.model.cells
        if side == "met":
            return self.model.design.references.get(cells.drivers[self.at].name, 1)
        missed = ~self.met
        level = np.maximum(cells.levels[missed, self.at], 0)
        return int(np.bincount(level, weights=cells.counts[missed].sum(axis=1)).argmax())

    def shift(self, way: Way, side: Side) -> Standardised | None:
        """Change of payoffs with everybody's condition met or missed; None if never seen."""
        role = self.role(way)
        if role not in self.extra:
            return None
        before, after = self.levels(way)
        return self._mean(side, after) - self._mean(side, before)

    def change(self, shift: Standardised | None) -> Change:
        """Changes with their intervals; empty if never seen."""
        return {} if shift is None else changes(self.model, shift, self.counted)

    def latent(self, way: Way, sides: Mapping[Side, float]) -> Estimate | None:
        """Latent change on one side, or difference between sides."""
        role = self.role(way)
        if role is None or role not in self.extra:
            return None
        before, after = self.levels(way)
        column = getattr(self.model.design.slots[self.of], role)
        reach = self._value(role, after) - self._value(role, before)
        weights = {column: reach * sum(sides.values())}
        weights[self.extra[role]] = reach * sides.get("missed", 0.0)
        return self.model.latent(weights)

    def _value(self, role: str, level: int) -> float:
        scale = self.model.cells.drivers[self.of]
        if role == "contrast":
            return float(level)
        reference = self.model.design.references[scale.name]
        return float(scale.points[level] - scale.points[reference]) / scale.step

    def _mean(self, side: Side, level: int) -> Standardised:
        model = self.model
        matrix = model.design.at(model.cells, self.at, self.condition(side))
        matrix = model.design.at(model.cells, self.of, level, matrix)
        for role, column in self.extra.items():
            value = self._value(role, level)
            is_on = role == "contrast" or (value < 0) == (role == "below")
            matrix[:, column] = value if side == "missed" and is_on else 0.0
        return standardised(model.fit, matrix, model.cells.share, self.counted.values)
