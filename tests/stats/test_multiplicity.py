"""Multiplicity: laws of adjusted p-values, and families."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from lastword.errors import UsageError
from lastword.stats.multiplicity import benjamini_hochberg, families, simes

P = st.lists(st.floats(0, 1), min_size=1, max_size=30)


@given(P)
def test_adjusted_p_values_are_those_of_scipy(p: list[float]) -> None:
    assert benjamini_hochberg(p) == pytest.approx(false_discovery_control(p))


@given(P)
def test_simes_is_the_smallest_adjusted_p(p: list[float]) -> None:
    assert simes(p) == pytest.approx(float(benjamini_hochberg(p).min()))


def test_a_family_is_chosen_before_its_tests() -> None:
    made = families({"a": [1e-6, 0.9], "b": [0.04, 0.5], "c": [], "d": [0.6]})
    assert set(made) == {"a", "b", "d"}
    assert [made[name].is_chosen for name in made] == [True, False, False]
    assert made["a"].q == (pytest.approx(6e-6), 1.0)
    assert min(made["b"].q) > 0.05


def test_nothing_is_found_where_nothing_is() -> None:
    """5 % of centres without anything have a finding; error of 400 centres: ±1.1 points."""
    rng = np.random.default_rng(7)
    flagged = 0
    for _ in range(400):
        p = {name: rng.random(20).tolist() for name in "abcdefgh"}
        flagged += any(q <= 0.05 for family in families(p).values() for q in family.q)
    assert flagged / 400 == pytest.approx(0.05, abs=0.03)


@pytest.mark.parametrize("p", [[1.2], [-0.1], [float("nan")]])
def test_no_probability_is_refused(p: list[float]) -> None:
    with pytest.raises(UsageError):
        benjamini_hochberg(p)
