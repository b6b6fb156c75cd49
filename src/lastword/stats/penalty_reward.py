"""Classical penalty-reward contrast analysis, with what band coding alone would give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.stats.cross_products import CrossProducts
from lastword.stats.least_squares import Errors, least_squares, solve_all

Floats = NDArray[np.float64]
CLASSES = ("frustrator", "dissatisfier", "hybrid", "satisfier", "delighter")
UNCLASSIFIABLE = "none"
CUTOFFS = (0.1, 0.4)


@dataclass(frozen=True, slots=True)
class Contrast:
    """One driver: what its low band costs and its high band earns against the middle.

    Parameters
    ----------
    penalty, reward
        Coefficients of the low and the high band.
    asymmetry
        (r + p)/(r − p), −1 to 1: None unless p ≤ 0 ≤ r, where it has no meaning.
    asymmetry_if_linear
        The same of the driver's own band means: what a straight line would show by band coding
        alone. Only the difference of the two can speak of the customers.
    label
        Frustrator … delighter by the cut-offs; ``"none"`` where asymmetry is undefined.
    probability
        Label → share of resampled clusters that give it; empty without replicates.
    n_low, n_middle, n_high
        Answers in each band.
    """

    driver: str
    penalty: Estimate
    reward: Estimate
    asymmetry: float | None
    asymmetry_if_linear: float | None
    label: str
    probability: Mapping[str, float]
    n_low: int
    n_middle: int
    n_high: int

    @property
    def impact_range(self) -> float:
        """R − p: what the driver moves between its bands."""
        return float((self.reward.value or 0.0) - (self.penalty.value or 0.0))


@dataclass(frozen=True, slots=True)
class PenaltyReward:
    """The classical analysis of one outcome.

    Parameters
    ----------
    contrasts
        One a driver.
    intercept
        Mean outcome with every driver in its middle band.
    """

    contrasts: tuple[Contrast, ...]
    intercept: Estimate
    r_squared: float
    n: int

    def of(self, driver: str) -> Contrast:
        """The contrast of one driver."""
        return next(contrast for contrast in self.contrasts if contrast.driver == driver)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        rows = [
            {
                "driver": c.driver,
                "penalty": c.penalty.to_dict(),
                "reward": c.reward.to_dict(),
                "asymmetry": c.asymmetry,
                "asymmetry_if_linear": c.asymmetry_if_linear,
                "label": c.label,
                "probability": dict(c.probability),
                "n": [c.n_low, c.n_middle, c.n_high],
            }
            for c in self.contrasts
        ]
        return {"contrasts": rows, "intercept": self.intercept.to_dict(), "n": self.n}


def banded(
    drivers: Mapping[str, ArrayLike],
    *,
    low: float | Mapping[str, float],
    high: float | Mapping[str, float],
) -> dict[str, Floats]:
    """Columns that the analysis needs: each driver, its low band and its high band.

    Parameters
    ----------
    low, high
        Values up to `low` are low, values from `high` on are high; one for all drivers or one
        each.

    Raises
    ------
    UsageError
        If `low` is not below `high`.
    """
    columns: dict[str, Floats] = {}
    for name, values in drivers.items():
        x = np.asarray(values, dtype=np.float64)
        down = low[name] if isinstance(low, Mapping) else low
        up = high[name] if isinstance(high, Mapping) else high
        if not down < up:
            raise UsageError(f"{name}: low is {down}, high is {up}; low must be below high")
        columns[name] = x
        columns[low_band(name)] = (x <= down).astype(np.float64)
        columns[high_band(name)] = (x >= up).astype(np.float64)
    return columns


def low_band(driver: str) -> str:
    """Name of the column that marks a driver's low band."""
    return f"{driver} low"


def high_band(driver: str) -> str:
    """Name of the column that marks a driver's high band."""
    return f"{driver} high"


