"""Steps, spikes and grids on clocks: what is planted is found, what is smooth is not."""

from __future__ import annotations

import numpy as np
import pytest

from lastword.errors import NotTestable
from lastword.stats.rounding import rounding_grid
from lastword.stats.spike import spike
from lastword.stats.step import step


def waits(rng: np.random.Generator, drop: float) -> tuple[dict[float, int], dict[float, int]]:
    """12,000 who wait; the pace of answers falls to `drop` at 20 s."""
    left, leaves, ends = 12_000, {}, {}
    for second in range(300):
        pace = (1 / 25) * np.exp(-0.004 * second) * (drop if second >= 20 else 1.0)
        gone = rng.binomial(left, 1 - np.exp(-(pace + 1 / 180)))
        leaves[float(second)] = int(gone)
        ends[float(second)] = int(rng.binomial(gone, pace / (pace + 1 / 180)))
        left -= gone
    return leaves, ends


def test_a_step_is_found_with_its_ratio() -> None:
    made = step(*waits(np.random.default_rng(1), 0.6), 20)
    assert made.p < 1e-4
    assert made.ratio.lower is not None and made.ratio.upper is not None
    assert made.ratio.lower <= 0.6 <= made.ratio.upper
    assert made.missing.value is not None and made.missing.value > 500


def test_a_smooth_course_has_no_step() -> None:
    """5 % tests reject in 5 % of smooth courses; 150 replicates: ±1.8 points."""
    rng = np.random.default_rng(2)
    p = np.array([step(*waits(rng, 1.0), 20).p for _ in range(150)])
    assert (p <= 0.05).mean() <= 0.05 + 2.5 * 0.018


def test_too_few_who_wait_are_said() -> None:
    with pytest.raises(NotTestable, match="still waiting at 20 s"):
        step({5.0: 40}, {5.0: 40}, 20)


def test_a_spike_is_found_among_scattered_ends() -> None:
    rng = np.random.default_rng(3)
    scattered = {float(second): 1 for second in rng.integers(10, 3_000, 80)}
    planted = scattered | {1_800.0: 25}
    assert spike(planted, planted).second == 1_800.0
    assert spike(planted, planted).p < 1e-9
    assert spike(scattered, scattered).p > 0.01


def test_a_handful_of_ends_is_no_spike() -> None:
    with pytest.raises(NotTestable, match="only 4"):
        spike({600.0: 4}, {600.0: 4})


@pytest.mark.parametrize("grid", [5, 15, 60, 300])
def test_the_grid_of_heaped_durations_is_found(grid: int) -> None:
    rng = np.random.default_rng(4)
    seconds = rng.gamma(2, 300, 8_000)
    heaped = np.where(rng.random(8_000) < 0.3, np.round(seconds / grid) * grid, np.floor(seconds))
    values, counts = np.unique(heaped, return_counts=True)
    assert rounding_grid(values, counts.astype(float)) == grid


def test_seconds_are_no_grid() -> None:
    values, counts = np.unique(
        np.floor(np.random.default_rng(5).gamma(2, 300, 20_000)), return_counts=True
    )
    assert rounding_grid(values, counts.astype(float)) == 0
