"""Who answers, and what they would say: both models, fitted on cells, scored in the engine."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.special import xlogy

from lastword.engine import conform
from lastword.engine.joins import extend
from lastword.errors import NotTestable
from lastword.question import Context
from lastword.stats.doubly_robust import ClusterSums
from lastword.stats.logistic import logistic
from lastword.verdict.cells import Cells, coded, count, mature
from lastword.verdict.clusters import FOLDS

RIDGES = (0.5, 2.0, 8.0, 32.0)
PLENTY = 20_000
"""From so many of the rarer outcome on the smallest ridge is taken: it no longer matters."""
INTERCEPT_RIDGE = 1e-3
LARGEST_WEIGHT = 20.0
"""A weight is at most so many times the average one."""
FEWEST = 30
"""Fewer answers than this, or fewer than a sixth of it on either side, carry no model."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The two models, as their values in every cell.

    Parameters
    ----------
    cells
        The cells that they were fitted on.
    response
        Probability that the customer of an issue in the cell answers, shape (m,).
    verdict
        Probability that the customer would say solved, shape (m,).
    scale
        What brings Σ 1/π over the answers to the number of mature issues.
    capped
        Share of mature issues in cells whose weight was capped.
    """

    cells: Cells
    response: NDArray[np.float64]
    verdict: NDArray[np.float64]
    scale: float
    capped: float


def fit(context: Context) -> Fit:
    """Fit who answers and what they would say, each fold from the agents of the other folds.

    Two logistic regressions on the same cells: channel, reason, contacts, waiting, claim, coming
    back, next issue, open question; the claim acts together with coming back, channel and
    contacts. The ridge is the one that predicts the other agents' issues best.

    Raises
    ------
    NotTestable
        If fewer than 30 customers answered, or fewer than 5 said yes or no.
    """
    return fit_cells(count(context))


def fit_cells(cells: Cells) -> Fit:
    """Fit both models on counted cells; see `fit`."""
    answers, yes = float(cells.answered.sum()), float(cells.yes.sum())
    if answers < FEWEST or min(yes, answers - yes) < FEWEST / 6:
        raise NotTestable(
            f"{answers:.0f} customers said whether it is solved, {yes:.0f} of them yes: too few "
            f"to speak for the others. {FEWEST} answers with {FEWEST // 6} of either kind are "
            "the least."
        )
    raw = _across_folds(cells, cells.answered, cells.size)
    floor = answers / float(cells.size.sum()) / LARGEST_WEIGHT
    response = np.maximum(raw, floor)
    capped = float(cells.size[raw < floor].sum() / cells.size.sum())
    verdict = _across_folds(cells, cells.yes, cells.answered)
    scale = float(cells.size.sum() / (cells.answered / response).sum())
    return Fit(cells, response, verdict, scale, capped)


def score(context: Context, fitted: Fit) -> ir.Table:
    """`verdicts` with `response_probability`, `weight` and `probability` filled in.

    `weight` is given to answers about mature issues and adds up to the number of mature issues.
    `probability` is the customer's own answer (0 or 1) where there is one, else the model's.
    Immature issues get none of the three.
    """
    rows = _scored(context, context.tables["verdicts"], fitted)
    said = rows.said_resolved
    told = rows.mutate(
        response_probability=rows.pi,
        weight=said.notnull().ifelse(fitted.scale / rows.pi, None),
        probability=ibis.coalesce(said.cast("float64"), rows.f),
    )
    models = ("response_probability", "weight", "probability")
    return conform(
        told.mutate(**{name: told.is_mature.ifelse(told[name], None) for name in models}),
        "verdicts",
    )


def sums_by_cluster(context: Context, fitted: Fit) -> ClusterSums:
    """Sums per agent that the doubly robust share needs, added up in the engine."""
    rows = _scored(context, mature(context), fitted)
    y, f = rows.said_resolved.cast("float64"), rows.f
    w = rows.said_resolved.notnull().ifelse(1.0 / rows.pi, None)
    terms = {
        "size": ibis.literal(1.0),
        "predicted": f,
        "answered": rows.said_resolved.notnull().cast("float64"),
        "odds": (1.0 - rows.pi) / rows.pi,
    }
    for name, weight in (("w", w), ("w2", w * w)):
        parts = {"": 1.0, "y": y, "f": f, "yy": y * y, "yf": y * f, "ff": f * f}
        terms |= {f"{name}{part}": weight * value for part, value in parts.items()}
    table = rows.select("cluster", **terms)
    sums = table.group_by("cluster").aggregate(
        **{name: table[name].sum().fill_null(0.0) for name in terms}
    )
    got = context.tables.engine.fetch(sums).sort_by("cluster")
    return ClusterSums(**{name: got[name].to_numpy() for name in terms})


def _scored(context: Context, issues: ir.Table, fitted: Fit) -> ir.Table:
    rows = coded(issues, fitted.cells.factors)
    values = pa.table({"cell": fitted.cells.code, "pi": fitted.response, "f": fitted.verdict})
    return extend(rows, context.tables.engine.frame(values), "cell")


def _across_folds(
    cells: Cells, successes: NDArray[np.float64], trials: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Predictions of each fold from the others, with the ridge that predicts them best."""
    design, fold = cells.design(), cells.fold
    rarer = min(successes.sum(), (trials - successes).sum())
    ridges = RIDGES if rarer < PLENTY else RIDGES[:1]
    tried = [_predicted(design, fold, successes, trials, ridge) for ridge in ridges]
    return max(tried, key=lambda p: (xlogy(successes, p) + xlogy(trials - successes, 1 - p)).sum())


def _predicted(
    design: csr_array,
    fold: NDArray[np.int64],
    successes: NDArray[np.float64],
    trials: NDArray[np.float64],
    ridge: float,
) -> NDArray[np.float64]:
    penalty = np.full(design.shape[1], ridge)
    penalty[0] = INTERCEPT_RIDGE
    predicted = np.empty(len(fold))
    seen = trials > 0
    whole = logistic(design[seen], successes[seen], trials[seen], ridge=penalty)
    for number in range(FOLDS):
        own = fold == number
        others = ~own & seen
        model = logistic(
            design[others],
            successes[others],
            trials[others],
            ridge=penalty,
            start=whole.coefficients,
        )
        predicted[own] = model.predict(design[own])
    return predicted
