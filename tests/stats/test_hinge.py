"""Hinges and their classes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastword.stats.hinge import CLASSES, class_probabilities, hinge

slopes = st.lists(st.floats(-2, 2), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("penalty", "reward", "name"),
    [
        (0.5, 0.0, "basic"),
        (0.5, 0.2, "penalty-leaning"),
        (0.5, -0.15, "penalty-leaning"),
        (0.5, 0.3, "performance"),
        (0.3, 0.5, "performance"),
        (0.2, 0.5, "reward-leaning"),
        (0.0, 0.5, "reward"),
        (0.05, -0.05, "negligible"),
        (0.0, -0.3, "reversed"),
        (-0.3, 0.3, "reversed"),
    ],
)
def test_each_class(penalty: float, reward: float, name: str) -> None:
    shares = class_probabilities([penalty], [reward])
    assert [key for key, share in shares.items() if share] == [name]


@given(slopes)
def test_classes_are_exhaustive_and_exclusive(values: list[float]) -> None:
    shares = class_probabilities(values, values[::-1])
    assert tuple(shares) == CLASSES
    assert sum(shares.values()) == pytest.approx(1.0)


@given(slopes)
def test_swapping_sides_swaps_classes(values: list[float]) -> None:
    there, back = (
        class_probabilities(values, values[::-1]),
        class_probabilities(values[::-1], values),
    )
    for one, other in (("basic", "reward"), ("penalty-leaning", "reward-leaning")):
        assert there[one] == back[other]  # type: ignore[index]


@given(st.lists(st.floats(-10, 10), min_size=1), st.floats(-5, 5))
def test_both_sides_add_up_to_the_distance(values: list[float], reference: float) -> None:
    below, above = hinge(values, reference)
    assert below + above == pytest.approx(np.array(values) - reference)
    assert not (below * above).any()
