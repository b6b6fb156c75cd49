"""Clustered covariance: a case small enough for hand computation, and its laws."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.sandwich import Membership, numbered, sandwich, squares
from stats.cases import columns_of


def _one_each(labels: np.ndarray) -> Membership:
    cells = np.arange(labels.size)
    return Membership(labels, cells, np.ones(labels.size), labels.size)


def test_mean_of_clusters_is_the_known_formula() -> None:
    y = np.array([1.0, 3, 2, 6, 7, 5])
    agent = np.array([0, 0, 1, 1, 2, 2])
    residual = (y - y.mean())[:, None]
    covariance = sandwich(np.array([[1 / 6]]), [squares(_one_each(agent).sums(residual))], n=6)
    sums = np.array([4 - 8, 8 - 8, 12 - 8])
    assert covariance[0, 0] == pytest.approx(3 / 2 * (sums @ sums) / 36)


def test_two_ways_add_both_and_take_off_the_intersection() -> None:
    rng = np.random.default_rng(2)
    scores = rng.normal(size=(300, 2))
    agent, customer = rng.integers(0, 30, 300), rng.integers(0, 60, 300)
    ways = [agent, customer, numbered(agent, customer)]
    sums = [squares(_one_each(numbered(way)).sums(scores)) for way in ways]
    bread = np.eye(2)
    parts = [sandwich(bread, [part], n=300) for part in sums]
    both = sandwich(bread, sums, n=300)
    assert both == pytest.approx(parts[0] + parts[1] - parts[2])


def test_a_covariance_is_never_negative() -> None:
    scores = np.array([[1.0], [-1.0], [-1.0], [1.0]])
    ways = [np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.arange(4)]
    sums = [squares(_one_each(way).sums(scores)) for way in ways]
    assert sandwich(np.eye(1), sums, n=4)[0, 0] == 0.0


def test_two_ways_of_petersens_data(cases_folder: Path) -> None:
    """Petersen's test data, firm and year: digits from R, sandwich::vcovCL(fit, ~ firm + year)."""
    data = columns_of(cases_folder / "petersen.csv")
    design = np.column_stack([np.ones(data["x"].size), data["x"]])
    coefficients = np.linalg.lstsq(design, data["y"], rcond=None)[0]
    scores = design * (data["y"] - design @ coefficients)[:, None]
    ways = [numbered(data["firm"]), numbered(data["year"]), numbered(data["firm"], data["year"])]
    sums = [squares(_one_each(way).sums(scores)) for way in ways]
    covariance = sandwich(np.linalg.inv(design.T @ design), sums, n=len(design))
    assert np.sqrt(np.diag(covariance)) == pytest.approx(
        [0.0650639181994, 0.0535580229449], rel=1e-10
    )


def test_nested_clusters_change_nothing() -> None:
    rng = np.random.default_rng(5)
    scores, customer = rng.normal(size=(200, 3)), np.repeat(np.arange(100), 2)
    agent = customer // 10
    sums = [squares(_one_each(numbered(way)).sums(scores)) for way in (agent, customer)]
    both = sandwich(np.eye(3), [*sums, sums[1]], n=200)
    assert both == pytest.approx(sandwich(np.eye(3), sums[:1], n=200))


def test_one_cluster_is_refused() -> None:
    with pytest.raises(UsageError, match="one cluster"):
        sandwich(np.eye(1), [squares(np.ones((1, 1)))], n=10)
