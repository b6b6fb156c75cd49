"""Curves over time with their bands, and below them how many are still watched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from lastword.charts.frame import (
    SMALL,
    TEXT,
    Form,
    finish,
    rows_of,
    texts,
    upright,
)
from lastword.charts.palette import LIGHT, Role
from lastword.charts.plane import Plane
from lastword.charts.scale import ticks
from lastword.charts.typeface import width, wrap
from lastword.estimate import say

_TOP, _LINE = 12.0, 16
_PLOT: dict[Form, float] = {"wide": 250.0, "narrow": 210.0}
_MARGIN: dict[Form, tuple[float, float]] = {"wide": (52, 172), "narrow": (46, 98)}


@dataclass(frozen=True, slots=True)
class Line:
    """One curve: shares over days, with the band and the number still watched at each day.

    Parameters
    ----------
    name
        Written at the end of the curve.
    at_risk
        Number at risk at each of `days`; empty where it has no meaning.
    is_reference
        Drawn dashed: what chance alone would give.
    """

    name: str
    days: tuple[float, ...]
    share: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    at_risk: tuple[int, ...] = ()
    role: Role = "ink"
    is_reference: bool = False


def curves(
    lines: Sequence[Line], *, form: Form = "wide", marks: Sequence[float] = (1, 7, 14, 30)
) -> alt.LayerChart:
    """Draw step curves from zero, named at their ends, with the number still watched below.

    Parameters
    ----------
    marks
        Days that the axis and the numbers at risk are given for; days beyond the data are left out.

    Examples
    --------
    >>> line = Line("same issue", (0, 1, 7), (0, 0.05, 0.12), (0, 0.04, 0.1), (0, 0.06, 0.14))
    >>> curves([line]).to_dict()["width"]
    760
    """
    last = max((line.days[-1] for line in lines if line.days), default=1.0)
    levels = ticks(0, max((max(line.upper) for line in lines if line.upper), default=1.0), most=5)
    plane = Plane(form, (0, last), (0, levels[-1]), *_MARGIN[form], _TOP, _PLOT[form])
    days = _apart(plane, [day for day in marks if day <= last] or [last], lines)
    layers = [*_axes(plane, days, levels), *_bands(plane, lines), *_paths(plane, lines)]
    layers += _names(plane, lines)
    risk, bottom = _risk(plane, lines, days)
    return finish(layers + risk, form, bottom)


def _apart(plane: Plane, days: Sequence[float], lines: Sequence[Line]) -> list[float]:
    """Leave out days whose numbers at risk would touch those of a later day."""
    room = max((width(f"{n:,}", SMALL) for line in lines for n in line.at_risk), default=24) + 8
    kept: list[float] = []
    for day in sorted(days, reverse=True):
        if not kept or plane.x_pixel(kept[-1]) - plane.x_pixel(day) >= room:
            kept.append(day)
    return kept[::-1]


def _axes(plane: Plane, days: Sequence[float], levels: Sequence[float]) -> list[alt.Chart]:
    along = [{"day": day, "text": f"{day:g} d"} for day in days]
    return [
        *plane.level(levels, "share"),
        upright(along, plane.x("day"), plane.bottom, plane.bottom + 5, color=LIGHT["muted"]),
        texts(along, plane.x("day"), plane.bottom + 15, role="muted", size=SMALL, align="center"),
    ]


def _bands(plane: Plane, lines: Sequence[Line]) -> list[alt.Chart]:
    return [
        rows_of(_points(line, plane))
        .mark_area(color=LIGHT[line.role], opacity=0.14, interpolate="step-after")
        .encode(x=plane.x("day"), y=plane.y("lower"), y2="upper:Q")
        for line in lines
    ]


def _paths(plane: Plane, lines: Sequence[Line]) -> list[alt.Chart]:
    return [
        rows_of(_points(line, plane))
        .mark_line(
            color=LIGHT[line.role],
            strokeWidth=2,
            interpolate="step-after",
            **({"strokeDash": [5, 4]} if line.is_reference else {}),
        )
        .encode(x=plane.x("day"), y=plane.y("share"))
        for line in lines
    ]


def _points(line: Line, plane: Plane) -> list[dict[str, float]]:
    """One point a pixel at most: the last one, since the curves are steps."""
    by_pixel = {
        round(plane.x_pixel(day)): {
            "day": day,
            "share": share,
            "lower": lower,
            "upper": upper,
        }
        for day, share, lower, upper in zip(
            line.days, line.share, line.lower, line.upper, strict=True
        )
    }
    return list(by_pixel.values())


def _names(plane: Plane, lines: Sequence[Line]) -> list[alt.Chart]:
    """Name each curve at its end, moved apart where the ends meet."""
    room = _MARGIN[plane.form][1] - 12
    wrapped = {line.name: wrap(line.name, room, TEXT, weight=600) for line in lines}
    ordered = sorted((line for line in lines if line.share), key=lambda line: -line.share[-1])
    layers, free = [], 0.0
    total = sum(_LINE * (len(wrapped[line.name]) + 1) + 4 for line in ordered)
    for line in ordered:
        height = _LINE * (len(wrapped[line.name]) + 1) + 4
        y = max(free, min(plane.y_pixel(line.share[-1]) - height / 2, plane.bottom - total))
        free, total = y + height, total - height
        name = [{"text": "\n".join(wrapped[line.name])}]
        value = [{"text": say(line.share[-1])}]
        below = y + height - _LINE / 2 - 4
        layers += [
            texts(name, plane.end + 10, y + _LINE / 2, role=line.role, weight=600),
            texts(value, plane.end + 10, below, role="muted", size=SMALL),
        ]
    return layers


def _risk(
    plane: Plane, lines: Sequence[Line], days: Sequence[float]
) -> tuple[list[alt.Chart], float]:
    watched = [line for line in lines if line.at_risk]
    y = plane.bottom + 44
    if not watched:
        return [], plane.bottom + 28
    layers = [texts([{"text": "Still watched at that day"}], 0, y, role="muted", size=SMALL)]
    for line in watched:
        y += 18
        counts: list[dict[str, Any]] = [
            {"day": day, "text": f"{_at(line, day):,}"} for day in days if day <= line.days[-1]
        ]
        start = width(f"{max(line.at_risk):,}", SMALL) / 2 + 8
        room = _MARGIN[plane.form][1] - start
        name = "".join(wrap(line.name, room, SMALL, lines=1))
        layers += [
            texts(counts, plane.x("day"), y, role=line.role, size=SMALL, align="center"),
            texts([{"text": name}], plane.end + start, y, role=line.role, size=SMALL),
        ]
    return layers, y + 14


def _at(line: Line, day: float) -> int:
    """Number at risk just at a day: that of the last step at or before it."""
    return [n for at, n in zip(line.days, line.at_risk, strict=True) if at <= day][-1]
