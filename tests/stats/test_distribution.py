"""Distribution regression: closed forms with one binary column, and coverage."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.distribution import distribution_regression
from lastword.stats.quantile_regression import quantile_regression
from stats.cases import columns_of


def test_a_binary_column_gives_differences_of_shares() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.integers(0, 2, 300), rng.integers(0, 11, 300)
    fit = distribution_regression({"x": x}, y, [7, 9])
    for cut in (7, 9):
        gap = (y[x == 1] >= cut).mean() - (y[x == 0] >= cut).mean()
        assert fit.effect("x", cut).value == pytest.approx(gap, abs=1e-6)
    parts = [((y[x == k] >= 7) & (y[x == k] < 9)).mean() for k in (0, 1)]
    assert fit.difference("x", 7, 9).value == pytest.approx(parts[1] - parts[0], abs=1e-6)
    variance = sum(p * (1 - p) / (x == k).sum() for k, p in enumerate(parts))
    half = fit.difference("x", 7, 9).upper - fit.difference("x", 7, 9).value
    assert half == pytest.approx(1.968 * np.sqrt(variance), rel=5e-3)


def test_cells_with_counts_are_rows() -> None:
    rng = np.random.default_rng(2)
    rows = rng.integers(0, 4, (500, 2))
    cells, counts = np.unique(rows, axis=0, return_counts=True)
    one = distribution_regression({"x": rows[:, 0]}, rows[:, 1], [2])
    other = distribution_regression({"x": cells[:, 0]}, cells[:, 1], [2], counts=counts)
    assert other.effects == pytest.approx(one.effects, abs=1e-9)
    assert other.covariance == pytest.approx(one.covariance, rel=1e-9)


def test_tells_keeping_from_delighting() -> None:
    """Two planted drivers: one keeps customers from 0–6, the other lifts 7–8 to 9–10."""
    rng = np.random.default_rng(3)
    keeps, lifts = rng.integers(0, 2, (2, 4000))
    bad = rng.random(4000) < np.where(keeps, 0.1, 0.3)
    top = rng.random(4000) < np.where(lifts, 0.6, 0.3)
    answer = np.where(bad, 5, np.where(top, 10, 8))
    fit = distribution_regression({"keeps": keeps, "lifts": lifts}, answer, [7, 9])
    assert fit.effect("keeps", 7).lower > 0.15
    assert fit.effect("lifts", 9).lower > 0.15
    assert abs(fit.effect("lifts", 7).value) < 0.03
    assert fit.difference("lifts", 9, 7).lower > 0.15


@pytest.mark.slow
def test_intervals_cover_with_clusters() -> None:
    """400 samples of 50 agents × 20 answers with agents' own levels; Monte-Carlo error .011."""
    rng = np.random.default_rng(5)
    agent, held = np.arange(1000) % 50, 0
    big = rng.integers(1, 6, 400_000), rng.normal(0, 0.5, 400_000)
    truth = (_chance(5, big[1]) - _chance(1, big[1])).mean()
    for _ in range(400):
        x = rng.integers(1, 6, 1000)
        y = rng.random(1000) < _chance(x, rng.normal(0, 0.5, 50)[agent])
        fit = distribution_regression({"x": x}, y, [1], clusters=agent)
        got = fit.effect("x", 1)
        held += got.lower <= truth <= got.upper
    assert 0.92 < held / 400 < 0.98


def _chance(x: np.ndarray | int, own: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-(0.5 * (np.asarray(x) - 3) + own)))


def test_engels_food_expenditure(cases_folder: Path) -> None:
    """R: quantreg's vignette, rq(foodexp ~ income); statsmodels prints 81.4822 and .5602."""
    data = columns_of(cases_folder / "engel.csv")
    for share, intercept, slope in (
        (0.05, 124.880040812573, 0.343361057632),
        (0.25, 95.483539634553, 0.474103208193),
        (0.50, 81.482247416936, 0.560180551209),
        (0.75, 62.396585528964, 0.644014139369),
        (0.95, 64.103963181055, 0.709068516962),
    ):
        got = quantile_regression({"income": data["income"]}, data["foodexp"], share)
        assert got == pytest.approx({"intercept": intercept, "income": slope}, rel=1e-8)


def test_a_quantile_without_columns_is_the_quantile() -> None:
    assert quantile_regression({}, [1, 2, 3, 10, 50], 0.5) == {"intercept": 3}
    weighted = quantile_regression({}, [1, 2, 3], 0.5, weights=[5, 1, 1])
    assert weighted == pytest.approx({"intercept": 1})


def test_refusals() -> None:
    with pytest.raises(UsageError, match="one side of 11"):
        distribution_regression({"x": [0, 1]}, [3, 4], [11])
    with pytest.raises(UsageError, match="Columns: x; cuts: 4"):
        distribution_regression({"x": [0, 1, 0, 1]}, [3, 4, 4, 3], [4]).effect("y", 4)
    with pytest.raises(UsageError, match="between 0 and 1"):
        quantile_regression({}, [1, 2], 1)
