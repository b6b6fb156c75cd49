"""The fewest agents by the queue's own equations: they keep the limit, fewer do not."""

from __future__ import annotations

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.queueing.exact import fewest_agents
from lastword.stats.queueing.forward import follow_day
from lastword.stats.queueing.staffing import agents_needed
from lastword.stats.queueing.target import parse_target

RATES = np.array([0.02, 0.05, 0.05, 0.02])


def test_they_keep_the_limit_and_one_fewer_does_not() -> None:
    agents = fewest_agents(RATES, 900, 300, limit=0.05, steps=3)
    day = follow_day(RATES, 900, agents, 300, steps=3)
    assert day.wait_over.max() <= 0.05 + 1e-6
    for place in range(4):
        fewer = agents.copy()
        fewer[place] -= 1
        assert follow_day(RATES, 900, fewer, 300, steps=3).wait_over[place] > 0.05


def test_a_steady_day_needs_what_the_formula_says() -> None:
    agents = fewest_agents(np.full(8, 0.05), 120, 300, limit=0.05, steps=3)
    target = parse_target("P(wait > 20 s) < 5%")
    assert agents[-1] == agents_needed(0.05, 120, 300.0, target)


def test_what_cannot_be() -> None:
    with pytest.raises(UsageError, match="limit is 5"):
        fewest_agents(RATES, 900, 300, limit=5)
