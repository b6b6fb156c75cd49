from __future__ import annotations

import numpy as np

from lastword.stats.ranks import ranks
from lastword.stats.shrinkage import draws


def test_places_of_certain_values() -> None:
    found = ranks(np.tile([1.0, 3.0, 2.0], (10, 1)), share=1 / 3)
    assert found.median.tolist() == found.lower.tolist() == found.upper.tolist() == [3, 1, 2]
    assert found.top.tolist() == [0, 1, 0]


def test_places_cover_and_nobody_is_named_on_thin_evidence() -> None:
    """80 centres of 40 agents, 30 surveys each at ICC .03: Monte-Carlo error .008."""
    random = np.random.default_rng(3)
    covered, named = [], 0
    for world in range(80):
        truth = random.normal(0, np.sqrt(0.03), 40)
        y = truth + random.normal(size=40) * np.sqrt(0.97 / 30)
        found = ranks(draws(y, np.full(40, 0.97 / 30), times=300, seed=world))
        place = (-truth).argsort().argsort() + 1
        covered.append(((found.lower <= place) & (place <= found.upper)).mean())
        named += int((found.top > 0.9).sum())
    assert 0.93 < np.mean(covered) < 0.975, np.mean(covered)
    assert named / (80 * 40) < 0.004
