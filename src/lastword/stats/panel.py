"""Units over periods: what moves with what, once units and periods are taken out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr

from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.stats.jackknife import leave_out
from lastword.stats.quantile import student_quantile
from lastword.stats.sandwich import cluster_sums, numbered, sandwich, squares

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
TOLERANCE = 1e-10
ROUNDS = 10_000
FEWEST_UNITS = 5


@dataclass(frozen=True, slots=True)
class Panel:
    """Effects of a cause in earlier, the same and later periods on an outcome.

    Parameters
    ----------
    effects
        Lag → change in the outcome for one unit of the cause so many periods before; negative
        lags are leads: a cause that comes after its effect, the placebo.
    units, rows
        Units and unit-periods used.
    """

    effects: dict[int, Estimate]
    units: int
    rows: int

    def p(self, lag: int) -> float:
        """Two-sided p-value of no effect at a lag: Student's t, units − 1 degrees."""
        effect = self.effects[lag]
        assert effect.value is not None and effect.upper is not None
        half, freedom = effect.upper - effect.value, self.units - 1
        if not half:
            return 0.0 if effect.value else 1.0
        t = abs(effect.value) / half * student_quantile(freedom, effect.level)
        return float(2 * stdtr(freedom, -t))


def panel(
    unit: ArrayLike,
    period: ArrayLike,
    cause: ArrayLike,
    outcome: ArrayLike,
    *,
    lags: int = 1,
    leads: int = 1,
    weights: ArrayLike | None = None,
    errors: Literal["sandwich", "jackknife"] = "sandwich",
    level: float = 0.95,
) -> Panel:
    """Two-way fixed effects with leads and lags, clustered by unit.

    y_ut = α_u + γ_t + Σ_l β_l x_{u,t−l} + e_ut. What differs between units for good, and what
    moves all units at once, is taken out by α and γ. A unit-period counts if the cause is known
    in all of its leads and lags.

    Parameters
    ----------
    unit, period
        Names of units; whole numbers of periods; one row a unit-period.
    cause, outcome
        NaN where unknown.
    lags, leads
        How many periods back and ahead the cause is followed.
    weights
        For example respondents; 1 each where None.
    errors
        ``"sandwich"``, as Stata does; ``"jackknife"`` leaves every unit out in turn, which stays
        honest with a dozen units.

    Raises
    ------
    UsageError
        If a unit has two rows of one period, fewer than five units remain, or the cause does not
        vary within units beyond what moves all of them.

    Notes
    -----
    Cluster-robust variance with G/(G−1)·(n−1)/(n−K) and Student's t with G − 1 degrees, as Stata
    does; the fixed effects of units are nested in the clusters and are not counted in K. Arellano
    (1987), doi:10.1111/j.1468-0084.1987.mp49004006.x; Granger (1969) for the arrows.

    Examples
    --------
    >>> t = np.tile(np.arange(6), 6)
    >>> u = np.repeat(np.arange(6), 6)
    >>> x = (u * 7 + t * t * 3 + u * t) % 5
    >>> found = panel(u, t, x, 2.0 * x + u - t, lags=0, leads=0)
    >>> round(found.effects[0].value, 6)
    2.0
    """
    u, t = numbered(unit), np.asarray(period, dtype=np.int64)
    x, y = np.asarray(cause, dtype=np.float64), np.asarray(outcome, dtype=np.float64)
    w = np.ones(len(y)) if weights is None else np.asarray(weights, dtype=np.float64)
    steps = list(range(-leads, lags + 1))
    design = _shifted(u, t, x, steps)
    is_whole = ~np.isnan(design).any(axis=1) & ~np.isnan(y) & (w > 0)
    u, t, w = numbered(u[is_whole]), numbered(t[is_whole]), w[is_whole]
    units, rows = int(u.max(initial=-1)) + 1, int(is_whole.sum())
    if units < FEWEST_UNITS:
        raise UsageError(
            f"{units} units have the cause and the outcome over enough periods; at least "
            f"{FEWEST_UNITS} are needed to tell anything"
        )
    both = _within(np.column_stack([y[is_whole], design[is_whole]]), u, t, w)
    inner, target = both[:, 1:], both[:, 0]
    beta, covariance = _fit(inner, target, w, u, periods=int(t.max()) + 1)
    if errors == "jackknife":
        covariance = _left_out(design[is_whole], y[is_whole], (w, u, t))
    half = student_quantile(units - 1, level) * np.sqrt(np.diag(covariance))
    method = "two-way fixed effects, clustered by unit"
    effects = {
        step: Estimate(b, b - h, b + h, n=rows, method=method, level=level, unit="score")
        for step, b, h in zip(steps, beta.tolist(), half.tolist(), strict=True)
    }
    return Panel(effects, units, rows)


