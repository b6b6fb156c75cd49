"""Importance and classical contrasts of a study, from the cross-products of its cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lastword.analyses.drivers.cells import Cells
from lastword.analyses.drivers.scales import NOT_APPLICABLE, Scale
from lastword.errors import UsageError
from lastword.stats.cross_products import CrossProducts, cross_products
from lastword.stats.dominance import Dominance, dominance
from lastword.stats.importance import Importance
from lastword.stats.lmg import lmg
from lastword.stats.penalty_reward import PenaltyReward, banded, penalty_reward
from lastword.stats.reach_noise import ReachNoise, reach_noise
from lastword.stats.relative_weights import relative_weights

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Method = Literal["lmg", "relative_weights", "dominance", "reach_noise"]
METHODS: tuple[Method, ...] = ("lmg", "relative_weights", "dominance", "reach_noise")
REPLICATES = 200
Bound = float | str | Mapping[str, float | str]


def importance(
    cells: Cells,
    references: Mapping[str, int],
    method: Method,
    *,
    drivers: Sequence[str] = (),
    seed: int = 0,
) -> Importance | Dominance | ReachNoise:
    """Divide the explained variance, or the reach among the dissatisfied, among drivers.

    Parameters
    ----------
    drivers
        Those to divide among; all where empty.

    Raises
    ------
    UsageError
        If there is no such method.
    """
    names = list(drivers) or [scale.name for scale in cells.drivers]
    outcome, rng = cells.outcome.name, np.random.default_rng(seed)
    if method == "reach_noise":
        return _reach_noise(cells, references, names)
    if method not in METHODS:
        raise UsageError(f"unknown method {method!r}. Choose one of: {', '.join(METHODS)}")
    products = _products(cells, _columns(cells, names))
    if method == "dominance":
        return dominance(products, outcome, names)
    divide = lmg if method == "lmg" else relative_weights
    return divide(products, outcome, names, replicates=REPLICATES, rng=rng)


def prca(cells: Cells, low: Bound, high: Bound, *, drivers: Sequence[str] = ()) -> PenaltyReward:
    """Classical penalty-reward contrasts with the bands `low` and `high`, in the drivers' values.

    Raises
    ------
    UsageError
        If a band is empty.
    """
    names = list(drivers) or [scale.name for scale in cells.drivers]
    columns = _columns(cells, names)
    scales = [cells.drivers[cells.place(name)] for name in names]
    bounds = [{scale.name: _bound(scale, given) for scale in scales} for given in (low, high)]
    bands = banded({name: columns[name] for name in names}, low=bounds[0], high=bounds[1])
    outcome = cells.outcome.name
    return penalty_reward(_products(cells, bands | {outcome: columns[outcome]}), outcome, names)


def _columns(cells: Cells, names: Sequence[str]) -> dict[str, Floats]:
    """Points of drivers and of the outcome, one value a cell; unknown where one does not apply."""
    columns = {}
    for name in names:
        place = cells.place(name)
        level, points = cells.levels[cells.row, place], cells.drivers[place].points
        columns[name] = np.where(level == NOT_APPLICABLE, np.nan, points[np.maximum(level, 0)])
    return columns | {cells.outcome.name: cells.outcome.points[cells.answer]}


def _products(cells: Cells, columns: Mapping[str, Floats]) -> CrossProducts:
    """Cross-products of complete cells, by the first way of clusters where there is one."""
    unknown: Flags = np.asarray(np.isnan(np.column_stack(list(columns.values()))).any(axis=1))
    return cross_products(
        {name: np.where(unknown, 0.0, values) for name, values in columns.items()},
        counts=np.where(unknown, 0.0, cells.weight) * cells.n / cells.weight.sum(),
        clusters=cells.clusters.sums if cells.clusters else None,
    )


def _reach_noise(cells: Cells, references: Mapping[str, int], names: Sequence[str]) -> ReachNoise:
    levels = cells.levels[cells.row][:, [cells.place(name) for name in names]]
    limits = np.array([references.get(name, 1) for name in names])
    failed: Flags = np.logical_and(levels < limits, levels != NOT_APPLICABLE)
    share = cells.counts.sum(axis=0).cumsum() / cells.counts.sum()
    is_bad: Flags = np.asarray(cells.answer < int(np.searchsorted(share, 0.5)))
    return reach_noise(
        failed,
        is_bad,
        names,
        weights=cells.weight,
        counts=cells.size,
        clusters=cells.clusters.sums if cells.clusters else None,
    )


def _bound(scale: Scale, given: Bound) -> float:
    value = given[scale.name] if isinstance(given, Mapping) else given
    if scale.raw and not isinstance(value, str):
        worst = float(scale.raw[0])
        return worst - value if scale.is_worse else value - worst
    return float(scale.points[scale.at(value)])
