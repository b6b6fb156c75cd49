"""Calibration: hang-ups of hours that were not used are foretold, and wrong patience shows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lastword.analyses.capacity.calibration import calibrate, foretold
from lastword.analyses.capacity.log import Waits
from lastword.stats.queueing.patience import Patience

HOURS, CALLERS = 60, 120


def hours(patience: float, *, seed: int, count: int = HOURS) -> pd.DataFrame:
    """Hours that offer waits of different length to callers of one patience."""
    rng = np.random.default_rng(seed)
    hour = np.repeat(np.arange(count), CALLERS)
    offered = rng.exponential(np.repeat(rng.uniform(5, 120, count), CALLERS))
    willing = rng.exponential(patience, hour.size)
    rows = pd.DataFrame(
        {
            "hour": pd.Timestamp("2026-01-01") + pd.to_timedelta(hour, "h"),
            "second": np.round(np.minimum(offered, willing)).astype(int),
            "gave_up": willing < offered,
        }
    )
    return rows.groupby(["hour", "second", "gave_up"]).size().reset_index(name="n")


def waits(*parts: pd.DataFrame) -> Waits:
    every = pd.concat(parts)
    names = np.full(len(every), "")
    return Waits(every.second.to_numpy(float), every.n.to_numpy(float),
                 every.gave_up.to_numpy(bool), names, names)  # fmt: skip


def test_the_same_patience_is_foretold_within_chance() -> None:
    known, late = hours(200.0, seed=1), hours(200.0, seed=2)
    found = calibrate(waits(known, late), late)
    assert found is not None
    assert (found.hours, found.callers) == (HOURS, HOURS * CALLERS)
    assert found.foretold == pytest.approx(found.observed.value, abs=0.01)
    assert found.error < 1.3 * found.of_chance
    assert len(found.bins) >= 3
    inside = [b.observed.lower - 0.02 < b.foretold < b.observed.upper + 0.02 for b in found.bins]
    assert all(inside)


def test_other_patience_shows_as_error() -> None:
    known, late = hours(200.0, seed=1), hours(60.0, seed=2)
    found = calibrate(waits(known, late), late)
    assert found is not None and found.observed.lower is not None
    assert found.foretold < found.observed.lower
    assert found.error > 3 * found.of_chance


def test_nobody_waits_and_nobody_is_foretold_to_leave() -> None:
    curve = Patience([0.0, 100.0], [1.0, 0.0])
    second, gave_up, callers = (pd.Series(v) for v in ([0, 50], [False, False], [5, 5]))
    assert foretold(second, gave_up, callers, curve) == pytest.approx(0.25)


def test_few_hours_compare_nothing() -> None:
    known, late = hours(200.0, seed=1), hours(200.0, seed=2, count=5)
    assert calibrate(waits(known, late), late) is None
