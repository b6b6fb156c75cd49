"""Panels over a common axis: what goes through a day, a fortnight or a wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt

from lastword.charts.frame import (
    SMALL,
    WIDTH,
    Form,
    finish,
    pixels,
    rows_of,
    texts,
    upright,
)
from lastword.charts.palette import LIGHT, Role
from lastword.charts.plane import Plane
from lastword.charts.scale import tick_rows, ticks
from lastword.charts.typeface import width, wrap
from lastword.estimate import Unit

Style = Literal["step", "line", "bars", "dots"]
_GAP, _HEAD, _LEGEND, _RIGHT = 30.0, 28.0, 18.0, 14.0
_BANDS = {"step": "step-after", "line": "linear", "bars": "step-after", "dots": "linear"}


@dataclass(frozen=True, slots=True)
class Series:
    """One series over the axis; None leaves a gap.

    Parameters
    ----------
    name
        Written in the panel's legend; a lone series needs none.
    lower, upper
        Its band; empty where it has none.
    style
        ``step`` and ``bars`` hold from one place to the next.
    is_reference
        Drawn dashed.
    """

    values: tuple[float | None, ...]
    name: str = ""
    lower: tuple[float | None, ...] = ()
    upper: tuple[float | None, ...] = ()
    role: Role = "ink"
    style: Style = "line"
    is_reference: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel: what it shows, its series, and a limit that people are held to."""

    title: str
    series: tuple[Series, ...]
    unit: Unit = "count"
    limit: float | None = None
    height: float = 130.0


def panels(
    shown: Sequence[Panel],
    places: Sequence[float],
    *,
    marks: Sequence[tuple[float, str]],
    form: Form = "wide",
) -> alt.LayerChart:
    """Draw panels one above the other over the same axis.

    Parameters
    ----------
    places
        Where each value stands; `step` and `bars` reach to the next place, so that one more place
        than values may be given.
    marks
        Places of the axis with their words; those without room are left out.

    Examples
    --------
    >>> panel = Panel("Agents", (Series((3, 5, 4), style="step"),))
    >>> chart = panels([panel], [0, 30, 60, 90], marks=[(0, "8:00"), (60, "9:00")])
    >>> chart.to_dict()["width"]
    760
    """
    levels = [ticks(0, _highest(panel), most=3 if form == "narrow" else 4) for panel in shown]
    words = [row["text"] for panel, at in zip(shown, levels, strict=True)
             for row in tick_rows(at, panel.unit)]  # fmt: skip
    left = max(width(word, SMALL) for word in words) + 12
    across = (float(places[0]), float(places[-1]))
    layers: list[alt.Chart] = []
    top = 2.0
    for panel, at in zip(shown, levels, strict=True):
        head = wrap(panel.title, WIDTH[form], SMALL, weight=600)
        layers.append(texts([{"text": "\n".join(head)}], 0, top + 8, size=SMALL, weight=600))
        top += _HEAD + 16 * (len(head) - 1)
        legend, taken = _legend(panel, top, form)
        layers, top = layers + legend, top + taken
        plane = Plane(form, across, (0.0, at[-1]), left, _RIGHT, top, panel.height)
        layers += _levels(plane, panel, at) + _series(plane, panel, places)
        top += panel.height + _GAP
    return finish(layers + _axis(plane, marks), form, top - 2)


def _highest(panel: Panel) -> float:
    found = [v for s in panel.series for v in (*s.values, *s.upper) if v is not None]
    return max([*found, panel.limit or 0.0]) or 1.0


def _legend(panel: Panel, top: float, form: Form) -> tuple[list[alt.Chart], float]:
    """Names of the series in their colours, in lines as wide as the frame."""
    layers, x, y = [], 0.0, top + 4
    named = [series for series in panel.series if series.name]
    for series in named:
        name = "".join(wrap(series.name, WIDTH[form] - 40, SMALL, lines=1))
        room = width(name, SMALL) + 40
        if x and x + room > WIDTH[form]:
            x, y = 0.0, y + _LEGEND
        mark = [{"x": x, "x2": x + 14}]
        look: dict[str, Any] = {"strokeDash": [4, 3]} if series.is_reference else {}
        line = rows_of(mark).mark_rule(color=LIGHT[series.role], strokeWidth=3, **look)
        layers.append(line.encode(x=_across("x"), x2="x2:Q", y=alt.YValue(y)))
        layers.append(texts([{"text": name}], x + 19, y, role="muted", size=SMALL))
        x += room
    return layers, (y - top + 20) if named else 0.0


