"""Case mix and slopes over units: faults of places explain, units do not explain themselves."""

from __future__ import annotations

import numpy as np
import pytest

from lastword.errors import NotTestable
from lastword.stats.case_mix import expected_of_mix
from lastword.stats.weighted_slope import weighted_slope


def cells(units: int = 20, places: int = 4) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    unit, place = (values.ravel() for values in np.indices((units, places)))
    return unit, np.zeros_like(unit), place


def test_a_faulty_line_explains_its_calls() -> None:
    unit, kind, place = cells()
    events = np.where(place == 3, 30.0, 2.0)
    expected = expected_of_mix(unit, kind, place, np.full(len(unit), 100.0), events)
    assert expected == pytest.approx(np.full(20, 36.0), rel=0.15)


def test_a_unit_alone_on_a_line_does_not_explain_itself() -> None:
    unit, kind, place = cells(20, 1)
    place = np.where(unit == 0, 1, 0)
    events = np.where(unit == 0, 60.0, 5.0)
    expected = expected_of_mix(unit, kind, place, np.full(20, 100.0), events)
    assert expected[0] < 10


def test_kinds_have_their_own_rates() -> None:
    unit, kind = (values.ravel() for values in np.indices((20, 2)))
    rate = np.array([0.01, 0.1])
    expected = expected_of_mix(
        unit, kind, np.zeros_like(unit), np.full(40, 100.0), 100 * rate[kind]
    )
    assert expected == pytest.approx(np.full(20, 11.0), rel=0.05)


def test_slope_and_its_size() -> None:
    """The one-sided 5 % test rejects in 5 % of units without a slope; 1,000 runs: ±.7 points."""
    rng = np.random.default_rng(6)
    p = [
        weighted_slope(rng.normal(size=30), rng.normal(size=30), rng.uniform(1, 5, 30)).p
        for _ in range(1_000)
    ]
    assert np.mean(np.array(p) <= 0.05) == pytest.approx(0.05, abs=0.025)
    x = rng.normal(size=200)
    made = weighted_slope(x, -0.5 * x + 0.2 * rng.normal(size=200), np.ones(200))
    assert made.slope.value == pytest.approx(-0.5, abs=0.06)
    assert made.p < 1e-6


def test_few_or_equal_units_are_said() -> None:
    with pytest.raises(NotTestable, match="only 3 agents"):
        weighted_slope([1, 2, 3], [1, 2, 3], [1, 1, 1])
    with pytest.raises(NotTestable, match="do not differ"):
        weighted_slope([1.0] * 9, range(9), [1] * 9)
