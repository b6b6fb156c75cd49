"""Waits against published Erlang-A values (Garnett, Mandelbaum & Reiman 2002)."""

import math
from typing import NamedTuple

import numpy as np
import pytest

from lastword.sources.demo.queue import (
    Patience,
    log_inverse_erlang_b,
    sample_waits,
    simulate,
    wait_quantiles,
)


class Case(NamedTuple):
    """Calls a minute, service and patience in minutes, servers; shares and mean wait in seconds."""

    rate: float
    service: float
    patience: float
    servers: int
    waits: float
    leaves: float
    seconds: float


ERLANG_A = [
    Case(1.6666666666666667, 6, 3, 10, 0.46557464123107783, 0.1460092534134279, 26.28166561441702),
    Case(10, 4, 0.5, 38, 0.3693153509142447, 0.12215052703803025, 3.6645158111409075),
    Case(33.333333333333336, 5, 2, 160, 0.5625569656945013, 0.06204187359543184, 7.445024831451821),
]


@pytest.mark.parametrize("case", ERLANG_A)
def test_the_stationary_law_is_erlang_a(case: Case) -> None:
    law = Patience((case.patience * 60.0,), (1.0,))
    rows = wait_quantiles(
        np.array([case.rate / 60]), case.service * 60.0, np.array([case.servers]), law
    )
    rng = np.random.default_rng(3)
    offered = sample_waits(rng, rows, np.zeros(400_000, dtype=np.int64))
    limit = rng.exponential(case.patience * 60, len(offered))
    assert (offered > 0).mean() == pytest.approx(case.waits, abs=0.004)
    assert (offered > limit).mean() == pytest.approx(case.leaves, abs=0.003)
    assert np.minimum(offered, limit).mean() == pytest.approx(case.seconds, rel=0.02)


@pytest.mark.slow
@pytest.mark.parametrize("case", ERLANG_A[:2])
def test_the_event_simulation_is_erlang_a(case: Case) -> None:
    """Monte-Carlo error of P(abandon) about .002 at 300,000 correlated calls."""
    rng = np.random.default_rng(11)
    size = 300_000
    at = np.cumsum(rng.exponential(60 / case.rate, size))
    limit = rng.exponential(case.patience * 60, size)
    offered, again = simulate(
        at,
        rng.exponential(case.service * 60, size),
        limit,
        servers=np.full(168, case.servers),
        retry_at=np.full(size, np.inf),
    )
    assert (offered > 0).mean() == pytest.approx(case.waits, abs=0.012)
    assert (offered > limit).mean() == pytest.approx(case.leaves, abs=0.008)
    assert np.minimum(offered, limit).mean() == pytest.approx(case.seconds, rel=0.06)
    assert np.isnan(again).all()


def test_a_caller_who_left_rings_again_and_meets_the_queue_of_that_moment() -> None:
    offered, again = simulate(
        np.array([0.0, 10.0]),
        np.array([100.0, 30.0]),
        np.array([1e9, 5.0]),
        servers=np.ones(168, dtype=np.int64),
        retry_at=np.array([np.inf, 60.0]),
    )
    assert offered.tolist() == [0.0, 90.0]
    assert again[1] == 40.0
    assert math.isnan(again[0])


def test_nobody_waits_longer_than_a_cut_off() -> None:
    """Beyond the limit nobody holds the line, so an overloaded queue settles at the limit."""
    law = Patience((1e6,), (1.0,), limit=600.0)
    rows = wait_quantiles(np.array([2.0]), 300.0, np.array([300]), law)
    assert np.median(rows) == pytest.approx(600, abs=10)


def test_inverse_erlang_b_matches_the_recursion() -> None:
    value = 1.0
    for n in range(1, 21):
        value = 1 + n / 15.0 * value
    found = log_inverse_erlang_b(np.array([15.0]), np.array([20]))
    assert math.exp(found[0]) == pytest.approx(value, rel=1e-12)
