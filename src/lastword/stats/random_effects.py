"""How much groups truly differ: a random intercept per group, from sums per group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize_scalar

from lastword.errors import UsageError

Floats = NDArray[np.float64]
LARGEST_RATIO = 1e4
"""Search for τ²/σ² ends here: beyond it observations within a group are as good as equal."""


@dataclass(frozen=True, slots=True)
class RandomEffects:
    """A random-intercept model.

    Parameters
    ----------
    mean
        Grand mean μ.
    between, within
        Variances τ² of the groups' true means and σ² of observations within a group.
    effects
        Predicted deviation of each group from μ (BLUP), shape (k,).
    reliability
        Share of the variance of each group's mean that is true: τ²/(τ² + σ²/n), shape (k,).
    """

    mean: float
    between: float
    within: float
    effects: Floats
    reliability: Floats

    @property
    def icc(self) -> float:
        """Intraclass correlation τ²/(τ² + σ²): how much of one observation is the group's."""
        total = self.between + self.within
        return self.between / total if total else 0.0


def random_effects(sizes: ArrayLike, totals: ArrayLike, squares: ArrayLike) -> RandomEffects:
    """Fit y = μ + a_group + e by restricted maximum likelihood, exactly as from the rows.

    With λ = τ²/σ² and w = 1/(λ + 1/n), the residual variance at its best is
    σ² = [Σ within squares + Σ w (ȳ − μ)²]/(N − 1), so that only λ is searched for.

    Parameters
    ----------
    sizes, totals, squares
        n, Σy and Σy² of each group, shape (k,).

    Raises
    ------
    UsageError
        With fewer than two groups, or no group of two: then nothing tells groups from rows.

    Notes
    -----
    Patterson and Thompson (1971), doi:10.1093/biomet/58.3.545; Robinson (1991), "That BLUP is a
    good thing", doi:10.1214/ss/1177011926.

    Examples
    --------
    >>> fit = random_effects([3, 3, 3], [3, 6, 12], [5, 14, 50])
    >>> round(fit.between, 2), round(fit.within, 2)
    (2.0, 1.0)
    """
    n, total, square = (np.asarray(part, dtype=np.float64) for part in (sizes, totals, squares))
    if n.size < 2 or n.max() < 2:
        raise UsageError(
            f"{n.size} groups with at most {int(n.max(initial=0))} observations each: "
            "give at least two groups, and two observations in one of them"
        )
    means = total / n
    inside = float(np.maximum(square - total * means, 0.0).sum())
    ratio = _best_ratio(n, means, inside)
    mean, weights, within = _at(ratio, n, means, inside)
    reliability = ratio * weights
    return RandomEffects(
        mean, ratio * within, within, reliability * (means - mean), np.asarray(reliability)
    )


def surveys_needed(icc: float, reliability: float = 0.7) -> float:
    """How many observations a group needs for a mean of the given reliability.

    n = r/(1 − r) · (1 − ICC)/ICC; infinite where groups do not differ.

    Examples
    --------
    >>> round(surveys_needed(0.03), 1)
    75.4
    """
    if icc <= 0:
        return float("inf")
    return reliability / (1 - reliability) * (1 - icc) / icc


def _at(ratio: float, n: Floats, means: Floats, inside: float) -> tuple[float, Floats, float]:
    weights = 1 / (ratio + 1 / n)
    mean = float(weights @ means / weights.sum())
    spread = float(weights @ (means - mean) ** 2)
    return mean, weights, (inside + spread) / (float(n.sum()) - 1)


def _best_ratio(n: Floats, means: Floats, inside: float) -> float:
    def deviance(root: float) -> float:
        _, weights, within = _at(root**2, n, means, inside)
        if within <= 0:
            return -np.inf
        rest = float(np.log(weights.sum()) - np.log(weights).sum())
        return float((n.sum() - 1) * np.log(within) + rest)

    ends = (0.0, float(np.sqrt(LARGEST_RATIO)))
    grid = np.concatenate([[0.0], np.geomspace(1e-4, ends[1], 60)])
    start = int(np.argmin([deviance(root) for root in grid]))
    low, high = grid[max(start - 1, 0)], grid[min(start + 1, grid.size - 1)]
    found = minimize_scalar(
        deviance, bounds=(low, high), method="bounded", options={"xatol": 1e-10}
    )
    best = float(found.x) if found.fun < deviance(0.0) else 0.0
    return best**2
