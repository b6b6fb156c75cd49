from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastword.charts.typeface import FOLDER, css_face, printable, width, wrap


def test_figures_are_tabular() -> None:
    assert len({width(digit, 100) for digit in "0123456789"}) == 1


def test_advances_are_those_of_the_shipped_font() -> None:
    """Known values from Inter 4.1, regular, optical size 14: 2048 units an em."""
    assert width("a", 1000) == pytest.approx(562)
    assert width("W", 1000, 600) == pytest.approx(1020)


@given(st.text(max_size=200), st.integers(40, 400), st.integers(1, 3))
def test_wrapped_lines_fit(text: str, room: int, lines: int) -> None:
    found = wrap(text, room, 12, lines=lines)
    assert len(found) <= lines
    assert all(width(line, 12) <= room for line in found)


@given(st.text(alphabet="abc é–", max_size=60))
def test_what_fits_is_kept_whole(text: str) -> None:
    assert " ".join(wrap(text, 10_000, 12)) == " ".join(text.split())


def test_printable_drops_what_no_drawing_holds() -> None:
    assert printable("a\x00\x1b\u202eb\nc") == "a   b\nc"


def test_the_licence_ships_with_the_font() -> None:
    assert "SIL OPEN FONT LICENSE" in (FOLDER / "LICENSE.txt").read_text(encoding="utf-8")
    assert css_face().startswith("@font-face{font-family:Inter")
    assert "url(data:font/woff2;base64," in css_face()
