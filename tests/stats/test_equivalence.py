"""Two one-sided tests: their size at the margin, and agreement with the interval."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastword.errors import UsageError
from lastword.stats.equivalence import equivalence


def test_known_value() -> None:
    """Tables of Student's t: the upper 5 % point with 30 degrees of freedom is 1.697."""
    assert equivalence(0, 1, 1.698, freedom=30).is_equivalent
    assert not equivalence(0, 1, 1.696, freedom=30).is_equivalent
    assert equivalence(0.2, 1, 2, freedom=30).needed_margin == pytest.approx(1.897, abs=5e-4)


@given(st.floats(-1, 1), st.floats(0.01, 1), st.floats(0.01, 1), st.floats(2, 200))
def test_supported_exactly_when_the_interval_lies_within(
    effect: float, error: float, margin: float, freedom: float
) -> None:
    got = equivalence(effect, error, margin, freedom=freedom)
    inside = max(abs(got.estimate.lower), abs(got.estimate.upper))
    if abs(inside - margin) > 1e-9:
        assert got.is_equivalent == (inside < margin)


def test_size_at_the_margin() -> None:
    """20,000 draws with the effect just at the margin; Monte-Carlo error .0015."""
    draws = np.random.default_rng(1).normal(0.1, 0.03, 20_000)
    share = np.mean([equivalence(x, 0.03, 0.1).is_equivalent for x in draws])
    assert share == pytest.approx(0.05, abs=0.006)


def test_refusals() -> None:
    with pytest.raises(UsageError, match="margin is 0"):
        equivalence(0.1, 0.1, 0)
