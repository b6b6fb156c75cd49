"""Cross-products: the same least squares as from rows, in any cut of the data."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastword.errors import UsageError
from lastword.stats.cross_products import covariances, cross_products
from lastword.stats.least_squares import least_squares, solve_all
from stats.cases import columns_of


def made(seed: int, n: int = 120) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    a, b = rng.integers(1, 6, n), rng.normal(3000, 2, n)
    return {"a": a, "b": b, "y": a + 0.5 * (b - 3000) + rng.normal(0, 1, n)}


def test_petersens_errors(cases_folder: Path) -> None:
    """Petersen's test data (10 years of 500 firms); digits from R, sandwich::vcovCL."""
    data = columns_of(cases_folder / "petersen.csv")
    for cluster, errors in (
        ("firm", (0.0670127036988, 0.050595725884)),
        ("year", (0.0233867211009, 0.0333889134119)),
    ):
        products = cross_products({"x": data["x"], "y": data["y"]}, clusters=data[cluster])
        fit = least_squares(products, "y", ["x"])
        assert fit.coefficients == pytest.approx([0.0296797207345, 1.0348334394617], rel=1e-8)
        assert fit.errors == pytest.approx(errors, rel=1e-8)


def test_equal_to_least_squares_on_rows() -> None:
    data = made(1)
    design = np.column_stack([np.ones(120), data["a"], data["b"]])
    expected, *_ = np.linalg.lstsq(design, data["y"], rcond=None)
    fit = least_squares(cross_products(data), "y", ["a", "b"])
    assert fit.coefficients == pytest.approx(expected, rel=1e-7)


def test_jackknife_leaves_out_one_cluster_at_a_time() -> None:
    data, cluster = made(2), np.arange(120) % 12
    fit = least_squares(cross_products(data, clusters=cluster), "y", ["a"], errors="jackknife")
    left = [
        least_squares(
            cross_products({k: v[cluster != g] for k, v in data.items()}), "y", ["a"]
        ).coefficients
        - fit.coefficients
        for g in range(12)
    ]
    assert fit.covariance == pytest.approx(np.array(left).T @ np.array(left), rel=1e-8)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 5))
def test_a_weight_of_k_is_k_copies(seed: int, most: int) -> None:
    data = made(seed, 60)
    weights = np.random.default_rng(seed).integers(1, most + 1, 60)
    weighted = cross_products(data, weights=weights)
    copied = cross_products({name: np.repeat(v, weights) for name, v in data.items()})
    assert weighted.covariance() == pytest.approx(copied.covariance(), rel=1e-9, abs=1e-12)
    assert least_squares(weighted, "y", ["a", "b"]).coefficients == pytest.approx(
        least_squares(copied, "y", ["a", "b"]).coefficients, rel=1e-8
    )


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 40))
def test_clusters_do_not_change_the_total(seed: int, groups: int) -> None:
    data = made(seed)
    labels = np.random.default_rng(seed).integers(0, groups, 120)
    assert cross_products(data, clusters=labels).total == pytest.approx(
        cross_products(data).total, rel=1e-9, abs=1e-9
    )


@pytest.mark.parametrize("errors", ["sandwich", "jackknife"])
def test_cells_have_the_errors_of_their_rows(errors: str) -> None:
    x, y, counts = np.array([1, 2, 3, 3]), np.array([2, 2, 5, 1]), np.array([3, 2, 1, 4])
    cells = least_squares(
        cross_products({"x": x, "y": y}, counts=counts), "y", ["x"], errors=errors
    )
    rows = {"x": np.repeat(x, counts), "y": np.repeat(y, counts)}
    expected = least_squares(cross_products(rows), "y", ["x"], errors=errors)
    assert cells.clusters == expected.clusters == 10
    assert cells.covariance == pytest.approx(expected.covariance, rel=1e-12)


def test_cells_are_resampled_as_their_rows() -> None:
    """5,000 samples of 400 rows in 6 cells; Monte-Carlo error of the spread is 1 %."""
    rows = np.random.default_rng(8).integers(1, 4, (400, 2))
    cells, counts = np.unique(rows, axis=0, return_counts=True)
    sums = cross_products({"x": cells[:, 0], "y": cells[:, 1]}, counts=counts)
    blocks = sums.resampled(5000, np.random.default_rng(1))
    slopes = np.concatenate([solve_all(block, [1], 2) for block in blocks])[:, 1]
    assert slopes.std() == pytest.approx(least_squares(sums, "y", ["x"]).errors[1], rel=0.05)


def test_bootstrap_spreads_as_the_sandwich() -> None:
    """40 clusters, 4,000 samples: Monte-Carlo error of a standard error is about 1 %."""
    data = made(3, 2000)
    products = cross_products(data, clusters=np.arange(2000) % 40)
    fit = least_squares(products, "y", ["a", "b"])
    at, y = products.places(["a", "b"]), products.places(["y"])[0]
    blocks = products.resampled(4000, np.random.default_rng(1))
    draws = np.concatenate([solve_all(block, at, y) for block in blocks])
    assert draws.std(axis=0)[1:] == pytest.approx(fit.errors[1:], rel=0.06)


def test_a_sample_without_variation_is_unknown() -> None:
    sums = cross_products({"x": [0, 0, 1, 1], "y": [1, 2, 3, 4]}, clusters=[0, 0, 1, 1])
    total = sums.total
    flat = cross_products({"x": [0, 0, 0, 0], "y": [1, 2, 3, 4]}).total
    got = solve_all(np.stack([total, flat]), [1], 2)
    assert not np.isnan(got[0]).any()
    assert np.isnan(got[1]).all()


def test_covariance_of_samples_is_that_of_each() -> None:
    sums = cross_products(made(5))
    assert covariances(np.stack([sums.total] * 2))[1] == pytest.approx(sums.covariance())


@pytest.mark.parametrize(
    ("columns", "options", "words"),
    [
        ({"x": [1, 2], "y": [1]}, {}, "equally long"),
        ({"x": [1, np.nan]}, {}, "unknown values in x"),
        ({"x": [1, 2]}, {"weights": [1, -1]}, "not negative"),
        ({"x": [1, 2]}, {"clusters": [1]}, "one label for each of 2 rows"),
    ],
)
def test_refusals(columns: dict, options: dict, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        cross_products(columns, **options)


def test_an_error_of_nothing_is_unknown() -> None:
    sums = cross_products({"x": [0, 0, 1, 1], "y": [3, 3, 3, 3], "z": [1, 2, 3, 5]})
    for outcome, is_known in (("y", False), ("z", True)):
        slope = least_squares(sums, outcome, ["x"]).estimate("x")
        assert (slope.lower is not None) == is_known


def test_refusals_of_least_squares() -> None:
    x = np.arange(5.0)
    products = cross_products({"x": x, "twin": 2 * x, "flat": np.ones(5), "y": x**2})
    with pytest.raises(UsageError, match="repeat each other"):
        least_squares(products, "y", ["x", "twin"])
    with pytest.raises(UsageError, match="flat never varies"):
        least_squares(products, "y", ["flat"])
    with pytest.raises(UsageError, match="Choose among: x, twin, flat, y"):
        least_squares(products, "y", ["z"])
    with pytest.raises(UsageError, match="2 rows cannot carry 2"):
        least_squares(cross_products({"x": [1, 2], "y": [2, 3]}), "y", ["x"])
