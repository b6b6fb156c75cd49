"""Both arrows between two series of the same units: which of them moves before the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.stats.panel import Panel, panel
from lastword.stats.sandwich import numbered

Floats = NDArray[np.float64]
LOUD = 0.05
"""A lead is loud if its p-value is below this and it is at least half as large as the lag."""
FREEDOM = 10
"""Unit-periods beyond what units, periods and effects take up; fewer say nothing."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """One direction.

    Parameters
    ----------
    effect, p
        Change of the second series a period after one step of the first, and its p-value.
    placebo
        The same a period *before*: what the second series foretells of the first.
    is_clean
        Whether the placebo stays silent, so that the effect can have this direction.
    """

    effect: Estimate
    p: float
    placebo: Estimate
    is_clean: bool


@dataclass(frozen=True, slots=True)
class Arrows:
    """Two series of the same units over the same periods.

    Parameters
    ----------
    together, p
        Change of the second series in the period of a step of the first; says no direction.
    onward, back
        From the first series to the second, and from the second to the first.
    spread
        Standard deviations of both series within units and periods.
    units, rows
        Units and unit-periods used.
    """

    together: Estimate
    p: float
    onward: Arrow
    back: Arrow
    spread: tuple[float, float]
    units: int
    rows: int


def arrows(
    unit: ArrayLike,
    period: ArrayLike,
    first: ArrayLike,
    second: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    level: float = 0.95,
) -> Arrows:
    """Follow two series of units both ways, one period ahead and one behind.

    Onward: second_ut = α_u + γ_t + Σ_l β_l first_{u,t−l} + e, l = −1, 0, 1; back: the same with the
    series exchanged. A series that lasts and is measured with error makes the wrong direction
    look like an effect, too, but only together with a loud lead: so an arrow counts as clean only
    if its own lead is silent.

    Parameters
    ----------
    unit, period, first, second, weights
        As in :func:`~lastword.stats.panel.panel`, whose errors are the jackknife's here.

    Raises
    ------
    UsageError
        If too little is known, or a series does not vary within units.

    Notes
    -----
    Granger (1969), doi:10.2307/1912791; leads as placebo: Angrist and Pischke (2009), *Mostly
    Harmless Econometrics*, 5.2.

    Examples
    --------
    >>> random = np.random.default_rng(1)
    >>> x = random.normal(size=(12, 15))
    >>> y = 0.8 * np.roll(x, 1, axis=1) + random.normal(size=(12, 15))
    >>> u, t = np.indices(x.shape)
    >>> keep = t.ravel() > 0
    >>> found = arrows(u.ravel()[keep], t.ravel()[keep], x.ravel()[keep], y.ravel()[keep])
    >>> found.onward.p < 0.001 < found.back.p, found.onward.is_clean
    (True, True)
    """
    columns = (unit, period, first, second)
    u, t, x, y = (np.asarray(column) for column in columns)
    ahead = _panel(u, t, x, y, weights=weights, level=level)
    behind = _panel(u, t, y, x, weights=weights, level=level)
    spread = (_spread(u, t, x), _spread(u, t, y))
    return Arrows(
        ahead.effects[0], ahead.p(0), _arrow(ahead), _arrow(behind), spread, ahead.units, ahead.rows
    )


def _panel(
    u: ArrayLike, t: ArrayLike, cause: ArrayLike, outcome: ArrayLike, *,
    weights: ArrayLike | None, level: float,
) -> Panel:  # fmt: skip
    found = panel(
        u, t, cause, outcome, lags=1, leads=1, weights=weights, errors="jackknife", level=level
    )
    taken = found.units + len(np.unique(np.asarray(t))) - 2 + len(found.effects)
    if found.rows - taken < FREEDOM:
        raise UsageError(
            f"{found.rows} unit-periods of {found.units} units are too few to tell before from "
            "after"
        )
    return found


def _arrow(found: Panel) -> Arrow:
    lag, lead = found.effects[1], found.effects[-1]
    is_loud = found.p(-1) < LOUD and abs(lead.value or 0.0) >= abs(lag.value or 0.0) / 2
    return Arrow(lag, found.p(1), lead, not is_loud)


def _spread(unit: ArrayLike, period: ArrayLike, values: ArrayLike) -> float:
    """Standard deviation of what units and periods leave of a series."""
    known = np.isfinite(np.asarray(values, dtype=np.float64))
    u, t = numbered(np.asarray(unit)[known]), numbered(np.asarray(period)[known])
    left = np.asarray(values, dtype=np.float64)[known]
    for _ in range(50):
        for group in (u, t):
            left = left - (np.bincount(group, left) / np.bincount(group))[group]
    return float(left.std())
