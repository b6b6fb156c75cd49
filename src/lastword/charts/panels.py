"""Panels over a common axis: what goes through a day, a fortnight or a wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt

from lastword.charts.frame import SMALL, WIDTH, Form, finish, rows_of, texts, upright, values
from lastword.charts.palette import LIGHT, Role
from lastword.charts.scale import tick_rows, ticks
from lastword.charts.typeface import width, wrap
from lastword.estimate import Unit

Style = Literal["step", "line", "bars", "dots"]
_GAP, _HEAD, _LEGEND = 30.0, 22.0, 18.0
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
    reach = (left, WIDTH[form] - 14.0)
    domain = (float(places[0]), float(places[-1]))
    layers: list[alt.Chart] = []
    top = 2.0
    for panel, at in zip(shown, levels, strict=True):
        head = wrap(panel.title, WIDTH[form], SMALL, weight=600)
        layers.append(texts([{"text": "\n".join(head)}], 0, top + 8, size=SMALL, weight=600))
        top += _HEAD + 16 * (len(head) - 1)
        legend, taken = _legend(panel, top, form)
        layers, top = layers + legend, top + taken
        frame = _Frame(domain, reach, (top, top + panel.height), at)
        layers += frame.levels(panel) + frame.series(panel, places) + frame.limit(panel)
        top += panel.height + _GAP
    return finish(layers + _axis(marks, domain, reach, top - _GAP), form, top - 2)


def _highest(panel: Panel) -> float:
    found = [v for s in panel.series for v in (*s.values, *s.upper) if v is not None]
    return max([*found, panel.limit or 0.0]) or 1.0


def _legend(panel: Panel, top: float, form: Form) -> tuple[list[alt.Chart], float]:
    """Names of the series in their colours, in lines as wide as the frame."""
    layers, x, y = [], 0.0, top + 6
    named = [series for series in panel.series if series.name]
    for series in named:
        room = width(series.name, SMALL, weight=600) + 30
        if x and x + room > WIDTH[form]:
            x, y = 0.0, y + _LEGEND
        mark = [{"x": x, "x2": x + 14}]
        look: dict[str, Any] = {"strokeDash": [4, 3]} if series.is_reference else {}
        line = rows_of(mark).mark_rule(color=LIGHT[series.role], strokeWidth=3, **look)
        layers.append(
            line.encode(x=alt.X("x:Q", scale=None, axis=None), x2="x2:Q", y=alt.YValue(y))
        )
        layers.append(texts([{"text": series.name}], x + 19, y, role="muted", size=SMALL))
        x += room
    return layers, (y - top + 16) if named else 0.0


@dataclass(frozen=True, slots=True)
class _Frame:
    domain: tuple[float, float]
    reach: tuple[float, float]
    span: tuple[float, float]
    ticks: list[float]

    def x(self, field: str = "at") -> alt.X:
        return values(field, self.domain, self.reach)

    def y(self, field: str) -> alt.Y:
        top, bottom = self.span
        scale = alt.Scale(domain=[0, self.ticks[-1]], range=[bottom, top], nice=False, clamp=True)
        return alt.Y(f"{field}:Q", scale=scale, axis=None, title=None)

    def levels(self, panel: Panel) -> list[alt.Chart]:
        rows = [row | {"value": row["at"]} for row in tick_rows(self.ticks, panel.unit)]
        rule = rows_of(rows).mark_rule(color=LIGHT["line"])
        ends = {"x": alt.XValue(self.reach[0]), "x2": alt.X2Value(self.reach[1])}
        said = texts(rows, self.reach[0] - 8, self.y("value"), role="muted", size=SMALL,
                     align="right")  # fmt: skip
        return [rule.encode(y=self.y("value"), **ends), said]

    def limit(self, panel: Panel) -> list[alt.Chart]:
        if panel.limit is None:
            return []
        rule = rows_of([{"value": panel.limit}]).mark_rule(
            color=LIGHT["limit"], strokeWidth=1.4, strokeDash=[6, 3]
        )
        ends = {"x": alt.XValue(self.reach[0]), "x2": alt.X2Value(self.reach[1])}
        return [rule.encode(y=self.y("value"), **ends)]

    def series(self, panel: Panel, places: Sequence[float]) -> list[alt.Chart]:
        bands = [self._band(one, places) for one in panel.series if one.upper]
        return bands + [self._mark(one, places) for one in panel.series]

    def _band(self, one: Series, places: Sequence[float]) -> alt.Chart:
        held = _held(one, places)
        rows = [{"at": at, "low": one.lower[k], "high": one.upper[k], "run": run}
                for at, k, run in held
                if one.lower[k] is not None and one.upper[k] is not None]  # fmt: skip
        mark = rows_of(rows).mark_area(
            color=LIGHT[one.role], opacity=0.16, interpolate=_BANDS[one.style]
        )
        return mark.encode(x=self.x(), y=self.y("low"), y2="high:Q", detail="run:N")

    def _mark(self, one: Series, places: Sequence[float]) -> alt.Chart:
        if one.style == "bars":
            ends = zip(places, places[1:], one.values, strict=False)
            bars = [{"at": a, "end": b, "value": v, "zero": 0} for a, b, v in ends if v is not None]
            drawn = rows_of(bars).mark_rect(color=LIGHT[one.role])
            return drawn.encode(x=self.x(), x2="end:Q", y=self.y("value"), y2="zero:Q")
        rows = [{"at": at, "value": one.values[k], "run": run} for at, k, run in _held(one, places)]
        if one.style == "dots":
            return (
                rows_of(rows)
                .mark_circle(color=LIGHT[one.role], size=26, opacity=0.9)
                .encode(x=self.x(), y=self.y("value"))
            )
        look: dict[str, Any] = {"strokeDash": [5, 4]} if one.is_reference else {}
        line = rows_of(rows).mark_line(
            color=LIGHT[one.role], strokeWidth=1.8, interpolate=_BANDS[one.style], **look
        )
        return line.encode(x=self.x(), y=self.y("value"), detail="run:N")


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


def _axis(
    marks: Sequence[tuple[float, str]],
    domain: tuple[float, float],
    reach: tuple[float, float],
    bottom: float,
) -> list[alt.Chart]:
    rows: list[dict[str, Any]] = []
    free = -1e9
    scale = (reach[1] - reach[0]) / ((domain[1] - domain[0]) or 1.0)
    for at, text in marks:
        half = width(text, SMALL) / 2 + 6
        pixel = reach[0] + (at - domain[0]) * scale
        if pixel - half >= free and pixel + half <= reach[1] + 20:
            rows.append({"at": at, "text": text})
            free = pixel + half
    x = values("at", domain, reach)
    return [
        upright(rows, x, bottom, bottom + 5, color=LIGHT["muted"]),
        texts(rows, x, bottom + 15, role="muted", size=SMALL, align="center"),
    ]