def _shifted(u: Ints, t: Ints, x: Floats, steps: list[int]) -> Floats:
    """The cause so many periods before each row, one column a step; NaN where unknown."""
    places = t - t.min(initial=0)
    grid = np.full((int(u.max(initial=-1)) + 1, int(places.max(initial=-1)) + 1), np.nan)
    held = np.zeros(grid.shape, dtype=np.int64)
    np.add.at(held, (u, places), 1)
    if (held > 1).any():
        raise UsageError("a unit has several rows of one period; give one row a unit and period")
    grid[u, places] = x
    found = np.full((len(x), len(steps)), np.nan)
    for column, step in enumerate(steps):
        source = places - step
        is_there = (source >= 0) & (source < grid.shape[1])
        found[is_there, column] = grid[u[is_there], source[is_there]]
    return found


def _within(columns: Floats, u: Ints, t: Ints, w: Floats) -> Floats:
    """Take weighted means of units and periods out, in turns until nothing is left of them."""
    left = columns - np.average(columns, axis=0, weights=w)
    scale = np.abs(left).max(axis=0) + 1e-300
    for _ in range(ROUNDS):
        before = left
        for group in (u, t):
            total = np.zeros((int(group.max()) + 1, left.shape[1]))
            np.add.at(total, group, left * w[:, None])
            left = left - (total / np.bincount(group, weights=w)[:, None])[group]
        if (np.abs(left - before).max(axis=0) <= TOLERANCE * scale).all():
            break
    return np.asarray(left)


def _fit(x: Floats, y: Floats, w: Floats, u: Ints, *, periods: int) -> tuple[Floats, Floats]:
    gram = (x * w[:, None]).T @ x
    spread = np.sqrt(np.diag(gram))
    if not (spread > 1e-8 * np.sqrt(w.sum())).all() or np.linalg.cond(gram) > 1e12:
        raise UsageError(
            "within units the cause does not vary beyond what moves all of them at once, or its "
            "leads and lags repeat each other; take fewer of them"
        )
    bread = np.asarray(np.linalg.inv(gram), dtype=np.float64)
    beta = bread @ (x.T @ (w * y))
    scores = cluster_sums(x * (w * (y - x @ beta))[:, None], u)
    n, parameters = len(y), x.shape[1]
    nested = (n - parameters) / max(n - parameters - periods, 1)
    return np.asarray(beta), nested * sandwich(bread, [squares(scores)], n=n)


def _left_out(x: Floats, y: Floats, rows: tuple[Floats, Ints, Ints]) -> Floats:
    """Covariance with periods as columns, so that leaving a unit out moves them, too."""
    w, u, t = rows
    periods = (t[:, None] == np.arange(1, int(t.max()) + 1)).astype(np.float64)
    columns = np.column_stack([y, x, periods])
    total = cluster_sums(columns * w[:, None], u)
    left = columns - (total / np.bincount(u, weights=w)[:, None])[u]
    return leave_out(left[:, 1:], left[:, 0], w, u)[1][: x.shape[1], : x.shape[1]]
