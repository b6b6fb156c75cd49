"""The smallest number of agents: it keeps the target, one fewer does not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastword.errors import UsageError
from lastword.stats.queueing.patience import patience_law
from lastword.stats.queueing.queue import waits
from lastword.stats.queueing.staffing import agents_needed
from lastword.stats.queueing.target import parse_target

TARGET = parse_target("P(wait > 20 s) < 5% & abandon < 2%")


@given(
    load=st.floats(-3, 3.5).map(lambda power: 10**power),
    patience=st.sampled_from([15.0, 120.0, 1200.0]),
)
@settings(max_examples=25, deadline=None)
def test_smallest_number(load: float, patience: float) -> None:
    n = int(agents_needed(load / 240, 240, patience, TARGET))
    for one in TARGET:
        assert float(one.missed_by(waits(load / 240, 240, n, patience, within=one.within))) <= 1e-9
    if n > 1:
        fewer = (waits(load / 240, 240, n - 1, patience, within=one.within) for one in TARGET)
        missed = [float(one.missed_by(w)) for one, w in zip(TARGET, fewer, strict=True)]
        assert max(missed) > -1e-9


def test_a_row_of_intervals_equals_each_alone() -> None:
    arrivals = np.array([0.0, 0.01, 0.2, 0.2, 1.4])
    together = agents_needed(arrivals, 180, 120.0, TARGET)
    alone = [int(agents_needed(rate, 180, 120.0, TARGET)) for rate in arrivals]
    assert together.tolist() == alone
    assert together[0] == 0


def test_example_of_a_public_package() -> None:
    """pyworkforce's README: 100 calls in 30 minutes, 3 minutes each, 80 % in 20 s: 14 positions."""
    target = parse_target("served within 20 s > 80%")
    assert agents_needed(100 / 1800, 180, None, target) == 14


def test_impatient_callers_hide_a_shortage() -> None:
    """The same target in time needs fewer people where callers give up than where they stay."""
    in_time = parse_target("P(wait > 20 s) < 20%")
    assert agents_needed(0.5, 300, 60.0, in_time) < agents_needed(0.5, 300, None, in_time)


def test_a_measured_curve() -> None:
    curve = patience_law(lambda t: np.exp(-t / 120), horizon=4800, nodes=400)
    rates = [0.05, 0.5]
    assert agents_needed(rates, 300, curve, TARGET).tolist() == (
        agents_needed(rates, 300, 120.0, TARGET).tolist()
    )


@pytest.mark.parametrize(
    ("arrivals", "seconds", "message"),
    [(-1, 60, "arrivals must be 0 or more"), (np.nan, 60, "arrivals"), (1, 0, "service_seconds")],
)
def test_impossible_inputs(arrivals: float, seconds: float, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        agents_needed(arrivals, seconds, 60.0, TARGET)
