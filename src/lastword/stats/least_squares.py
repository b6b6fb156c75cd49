"""Least squares from cross-products, with errors that allow for clusters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError
from lastword.estimate import Estimate, Unit
from lastword.stats.cross_products import CrossProducts, square
from lastword.stats.quantile import student_quantile

Floats = NDArray[np.float64]
Errors = Literal["sandwich", "jackknife"]
EXACT = 1e-9
"""Errors below this share of the coefficient are rounding, not knowledge."""


@dataclass(frozen=True, slots=True)
class LeastSquares:
    """A fitted linear regression.

    Parameters
    ----------
    names
        ``"intercept"``, then the predictors.
    coefficients
        One each, shape (p,).
    covariance
        Their covariance over clusters, shape (p, p); NaN where all is one cluster.
    r_squared
        Share of the outcome's variance.
    n, clusters
        Rows and clusters.
    is_clustered
        Whether rows were bound together; else every row is its own cluster.
    """

    names: tuple[str, ...]
    coefficients: Floats
    covariance: Floats
    r_squared: float
    n: int
    clusters: int
    is_clustered: bool

    @property
    def errors(self) -> Floats:
        """Standard errors of the coefficients, shape (p,)."""
        return np.sqrt(np.maximum(np.diag(self.covariance), 0.0))

    def estimate(self, name: str, *, level: float = 0.95, unit: Unit = "score") -> Estimate:
        """One coefficient with Student's interval.

        Without ends where all is one cluster, or nothing varies that an error could be learnt of.
        """
        place = self.names.index(name)
        method = f"least squares, {'cluster-robust' if self.is_clustered else 'robust'}"
        value, error = float(self.coefficients[place]), float(self.errors[place])
        if self.clusters < 2 or error <= EXACT * max(abs(value), 1.0):
            return Estimate(value, None, None, self.n, method, level, unit)
        half = student_quantile(self.clusters - 1, level) * error
        return Estimate(value, value - half, value + half, self.n, method, level, unit)


def least_squares(
    products: CrossProducts,
    outcome: str,
    predictors: Sequence[str],
    *,
    errors: Errors = "sandwich",
) -> LeastSquares:
    """Regress a column on others, exactly as from the rows themselves.

    β = (Σ XᵀWX)⁻¹ Σ XᵀWy. *Sandwich*: H⁻¹ [c Σ_g u_g u_gᵀ] H⁻¹ with u_g = X_gᵀW(y_g − X_g β) and
    c = G/(G−1) · (n−1)/(n−p); *jackknife*: Σ_g (β₋g − β)(β₋g − β)ᵀ, which leaves out a cluster at
    a time and is the safer one with few or uneven clusters. Where every row is its own cluster
    these are HC1 and HC3.

    Parameters
    ----------
    products
        Must hold the outcome and the predictors.
    errors
        How the covariance of the coefficients is estimated.

    Raises
    ------
    UsageError
        If the predictors repeat each other, or there are not more rows than coefficients.

    Notes
    -----
    Liang and Zeger (1986), doi:10.1093/biomet/73.1.13; MacKinnon, Nielsen and Webb (2023),
    doi:10.1002/jae.2969.

    Examples
    --------
    >>> from lastword.stats.cross_products import cross_products
    >>> sums = cross_products({"x": [1, 2, 3, 4], "y": [2, 4, 5, 9]})
    >>> least_squares(sums, "y", ["x"]).coefficients.round(3).tolist()
    [-0.5, 2.2]
    """
    at, y = [0, *products.places(predictors)], products.places([outcome])[0]
    total = products.total
    _check(total[np.ix_(at, at)], products.n, predictors)
    beta: Floats = np.asarray(np.linalg.solve(total[np.ix_(at, at)], total[at, y]), np.float64)
    covariance = _covariance(products, at, y, beta, errors)
    shift = np.eye(len(at))
    shift[0, 1:] = -products.origin[[place - 1 for place in at[1:]]]
    coefficients = shift @ beta
    coefficients[0] += products.origin[y - 1]
    spread = total[y, y] - total[0, y] ** 2 / total[0, 0]
    left = total[y, y] - float(total[at, y] @ beta)
    return LeastSquares(
        names=("intercept", *predictors),
        coefficients=coefficients,
        covariance=shift @ covariance @ shift.T,
        r_squared=1 - left / spread if spread > 0 else 0.0,
        n=products.n,
        clusters=products.clusters,
        is_clustered=not products.is_cells,
    )


def solve_all(products: ArrayLike, predictors: Sequence[int], outcome: int) -> Floats:
    """Coefficients of many samples at once, intercept first.

    Parameters
    ----------
    products
        Shape (B, m, m), as `CrossProducts.resampled` yields.
    predictors, outcome
        Places of the columns.

    Returns
    -------
    Floats
        Shape (B, 1 + predictors); a sample whose predictors repeat each other holds NaN.
    """
    z, at = np.asarray(products, dtype=np.float64), np.array([0, *predictors])
    gram = z[:, at[:, None], at]
    scale = np.sqrt(np.maximum(np.diagonal(gram, axis1=1, axis2=2), 1e-300))
    scaled = gram / scale[:, :, None] / scale[:, None, :]
    singular = np.linalg.cond(scaled) > 1e12
    scaled[singular] = np.eye(at.size)
    beta = np.linalg.solve(scaled, (z[:, at, outcome] / scale)[..., None])[..., 0] / scale
    beta[singular] = np.nan
    return np.asarray(beta)


def _covariance(
    products: CrossProducts, at: Sequence[int], y: int, beta: Floats, errors: Errors
) -> Floats:
    if products.clusters < 2:
        return np.full((len(at), len(at)), np.nan)
    own = square(products.triangles)[:, [*at, y]][:, :, [*at, y]]
    times = products.rows if products.is_cells else np.ones(products.rows.size)
    bread, total = own[:, :-1, :-1].sum(axis=0), own[:, :-1, -1].sum(axis=0)
    gram, target = own[:, :-1, :-1] / times[:, None, None], own[:, :-1, -1] / times[:, None]
    if errors == "jackknife":
        left = np.linalg.solve(bread - gram, (total - target)[..., None])[..., 0]
        moved = (left - beta) * np.sqrt(times)[:, None]
        return np.asarray(moved.T @ moved)
    scores = (target - gram @ beta) * np.sqrt(times)[:, None]
    g, n, p = products.clusters, products.n, len(at)
    factor = g / (g - 1) * (n - 1) / (n - p)
    inverse = np.linalg.inv(bread)
    return np.asarray(factor * inverse @ (scores.T @ scores) @ inverse)


def _check(gram: Floats, n: int, predictors: Sequence[str]) -> None:
    p = len(gram)
    if n <= p:
        raise UsageError(f"{n} rows cannot carry {p} coefficients; use fewer predictors")
    spread = np.diag(gram)
    flat = [name for name, s in zip(predictors, spread[1:], strict=True) if not s > 0]
    if flat:
        raise UsageError(f"{', '.join(flat)} never varies; leave it out")
    scaled = gram / np.sqrt(spread)[:, None] / np.sqrt(spread)
    if np.linalg.cond(scaled) > 1e12:
        raise UsageError(
            f"some of {', '.join(predictors)} repeat each other; leave out all but one of them"
        )