def _levels(plane: Plane, panel: Panel, marks: Sequence[float]) -> list[alt.Chart]:
    """Lines at round values with their words, and the limit."""
    rows = [row | {"y": _y(plane, row["at"])} for row in tick_rows(marks, panel.unit)]
    ends = {"x": alt.XValue(plane.left), "x2": alt.X2Value(plane.end), "y": pixels("y")}
    rule = rows_of(rows).mark_rule(color=LIGHT["line"]).encode(**ends)
    layers = [rule, texts(rows, plane.left - 8, pixels("y"), role="muted", size=SMALL,
                          align="right")]  # fmt: skip
    if panel.limit is not None:
        limit = rows_of([{"y": _y(plane, panel.limit)}])
        look = {"color": LIGHT["limit"], "strokeWidth": 1.4, "strokeDash": [6, 3]}
        layers.append(limit.mark_rule(**look).encode(**ends))
    return layers


def _series(plane: Plane, panel: Panel, places: Sequence[float]) -> list[alt.Chart]:
    bands = [_band(plane, one, places) for one in panel.series if one.upper]
    return bands + [_mark(plane, one, places) for one in panel.series]


def _band(plane: Plane, one: Series, places: Sequence[float]) -> alt.Chart:
    rows = []
    for at, k, run in _held(one, places):
        low, high = one.lower[k], one.upper[k]
        if low is not None and high is not None:
            ends = {"low": _y(plane, low), "high": _y(plane, high)}
            rows.append({"x": _x(plane, at), "run": run, **ends})
    mark = rows_of(rows).mark_area(
        color=LIGHT[one.role], opacity=0.16, interpolate=_BANDS[one.style]
    )
    return mark.encode(x=_across("x"), y=pixels("low"), y2="high:Q", detail="run:N")


def _mark(plane: Plane, one: Series, places: Sequence[float]) -> alt.Chart:
    if one.style == "bars":
        return _bars(plane, one, places)
    rows = [
        {"x": _x(plane, at), "y": _y(plane, one.values[k] or 0.0), "run": run}
        for at, k, run in _held(one, places)
    ]
    if one.style == "dots":
        dots = rows_of(rows).mark_circle(color=LIGHT[one.role], size=26, opacity=0.9)
        return dots.encode(x=_across("x"), y=pixels("y"))
    look: dict[str, Any] = {"strokeDash": [5, 4]} if one.is_reference else {}
    line = rows_of(rows).mark_line(
        color=LIGHT[one.role], strokeWidth=1.8, interpolate=_BANDS[one.style], **look
    )
    return line.encode(x=_across("x"), y=pixels("y"), detail="run:N")


def _bars(plane: Plane, one: Series, places: Sequence[float]) -> alt.Chart:
    rows = [
        {"x": _x(plane, start), "end": _x(plane, end), "y": _y(plane, value), "zero": plane.bottom}
        for start, end, value in zip(places, places[1:], one.values, strict=False)
        if value is not None
    ]
    bars = rows_of(rows).mark_rect(color=LIGHT[one.role])
    return bars.encode(x=_across("x"), x2="end:Q", y=pixels("y"), y2="zero:Q")


def _across(field: str) -> alt.X:
    return alt.X(f"{field}:Q", scale=None, axis=None)


def _x(plane: Plane, value: float) -> float:
    return round(plane.x_pixel(value), 1)


def _y(plane: Plane, value: float) -> float:
    return round(plane.y_pixel(value), 1)


def _held(one: Series, places: Sequence[float]) -> list[tuple[float, int, int]]:
    """Place, number of the value, and unbroken run of each known value; a step holds to its end."""
    found: list[tuple[float, int, int]] = []
    run = 0
    for k, value in enumerate(one.values):
        if value is None:
            run += 1
            continue
        found.append((places[k], k, run))
        is_end = k + 1 == len(one.values) or one.values[k + 1] is None
        if one.style == "step" and is_end and k + 1 < len(places):
            found.append((places[k + 1], k, run))
    return found


def _axis(plane: Plane, marks: Sequence[tuple[float, str]]) -> list[alt.Chart]:
    """Words below the last panel; those that would touch the one before are left out."""
    rows: list[dict[str, Any]] = []
    free = 0.0
    for at, text in marks:
        half = width(text, SMALL) / 2 + 5
        pixel = plane.x_pixel(at)
        if pixel - half >= free and pixel + half <= WIDTH[plane.form]:
            rows.append({"at": at, "text": text})
            free = pixel + half
    x, bottom = plane.x("at"), plane.bottom
    return [
        upright(rows, x, bottom, bottom + 5, color=LIGHT["muted"]),
        texts(rows, x, bottom + 15, role="muted", size=SMALL, align="center"),
    ]
