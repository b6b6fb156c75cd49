"""Heaping tells more tops from better scores."""

from __future__ import annotations

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.heaping import cut_points, heaping, heaping_of_counts

CUTS = np.array([-1.9, -1.3, -0.6, 0.5])


def scores(seed: int, n: int, shift: float = 0.0, begged: float = 0.0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    made = np.searchsorted(CUTS, rng.normal(shift, 1, n)) + 1
    made[rng.random(n) < begged] = 5
    return made


def test_cut_points_are_those_of_the_reference() -> None:
    counts = np.bincount(scores(1, 400_000), minlength=6)[1:]
    assert cut_points(counts) == pytest.approx(CUTS, abs=0.01)


def test_better_scores_are_expected_and_begged_ones_are_not() -> None:
    others = scores(2, 50_000)
    better = heaping(scores(3, 3_000, shift=0.5), reference=others)
    assert better.p > 0.05
    assert better.expected == pytest.approx(0.5, abs=0.05)
    begged = heaping(scores(4, 3_000, begged=0.2), reference=others)
    assert begged.p < 1e-6
    assert begged.excess.lower < 0.2 * 0.69 < begged.excess.upper


def test_without_a_reference_a_smooth_shape_is_expected() -> None:
    rng = np.random.default_rng(5)
    values = np.clip(np.round(rng.normal(6, 2, 4_000)), 0, 10)
    assert heaping(values).p > 0.05
    assert not heaping(values).has_reference
    values[rng.random(4_000) < 0.15] = 10
    assert heaping(values).p < 1e-6


def test_what_cannot_be_told_is_refused() -> None:
    with pytest.raises(UsageError, match="29 answers"):
        heaping([1, 2, 3, *[4] * 26])
    with pytest.raises(UsageError, match="2 scores"):
        heaping([1, 2] * 20)
    with pytest.raises(UsageError, match="7 is no score"):
        heaping([1, 2, 7] * 20, scale=[1, 2, 3])


def test_p_is_uniform_where_nothing_is_added() -> None:
    """Monte-Carlo error of a share of .05 in 200 draws is .015."""
    counts = [np.bincount(scores(s, 500, shift=0.1), minlength=6)[1:] for s in range(200, 400)]
    p = np.array([heaping_of_counts(row, CUTS).p for row in counts])
    assert 0.005 <= (p < 0.05).mean() <= 0.095
