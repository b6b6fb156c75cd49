from __future__ import annotations

from xml.etree import ElementTree

import pytest

from charts.drawn import EFFECTS, ROWS, SVG
from lastword.charts.bars import bars
from lastword.charts.dots import dots
from lastword.charts.palette import LIGHT
from lastword.charts.rows import Row
from lastword.charts.svg import to_png, to_svg
from lastword.estimate import Estimate


def _drawn(**rest: str) -> ElementTree.Element:
    return ElementTree.fromstring(to_svg(dots(ROWS), "Ten definitions", "k", **rest))


def test_a_chart_is_one_image_with_words() -> None:
    root = _drawn()
    assert (root.get("role"), root.get("aria-label")) == ("img", "Ten definitions")


def test_every_colour_follows_the_theme() -> None:
    for element in _drawn().iter():
        for name, prefix in (("fill", "f-"), ("stroke", "s-")):
            colour = element.get(name)
            if colour and colour.startswith("#"):
                assert colour in LIGHT.values()
                assert prefix in element.get("class", "")


def test_marks_lead_to_anchors_of_the_page() -> None:
    links = {link.get("href") for link in _drawn().iter(f"{SVG}a")}
    assert links == {"#rows"}


@pytest.mark.parametrize("href", ["https://evil.example/x", "javascript:alert(1)"])
def test_marks_lead_nowhere_else(href: str) -> None:
    with pytest.raises(ValueError, match="anchor of its own page"):
        Row("outside", None, href=href)


def test_no_inline_style_and_nothing_that_runs() -> None:
    harmless = {"svg", "g", "path", "text", "tspan", "line", "rect", "a"}
    for element in _drawn().iter():
        assert element.tag.removeprefix(SVG) in harmless
        assert "style" not in element.attrib
        assert not [name for name in element.attrib if name.startswith("on")]


def test_hostile_text_stays_text() -> None:
    number = Estimate(0.4, 0.3, 0.5, 10, "Wilson")
    svg = to_svg(dots([Row("<script>a</script>\x00\x1b", number)]), '"><b>', "k")
    assert "<script" not in svg
    assert "<b>" not in svg


def test_unknown_is_said_and_not_drawn() -> None:
    unknown = ElementTree.fromstring(to_svg(bars([Row("No answer", None)]), "", "k"))
    words = [text.text for text in unknown.iter(f"{SVG}text")]
    assert "not known" in words
    ink = {LIGHT["ink"], LIGHT["penalty"], LIGHT["reward"]}
    assert not [path for path in unknown.iter(f"{SVG}path") if path.get("fill") in ink]


def test_an_interval_that_holds_zero_is_faded() -> None:
    svg = ElementTree.fromstring(to_svg(bars(EFFECTS), "", "k"))
    opacities = [path.get("opacity") for path in svg.iter(f"{SVG}path") if path.get("opacity")]
    assert opacities.count("0.35") == 1


def test_png_is_a_picture_of_twice_the_size() -> None:
    data = to_png(bars(EFFECTS, form="narrow"))
    assert data.startswith(b"\x89PNG")
    assert int.from_bytes(data[16:20]) == 608
