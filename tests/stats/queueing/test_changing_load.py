"""Load that changes through the day: staffing by modified offered load, checked by equations."""

from __future__ import annotations

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.queueing.forward import follow_day
from lastword.stats.queueing.offered_load import modified_offered_load
from lastword.stats.queueing.queue import erlang_a
from lastword.stats.queueing.staffing import agents_needed
from lastword.stats.queueing.target import parse_target

SERVICE, PATIENCE, STEPS = 1800.0, 300.0, 6


def profile() -> np.ndarray:
    """Rates per second around a mean load of 20 erlangs, six steps each half-hour."""
    minutes = (np.arange(48 * STEPS) + 0.5) * 30 / STEPS
    return 20 / SERVICE * (1 + 0.6 * np.sin(2 * np.pi * minutes / 1440 - np.pi / 2))


def plan(by_load: bool) -> np.ndarray:
    target = parse_target("P(wait > 20 s) < 5%")
    rates = profile()
    if by_load:
        rates = modified_offered_load(rates, SERVICE, interval_seconds=1800 / STEPS) / SERVICE
    return agents_needed(rates.reshape(48, STEPS).mean(axis=1), SERVICE, PATIENCE, target)


def test_steady_day_is_erlang_a() -> None:
    day = follow_day(np.full(48, 0.1), 100.0, np.full(48, 11), 120.0, steps=2)
    waits = erlang_a(0.1, 100, 11, 120)
    assert day.wait_over[-1] == pytest.approx(float(waits.wait_over), rel=1e-6)
    assert day.waited[-1] == pytest.approx(float(waits.waited), rel=1e-6)
    assert day.abandoned[-1] == pytest.approx(float(waits.abandoned), rel=1e-6)


def test_load_lags_behind_arrivals() -> None:
    load = modified_offered_load(profile(), SERVICE, interval_seconds=1800 / STEPS)
    assert load.mean() == pytest.approx(20, rel=1e-6)
    lag = (int(load.argmax()) - int(profile().argmax())) * 1800 / STEPS
    assert lag == pytest.approx(SERVICE, rel=0.1)


def test_modified_load_keeps_the_target_where_each_interval_alone_does_not() -> None:
    """With 30-minute contacts: about 12 % in the worst half-hour against the 5 % asked for."""
    rates = profile()
    alone = follow_day(rates, SERVICE, plan(False), PATIENCE, steps=STEPS)
    modified = follow_day(rates, SERVICE, plan(True), PATIENCE, steps=STEPS)
    assert alone.wait_over.max() > 0.08
    assert modified.wait_over.max() < 0.065
    assert plan(True).sum() <= 1.01 * plan(False).sum()


def test_start_of_an_opening_day() -> None:
    load = modified_offered_load([1.0, 1.0], 60, interval_seconds=1e6, is_cyclic=False)
    assert load.tolist() == pytest.approx([60, 60], rel=1e-3)


def test_shapes_that_do_not_fit() -> None:
    with pytest.raises(UsageError, match="3 arrival rates do not fit 2 intervals"):
        follow_day([1.0, 1, 1], 60, [3, 3], 60)
    with pytest.raises(UsageError, match="raise `most`"):
        follow_day([5.0], 60, [1], 1e6, most=30, steps=60)
    with pytest.raises(UsageError, match="each 0 or more"):
        modified_offered_load([-1.0], 60)
    with pytest.raises(UsageError, match="above 0"):
        modified_offered_load([1.0], 0)
