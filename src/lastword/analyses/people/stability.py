"""Stability: whether an order of units comes back in another half of the problems, or month."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import rankdata

from lastword.estimate import Estimate
from lastword.stats.spearman import FEWEST, rank_correlation, with_interval

Floats = NDArray[np.float64]
FOLDS = 8
"""Parts into which problems are dealt by their id; halves are four of them each."""
SPLITS: tuple[tuple[int, ...], ...] = tuple(
    (0, *rest) for rest in combinations(range(1, FOLDS), FOLDS // 2 - 1)
)
"""Every way to deal the parts into two halves."""
HALVES = "Spearman, mean of 35 split halves"
MONTHS = "Spearman, mean of months that follow each other"


@dataclass(frozen=True, slots=True)
class Stability:
    """How far an order repeats itself.

    Parameters
    ----------
    halves
        Correlation of the orders in two halves of the problems.
    months
        Correlation of the orders in one month and the next.
    """

    halves: Estimate
    months: Estimate

    @property
    def whole(self) -> float | None:
        """Reliability of the order by all problems, 2ρ/(1 + ρ) (Spearman and Brown)."""
        rho = self.halves.value
        return None if rho is None else max(2 * rho / (1 + rho), 0.0) if rho > -1 else 0.0


@dataclass(frozen=True, slots=True)
class Parts:
    """Sums of every unit in every fold and month.

    Parameters
    ----------
    totals, weights
        Shape (units, folds, months); larger totals are better.
    """

    units: tuple[str, ...]
    totals: Floats
    weights: Floats

    def of(self, folds: Sequence[int]) -> Floats:
        """Mean of each unit over some folds; NaN where it has nothing there."""
        return _mean(self.totals[:, folds].sum((1, 2)), self.weights[:, folds].sum((1, 2)))

    def by_month(self) -> Floats:
        """Mean of each unit in each month, shape (units, months)."""
        return _mean(self.totals.sum(1), self.weights.sum(1))

    def of_units(self, names: Sequence[str]) -> Parts:
        """The same for some units, in that order."""
        rows = [self.units.index(name) for name in names]
        return Parts(tuple(names), self.totals[rows], self.weights[rows])


def parts_of(frame: pd.DataFrame, total: str, weight: str) -> Parts:
    """Make a cube of rows with `unit`, `fold`, `month`."""
    unit, names = pd.factorize(frame["unit"], sort=True)
    month, months = pd.factorize(frame["month"], sort=True)
    shape = (len(names), FOLDS, len(months))
    cube = np.zeros((2, *shape))
    at = (unit, frame["fold"].to_numpy(dtype=np.int64), month)
    np.add.at(cube[0], at, frame[total].to_numpy(dtype=np.float64))
    np.add.at(cube[1], at, frame[weight].to_numpy(dtype=np.float64))
    return Parts(tuple(map(str, names)), cube[0], cube[1])


def stability(parts: Parts) -> Stability:
    """Whether the order of units repeats itself."""
    return Stability(_over_halves(parts.of, len(parts.units)), _over_months(parts))


def stability_of_gains(customers: Parts, card: Parts) -> Estimate:
    """Whether those who would win places in one half of the problems win them in the other."""

    def gains(folds: Sequence[int]) -> Floats:
        ours, theirs = customers.of(folds), card.of(folds)
        known = ~(np.isnan(ours) | np.isnan(theirs))
        found = np.full(len(ours), np.nan)
        found[known] = rankdata(ours[known]) - rankdata(theirs[known])
        return found

    return _over_halves(gains, len(customers.units))


def _over_halves(values: Callable[[Sequence[int]], Floats], units: int) -> Estimate:
    found = []
    for half in SPLITS:
        other = [fold for fold in range(FOLDS) if fold not in half]
        found.append(_correlation(values(half), values(other)))
    return _averaged(found, units, HALVES)


def _over_months(parts: Parts) -> Estimate:
    values = parts.by_month()
    pairs = pairwise(range(values.shape[1]))
    found = [_correlation(values[:, first], values[:, then]) for first, then in pairs]
    return _averaged(found, len(parts.units), MONTHS)


def _correlation(first: Floats, second: Floats) -> float | None:
    known = ~(np.isnan(first) | np.isnan(second))
    return rank_correlation(first[known], second[known]) if known.sum() >= FEWEST else None


def _averaged(found: Sequence[float | None], units: int, method: str) -> Estimate:
    known = [rho for rho in found if rho is not None]
    return with_interval(float(np.mean(known)) if known else None, units, method=method)


def _mean(totals: Floats, weights: Floats) -> Floats:
    means = np.divide(totals, weights, out=np.full(totals.shape, np.nan), where=weights > 0)
    return np.asarray(means)
