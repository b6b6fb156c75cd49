from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from lastword.charts.scale import tick_rows, ticks

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 3))


@given(NUMBERS, NUMBERS, st.integers(2, 8))
def test_ticks_span_the_data(low: float, high: float, most: int) -> None:
    assume(high - low > 1e-3)
    marks = ticks(low, high, most=most)
    assert marks[0] <= low + 1e-6 * abs(low)
    assert marks[-1] >= high - 1e-6 * abs(high)
    assert 2 <= len(marks) <= most + 1


def test_a_single_value_still_has_a_scale() -> None:
    assert len(ticks(3, 3)) >= 2


@given(NUMBERS, NUMBERS)
def test_ticks_have_words_that_differ(low: float, high: float) -> None:
    assume(high - low > 1)
    words = [row["text"] for row in tick_rows(ticks(low, high), "points")]
    assert len(set(words)) == len(words)
    assert "-0" not in words


def test_shares_are_said_in_percent() -> None:
    assert [row["text"] for row in tick_rows([0, 0.25], "share")] == ["0 %", "25 %"]
