"""Binomial regression on cells with counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.special import expit, xlogy

from lastword.errors import UsageError

Floats = NDArray[np.float64]
Design = Any
"""An array of shape (m, p), or a sparse one: of many levels each row has few."""
STEPS = 100
CERTAIN = 30.0
"""Log-odds beyond which a cell is fitted as certain: the answers are separated."""


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted binomial regression with logit link.

    Parameters
    ----------
    coefficients
        One for each column of the design, shape (p,).
    covariance
        Their covariance, shape (p, p): the cluster sandwich where clusters were given.
    log_likelihood
        Without the binomial constant and the penalty.
    steps
        Newton steps taken.
    """

    coefficients: Floats
    covariance: Floats
    log_likelihood: float
    steps: int

    @property
    def errors(self) -> Floats:
        """Standard errors of the coefficients, shape (p,)."""
        return np.sqrt(np.diag(self.covariance))

    def predict(self, design: ArrayLike | csr_array) -> Floats:
        """Probability of success for each row of a design, shape (rows,)."""
        return np.asarray(expit(_design(design) @ self.coefficients))


def logistic(
    design: ArrayLike | csr_array,
    successes: ArrayLike,
    trials: ArrayLike,
    *,
    ridge: float | ArrayLike = 0.0,
    clusters: ArrayLike | None = None,
    start: ArrayLike | None = None,
) -> Logistic:
    """Fit P(success) = 1/(1 + exp(−Xβ)) to cells by Newton's method.

    Maximises Σ [y log μ + (n − y) log(1 − μ)] − ½ Σ_j ridge_j β_j².

    Parameters
    ----------
    design
        One row a cell, one column a coefficient; the intercept is a column of ones. Shape (m, p);
        a `csr_array` where most of it is zero.
    successes, trials
        Counts (or weighted counts) of each cell, shape (m,); cells without trials are ignored.
    ridge
        Penalty for every coefficient, or one each; 0 on the intercept is usual. It keeps levels
        that always or never succeed finite.
    clusters
        Label of each cell's cluster; gives the sandwich H⁻¹ [G/(G−1) Σ u_g u_g′] H⁻¹.
    start
        Coefficients to begin from, such as those of a fit to nearly the same cells; else zeros.

    Raises
    ------
    UsageError
        If shapes differ, counts cannot be, or the fit does not settle (a level that separates the
        answers, or columns that repeat each other): use a ridge.

    Notes
    -----
    McCullagh and Nelder (1989), Generalized Linear Models, ch. 4; Liang and Zeger (1986),
    doi:10.1093/biomet/73.1.13.

    Examples
    --------
    >>> fit = logistic([[1, 0], [1, 1]], [30, 60], [100, 100])
    >>> fit.predict([[1, 0], [1, 1]]).round(3).tolist()
    [0.3, 0.6]
    """
    x = _design(design)
    y, n = (np.asarray(a, dtype=np.float64) for a in (successes, trials))
    _check(x, y, n)
    penalty = np.broadcast_to(np.asarray(ridge, dtype=np.float64), x.shape[1:])
    first = np.zeros(x.shape[1]) if start is None else np.asarray(start, dtype=np.float64)
    beta, steps = _newton(x, y, n, penalty, first)
    mu = expit(x @ beta)
    inverse: Floats = np.asarray(np.linalg.inv(_information(x, n, mu, penalty)), np.float64)
    covariance = inverse
    if clusters is not None:
        covariance = inverse @ _meat(_by_row(x, y - n * mu), np.asarray(clusters)) @ inverse
    return Logistic(beta, covariance, _log_likelihood(y, n, mu), steps)


def _design(design: ArrayLike | csr_array) -> Design:
    return design if isinstance(design, csr_array) else np.asarray(design, dtype=np.float64)


def _by_row(x: Design, factors: Floats) -> Design:
    rows = factors[:, None]
    return x * rows if isinstance(x, np.ndarray) else x.multiply(rows).tocsr()


def _dense(x: Design) -> Floats:
    return np.asarray(x if isinstance(x, np.ndarray) else x.toarray())


def _newton(x: Design, y: Floats, n: Floats, penalty: Floats, beta: Floats) -> tuple[Floats, int]:
    best = _objective(x, y, n, penalty, beta)
    for step in range(1, STEPS + 1):
        mu = expit(x @ beta)
        gradient = x.T @ (y - n * mu) - penalty * beta
        try:
            move = np.linalg.solve(_information(x, n, mu, penalty), gradient)
        except np.linalg.LinAlgError:
            break
        value = _objective(x, y, n, penalty, beta + move)
        while value < best - 1e-9 * abs(best) and np.abs(move).max() > 1e-12:
            move = move / 2
            value = _objective(x, y, n, penalty, beta + move)
        beta, best = beta + move, value
        if np.abs(x @ beta).max(initial=0.0) > CERTAIN:
            break
        if np.abs(move).max(initial=0.0) < 1e-9:
            return beta, step
    raise UsageError(
        "the logistic fit does not settle: a level separates the answers or two columns repeat "
        "each other. Merge levels, drop a column, or give a ridge above 0"
    )


def _information(x: Design, n: Floats, mu: Floats, penalty: Floats) -> Floats:
    return _dense(x.T @ _by_row(x, n * mu * (1 - mu))) + np.diag(penalty)


def _objective(x: Design, y: Floats, n: Floats, penalty: Floats, beta: Floats) -> float:
    eta = x @ beta
    return float(y @ eta - n @ np.logaddexp(0.0, eta) - 0.5 * penalty @ beta**2)


def _log_likelihood(y: Floats, n: Floats, mu: Floats) -> float:
    return float((xlogy(y, mu) + xlogy(n - y, 1 - mu)).sum())


def _meat(scores: Design, clusters: NDArray[np.generic]) -> Floats:
    labels, place = np.unique(clusters, return_inverse=True)
    if labels.size < 2:
        raise UsageError("all cells are of one cluster; a cluster sandwich needs at least two")
    sums = np.zeros((labels.size, scores.shape[1]))
    np.add.at(sums, place, _dense(scores))
    return np.asarray(labels.size / (labels.size - 1) * sums.T @ sums)


def _check(x: Design, y: Floats, n: Floats) -> None:
    if x.ndim != 2 or y.shape != x.shape[:1] or n.shape != x.shape[:1]:
        raise UsageError(
            f"design, successes and trials have shapes {x.shape}, {y.shape} and {n.shape}; "
            "give one row of the design, one count of successes and one of trials a cell"
        )
    if (y < 0).any() or (y > n + 1e-9).any():
        raise UsageError("a cell has fewer than 0 or more than all successes; check the counts")
