"""Bounds: their laws, Imbens and Manski's constant, and simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.stats.bounds import cluster_manski, imbens_manski, manski, silent_lower


def test_the_constant_falls_from_two_sided_to_one_sided() -> None:
    assert imbens_manski(0.5, 0.5, 0.01, 0.01)[1] == pytest.approx(0.5 + 1.95996 * 0.01, abs=1e-6)
    assert imbens_manski(0.1, 0.9, 0.01, 0.01)[1] == pytest.approx(0.9 + 1.64485 * 0.01, abs=1e-6)
    assert imbens_manski(0.1, 0.9, 0.0, 0.0) == (0.1, 0.9)


@given(st.integers(1, 10_000), st.data())
def test_bounds_hold_every_answer_the_silent_could_give(n, data) -> None:
    answered = data.draw(st.integers(0, n))
    yes = data.draw(st.integers(0, answered))
    silent_yes = data.draw(st.integers(0, n - answered))
    got = manski(yes, answered, n)
    assert got.lower <= (yes + silent_yes) / n <= got.upper
    assert got.upper - got.lower >= (n - answered) / n - 1e-12


def test_with_everybody_heard_it_is_the_plain_interval() -> None:
    got = manski(60, 100, 100)
    assert (got.lower, got.upper) == pytest.approx((0.6 - 0.0960, 0.6 + 0.0960), abs=1e-4)


def test_clusters_widen_the_ends() -> None:
    yes, heard, size = np.array([9, 1, 8, 2]), np.full(4, 10), np.full(4, 30)
    alone, clustered = manski(20, 40, 120), cluster_manski(yes, heard, size)
    assert clustered.lower < alone.lower
    assert clustered.upper > alone.upper
    assert cluster_manski([5], [10], [20]) == manski(5, 10, 20)


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(UsageError, match="successes ≤ answered ≤ n"):
        manski(5, 4, 10)
    with pytest.raises(UsageError, match="n > 0"):
        manski(0, 0, 0)


def test_the_silent_weigh_as_many_as_they_are() -> None:
    share = Estimate(0.5, 0.45, 0.55, n=100, method="x")
    assert silent_lower(share, 25, 100, 0.2).value == pytest.approx(0.5 - 0.75 * 0.2)
    assert silent_lower(share, 100, 100, 0.2).value == 0.5
    assert silent_lower(share, 0, 100, 0.9).lower == 0
    unknown = Estimate(None, None, None, n=0, method="x")
    assert silent_lower(unknown, 0, 10, 0.1) is unknown


def test_a_share_at_the_end_of_its_bounds_is_covered() -> None:
    """All the silent would say no: 4,000 draws, Monte-Carlo error of a coverage of .95 is .0035."""
    rng = np.random.default_rng(6)
    answered = rng.binomial(500, 0.3, 4000)
    yes = rng.binomial(answered, 0.7)
    ends = [manski(y, a, 500) for y, a in zip(yes, answered, strict=True)]
    covered = np.mean([b.lower <= 0.21 <= b.upper for b in ends])
    assert 0.94 <= covered <= 0.97
