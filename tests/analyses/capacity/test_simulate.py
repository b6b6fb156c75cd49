"""Days played through: the same callers for every plan, and what each plan does to them."""

from __future__ import annotations

import numpy as np
import pytest

import lastword as lw
from lastword.analyses.capacity.callers import draw_callers
from lastword.errors import UsageError

ARRIVALS, SERVICE, AGENTS = [60, 90, 60], 240, [11, 15, 11]


@pytest.fixture(scope="module")
def plan() -> lw.capacity.Simulation:
    return lw.capacity.simulate(ARRIVALS, SERVICE, AGENTS, patience=120, days=60)


def test_agrees_with_the_forward_equations(plan: lw.capacity.Simulation) -> None:
    """A middle interval, within four standard errors between days."""
    from lastword.stats.queueing.forward import follow_day

    truth = follow_day(np.array(ARRIVALS) / 1800, SERVICE, AGENTS, 120.0, days=1)
    share = plan.sums["abandoned"][:, 1] / plan.came[:, 1].mean()
    assert share.mean() == pytest.approx(truth.abandoned[1], abs=4 * share.std() / 60**0.5)


def test_the_same_callers_meet_every_plan(plan: lw.capacity.Simulation) -> None:
    more = lw.capacity.simulate(ARRIVALS, SERVICE, [12, 16, 12], patience=120, days=60)
    gap = more.against(plan)["abandoned"]
    alone = more.measure("abandoned").value - plan.measure("abandoned").value
    assert gap.value == pytest.approx(alone)
    assert gap.upper < 0
    own = plan.measure("abandoned")
    assert gap.upper - gap.lower < own.upper - own.lower
    other = lw.capacity.simulate(ARRIVALS, SERVICE, AGENTS, patience=120, days=60, seed=2)
    with pytest.raises(UsageError, match="same arrivals, days and seed"):
        other.against(plan)


def test_options_of_a_busy_day() -> None:
    found = lw.capacity.options(ARRIVALS, SERVICE, AGENTS, patience=120, more_come=0.3)
    plan, demand, more, back = found.options
    assert demand.fewer_lost.lower > 0
    assert more.fewer_lost.lower > 0
    assert plan.staff_hours < demand.staff_hours
    assert back.hours_on_hold < plan.hours_on_hold
    assert set(found.numbers()) == {demand.name, more.name, back.name}


def test_patience_and_handling_times_are_drawn_by_their_laws() -> None:
    curve = lw.capacity.Patience([0.0, 30, 30, 90], [1.0, 0.9, 0.5, 0.2])
    drawn = draw_callers(
        np.array([20_000.0]), 1800, 200, curve, service_cv=0.5, random=np.random.default_rng(1)
    )
    size = drawn.arrivals.size
    for seconds, left in ((15, 0.95), (30.001, 0.5), (60, 0.35), (1e6, 0.2)):
        assert (drawn.patience > seconds).mean() == pytest.approx(left, abs=4 * 0.5 / size**0.5)
    assert drawn.services.mean() == pytest.approx(200, rel=0.02)
    assert drawn.services.std() == pytest.approx(100, rel=0.05)
    assert (np.diff(drawn.arrivals) >= 0).all()


def test_a_day_from_both_sides() -> None:
    lived = lw.capacity.day([20, 120, 20], 240, [8, 14, 8], patience=180, days=40)
    assert lived.callers_in_good < lived.good_intervals < 1
    assert lived.hours_on_hold > 0
    frame = lived.frame()
    assert frame.served_within.iloc[1] < 0.8 < frame.served_within.iloc[0]
    assert lived.to_dict()["arrivals"] == [20, 120, 20]
    assert "<svg" in lived._repr_html_()


def test_nobody_comes() -> None:
    lived = lw.capacity.day([0, 10], 240, [0, 4], patience=180, days=5)
    assert np.isnan(lived.frame().waited.iloc[0])
    assert lived.to_dict()["waited"][0] is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"arrivals": [-1]}, "each 0 or more"),
        ({"agents": [-1]}, "agents must be 0 or more"),
        ({"service_seconds": 0}, "service_seconds is 0"),
        ({"days": 1}, "days is 1"),
        ({"interval_minutes": 0}, "above 0"),
        ({"patience": float("nan")}, "patience is nan"),
    ],
)
def test_what_cannot_be(change: dict, message: str) -> None:
    given = {"arrivals": [10], "service_seconds": 60, "agents": [2], "patience": 60} | change
    with pytest.raises(UsageError, match=message):
        lw.capacity.simulate(**given)
