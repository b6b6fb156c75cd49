"""Distribution regression: where on the answer scale a driver moves customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.stats.logistic import logistic
from lastword.stats.quantile import student_quantile
from lastword.stats.sandwich import cluster_sums

Floats = NDArray[np.float64]
METHOD = "distribution regression, cluster-robust"
RIDGE = 1e-6
"""Keeps a slope finite where a column separates the answers; else without effect."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """One binomial regression for every cut of the answer scale.

    Parameters
    ----------
    names
        The columns, without the intercept.
    cuts
        Regression k speaks of P(answer ≥ cuts[k]).
    shares
        P(answer ≥ cut) as it is, one for each cut.
    effects
        P(answer ≥ cut) if all had the highest value of a column, less that if all had the lowest,
        with the other columns as they are; shape (cuts, columns).
    covariance
        Of the effects, flattened row by row; over clusters.
    n, clusters
        Answers and clusters.
    """

    names: tuple[str, ...]
    cuts: tuple[float, ...]
    shares: tuple[float, ...]
    effects: Floats
    covariance: Floats
    n: int
    clusters: int

    def effect(self, name: str, cut: float, *, level: float = 0.95) -> Estimate:
        """Change of P(answer ≥ cut) from the lowest to the highest value of a column."""
        place = self._place(name, cut)
        return self._estimate(np.eye(self.effects.size)[place], level)

    def difference(self, name: str, cut: float, other: float, *, level: float = 0.95) -> Estimate:
        """Effect at one cut less the effect at another, with their covariance."""
        one = np.eye(self.effects.size)
        return self._estimate(one[self._place(name, cut)] - one[self._place(name, other)], level)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        effects = {
            name: {str(cut): self.effect(name, cut).to_dict() for cut in self.cuts}
            for name in self.names
        }
        return {"shares": dict(zip(map(str, self.cuts), self.shares, strict=True)),
                "effects": effects}  # fmt: skip

    def _place(self, name: str, cut: float) -> int:
        if name not in self.names or cut not in self.cuts:
            raise UsageError(
                f"no effect of {name!r} at {cut}. Columns: {', '.join(self.names)}; "
                f"cuts: {', '.join(f'{cut:g}' for cut in self.cuts)}"
            )
        return self.cuts.index(cut) * len(self.names) + self.names.index(name)

    def _estimate(self, weights: Floats, level: float) -> Estimate:
        value = float(weights @ self.effects.ravel())
        error = float(np.sqrt(weights @ self.covariance @ weights))
        half = student_quantile(max(self.clusters - 1, 1), level) * error
        return Estimate(value, value - half, value + half, self.n, METHOD, level)


def distribution_regression(
    columns: Mapping[str, ArrayLike],
    outcome: ArrayLike,
    cuts: Sequence[float],
    *,
    weights: ArrayLike | None = None,
    counts: ArrayLike | None = None,
    clusters: ArrayLike | None = None,
) -> Distribution:
    """Fit P(answer ≥ cut) = F(α_cut + xᵀβ_cut) for every cut, each with its own slopes.

    Tells a driver that keeps customers from being dissatisfied (it moves P(answer ≥ 7), not
    P(answer ≥ 9)) from one that makes them delighted, without a reference point on the driver.

    Parameters
    ----------
    columns
        Name → values, shape (n,).
    outcome
        Answers, shape (n,).
    cuts
        Values of the scale; both sides of each must occur.
    weights
        Weight of each row.
    counts
        Equal answers that each row stands for, where the rows are cells.
    clusters
        Label of each row's cluster; every row its own where None.

    Raises
    ------
    UsageError
        If all answers lie on one side of a cut, or nothing is given.

    Notes
    -----
    Foresi and Peracchi (1995), doi:10.1080/01621459.1995.10476530; Chernozhukov, Fernández-Val
    and Melly (2013), doi:10.3982/ECTA10582. Effects in points of a probability are largest where
    the share is near one half: compare them with that in mind, or with the ordinal model.

    Examples
    --------
    >>> import numpy as np
    >>> solved = np.repeat([0, 1], 40)
    >>> answer = np.r_[np.repeat([1, 2, 3], [20, 15, 5]), np.repeat([1, 2, 3], [5, 30, 5])]
    >>> fit = distribution_regression({"solved": solved}, answer, [2, 3])
    >>> fit.effect("solved", 2).text(), fit.effect("solved", 3).text()
    ('37 % (19–56)', '0 % (−15 to 15)')
    """
    names = tuple(columns)
    x = np.column_stack([np.asarray(column, dtype=np.float64) for column in columns.values()])
    y, n = np.asarray(outcome, dtype=np.float64), len(x)
    times = np.ones(n) if counts is None else np.asarray(counts, dtype=np.float64)
    weight = times * (1.0 if weights is None else np.asarray(weights, dtype=np.float64))
    design, total = np.column_stack([np.ones(n), x]), weight.sum()
    effects, parts, shares = [], [], []
    for cut in cuts:
        above = (y >= cut).astype(np.float64)
        shares.append(float(weight @ above / total))
        if not 0 < shares[-1] < 1:
            raise UsageError(f"all answers lie on one side of {cut:g}; choose another cut")
        effect, part = _effects(design, above, weight)
        effects.append(effect)
        parts.append(part)
    covariance, groups = _covariance(np.column_stack(parts), times, clusters)
    answers = round(float(times.sum()))
    return Distribution(
        names, tuple(cuts), tuple(shares), np.array(effects), covariance, answers, groups
    )


def _covariance(influence: Floats, times: Floats, clusters: ArrayLike | None) -> tuple[Floats, int]:
    """Covariance of the effects, and over how many clusters; a cell's answers are independent."""
    if clusters is None:
        held = times > 0
        own, groups = influence[held] / np.sqrt(times[held])[:, None], round(times.sum())
    else:
        own = cluster_sums(influence, clusters)
        groups = len(own)
    factor = groups / (groups - 1) if groups > 1 else np.inf
    return np.asarray(factor * own.T @ own), groups


def _effects(design: Floats, above: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Average effects at one cut, shape (p,), and each row's influence on them, (n, p)."""
    penalty = np.array([0.0, *[RIDGE] * (design.shape[1] - 1)])
    fit = logistic(design, above * weight, weight, ridge=penalty)
    total = weight.sum()
    effects, own, turns = [], [], []
    for place in range(1, design.shape[1]):
        ends = [design.copy(), design.copy()]
        ends[0][:, place], ends[1][:, place] = design[:, place].max(), design[:, place].min()
        high, low = (fit.predict(end) for end in ends)
        effects.append(float(weight @ (high - low) / total))
        own.append(weight * (high - low - effects[-1]) / total)
        steep = (weight * high * (1 - high), weight * low * (1 - low))
        turns.append((steep[0] @ ends[0] - steep[1] @ ends[1]) / total)
    scores = design * (weight * (above - fit.predict(design)))[:, None]
    influence = scores @ fit.covariance @ np.array(turns).T + np.column_stack(own)
    return np.array(effects), influence
