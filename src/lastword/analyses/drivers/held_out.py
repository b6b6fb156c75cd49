"""Held-out log score: whether two experiences add up, multiply, or count as their weaker one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lastword.analyses.drivers.cells import Cells
from lastword.analyses.drivers.conditional import is_met, products
from lastword.analyses.drivers.design import Columns, design
from lastword.analyses.drivers.scales import NOT_APPLICABLE
from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.stats.links import LinkName
from lastword.stats.mean import cluster_mean, mean
from lastword.stats.ordinal import ordinal

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Together = Literal["product", "min"]
FOLDS = 5
SMALLEST = 1e-12


def log_scores(
    cells: Cells,
    references: Mapping[str, int],
    condition: str,
    driver: str,
    *,
    link: LinkName = "logit",
) -> dict[Together, Estimate]:
    """Gain in held-out log score an answer over the additive model; empty if a fold is too small.

    Answers of one cluster are in one fold. The additive model gives both drivers their hinges;
    the product model gives the driver other slopes where the condition is missed; the minimum
    model replaces both by min(u, v), their positions between worst and best.
    """
    at, of = cells.place(condition), cells.place(driver)
    met = is_met(cells, references, condition)
    weaker = {"the weaker of both": np.minimum(_position(cells, at), _position(cells, of))}
    extra = products(cells, references, of, met)
    try:
        additive = _held_out(cells, references, link, None, ())
        found: dict[Together, Floats] = {
            "product": _held_out(cells, references, link, extra, ()),
            "min": _held_out(cells, references, link, weaker, (condition, driver)),
        }
    except UsageError:
        return {}
    return {name: _gain(cells, scores - additive) for name, scores in found.items()}


def _held_out(
    cells: Cells,
    references: Mapping[str, int],
    link: LinkName,
    extra: Columns | None,
    without: tuple[str, ...],
) -> Floats:
    """Log score of each (cell, fold), fitted on the other folds, shape (c, FOLDS)."""
    made = design(cells, references, extra=extra, without=without)
    scores = np.zeros((cells.row.size, FOLDS))
    weight = _by_fold(cells)
    for fold in range(FOLDS):
        counts = cells.counts.copy()
        np.add.at(counts, (cells.row, cells.answer), -weight[:, fold])
        fit = ordinal(made.matrix, np.maximum(counts, 0.0), link=link, names=made.names)
        chance = fit.predict(made.matrix)[cells.row, cells.answer]
        scores[:, fold] = np.log(np.maximum(chance, SMALLEST))
    return scores


def _by_fold(cells: Cells) -> Floats:
    """Weight of each cell in each fold, shape (c, FOLDS)."""
    if cells.clusters is None:
        parts = np.random.default_rng(0).multinomial(cells.size, np.full(FOLDS, 1 / FOLDS))
        return np.asarray(parts * (cells.weight / cells.size)[:, None])
    return cells.clusters.spread(_folds(len(cells.ends[0])))


def _folds(clusters: int) -> Ints:
    return np.random.default_rng(0).permutation(clusters) % FOLDS


def _gain(cells: Cells, gains: Floats) -> Estimate:
    if cells.clusters is None:
        weight = _by_fold(cells)
        total, squares = float((weight * gains).sum()), float((weight * gains**2).sum())
        scale = cells.n / weight.sum()
        found = mean(total * scale, squares * scale, cells.n)
    else:
        sums = cells.clusters.sums(np.column_stack([gains, np.ones(len(gains))]))
        own = _folds(len(sums))
        found = cluster_mean(sums[np.arange(own.size), own], sums[:, -1])
    return replace(found, n=cells.n, method=f"{found.method}, held-out log score")


def _position(cells: Cells, place: int) -> Floats:
    """Where each combination stands between the worst level, 0, and the best, 1."""
    points, level = cells.drivers[place].points, cells.levels[:, place]
    between = (points - points[0]) / (points[-1] - points[0])
    return np.where(level == NOT_APPLICABLE, 1.0, between[np.maximum(level, 0)])
