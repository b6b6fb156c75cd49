"""Reach less noise: which failures stand behind dissatisfaction, divided by Shapley."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.stats.cross_products import Sums
from lastword.stats.quantile import student_quantile
from lastword.stats.sandwich import cluster_sums

Floats = NDArray[np.float64]
METHOD = "reach less noise"


@dataclass(frozen=True, slots=True)
class ReachNoise:
    """Shares of reach less noise.

    Parameters
    ----------
    names
        The attributes.
    shares
        One for each; they add up to `reach` less `noise`.
    reach
        Share of the dissatisfied who met any failure.
    noise
        The same share of the others.
    """

    names: tuple[str, ...]
    shares: tuple[Estimate, ...]
    reach: Estimate
    noise: Estimate

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        shares = {n: s.to_dict() for n, s in zip(self.names, self.shares, strict=True)}
        return {"shares": shares, "reach": self.reach.to_dict(), "noise": self.noise.to_dict()}


def reach_noise(
    failed: ArrayLike,
    dissatisfied: ArrayLike,
    names: Sequence[str],
    *,
    weights: ArrayLike | None = None,
    counts: ArrayLike | None = None,
    clusters: ArrayLike | Sums | None = None,
    level: float = 0.95,
) -> ReachNoise:
    """Divide P(any failure | dissatisfied) − P(any failure | not) among the attributes.

    The Shapley value of this game has a closed form: a customer with the failures F gives
    1/|F| to each of them, so φ_j = E[1{j ∈ F}/|F| | dissatisfied] − E[same | not]. One pass over
    the answers, however many attributes.

    Parameters
    ----------
    failed
        Whether each attribute failed for each customer, shape (n, p).
    dissatisfied
        Whether each customer is dissatisfied, shape (n,).
    names
        One for each attribute.
    weights
        Weight of each row; 1 where None.
    counts
        Answers that each row stands for, where the rows are cells.
    clusters
        Label of each row's cluster, for the intervals, or a function that sums over clusters;
        every row its own where None.

    Raises
    ------
    UsageError
        If shapes differ, or nobody (or everybody) is dissatisfied.

    Notes
    -----
    Conklin, Powaga and Lipovetsky (2004), doi:10.1016/S0377-2217(02)00877-X. An attribute that
    hurts and one that only goes along with it share the credit.

    Examples
    --------
    >>> got = reach_noise([[1, 0], [1, 1], [0, 0], [0, 1]], [1, 1, 0, 0], ["cold", "slow"])
    >>> [share.value for share in got.shares], got.reach.value, got.noise.value
    ([0.75, -0.25], 1.0, 0.5)
    """
    marks, bad = np.asarray(failed, dtype=bool), np.asarray(dissatisfied, dtype=bool)
    weight = np.ones(bad.size) if weights is None else np.asarray(weights, dtype=np.float64)
    _check(marks, bad, weight, names)
    answers = np.ones(bad.size) if counts is None else np.asarray(counts, dtype=np.float64)
    sums = clusters if callable(clusters) else _by_label(clusters, weight)
    failures = marks.sum(axis=1)
    gives = np.column_stack([marks / np.maximum(failures, 1)[:, None], failures > 0])
    there, elsewhere = (_Means.of(gives, weight, side, sums) for side in (bad, ~bad))
    n = round(float(answers.sum()))
    n_bad = round(float(answers[bad].sum()))
    gaps = _estimates(there.means - elsewhere.means, there.parts - elsewhere.parts, n, level)
    return ReachNoise(
        tuple(names),
        tuple(gaps[:-1]),
        _estimates(there.means, there.parts, n_bad, level)[-1],
        _estimates(elsewhere.means, elsewhere.parts, n - n_bad, level)[-1],
    )


def _by_label(clusters: ArrayLike | None, weight: Floats) -> Sums:
    labels = np.arange(weight.size) if clusters is None else clusters
    return lambda values: cluster_sums(weight[:, None] * values, labels)


@dataclass(frozen=True, slots=True)
class _Means:
    """Weighted means of one side, shape (k,), and each cluster's part in their error, (G, k)."""

    means: Floats
    parts: Floats

    @classmethod
    def of(cls, values: Floats, weight: Floats, side: NDArray[np.bool_], sums: Sums) -> _Means:
        total = weight[side].sum()
        means = weight[side] @ values[side] / total
        return cls(means, sums(side[:, None] * (values - means) / total))


def _estimates(values: Floats, parts: Floats, n: int, level: float) -> list[Estimate]:
    clusters = len(parts)
    if clusters < 2:
        return [Estimate(float(v), None, None, n, METHOD, level) for v in values]
    error = np.sqrt(clusters / (clusters - 1) * (parts**2).sum(axis=0))
    half = student_quantile(clusters - 1, level) * error
    return [
        Estimate(float(v), float(v - h), float(v + h), n, METHOD, level)
        for v, h in zip(values, half, strict=True)
    ]


def _check(
    marks: NDArray[np.bool_], bad: NDArray[np.bool_], weight: Floats, names: Sequence[str]
) -> None:
    if marks.shape != (bad.size, len(names)) or weight.shape != bad.shape:
        raise UsageError(
            f"failed has shape {marks.shape} for {bad.size} customers and {len(names)} names"
        )
    if not (weight * bad).sum() > 0 or not (weight * ~bad).sum() > 0:
        raise UsageError("reach less noise compares two groups; here one of them is empty")
