"""The frame that all charts share: two widths, one text style, marks placed by the pixel.

Rows, labels and ticks are laid out in pixels so that no text is cut off or meets another;
only values go through a scale.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import altair as alt

from lastword.charts.palette import LIGHT, Role
from lastword.charts.typeface import FAMILY, Weight, printable

Form = Literal["wide", "narrow"]
Align = Literal["left", "center", "right"]
Place = Any
"""Where on an axis: an Altair channel, or a number of pixels."""

WIDTH: dict[Form, int] = {"wide": 760, "narrow": 304}
TEXT = 12.5
SMALL = 11.5


def finish(layers: Sequence[alt.Chart], form: Form, height: float) -> alt.LayerChart:
    """Put layers into one frame of fixed size, without anything that Vega would add."""
    chart = alt.LayerChart(
        width=WIDTH[form],
        height=math.ceil(height),
        padding=0,
        autosize=alt.AutoSizeParams(type="none"),
        config=alt.Config(background=LIGHT["card"], font=FAMILY, view=alt.ViewConfig(stroke=None)),
    )
    chart.layer = list(layers)  # given at once, each layer would be copied four times
    return chart


def rows_of(values: Sequence[Mapping[str, Any]]) -> alt.Chart:
    """Start a layer from plain rows; characters that no drawing can hold become spaces."""
    rows = tuple({name: _drawable(value) for name, value in row.items()} for row in values)
    return alt.Chart(alt.InlineData(values=rows))


def texts(
    rows: Sequence[Mapping[str, Any]],
    x: Place,
    y: Place,
    *,
    role: Role = "ink",
    size: float = TEXT,
    weight: Weight = 400,
    align: Align = "left",
    dx: float = 0,
    halo: bool = True,
) -> alt.Chart:
    """Write the field `text` of each row; a line break in it begins a new line.

    A halo in the colour of the card keeps grid lines from running through the words.
    """
    mark = rows_of(rows).mark_text(
        align=align,
        baseline="middle",
        fontSize=size,
        fontWeight=weight,
        color=LIGHT[role],
        dx=dx,
        lineBreak="\n",
        lineHeight=16,
        **({"stroke": LIGHT["card"], "strokeWidth": 4} if halo else {}),
    )
    across = alt.XValue(x) if isinstance(x, int | float) else x
    down = alt.YValue(y) if isinstance(y, int | float) else y
    return mark.encode(x=across, y=down, text=alt.Text("text:N"), **_link(rows))


def upright(
    rows: Sequence[Mapping[str, Any]], x: Place, top: float, bottom: float, **look: Any
) -> alt.Chart:
    """Draw a vertical line from `top` to `bottom` for each row."""
    style = {"color": LIGHT["line"], "strokeWidth": 1, **look}
    return rows_of(rows).mark_rule(**style).encode(x=x, y=alt.YValue(top), y2=alt.Y2Value(bottom))


def pixels(field: str) -> alt.Y:
    """Place by a field that holds pixels from the top."""
    return alt.Y(f"{field}:Q", scale=None, axis=None)


def values(field: str, domain: tuple[float, float], reach: tuple[float, float]) -> alt.X:
    """Place by a value: `domain` in the value's unit goes to `reach` in pixels."""
    scale = alt.Scale(domain=list(domain), range=list(reach), nice=False, zero=False)
    return alt.X(f"{field}:Q", scale=scale, axis=None, title=None)


def _link(rows: Sequence[Mapping[str, Any]]) -> dict[str, alt.Href]:
    has_links = any(row.get("href") for row in rows)
    return {"href": alt.Href("href:N")} if has_links else {}


def _drawable(value: Any) -> Any:
    return printable(value) if isinstance(value, str) else value
