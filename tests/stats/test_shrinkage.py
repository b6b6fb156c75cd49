from __future__ import annotations

import numpy as np
import pytest

from lastword.errors import UsageError
from lastword.stats.shrinkage import draws, shrunken

BASEBALL = np.array(
    [0.4, 0.378, 0.356, 0.333, 0.311, 0.311, 0.289, 0.267, 0.244, 0.244]
    + [0.222] * 5
    + [0.2, 0.178, 0.156]
)
"""Efron and Morris (1975), table 1: batting averages of 18 players after 45 times at bat."""
PUBLISHED = np.array(
    [0.290, 0.286, 0.281, 0.277, 0.273, 0.273, 0.268, 0.264, 0.259, 0.259]
    + [0.254] * 5
    + [0.249, 0.244, 0.239]
)


def test_efron_and_morris() -> None:
    averages = np.round(BASEBALL * 45) / 45
    scaled = np.sqrt(45) * np.arcsin(2 * averages - 1)
    found = shrunken(scaled, np.ones(18))
    np.testing.assert_allclose(found.reliability, 0.209, atol=0.002)
    averages = (np.sin(found.values / np.sqrt(45)) + 1) / 2
    np.testing.assert_allclose(averages, PUBLISHED, atol=0.0015)


@pytest.mark.parametrize(("spread", "most"), [(0.3, 0.99), (1.0, 0.97)])
def test_intervals_and_draws_cover(spread: float, most: float) -> None:
    """80 worlds of 25 groups: Monte-Carlo error .008; too wide where groups hardly differ."""
    random = np.random.default_rng(7)
    hit = []
    for world in range(80):
        v = random.uniform(0.2, 2.0, 25)
        truth = random.normal(0, spread, 25)
        y = truth + random.normal(size=25) * np.sqrt(v)
        lower, upper = shrunken(y, v).interval()
        low, high = np.quantile(draws(y, v, times=200, seed=world), [0.025, 0.975], axis=0)
        hit.append([np.mean((a < truth) & (truth < b)) for a, b in ((lower, upper), (low, high))])
    assert (np.mean(hit, axis=0) > 0.93).all()
    assert (np.mean(hit, axis=0) < most).all()


def test_three_groups_are_refused() -> None:
    with pytest.raises(UsageError, match="at least 4 groups"):
        shrunken([1, 2, 3], [1, 1, 1])
