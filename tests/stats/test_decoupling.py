"""Decoupling finds a fall, dates it, and is not moved by what meets everybody."""

from __future__ import annotations

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.decoupling import decoupling

UNITS, WEEKS, CHANGE = 40, 104, 60


def panel(seed: int, before: float, after: float) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    outcome, noise = rng.normal(size=(2, UNITS, WEEKS))
    r = np.where(np.arange(WEEKS) < CHANGE, before, after)
    return r * outcome + np.sqrt(1 - r * r) * noise + rng.normal(size=(UNITS, 1)), outcome


def test_a_fall_is_found_dated_and_sized() -> None:
    found = decoupling(*panel(11, 0.6, 0.2), np.random.default_rng(1), replicates=299)
    assert found.p < 0.01
    assert abs(found.change - CHANGE) <= 2
    assert found.change_lower <= CHANGE <= found.change_upper
    assert found.before.lower < 0.6 < found.before.upper
    assert found.after.lower < 0.2 < found.after.upper
    assert found.drop.lower < 0.4 < found.drop.upper


def test_a_rise_is_no_fall() -> None:
    found = decoupling(*panel(2, 0.2, 0.6), np.random.default_rng(1), replicates=299)
    assert found.p > 0.05


def test_waves_and_levels_of_units_change_nothing() -> None:
    metric, outcome = panel(3, 0.5, 0.3)
    rng = np.random.default_rng(4)
    moved = metric + rng.normal(size=(1, WEEKS)) * 5 + rng.normal(size=(UNITS, 1)) * 9
    plain, other = (
        decoupling(values, outcome, np.random.default_rng(5), replicates=99)
        for values in (metric, moved)
    )
    assert np.allclose(plain.weekly, other.weekly)
    assert (plain.change, plain.p) == (other.change, other.p)


def test_less_variety_is_told_from_a_lost_tie() -> None:
    rng = np.random.default_rng(6)
    spread = np.where(np.arange(WEEKS) < CHANGE, 1.0, 0.35)
    metric = spread * rng.normal(size=(UNITS, WEEKS))
    outcome = 0.8 * metric + 0.6 * rng.normal(size=(UNITS, WEEKS))
    found = decoupling(metric, outcome, rng, replicates=299)
    assert found.p < 0.01
    assert found.is_range_only
    assert found.slope_before == pytest.approx(0.8, abs=0.1)
    assert found.slope_after == pytest.approx(0.8, abs=0.1)
    assert not decoupling(*panel(1, 0.6, 0.2), rng, replicates=99).is_range_only


def test_gaps_are_left_out_and_too_little_is_refused() -> None:
    metric, outcome = panel(7, 0.6, 0.2)
    metric[:, 10:14] = np.nan
    metric[np.random.default_rng(8).random(metric.shape) < 0.2] = np.nan
    found = decoupling(metric, outcome, np.random.default_rng(1), replicates=199)
    assert np.isnan(found.weekly[10:14]).all()
    assert abs(found.change - CHANGE) <= 4
    with pytest.raises(UsageError, match="19 weeks"):
        decoupling(metric[:, -19:], outcome[:, -19:], np.random.default_rng(1))
    with pytest.raises(UsageError, match="5 units"):
        decoupling(metric[:5], outcome[:5], np.random.default_rng(1))


def test_without_a_change_it_rejects_as_often_as_it_says() -> None:
    """Monte-Carlo error of a share of .05 in 120 draws is .02."""
    rng = np.random.default_rng(9)
    p = [decoupling(*panel(s, 0.5, 0.5), rng, replicates=99).p for s in range(100, 220)]
    assert 0.0 <= np.mean(np.array(p) < 0.05) <= 0.11
    assert 0.35 < np.mean(p) < 0.65
