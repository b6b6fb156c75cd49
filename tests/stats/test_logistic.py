"""Binomial regression against a published fit and brute force."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.sparse import csr_array

from lastword.errors import UsageError
from lastword.stats.logistic import logistic

DOSE = [1.6907, 1.7242, 1.7552, 1.7842, 1.8113, 1.8369, 1.8610, 1.8839]
BEETLES = [59, 60, 62, 56, 63, 59, 62, 60]
KILLED = [6, 13, 18, 28, 52, 53, 61, 60]


def test_beetle_mortality_of_dobson() -> None:
    """Dobson, Introduction to Generalized Linear Models, 7.3.1: −60.72 (5.18), 34.27 (2.91)."""
    fit = logistic(np.column_stack([np.ones(8), DOSE]), KILLED, BEETLES)
    assert fit.coefficients == pytest.approx([-60.717, 34.270], abs=2e-3)
    assert fit.errors == pytest.approx([5.181, 2.912], abs=2e-3)


def test_cells_give_what_their_rows_give() -> None:
    rng = np.random.default_rng(1)
    x = rng.integers(0, 2, (400, 2))
    y = rng.random(400) < 1 / (1 + np.exp(-(x @ [0.8, -0.5])))
    rows = np.column_stack([np.ones(400), x])
    cells, place = np.unique(rows, axis=0, return_inverse=True)
    trials, yes = np.bincount(place), np.bincount(place, weights=y)
    alone, counted = logistic(rows, y, np.ones(400)), logistic(cells, yes, trials)
    assert counted.coefficients == pytest.approx(alone.coefficients)
    assert counted.covariance.ravel() == pytest.approx(alone.covariance.ravel())
    assert counted.log_likelihood == pytest.approx(alone.log_likelihood)


def test_ridge_maximises_the_penalised_likelihood() -> None:
    design = np.column_stack([np.ones(8), np.array(DOSE) - 1.78])
    y, n, ridge = np.array(KILLED), np.array(BEETLES), np.array([0.0, 2.0])

    def loss(beta):
        eta = design @ beta
        return -(y @ eta - n @ np.logaddexp(0, eta)) + 0.5 * ridge @ beta**2

    best = minimize(loss, np.zeros(2), tol=1e-12).x
    assert logistic(design, y, n, ridge=ridge).coefficients == pytest.approx(best, abs=1e-4)


def test_a_level_that_always_succeeds_needs_a_ridge() -> None:
    design, yes, trials = [[1, 0], [1, 1]], [5, 10], [10, 10]
    with pytest.raises(UsageError, match="ridge"):
        logistic(design, yes, trials)
    fit = logistic(design, yes, trials, ridge=[0, 0.5])
    assert 0.8 < fit.predict([[1, 1]])[0] < 1


def test_columns_that_repeat_each_other_are_refused() -> None:
    with pytest.raises(UsageError, match="repeat each other"):
        logistic([[1, 1], [1, 1], [1, 1]], [1, 2, 3], [5, 5, 5])


def test_impossible_cells_are_refused() -> None:
    with pytest.raises(UsageError, match="check the counts"):
        logistic([[1]], [3], [2])
    with pytest.raises(UsageError, match="shapes"):
        logistic([[1]], [3, 1], [5])
    with pytest.raises(UsageError, match="at least two"):
        logistic([[1], [1]], [1, 2], [3, 3], clusters=["a", "a"])


def test_sandwich_covers_where_clusters_are_alike() -> None:
    """500 draws: Monte-Carlo error of a coverage of .95 is .01; the plain error covers < .85."""
    rng = np.random.default_rng(4)
    robust = plain = 0
    for _ in range(500):
        z = rng.integers(0, 2, 60)
        p = 1 / (1 + np.exp(-(0.3 * z + rng.normal(0, 0.6, 60))))
        design, n = np.column_stack([np.ones(60), z]), np.full(60, 30)
        y = rng.binomial(n, p)
        fit = logistic(design, y, n, clusters=np.arange(60))
        truth = 0.3 / np.sqrt(1 + 0.346 * 0.36)
        robust += abs(fit.coefficients[1] - truth) < 1.96 * fit.errors[1]
        plain += abs(fit.coefficients[1] - truth) < 1.96 * logistic(design, y, n).errors[1]
    assert 0.91 <= robust / 500 <= 0.98
    assert plain / 500 < 0.85


def test_where_the_fit_begins_does_not_matter() -> None:
    rng = np.random.default_rng(5)
    design = np.column_stack([np.ones(40), rng.normal(size=(40, 2))])
    trials = rng.integers(5, 50, 40)
    successes = rng.binomial(trials, 0.4)
    plain = logistic(design, successes, trials)
    warm = logistic(design, successes, trials, start=plain.coefficients + 0.1)
    assert np.allclose(plain.coefficients, warm.coefficients, rtol=1e-8, atol=1e-10)


def test_a_sparse_design_gives_the_same_fit() -> None:
    rng = np.random.default_rng(7)
    design = np.column_stack([np.ones(60), rng.integers(0, 2, (60, 4))])
    trials = rng.integers(1, 30, 60)
    successes, clusters = rng.binomial(trials, 0.4), rng.integers(0, 8, 60)
    dense = logistic(design, successes, trials, ridge=0.5, clusters=clusters)
    sparse = logistic(csr_array(design), successes, trials, ridge=0.5, clusters=clusters)
    assert sparse.coefficients == pytest.approx(dense.coefficients, rel=1e-10)
    assert sparse.errors == pytest.approx(dense.errors, rel=1e-10)
    assert sparse.predict(csr_array(design)) == pytest.approx(dense.predict(design), rel=1e-10)
