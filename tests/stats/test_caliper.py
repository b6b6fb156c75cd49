"""Calipers, period ends and steadiness: what is made for a target shows, a slope does not."""

from __future__ import annotations

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.caliper import caliper, period_ends, steadiness


def lifted(values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    near = (values > 0.79) & (values < 0.80) & (rng.random(values.size) < 0.5)
    return np.where(near, 0.802, values)


def test_results_lifted_over_the_target_are_counted() -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(0.8, 0.05, 3_000)
    moved = int(((values > 0.79) & (values < 0.80)).sum()) / 2
    found = caliper(lifted(values, rng), 0.8, 0.01)
    assert found.p < 0.001
    assert found.excess.lower < moved < found.excess.upper
    assert caliper(values, 0.8, 0.01).p > 0.05


def test_lower_can_be_better() -> None:
    rng = np.random.default_rng(2)
    waits = 1.0 - lifted(rng.normal(0.8, 0.05, 3_000), rng)
    assert caliper(waits, 0.2, 0.01, higher_is_better=False).p < 0.001
    assert caliper(waits, 0.2, 0.01).p > 0.5


def test_a_slope_is_no_crowd() -> None:
    values = np.random.default_rng(3).normal(0.88, 0.05, 4_000)
    found = caliper(values, 0.8, 0.01)
    assert found.expected > 0.52
    assert found.p > 0.05


def test_few_results_are_refused() -> None:
    with pytest.raises(UsageError, match="3 results"):
        caliper([0.79, 0.8, 0.801], 0.8, 0.02)
    with pytest.raises(UsageError, match="positive width"):
        caliper([0.8] * 20, 0.8, 0)


def test_last_days_are_compared_with_windows_elsewhere() -> None:
    rng = np.random.default_rng(4)
    days = np.arange(180)
    values = rng.normal(0, 1, 180) + np.array([0, 0, 0, 0, 0, -9, -9])[days % 7]
    month, weekday = days // 30, days % 7
    clean = period_ends(values, month, weekday, rng, replicates=499)
    raised = period_ends(values + 3 * (days % 30 >= 27), month, weekday, rng, replicates=499)
    assert clean.p > 0.05
    assert raised.p < 0.01
    assert raised.excess.lower < 3 * 0.9 < raised.excess.upper
    with pytest.raises(UsageError, match="two are needed"):
        period_ends(values[:40], month[:40], weekday[:40], rng)


def test_steadiness_is_chi_square_below_chance() -> None:
    """Q = Σ(x − x̄)²/e² = 4.8 for these five values: lower tail of χ² with 4 degrees is .6916."""
    values = np.array([0.78, 0.80, 0.82, 0.79, 0.81])
    error = np.sqrt(((values - values.mean()) ** 2).sum() / 4.8)
    made = steadiness(values, [error] * 5)
    assert made.ratio == pytest.approx(1.2)
    assert made.p == pytest.approx(0.6916, abs=1e-4)
    with pytest.raises(UsageError, match="five or more"):
        steadiness(values[:4], [1.0] * 4)
