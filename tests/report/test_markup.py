from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastword.estimate import Bounds, Estimate
from lastword.report.markup import beside, cell, figure, prose, tidy


@given(st.text())
def test_prose_lets_no_markup_through(text: str) -> None:
    made = str(prose(text)).replace("<code>", "").replace("</code>", "")
    assert "<" not in made
    assert ">" not in made


@given(st.text())
def test_tidy_leaves_no_control_characters(text: str) -> None:
    assert tidy(text) == "" or tidy(text).isprintable()


def test_a_number_stays_on_one_line() -> None:
    assert str(prose("Said 61 % (59–63) of it")).split(" ") == [
        "Said",
        "61\u00a0%\u00a0(59\u2060–\u206063)",
        "of",
        "it",
    ]


def test_words_in_backticks_are_code() -> None:
    assert str(prose("run `lastword survey` now")) == "run <code>lastword survey</code> now"


@pytest.mark.parametrize("value", [None, "", Estimate(None, None, None, 0, "Wilson")])
def test_unknown_is_a_dash_and_never_zero(value: object) -> None:
    assert "–" in cell(value)
    assert "0" not in cell(value)


def test_zero_is_zero() -> None:
    assert (cell(0), cell(False), cell(0.0)) == ("0", "no", "0.00")


def test_cells_say_times_numbers_and_intervals() -> None:
    assert "31 Oct 2026 23:59" in cell(datetime(2026, 10, 31, 23, 59))
    assert cell(12_345) == "12,345"
    shown = str(cell(Estimate(0.61, 0.59, 0.63, 2_140, "Wilson")))
    assert '<span class="value">61\u00a0%</span>' in shown
    assert "59–63" in shown


def test_large_numbers_stand_apart_from_interval_and_n() -> None:
    number = Estimate(-12.0, -16.0, -8.0, 1_900, "adjusted Wald", unit="points")
    assert figure(number) == "−12.0"
    assert beside(number) == "points · −16.0\u00a0to\u00a0−8.0 · n\u00a01,900"
    assert beside(Bounds(0.06, 0.96, 22_870, "Manski")) == "bounds · n\u00a022,870"
