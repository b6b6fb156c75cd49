"""Slopes of loyalty below and above expectation, on the answer scale and on the latent one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lastword.analyses.expectations.cells import Cells
from lastword.estimate import Estimate, Unit
from lastword.stats.bootstrap import one_step_draws
from lastword.stats.equivalence import Equivalence, equivalence
from lastword.stats.hinge import hinge
from lastword.stats.least_squares import least_squares, solve_all
from lastword.stats.links import LinkName, link_of
from lastword.stats.ordinal import ordinal
from lastword.stats.percentiles import percentile_ends
from lastword.stats.quantile import student_quantile
from lastword.stats.sandwich import sandwich, squares

Floats = NDArray[np.float64]
SURE = 0.975


@dataclass(frozen=True, slots=True)
class Slopes:
    """Loyalty on the gap, with one slope below and one above what was expected.

    Parameters
    ----------
    scale
        ``"response"``: in units of the loyalty answer; ``"latent"``: in standard deviations of
        the customer's reaction, which a full scale cannot hide.
    below, above
        b₋ and b₊ for one step of the gap: positive where a better experience means more loyalty.
    ratio
        b₋/b₊; unknown where b₊ may be 0, since a ratio then has no bounds.
    steeper_below
        P(b₋ > b₊) over resampled clusters.
    plateau
        Two one-sided tests of b₊: whether exceeding adds nothing worth speaking of.
    margin
        What counts as nothing, in the unit of the slopes.
    at_met
        Fitted loyalty where expectation is just met; response scale only.
    """

    scale: str
    below: Estimate
    above: Estimate
    ratio: Estimate
    steeper_below: float
    plateau: Equivalence
    margin: float
    at_met: float | None = None


@dataclass(frozen=True, slots=True)
class Jumps:
    """Sudden changes at the reference itself, beside the slopes, in units of the answer.

    Parameters
    ----------
    short
        Loyalty just below less just met: negative where the mere fact of falling short costs.
    exceeded
        Loyalty just above less just met.
    """

    short: Estimate
    exceeded: Estimate


def response_slopes(
    cells: Cells, *, margin: float, replicates: int, rng: np.random.Generator, unit: Unit
) -> Slopes:
    """Least squares of the loyalty answer on the hinge; resampled clusters for the ratio."""
    said = cells.answers[cells.answer]
    low, high = hinge(cells.gaps[cells.gap], 0.0)
    products = cells.products(low=low, high=high, y=said)
    fit = least_squares(products, "y", ["low", "high"])
    spread = float(np.sqrt(products.covariance()[2, 2]))
    at, y = products.places(["low", "high"]), products.places(["y"])[0]
    blocks = products.resampled(replicates, rng)
    draws = np.concatenate([solve_all(block, at, y)[:, 1:] for block in blocks])
    draws = draws[~np.isnan(draws).any(axis=1)]
    errors = fit.errors
    return Slopes(
        "response",
        fit.estimate("low", unit=unit),
        fit.estimate("high", unit=unit),
        _ratio(fit.coefficients[1:], draws, cells),
        float((draws[:, 0] > draws[:, 1]).mean()),
        _nothing(float(fit.coefficients[2]), float(errors[2]), margin * spread, cells, unit),
        margin * spread,
        float(fit.coefficients[0]),
    )


def latent_slopes(
    cells: Cells,
    *,
    link: LinkName,
    margin: float,
    replicates: int,
    rng: np.random.Generator,
) -> Slopes:
    """Cumulative link model of the loyalty answer on the hinge, in latent standard deviations."""
    design = np.column_stack(hinge(cells.gaps, 0.0))
    table = cells.table()
    fit = ordinal(design, table, link=link, names=("below", "above"))
    scores = fit.scores(design[cells.gap], cells.answer)
    membership = cells.membership()
    sums = None if membership is None else membership.sums(scores)
    covariance = (
        fit.bread @ ((scores * cells.squares[:, None]).T @ scores) @ fit.bread
        if sums is None
        else sandwich(fit.bread, [squares(sums)], n=cells.n)
    )
    sd = link_of(link).sd
    drawn = one_step_draws(fit.parameters, fit.bread, sums, covariance, draws=replicates, rng=rng)
    draws = drawn[:, -2:] / sd
    slopes = fit.coefficients / sd
    errors = np.sqrt(np.diag(covariance))[-2:] / sd
    below, above = (
        _estimate(float(value), float(error), cells, f"ordinal {link} hinge")
        for value, error in zip(slopes, errors, strict=True)
    )
    return Slopes(
        "latent",
        below,
        above,
        _ratio(slopes, draws, cells),
        float((draws[:, 0] > draws[:, 1]).mean()),
        _nothing(float(slopes[1]), float(errors[1]), margin, cells, "score"),
        margin,
    )


def jumps(cells: Cells, unit: Unit) -> Jumps | None:
    """Sudden changes at the reference; None unless both sides have two gaps or more."""
    if min((cells.gaps < 0).sum(), (cells.gaps > 0).sum()) < 2 or 0 not in cells.gaps:
        return None
    gap = cells.gaps[cells.gap]
    low, high = hinge(gap, 0.0)
    columns = {"low": low, "high": high, "short": gap < 0, "exceeded": gap > 0}
    arrays = {name: np.asarray(values, dtype=np.float64) for name, values in columns.items()}
    products = cells.products(**arrays, y=cells.answers[cells.answer])
    fit = least_squares(products, "y", [*columns])
    return Jumps(fit.estimate("short", unit=unit), fit.estimate("exceeded", unit=unit))


def _freedom(cells: Cells) -> float:
    return float(max(cells.clusters - 1, 1))


def _estimate(value: float, error: float, cells: Cells, method: str) -> Estimate:
    half = student_quantile(_freedom(cells)) * error
    return Estimate(value, value - half, value + half, cells.n, method, unit="score")


def _nothing(effect: float, error: float, margin: float, cells: Cells, unit: Unit) -> Equivalence:
    return equivalence(effect, error, margin, n=cells.n, freedom=_freedom(cells), unit=unit)


def _ratio(slopes: Floats, draws: Floats, cells: Cells) -> Estimate:
    """b₋/b₊ with percentiles, where b₊ is above 0 in nearly every sample."""
    method = "ratio, cluster bootstrap"
    if slopes[1] <= 0 or (draws[:, 1] > 0).mean() < SURE:
        return Estimate(None, None, None, cells.n, method, unit="ratio")
    kept = draws[draws[:, 1] > 0]
    low, high = percentile_ends(kept[:, 0] / kept[:, 1], cells.clusters).tolist()
    return Estimate(float(slopes[0] / slopes[1]), low, high, cells.n, method, unit="ratio")
