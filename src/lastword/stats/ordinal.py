"""Cumulative link models of ordered answers, fitted on cells with weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import NotIdentified, UsageError
from lastword.stats.columns import check_columns
from lastword.stats.links import Link, LinkName, link_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
STEPS = 40
SETTLED = 1e-9
SMALLEST = 1e-120
BLOCK = 2**18


@dataclass(frozen=True, slots=True)
class Ordinal:
    """A fitted cumulative link model P(y ≤ k) = F(θ_k − xβ).

    Parameters
    ----------
    thresholds
        θ, increasing, shape (K − 1,).
    coefficients
        β, shape (p,): positive moves answers up.
    information
        Minus the Hessian of the weighted log-likelihood in (θ, β), shape (q, q), q = K − 1 + p.
    log_likelihood
        Weighted sum of log P(y).
    link
        Name of the link.
    steps
        Newton steps taken.
    """

    thresholds: Floats
    coefficients: Floats
    information: Floats
    log_likelihood: float
    link: LinkName
    steps: int

    @property
    def levels(self) -> int:
        """Number K of answer categories."""
        return self.thresholds.size + 1

    @property
    def parameters(self) -> Floats:
        """(θ, β), shape (q,)."""
        return np.asarray(np.r_[self.thresholds, self.coefficients])

    @property
    def bread(self) -> Floats:
        """Inverse information, the covariance if answers were independent and unweighted."""
        return np.asarray(np.linalg.inv(self.information))

    def predict(self, design: ArrayLike) -> Floats:
        """Probability of each category for each row of a design, shape (rows, K)."""
        eta = np.asarray(design, dtype=np.float64) @ self.coefficients
        lower, upper = _ends(self.thresholds, eta)
        return link_of(self.link).between(lower, upper)

    def scores(self, design: ArrayLike, answer: ArrayLike) -> Floats:
        """Gradient of log P(y) in (θ, β) for one answer of each cell, shape (cells, q).

        Parameters
        ----------
        design, answer
            Row of the design and category 0 … K − 1 of each cell.
        """
        x, y = np.asarray(design, dtype=np.float64), np.asarray(answer, dtype=np.int64)
        link, eta = link_of(self.link), x @ self.coefficients
        lower, upper = _ends(self.thresholds, eta)
        cell, last = np.arange(y.size), self.thresholds.size
        low, high = lower[cell, y], upper[cell, y]
        share = np.maximum(link.between(low, high), SMALLEST)
        f_low, f_high = link.density(low) / share, link.density(high) / share
        by_threshold = np.zeros((y.size, last))
        is_inner, is_upper = y < last, y > 0
        by_threshold[cell[is_inner], y[is_inner]] = f_high[is_inner]
        by_threshold[cell[is_upper], y[is_upper] - 1] -= f_low[is_upper]
        return np.hstack([by_threshold, x * (f_low - f_high)[:, None]])


def ordinal(
    design: ArrayLike,
    counts: ArrayLike,
    *,
    link: LinkName = "logit",
    names: Sequence[str] = (),
) -> Ordinal:
    """Fit P(y ≤ k | x) = F(θ_k − xβ) to cells by Newton's method with the observed Hessian.

    Parameters
    ----------
    design
        One row a distinct x, without intercept (the thresholds are it), shape (m, p).
    counts
        Weighted number of answers in each category, worst first, shape (m, K); each category
        occurs.
    link
        ``"logit"`` (proportional odds), ``"probit"`` or ``"cloglog"``.
    names
        Names of the columns, for messages.

    Raises
    ------
    UsageError
        If shapes differ or a category never occurs.
    NotIdentified
        If a column is constant or repeats others, or separates the answers so that its effect is
        infinite.

    Notes
    -----
    The log-likelihood is concave for these links, so that Newton's method with halved steps finds
    the one maximum. Cells give exactly what rows give, and a weight of k what k copies give.
    McCullagh (1980), doi:10.1111/j.2517-6161.1980.tb01109.x; Christensen, R package *ordinal*.

    Examples
    --------
    >>> fit = ordinal([[0], [1]], [[30, 50, 20], [10, 50, 40]])
    >>> fit.coefficients.round(2).tolist()
    [1.15]
    """
    x, n = np.asarray(design, dtype=np.float64), np.asarray(counts, dtype=np.float64)
    _check(x, n, names)
    law = link_of(link)
    theta, beta = _begin(law, n), np.zeros(x.shape[1])
    return _newton(x, n, law, theta, beta, _names(names, x.shape[1]))


def _newton(
    x: Floats, n: Floats, law: Link, theta: Floats, beta: Floats, names: Sequence[str]
) -> Ordinal:
    best = _log_likelihood(x, n, law, theta, beta)
    for step in range(1, STEPS + 1):
        gradient, information = _derivatives(x, n, law, theta, beta)
        try:
            move = np.linalg.solve(information, gradient)
        except np.linalg.LinAlgError:
            break
        value = -np.inf
        for _ in range(40):
            ahead = theta + move[: theta.size]
            if (np.diff(ahead) > 0).all():
                value = _log_likelihood(x, n, law, ahead, beta + move[theta.size :])
            if value >= best - 1e-12 * abs(best):
                break
            move = move / 2
        theta, beta, best = theta + move[: theta.size], beta + move[theta.size :], value
        if np.abs(move).max() < SETTLED * (1 + np.abs(theta).max()):
            information = _derivatives(x, n, law, theta, beta)[1]
            return Ordinal(theta, beta, information, best, law.name, step)
    raise _separated(x, beta, names)


def _separated(x: Floats, beta: Floats, names: Sequence[str]) -> NotIdentified:
    name = names[int((np.abs(beta) * np.ptp(x, axis=0)).argmax())]
    return NotIdentified(
        f"the ordinal fit does not settle: {name} separates the answers, so that its effect is "
        "infinite. Merge its rare levels, or leave it out",
        [name],
    )


def _begin(law: Link, n: Floats) -> Floats:
    share = n.sum(axis=0).cumsum()[:-1] / n.sum()
    grid = np.linspace(-8.0, 8.0, 3201)
    return np.asarray(np.interp(share, law.below(grid), grid))


def _ends(theta: Floats, eta: Floats) -> tuple[Floats, Floats]:
    inner = theta[None, :] - eta[:, None]
    edge = np.full((eta.size, 1), np.inf)
    return np.hstack([-edge, inner]), np.hstack([inner, edge])


def _log_likelihood(x: Floats, n: Floats, law: Link, theta: Floats, beta: Floats) -> float:
    total = 0.0
    for rows, counts in _blocks(x, n):
        lower, upper = _ends(theta, rows @ beta)
        total += float((counts * np.log(np.maximum(law.between(lower, upper), SMALLEST))).sum())
    return total


def _derivatives(
    x: Floats, n: Floats, law: Link, theta: Floats, beta: Floats
) -> tuple[Floats, Floats]:
    """Gradient and information in (θ, β)."""
    parts = [_block_derivatives(*block, law, theta, beta) for block in _blocks(x, n)]
    gradients, informations = zip(*parts, strict=True)
    return np.sum(gradients, axis=0), np.sum(informations, axis=0)


def _blocks(x: Floats, n: Floats) -> Iterator[tuple[Floats, Floats]]:
    """Cells in blocks, so that millions of them need the memory of one block."""
    for first in range(0, len(x), BLOCK):
        yield x[first : first + BLOCK], n[first : first + BLOCK]


def _block_derivatives(
    x: Floats, n: Floats, law: Link, theta: Floats, beta: Floats
) -> tuple[Floats, Floats]:
    inner = theta[None, :] - (x @ beta)[:, None]
    edge = np.full((inner.shape[0], 1), np.inf)
    share = np.maximum(law.between(np.hstack([-edge, inner]), np.hstack([inner, edge])), SMALLEST)
    f, slope = law.density(inner), law.slope(inner)
    ratio = n / share
    gap = ratio[:, :-1] - ratio[:, 1:]
    zero = np.zeros((inner.shape[0], 1))
    rise = np.diff(np.hstack([zero, f, zero]), axis=1)
    lean = np.diff(np.hstack([zero, slope, zero]), axis=1)
    pull = ratio * rise
    curved = pull * rise / share
    by_eta = (ratio * lean).sum(axis=1) - curved.sum(axis=1)
    steep = pull / share
    mixed = f * (steep[:, :-1] - steep[:, 1:]) - slope * gap
    square = ratio / share
    own = (slope * gap - f**2 * (square[:, :-1] + square[:, 1:])).sum(axis=0)
    beside = (square[:, 1:-1] * f[:, :-1] * f[:, 1:]).sum(axis=0)
    corner = np.diag(own) + np.diag(beside, 1) + np.diag(beside, -1)
    side = mixed.T @ x
    bottom = (x * by_eta[:, None]).T @ x
    gradient = np.r_[(f * gap).sum(axis=0), -(x.T @ pull.sum(axis=1))]
    return gradient, -np.block([[corner, side], [side.T, bottom]])


def _names(names: Sequence[str], columns: int) -> list[str]:
    return list(names) or [f"column {index + 1}" for index in range(columns)]


def _check(x: Floats, n: Floats, names: Sequence[str]) -> None:
    if x.ndim != 2 or n.ndim != 2 or x.shape[0] != n.shape[0] or n.shape[1] < 2:
        raise UsageError(
            f"design and counts have shapes {x.shape} and {n.shape}; give one row of both for "
            "every distinct x, and a column of counts for each of two or more categories"
        )
    if (n < 0).any() or not (n.sum(axis=0) > 0).all():
        raise UsageError("a category is never answered or has a negative count; leave it out")
    check_columns(x, n.sum(axis=1), _names(names, x.shape[1]))
