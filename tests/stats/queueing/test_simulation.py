"""The simulated queue: by hand, against the formulas, and with what no formula holds."""

from __future__ import annotations

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.queueing.queue import erlang_a
from lastword.stats.queueing.simulation import Burst, CallBack, Callers, live_through


def callers(
    arrivals: list[float], services: list[float], patience: list[float] | None = None
) -> Callers:
    size = len(arrivals)
    holds = np.asarray(patience or [1e9] * size, float)
    return Callers(np.asarray(arrivals, float), np.asarray(services, float), holds, np.zeros(size))


def test_first_come_first_served() -> None:
    lived = live_through(callers([0, 1, 2, 3], [10, 3, 5, 5]), np.array([2]), 100)
    assert lived.waits.tolist() == [0, 0, 2, 6]
    assert lived.is_served.all()


def test_who_gives_up_lets_the_next_one_in() -> None:
    lived = live_through(callers([0, 1, 2], [10, 10, 1], [99, 4, 99]), np.array([1]), 100)
    assert lived.waits.tolist() == [0, 4, 8]
    assert lived.is_served.tolist() == [True, False, True]


def test_shifts_begin_and_end() -> None:
    """One agent, nobody from 60 s, two from 120 s: who is being served is served to the end."""
    lived = live_through(callers([55, 58, 70], [30, 5, 5]), np.array([1, 0, 2]), 60)
    assert lived.waits.tolist() == [0, 62, 50]


def test_an_agent_who_should_leave_stays_if_the_next_shift_needs_one() -> None:
    lived = live_through(callers([0, 5, 130], [150, 1, 5]), np.array([1, 0, 1]), 60)
    assert lived.waits.tolist() == [0, 145, 21]


def test_nobody_ever_comes() -> None:
    lived = live_through(callers([0, 5], [10, 10], [7, 8]), np.array([0]), 60)
    assert not lived.is_served.any()
    assert lived.waits.tolist() == [7, 8]


def test_called_back_in_turn() -> None:
    """The third arrives while the second has waited 7 s, accepts, and would have given up."""
    who = callers([0, 1, 8], [20, 5, 5], [99, 99, 1])
    lived = live_through(who, np.array([1]), 600, callback=CallBack(5, 1.0))
    assert lived.is_called_back.tolist() == [False, False, True]
    assert lived.waits.tolist() == [0, 19, 17]
    assert lived.is_served.all()


def test_agents_on_demand_come_after_their_lag() -> None:
    who = callers([0, 1, 12, 13], [100, 5, 5, 5])
    lived = live_through(who, np.array([1]), 600, burst=Burst(1, 10, 20, 300))
    assert lived.bursts == 1
    assert lived.waits.tolist() == [0, 31, 25, 29]


def test_somebody_without_any_patience() -> None:
    who = callers([0, 1, 2], [10, 5, 5], [9, 1e-12, 99])
    lived = live_through(who, np.array([1]), 600, callback=CallBack(5, 1.0))
    assert lived.is_served.tolist() == [True, False, True]


def test_agrees_with_erlang_a() -> None:
    """Sixty stretches of 1,000 callers; four standard errors between stretches."""
    gave_up, over = [], []
    for random in np.random.default_rng(7).spawn(60):
        arrivals = np.cumsum(random.exponential(2.0, 1_300))
        who = Callers(
            arrivals,
            random.exponential(60, 1_300),
            random.exponential(90, 1_300),
            random.random(1_300),
        )
        lived = live_through(who, np.array([30]), 1e9)
        gave_up.append((~lived.is_served)[300:].mean())
        over.append((lived.waits > 10)[300:].mean())
    truth = erlang_a(0.5, 60, 30, 90, within=10)
    for found, value in ((gave_up, truth.abandoned), (over, truth.wait_over)):
        assert np.mean(found) == pytest.approx(float(value), abs=4 * np.std(found) / 60**0.5)


def test_what_cannot_be() -> None:
    with pytest.raises(UsageError, match="accepted in 0–1"):
        CallBack(10, 2)
    with pytest.raises(UsageError, match="0 or more"):
        Burst(-1, 0, 0)
    with pytest.raises(UsageError, match="stay more"):
        Burst(1, 0, 0, 0)
