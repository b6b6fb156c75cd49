"""Erlang B against printed traffic tables and its own recursion."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastword.errors import UsageError
from lastword.stats.queueing.blocking import erlang_b, log_inverse_blocking


@pytest.mark.parametrize(
    ("agents", "load", "exact", "printed"),
    [
        (1, 0.0101, 0.00999900999901, 0.01),
        (5, 1.361, 0.010005724143017588, 0.01),
        (15, 8.108, 0.00999963194259877, 0.01),
        (30, 20.34, 0.01001317373694778, 0.01),
        (100, 84.06, 0.00999170258802648, 0.01),
        (10, 5.084, 0.019999908599264597, 0.02),
        (50, 40.26, 0.020025464133092544, 0.02),
        (10, 6.216, 0.050009651904765175, 0.05),
        (50, 44.53, 0.049973633964299435, 0.05),
        (20, 9.411, 0.0009994896174824533, 0.001),
        (200, 180.0, 0.010324995204982297, 0.012),
    ],
)
def test_traffic_tables(agents: int, load: float, exact: float, printed: float) -> None:
    found = float(erlang_b(load, agents))
    assert found == pytest.approx(exact, rel=1e-12)
    assert found == pytest.approx(printed, rel=0.15 if agents == 200 else 2e-3)


def by_recursion(load: float, agents: int) -> float:
    """log 1/B by 1/B(n) = 1 + (n/a)/B(n−1), rescaled so that it never overflows."""
    inverse, log_scale = 1.0, 0.0
    for n in range(1, agents + 1):
        inverse = np.exp(-log_scale) + n / load * inverse
        if inverse > 1e100:
            inverse, log_scale = inverse * 1e-100, log_scale + np.log(1e100)
    return float(np.log(inverse) + log_scale)


@given(
    load=st.floats(-6, 4).map(lambda power: 10**power),
    agents=st.integers(0, 3000),
)
def test_recursion_at_any_load(load: float, agents: int) -> None:
    found = float(log_inverse_blocking(load, agents))
    assert found == pytest.approx(by_recursion(load, agents), rel=1e-12, abs=1e-11)


@pytest.mark.parametrize("agents", [90_000, 98_700, 99_999, 100_500])
def test_ten_thousands_of_agents(agents: int) -> None:
    assert float(log_inverse_blocking(1e5, agents)) == pytest.approx(
        by_recursion(1e5, agents), abs=1e-10
    )


def test_fractional_agents_lie_between_whole_ones() -> None:
    shares = erlang_b(30.0, [33, 33.5, 34])
    assert shares[0] > shares[1] > shares[2]


@pytest.mark.parametrize(("load", "agents"), [(0.0, 1), (-1.0, 1), (np.nan, 1), (np.inf, 1)])
def test_impossible_load(load: float, agents: int) -> None:
    with pytest.raises(UsageError, match="load is not a number above 0"):
        erlang_b(load, agents)


def test_impossible_agents() -> None:
    with pytest.raises(UsageError, match="negative or not finite"):
        erlang_b(1.0, -1)
