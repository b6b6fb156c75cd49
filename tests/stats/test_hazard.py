"""Hazards: by hand, against the law behind them, and where they peak."""

from __future__ import annotations

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.hazard import hazards


def test_by_hand() -> None:
    """Three people: gone at 1, gone at 3, left at 4: 2 + 1 seconds before 2, 1 + 2 after."""
    found = hazards([1, 3, 4], [1, 1, 0], [0, 0, 1], [0, 2, 4])
    assert found.exposure.tolist() == [5.0, 3.0]
    assert found.rate.tolist() == pytest.approx([1 / 5, 1 / 3])
    assert (found.lower < found.rate).all()
    assert (found.rate < found.upper).all()


def test_constant_hazard_and_its_peak() -> None:
    """Mean 100 s with a tenth leaving right after 60 s; four standard errors of each bin."""
    random = np.random.default_rng(4)
    times = np.ceil(random.exponential(100, 60_000))
    at_message = (times > 60) & (random.random(times.size) < 0.1)
    times[at_message] = 61
    seconds, counts = np.unique(times, return_counts=True)
    found = hazards(seconds - 0.5, counts, np.zeros_like(counts), np.arange(0, 201, 4))
    calm = np.delete(np.arange(50), 15)
    error = np.sqrt(found.events) / found.exposure
    assert (np.abs(found.rate - 0.01)[calm] < 4.5 * error[calm]).all()
    assert found.peaks().tolist() == [62.0]


def test_unknown_where_nobody_was_watched() -> None:
    found = hazards([1.0], [1], [0], [0, 2, 4])
    assert np.isnan(found.rate[1])
    assert found.events.tolist() == [1.0, 0.0]


def test_what_cannot_be() -> None:
    with pytest.raises(UsageError, match="same length"):
        hazards([1, 2], [1], [0], [0, 1])
    with pytest.raises(UsageError, match="must rise"):
        hazards([1], [1], [0], [1, 0])
