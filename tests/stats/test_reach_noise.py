"""Reach less noise: the closed form is the Shapley value of the game."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastword.errors import UsageError
from lastword.stats.lmg import shapley
from lastword.stats.reach_noise import reach_noise


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 5))
def test_equal_to_the_shapley_value_by_brute_force(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    failed, bad = rng.random((40, count)) < 0.3, np.arange(40) % 3 == 0
    weights = rng.integers(1, 4, 40)

    def reached(chosen: int, who: np.ndarray) -> float:
        own = [j for j in range(count) if chosen >> j & 1]
        return float(np.average(failed[:, own].any(axis=1)[who], weights=weights[who]))

    worth = [reached(s, bad) - reached(s, ~bad) for s in range(2**count)]
    got = reach_noise(failed, bad, [str(j) for j in range(count)], weights=weights)
    assert [share.value for share in got.shares] == pytest.approx(shapley(worth), abs=1e-12)
    assert got.reach.value - got.noise.value == pytest.approx(worth[-1], abs=1e-12)


def test_scores_have_the_error_of_a_difference_of_means() -> None:
    rng = np.random.default_rng(2)
    failed, bad = rng.random((500, 1)) < 0.4, rng.random(500) < 0.3
    got = reach_noise(failed, bad, ["only"]).shares[0]
    a, b = failed[bad, 0].astype(float), failed[~bad, 0].astype(float)
    error = np.sqrt(a.var() / a.size + b.var() / b.size)
    assert (got.upper - got.lower) / 2 == pytest.approx(1.9647 * error, rel=2e-3)


def test_an_attribute_that_never_fails_gets_nothing() -> None:
    got = reach_noise([[1, 0], [0, 0], [1, 0]], [1, 1, 0], ["a", "never"])
    assert got.shares[1].value == 0


def test_refusals() -> None:
    with pytest.raises(UsageError, match="one of them is empty"):
        reach_noise([[1]], [1], ["a"])
    with pytest.raises(UsageError, match=r"shape \(1, 1\) for 2 customers"):
        reach_noise([[1]], [1, 0], ["a"])
