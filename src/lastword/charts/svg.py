"""A chart as static SVG for a page, or as PNG for mail and slides; no browser needed."""

from __future__ import annotations

import re
from functools import cache
from typing import Any
from xml.etree import ElementTree

import vl_convert

from lastword.charts.palette import LIGHT
from lastword.charts.typeface import FOLDER, printable

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_ROLE_OF = {colour: role for role, colour in LIGHT.items()}


def to_svg(chart: Any, alternative: str, key: str) -> str:
    """Render a chart to SVG that a page can hold.

    Colours get classes (``f-ink``, ``s-line`` …), so that the page's light and dark colours apply;
    links lead to anchors of the same page only; the drawing is one image to a screen reader.

    Parameters
    ----------
    chart
        An Altair chart in the colours of `palette.LIGHT`.
    alternative
        What the chart shows, in words.
    key
        Unique on the page; keeps the ids of several charts apart.
    """
    _register()
    text = vl_convert.vegalite_to_svg(chart.to_dict(validate=False), allowed_base_urls=[])
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(text)
    for element in root.iter():
        _clean(element, key)
    root.attrib.pop("version", None)
    root.attrib |= {"class": "chart", "role": "img", "aria-label": printable(alternative)}
    _prune(root)
    return ElementTree.tostring(root, encoding="unicode")


def to_png(chart: Any, *, scale: float = 2) -> bytes:
    """Render a chart to PNG on white."""
    drawn: bytes = vl_convert.svg_to_png(to_svg(chart, "", "png"), scale=scale)
    return drawn


@cache
def _register() -> None:
    vl_convert.register_font_directory(str(FOLDER))


def _clean(element: ElementTree.Element, key: str) -> None:
    attributes = element.attrib
    for name in [name for name in attributes if name.startswith("aria-")]:
        del attributes[name]
    for name in ("role", "style", "class", "pointer-events"):
        attributes.pop(name, None)
    classes = [
        f"{name[0]}-{_ROLE_OF[attributes[name]]}"
        for name in ("fill", "stroke")
        if attributes.get(name) in _ROLE_OF
    ]
    if classes:
        attributes["class"] = " ".join(classes)
    if element.tag == f"{{{_SVG}}}text":
        attributes["paint-order"] = "stroke"
    link = attributes.pop(_XLINK, None)
    if link is not None:
        attributes |= {"href": f"#{link.partition('#')[2]}", "tabindex": "-1"}
    if "id" in attributes:
        attributes["id"] = f"{key}-{attributes['id']}"
    if "clip-path" in attributes:
        attributes["clip-path"] = re.sub(r"#", f"#{key}-", attributes["clip-path"])


def _prune(element: ElementTree.Element) -> None:
    for child in list(element):
        _prune(child)
        is_empty_path = child.tag == f"{{{_SVG}}}path" and (
            child.get("display") == "none" or not ({"fill", "stroke"} & set(child.attrib))
        )
        is_empty_group = child.tag == f"{{{_SVG}}}g" and not len(child)
        if is_empty_path or is_empty_group:
            element.remove(child)
