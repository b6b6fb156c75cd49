"""Guards: what keeps an effect from being believed, said in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lastword.analyses.drivers.cells import Cells
from lastword.analyses.drivers.model import Model
from lastword.analyses.drivers.scales import NOT_APPLICABLE, Scale
from lastword.errors import UsageError
from lastword.stats.hinge import MARGIN

Side = Literal["below", "above"]
FEWEST_ANSWERS = 50
FEWEST_CLUSTERS = 30
WIDEST = 2 * MARGIN
"""Half-width of an interval, in latent standard deviations, beyond which nothing is named."""
_HALO = 0.5
_CLEAR = 3.5
_LEAST = 0.05
_EFFORT = ("effort", "ces")


@dataclass(frozen=True, slots=True)
class Guard:
    """One thing that limits a study, or one driver of it.

    Parameters
    ----------
    kind
        ``binary``, ``no level below``, ``no level above``, ``few answers``, ``few clusters``,
        ``imprecise``, ``sign``, ``halo``, ``reference moved``, ``dropped`` or ``same scale end``.
    driver
        Driver concerned; empty for the whole study.
    sentence
        What was found, and what to do.
    """

    kind: str
    driver: str
    sentence: str


def band_guards(model: Model, place: int) -> tuple[Guard, ...]:
    """What keeps a driver's class from being named: too little below or above the reference."""
    cells, scale = model.cells, model.cells.drivers[place]
    if scale.kind == "binary":
        return (_binary(scale),)
    reference = model.design.references[scale.name]
    sides: tuple[Side, ...] = ("below", "above")
    guards = [guard for side in sides for guard in _side_guards(cells, place, side, reference)]
    return (*guards, *_imprecise(model, place))


def _imprecise(model: Model, place: int) -> list[Guard]:
    """Whether an interval is too wide for the margin that tells classes apart."""
    slot, scale = model.design.slots[place], model.cells.drivers[place]
    numbers = [model.latent({c: 1.0}) for c in (slot.below, slot.above) if c is not None]
    halves = [
        (n.upper - n.lower) / 2 for n in numbers if n.upper is not None and n.lower is not None
    ]
    widest = max(halves, default=0.0)
    if widest <= WIDEST:
        return []
    sentence = (
        f"The effect of {scale.title} is known to ±{widest:.2f} only; naming what it is needs "
        f"±{WIDEST:g}: collect more answers"
    )
    return [Guard("imprecise", scale.name, sentence)]


def _binary(scale: Scale) -> Guard:
    return Guard(
        "binary",
        scale.name,
        f"{scale.title} has two values, so that it cannot show whether missing it costs more than "
        "meeting it earns. Collect a third point: was it expected, or solved at first contact, "
        "later, or never",
    )


def _side_guards(cells: Cells, place: int, side: Side, reference: int) -> list[Guard]:
    """Too few answers, or answers of too few clusters, on one side of the reference."""
    scale, level = cells.drivers[place], cells.levels[cells.row, place]
    is_below = (level != NOT_APPLICABLE) & (level < reference)
    answers = int(cells.size[is_below if side == "below" else level > reference].sum())
    where = f"{scale.title} {side} {scale.labels[reference]}"
    if not answers:
        return [Guard(f"no level {side}", scale.name, f"No answer has {where}")]
    guards = []
    if answers < FEWEST_ANSWERS:
        sentence = f"Only {answers} answers have {where}: too few to say"
        guards.append(Guard("few answers", scale.name, sentence))
    if cells.clusters is not None:
        least, most = (ends[:, place] for ends in cells.ends)
        clusters = int((least < reference if side == "below" else most > reference).sum())
        if clusters < FEWEST_CLUSTERS:
            sentence = (
                f"Answers with {where} come from {clusters} {cells.clusters.names[0]} only: too "
                "few to say"
            )
            guards.append(Guard("few clusters", scale.name, sentence))
    return guards


def study_guards(model: Model) -> tuple[Guard, ...]:
    """What limits the whole study: few clusters, halo, answers left out."""
    cells, guards = model.cells, []
    names = cells.clusters.names if cells.clusters is not None else ()
    for name, clusters in zip(names, model.clusters, strict=True):
        if clusters < FEWEST_CLUSTERS:
            sentence = (
                f"Only {clusters} different {name}: intervals hold less often than they "
                f"say. They need about {FEWEST_CLUSTERS}"
            )
            guards.append(Guard("few clusters", "", sentence))
    r = halo(cells)
    if r is not None and r > _HALO:
        sentence = (
            f"The ratings of one survey go together (mean r = {r:.2f}): part of it is a general "
            "impression that colours every answer. Prefer what was recorded elsewhere"
        )
        guards.append(Guard("halo", "", sentence))
    for name, rows in cells.dropped.items():
        sentence = f"{rows:,} answers without a value of {name} are left out"
        guards.append(Guard("dropped", name if name != cells.outcome.name else "", sentence))
    return tuple(guards)


def halo(cells: Cells) -> float | None:
    """Mean correlation between ratings of the same survey; None with fewer than two."""
    asked = [place for place, scale in enumerate(cells.drivers) if scale.is_survey]
    if len(asked) < 2:
        return None
    pairs = [
        _correlation(cells, _points(cells, a), _points(cells, b))
        for place, a in enumerate(asked)
        for b in asked[place + 1 :]
    ]
    return float(np.mean(pairs))


def association(cells: Cells, place: int) -> float:
    """Weighted correlation of a driver's level with the outcome."""
    return _correlation(cells, _points(cells, place), cells.outcome.points[cells.answer])


def check_direction(cells: Cells) -> None:
    """Refuse ratings whose good end is not clear.

    Raises
    ------
    UsageError
        If a rating falls as the outcome rises, or is called effort and does not clearly rise.
    """
    for place, scale in enumerate(cells.drivers):
        if scale.kind != "ordinal" or scale.driver.higher_is or scale.driver.levels:
            continue
        r, clear = association(cells, place), max(_CLEAR / np.sqrt(cells.n), _LEAST)
        is_effort = any(word in scale.name.lower().split("_") for word in _EFFORT)
        if r < -clear or (is_effort and r < clear):
            falls = "falls" if r < -clear else "does not clearly rise"
            raise UsageError(
                f"{scale.name} {falls} as {cells.outcome.name} rises (r = {r:.2f}): which end is "
                f"good? Declare Driver({scale.name!r}, higher_is='worse') where low is good, "
                "or higher_is='better'"
            )


def _points(cells: Cells, place: int) -> NDArray[np.float64]:
    level = cells.levels[cells.row, place]
    points = cells.drivers[place].points
    return np.where(level == NOT_APPLICABLE, np.nan, points[np.maximum(level, 0)])


def _correlation(cells: Cells, x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    known = ~(np.isnan(x) | np.isnan(y))
    x, y, w = x[known], y[known], cells.weight[known]
    x, y = x - np.average(x, weights=w), y - np.average(y, weights=w)
    spread = np.sqrt((w @ x**2) * (w @ y**2))
    return float(w @ (x * y) / spread) if spread else 0.0
