"""No text of a chart is cut off or meets another.

The page scales a chart as a whole, so what holds at its own width holds at 320, 390, 768, 1280 and
1920 pixels; `tests/report/test_html.py` checks which form each of these widths shows.
"""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree

import pytest

from charts.drawn import CHARTS, boxes
from lastword.charts.frame import WIDTH
from lastword.charts.svg import to_svg

EVERY = pytest.mark.parametrize("form", WIDTH)


@pytest.fixture(scope="module")
def drawn() -> dict[tuple[str, str], str]:
    return {
        (name, form): to_svg(chart(form), "alternative", f"k-{form}")
        for name, chart in CHARTS.items()
        for form in WIDTH
    }


@EVERY
@pytest.mark.parametrize("name", CHARTS)
def test_texts_stay_in_the_frame(drawn: dict[tuple[str, str], str], name: str, form: str) -> None:
    svg = drawn[name, form]
    root = ElementTree.fromstring(svg)
    across, down = float(root.attrib["width"]), float(root.attrib["height"])
    found = boxes(svg)
    assert found
    outside = [
        box for box in found
        if box.left < -1 or box.right > across + 1 or box.top < -1 or box.bottom > down + 1
    ]  # fmt: skip
    assert not outside


@EVERY
@pytest.mark.parametrize("name", CHARTS)
def test_texts_do_not_meet(drawn: dict[tuple[str, str], str], name: str, form: str) -> None:
    found = [box for box in boxes(drawn[name, form]) if box.text.strip()]
    assert not [(a, b) for a, b in combinations(found, 2) if a.overlaps(b)]


@EVERY
@pytest.mark.parametrize("name", CHARTS)
def test_no_minus_zero_and_no_nan(drawn: dict[tuple[str, str], str], name: str, form: str) -> None:
    words = [box.text for box in boxes(drawn[name, form])]
    assert not {"−0", "-0", "−0.0", "−0 %", "−0.00"} & set(words)
    assert "NaN" not in drawn[name, form]