def penalty_reward(
    products: CrossProducts,
    outcome: str,
    drivers: Sequence[str],
    *,
    cutoffs: tuple[float, float] = CUTOFFS,
    errors: Errors = "sandwich",
    replicates: int = 0,
    rng: np.random.Generator | None = None,
    level: float = 0.95,
) -> PenaltyReward:
    """Regress the outcome on low and high bands of every driver at once.

    y = b₀ + Σ_j (p_j L_j + r_j H_j) + e, the middle band as reference.

    Parameters
    ----------
    products
        Of the outcome and the columns that `banded` makes.
    cutoffs
        |asymmetry| up to the first is *hybrid*, beyond the second *frustrator* or *delighter*:
        a convention, not a law.
    errors
        See `least_squares`.
    replicates, rng
        Bootstrap samples of whole clusters for the probability of each label.

    Raises
    ------
    UsageError
        If a band is empty or columns are missing.

    Notes
    -----
    Brandt (1987); Matzler and Sauerwein (2002), doi:10.1108/09564230210445078; Mikulić and
    Prebežac (2008), doi:10.1108/09604520810920068. Not to be read alone: with skewed answers and
    a full scale it calls exactly symmetric drivers dissatisfiers in nearly every sample. Beside
    it stand `asymmetry_if_linear` and the ordinal hinge.

    Examples
    --------
    >>> from lastword.stats.cross_products import cross_products
    >>> columns = banded({"speed": [1, 1, 2, 2, 3, 3]}, low=1, high=3)
    >>> sums = cross_products(columns | {"csat": [1, 3, 5, 7, 7, 9]})
    >>> contrast = penalty_reward(sums, "csat", ["speed"]).of("speed")
    >>> round(contrast.asymmetry, 3), round(contrast.asymmetry_if_linear, 3), contrast.label
    (-0.333, 0.0, 'dissatisfier')
    """
    bands = [band(name) for name in drivers for band in (low_band, high_band)]
    fit = least_squares(products, outcome, bands, errors=errors)
    probabilities = _probabilities(products, outcome, drivers, bands, cutoffs, replicates, rng)
    contrasts = []
    for place, name in enumerate(drivers):
        penalty = fit.estimate(low_band(name), level=level)
        reward = fit.estimate(high_band(name), level=level)
        p, r = (float(c) for c in fit.coefficients[1 + 2 * place : 3 + 2 * place])
        index = asymmetry(p, r)
        counts, linear = _if_linear(products, name)
        contrasts.append(
            Contrast(
                name,
                penalty,
                reward,
                index,
                linear,
                label(index, cutoffs),
                probabilities[place] if probabilities else {},
                *counts,
            )
        )
    intercept = fit.estimate("intercept", level=level)
    return PenaltyReward(tuple(contrasts), intercept, fit.r_squared, fit.n)


def asymmetry(penalty: float, reward: float) -> float | None:
    """Index (r + p)/(r − p), or None unless p ≤ 0 ≤ r and they are not both 0."""
    if not penalty <= 0 <= reward or penalty == reward:
        return None
    return (reward + penalty) / (reward - penalty)


def label(index: float | None, cutoffs: tuple[float, float] = CUTOFFS) -> str:
    """Name the class of an asymmetry by the cut-offs."""
    if index is None:
        return UNCLASSIFIABLE
    near, far = cutoffs
    return CLASSES[2 + (index > near) + (index > far) - (index < -near) - (index < -far)]


def _if_linear(products: CrossProducts, driver: str) -> tuple[tuple[int, int, int], float | None]:
    """Answers in each band, and the asymmetry of the driver's own band means."""
    x, low, high = products.places([driver, low_band(driver), high_band(driver)])
    total, origin = products.total, products.origin
    weight = total[0, 0]
    shares = [(total[0, band] / weight + origin[band - 1]) for band in (low, high)]
    sums = [
        total[x, band] / weight + origin[band - 1] * total[0, x] / weight for band in (low, high)
    ]
    middle = 1 - sum(shares)
    counts = tuple(round(products.n * share) for share in (shares[0], middle, shares[1]))
    if min(*shares, middle) <= 0:
        return (counts[0], counts[1], counts[2]), None
    centre = (total[0, x] / weight - sum(sums)) / middle
    penalty, reward = sums[0] / shares[0] - centre, sums[1] / shares[1] - centre
    return (counts[0], counts[1], counts[2]), asymmetry(float(penalty), float(reward))


def _probabilities(
    products: CrossProducts,
    outcome: str,
    drivers: Sequence[str],
    bands: Sequence[str],
    cutoffs: tuple[float, float],
    replicates: int,
    rng: np.random.Generator | None,
) -> list[dict[str, float]]:
    if not replicates:
        return []
    at, y = products.places(bands), products.places([outcome])[0]
    source = rng if rng is not None else np.random.default_rng(0)
    draws = np.concatenate([solve_all(b, at, y) for b in products.resampled(replicates, source)])
    found = []
    for place in range(len(drivers)):
        pairs = draws[:, 1 + 2 * place : 3 + 2 * place]
        named = [label(asymmetry(p, r), cutoffs) for p, r in pairs.tolist()]
        found.append({name: named.count(name) / replicates for name in (*CLASSES, UNCLASSIFIABLE)})
    return found
