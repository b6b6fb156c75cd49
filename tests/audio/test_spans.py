"""Spans: sets of moments, so that the laws of sets hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastword.audio.spans import (
    both,
    closed,
    either,
    flags_of,
    longer,
    spans_of,
    total,
    touching,
    without,
)

FLAGS = st.lists(st.booleans(), min_size=1, max_size=60).map(np.array)
PAIRS = st.integers(1, 60).flatmap(
    lambda n: st.tuples(*(st.lists(st.booleans(), min_size=n, max_size=n).map(np.array),) * 2)
)


@given(PAIRS)
def test_spans_are_sets_of_frames(pair: tuple[np.ndarray, np.ndarray]) -> None:
    one, other = pair
    a, b = (spans_of(flags, 0.25) for flags in pair)
    for found, expected in (
        (both(a, b), one & other), (either(a, b), one | other), (without(a, b), one & ~other),
    ):  # fmt: skip
        assert np.array_equal(flags_of(found, len(one), 0.25), expected)
    assert total(either(a, b)) == pytest.approx(total(a) + total(b) - total(both(a, b)))


@given(FLAGS, st.integers(1, 5))
def test_closing_only_adds_gaps_that_are_short(flags: np.ndarray, gap: int) -> None:
    spans = spans_of(flags, 1.0)
    found = closed(spans, float(gap))
    assert total(without(spans, found)) == 0
    assert all(found[1:, 0] - found[:-1, 1] >= gap)


def test_short_ones_fall_away_and_whole_ones_are_found() -> None:
    spans = np.array([[0.0, 0.1], [1.0, 3.0], [5.0, 9.0]])
    assert longer(spans, 2.0).tolist() == [[1.0, 3.0], [5.0, 9.0]]
    assert touching(spans, 2.5, 5.0).tolist() == [[1.0, 3.0]]
