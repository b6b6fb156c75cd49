"""Bands: customers who got less than, as much as, and more than they expected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lastword.analyses.expectations.cells import Cells
from lastword.errors import UsageError
from lastword.estimate import Estimate, Unit
from lastword.stats.least_squares import least_squares

Floats = NDArray[np.float64]
BandName = Literal["below", "met", "above"]
BAND_NAMES: tuple[BandName, ...] = ("below", "met", "above")


@dataclass(frozen=True, slots=True)
class Band:
    """One band of customers.

    Parameters
    ----------
    n
        Answers.
    mean
        Mean loyalty, in the unit of its scale.
    """

    name: BandName
    n: int
    mean: Estimate | None


@dataclass(frozen=True, slots=True)
class Change:
    """What falling short costs and what exceeding earns, in one measure of loyalty.

    Parameters
    ----------
    measure
        ``"mean"``, ``"top box"``, ``"bottom box"`` or ``"nps"``.
    short
        Below less met: negative where falling short costs.
    exceeded
        Above less met: positive where exceeding earns.
    """

    measure: str
    short: Estimate | None
    exceeded: Estimate | None


def bands(cells: Cells, met: tuple[float, float], unit: Unit) -> tuple[Band, ...]:
    """Count the bands and average loyalty in each.

    Parameters
    ----------
    met
        Gaps from the first to the second count as met.
    """
    marks = _marks(cells, met)
    found = []
    for name in BAND_NAMES:
        inside = marks[name]
        n = round(float(cells.size[inside].sum()))
        found.append(Band(name, n, _mean(cells, inside, unit) if n else None))
    return tuple(found)


def changes(cells: Cells, met: tuple[float, float], unit: Unit) -> tuple[Change, ...]:
    """Compare below and above with met, in every measure that the scale allows."""
    return tuple(
        Change(
            name,
            _difference(cells, met, payoff, "below", own),
            _difference(cells, met, payoff, "above", own),
        )
        for name, payoff, own in _payoffs(cells, unit)
    )


def _payoffs(cells: Cells, unit: Unit) -> list[tuple[str, Floats, Unit]]:
    said = cells.answers[cells.answer]
    found: list[tuple[str, Floats, Unit]] = [("mean", said, unit)]
    if cells.answers.size > 2 and cells.is_ordinal:
        found.append(("top box", (said == cells.answers[-1]).astype(float), "share"))
        found.append(("bottom box", (said == cells.answers[0]).astype(float), "share"))
    if cells.answers[0] >= 0 and cells.answers[-1] == 10 and set(cells.answers) <= {*range(11)}:
        found.append(("nps", 100.0 * (said >= 9) - 100.0 * (said <= 6), "points"))
    return found


def _marks(cells: Cells, met: tuple[float, float]) -> dict[BandName, NDArray[np.bool_]]:
    gap = cells.gaps[cells.gap]
    return {"below": gap < met[0], "met": (gap >= met[0]) & (gap <= met[1]), "above": gap > met[1]}


def _mean(cells: Cells, inside: NDArray[np.bool_], unit: Unit) -> Estimate:
    part = Cells(
        cells.gaps, cells.answers, cells.gap[inside], cells.answer[inside],
        None if cells.cluster is None else np.unique(cells.cluster[inside], return_inverse=True)[1],
        cells.size[inside], cells.weight[inside], cells.squares[inside],
    )  # fmt: skip
    said = part.answers[part.answer]
    try:
        return least_squares(part.products(y=said), "y", []).estimate("intercept", unit=unit)
    except UsageError:
        value = float(part.weight @ said / part.weight.sum())
        return Estimate(value, None, None, part.n, "mean", unit=unit)


def _difference(
    cells: Cells, met: tuple[float, float], payoff: Floats, side: BandName, unit: Unit
) -> Estimate | None:
    marks = _marks(cells, met)
    if not all(marks[name].any() for name in ("met", side)):
        return None
    columns = {name: marks[name].astype(float) for name in ("below", "above") if marks[name].any()}
    try:
        fit = least_squares(cells.products(y=payoff, **columns), "y", [*columns])
    except UsageError:
        return None
    return fit.estimate(side, unit=unit)
