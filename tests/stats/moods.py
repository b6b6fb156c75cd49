"""Centres whose employees and customers move each other a month later, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from lastword.stats.arrows import Arrows, arrows
from lastword.stats.multiplicity import holm

Planted = Literal["employees first", "customers first", "nothing"]


@dataclass(frozen=True, slots=True)
class Centre:
    """A centre of so many teams and months.

    Parameters
    ----------
    effect
        Standard deviations that one series moves for one of the other, a month later.
    figures
        Figures of employees that are looked at; the first one holds what is planted.
    lasting
        Correlation of a figure with itself a month later; customers' is .3.
    noise
        Standard deviation of the survey's error.
    """

    teams: int = 20
    months: int = 18
    effect: float = 0.4
    figures: int = 6
    lasting: float = 0.5
    noise: float = 0.3


@dataclass(frozen=True, slots=True)
class Claimed:
    """Whether the planted figure's arrows were claimed, and any arrow of any other."""

    onward: bool
    back: bool
    other: bool


def claimed(centre: Centre, planted: Planted, random: np.random.Generator) -> Claimed:
    """Draw a centre, and judge all arrows together as the product does."""
    employees, customers = _series(centre, planted, random)
    unit, month = np.indices(customers.shape)
    found = [arrows(unit.ravel(), month.ravel(), figure.ravel(), customers.ravel())
             for figure in employees]  # fmt: skip
    tests = [test for one in found for test in _tests(one)]
    q = holm([p for p, _, _ in tests]).reshape(-1, 3)
    is_clean = np.array([clean for _, clean, _ in tests]).reshape(-1, 3)
    is_up = np.array([value > 0 for _, _, value in tests]).reshape(-1, 3)
    is_told = (q < 0.05) & is_clean
    first = is_told[0] & is_up[0]
    return Claimed(bool(first[1]), bool(first[2]), bool(is_told[1:].any() or (
        is_told[0] & ~is_up[0]).any() or is_told[0, 0]))  # fmt: skip


def _tests(found: Arrows) -> list[tuple[float, bool, float]]:
    onward, back = found.onward, found.back
    return [
        (found.p, True, found.together.value or 0.0),
        (onward.p, onward.is_clean, onward.effect.value or 0.0),
        (back.p, back.is_clean, back.effect.value or 0.0),
    ]


def _series(
    centre: Centre, planted: Planted, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    months = centre.months + 3
    shape = (centre.figures, centre.teams, months)
    employees = _lasting(random.normal(size=shape), centre.lasting)
    customers = _lasting(random.normal(size=shape[1:]), 0.3)
    if planted == "employees first":
        customers[:, 1:] += centre.effect * employees[0][:, :-1]
    if planted == "customers first":
        employees[0][:, 1:] += centre.effect * customers[:, :-1]
    employees = employees + centre.noise * random.normal(size=shape)
    customers = customers + random.normal(size=(centre.teams, 1)) + random.normal(size=months)
    return employees[..., 3:], customers[..., 3:]


def _lasting(shocks: np.ndarray, rho: float) -> np.ndarray:
    series = shocks.copy()
    for month in range(1, series.shape[-1]):
        series[..., month] = rho * series[..., month - 1] + np.sqrt(1 - rho**2) * shocks[..., month]
    return series
