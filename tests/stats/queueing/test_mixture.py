"""Staffing for uncertain rates: between the mean and the worst, and kept on average."""

from __future__ import annotations

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.queueing.mixture import agents_for_mixture
from lastword.stats.queueing.queue import erlang_a
from lastword.stats.queueing.staffing import agents_needed
from lastword.stats.queueing.target import parse_target

TARGET = parse_target("P(wait > 20 s) < 5%")
RATES = np.linspace(0.7, 1.3, 9)[:, None] * np.array([0.05, 0.3, 0.0])


def test_smallest_that_keeps_the_target_on_average() -> None:
    found = agents_for_mixture(RATES, 240, 120.0, TARGET)
    assert found[2] == 0
    for place in (0, 1):
        lam = RATES[:, place]
        for agents, is_kept in ((found[place], True), (found[place] - 1, False)):
            over = erlang_a(lam, 240, agents, 120.0).wait_over
            assert ((lam * over).sum() / lam.sum() <= 0.05) == is_kept


def test_between_the_middle_and_the_worst() -> None:
    found = agents_for_mixture(RATES, 240, 120.0, TARGET)
    assert (found >= agents_needed(RATES.mean(axis=0), 240, 120.0, TARGET)).all()
    assert (found <= agents_needed(RATES.max(axis=0), 240, 120.0, TARGET)).all()


def test_a_sure_rate_needs_what_it_needs() -> None:
    sure = np.repeat([[0.1, 0.4]], 3, axis=0)
    found = agents_for_mixture(sure, 180, 300.0, TARGET)
    assert found.tolist() == agents_needed(sure[0], 180, 300.0, TARGET).tolist()
    assert agents_for_mixture(np.zeros((2, 2)), 180, 300.0, TARGET).tolist() == [0, 0]


def test_what_cannot_be() -> None:
    with pytest.raises(UsageError, match="rates × intervals"):
        agents_for_mixture(np.array([0.1]), 180, 300.0, TARGET)
