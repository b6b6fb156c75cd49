"""Outcome over the levels of one experience: means, a monotone fit, a hinge, answers at each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from lastword.charts.frame import SMALL, WIDTH, Align, Form, finish, rows_of, texts, upright
from lastword.charts.palette import LIGHT, Role
from lastword.charts.plane import Plane
from lastword.charts.scale import ticks
from lastword.charts.typeface import width, wrap
from lastword.estimate import Unit

_TOP, _LINE = 30.0, 15
_PLOT: dict[Form, float] = {"wide": 250.0, "narrow": 200.0}
_LEFT: dict[Form, float] = {"wide": 64, "narrow": 44}
_RIGHT: dict[Form, float] = {"wide": 24, "narrow": 14}


@dataclass(frozen=True, slots=True)
class Level:
    """One level: where it stands, its words, its mean, the monotone fit, and its answers.

    Parameters
    ----------
    at
        Distance from the reference, which stands at 0.
    label
        Its words below the axis.
    lower, upper
        Interval of the monotone fit; None where unknown.
    """

    at: float
    label: str
    n: int
    mean: float
    fitted: float
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, slots=True)
class Hinge:
    """Two lines that meet at the reference: height there, slope below, slope above."""

    height: float
    below: float
    above: float

    def at(self, x: float) -> float:
        """Height of the hinge at a level."""
        return self.height + (self.below if x < 0 else self.above) * x


def levels(
    points: Sequence[Level],
    *,
    hinge: Hinge | None = None,
    unit: Unit = "score",
    form: Form = "wide",
) -> alt.LayerChart:
    """Draw means as dots, the monotone fit with its intervals, and the hinge in two colours.

    Parameters
    ----------
    points
        Levels from left to right.
    hinge
        Lines to draw beside the fit; none where they could not be fitted.

    Examples
    --------
    >>> chart = levels([Level(-1, "fell short", 45, 6, 6), Level(0, "as expected", 159, 7.6, 7.6)])
    >>> chart.to_dict()["width"]
    760
    """
    plane, marks = _around(points, hinge, form)
    layers = [*plane.level(marks, unit), *_reference(plane)]
    layers += _fit(plane, points)
    if hinge is not None:
        layers += _arms(plane, points, hinge)
    layers.append(_dots(plane, points))
    below, bottom = _below(plane, points)
    return finish(layers + below, form, bottom)


def _around(points: Sequence[Level], hinge: Hinge | None, form: Form) -> tuple[Plane, list[float]]:
    """Where points, intervals and hinge have room, and round values for lines across."""
    ends = [end for p in points for end in (p.mean, p.lower, p.upper) if end is not None]
    if hinge is not None:
        ends += [hinge.at(point.at) for point in points] + [hinge.height]
    places = [point.at for point in points]
    margin = 0.5 * (max(places) - min(places) or 1.0) / max(len(places) - 1, 1)
    span = (min(places) - margin, max(places) + margin)
    marks = ticks(min(ends), max(ends), most=6)
    box = (_LEFT[form], _RIGHT[form], _TOP, _PLOT[form])
    return Plane(form, span, (marks[0], marks[-1]), *box), marks


def _reference(plane: Plane) -> list[alt.Chart]:
    middle = plane.x_pixel(0.0)
    if not plane.left < middle < plane.end:
        return []
    line = upright([{"at": 0.0}], plane.x("at"), _TOP, plane.bottom, color=LIGHT["muted"])
    sides: list[tuple[str, float, Align, Role, float]] = [
        ("fell short", middle - 8, "right", "penalty", middle - plane.left),
        ("exceeded", middle + 8, "left", "reward", plane.end - middle),
    ]
    words = [
        texts([{"text": text}], x, 12, role=role, size=SMALL, weight=600, align=align)
        for text, x, align, role, room in sides
        if room > width(text, SMALL, weight=600) + 8
    ]
    return [line, *words]


def _fit(plane: Plane, points: Sequence[Level]) -> list[alt.Chart]:
    rows = [{"at": p.at, "fitted": p.fitted, "lower": p.lower, "upper": p.upper} for p in points]
    known = [row for row in rows if row["lower"] is not None]
    layers = []
    if known:
        bar = rows_of(known).mark_rule(color=LIGHT["bars"], strokeWidth=7, opacity=0.45)
        layers.append(bar.encode(x=plane.x("at"), y=plane.y("lower"), y2="upper:Q"))
    line = rows_of(rows).mark_line(color=LIGHT["muted"], strokeWidth=1.5, strokeDash=[5, 4])
    return [*layers, line.encode(x=plane.x("at"), y=plane.y("fitted"))]


def _arms(plane: Plane, points: Sequence[Level], hinge: Hinge) -> list[alt.Chart]:
    ends = (min(point.at for point in points), max(point.at for point in points))
    arms: tuple[tuple[Role, float], ...] = (
        ("penalty", min(ends[0], 0.0)),
        ("reward", max(ends[1], 0.0)),
    )
    return [
        rows_of([{"at": 0.0, "height": hinge.height}, {"at": end, "height": hinge.at(end)}])
        .mark_line(color=LIGHT[role], strokeWidth=2.5)
        .encode(x=plane.x("at"), y=plane.y("height"))
        for role, end in arms
        if end
    ]


def _dots(plane: Plane, points: Sequence[Level]) -> alt.Chart:
    rows = [{"at": point.at, "mean": point.mean} for point in points]
    dot = rows_of(rows).mark_point(filled=True, size=60, opacity=1, color=LIGHT["ink"])
    return dot.encode(x=plane.x("at"), y=plane.y("mean"))


def _below(plane: Plane, points: Sequence[Level]) -> tuple[list[alt.Chart], float]:
    """Words of each level and, in one or two lines, how many answers it holds."""
    room = (plane.end - plane.left) / len(points)
    lines = [wrap(point.label, room + 8, SMALL, lines=2) for point in points]
    wide = [max((width(line, SMALL) for line in own), default=0.0) for own in lines]
    words = {point.at: "\n".join(own) for point, own in zip(points, lines, strict=True)}
    y = plane.bottom + 14
    layers = [
        _centred(plane, [point], words, y)
        for point in _apart(plane, points, wide)
        if words[point.at]
    ]
    y += _LINE * max(len(own) for own in lines) + 6
    layers.append(texts([{"text": "Answers"}], 0, y, role="muted", size=SMALL))
    counts = {point.at: f"{point.n:,}" for point in points}
    is_tight = max(width(text, SMALL) for text in counts.values()) + 8 > room
    first = plane.x_pixel(points[0].at) - width(counts[points[0].at], SMALL) / 2
    if not is_tight and first > width("Answers", SMALL) + 8:
        y -= 16
    for group in (points[::2], points[1::2]) if is_tight else (points,):
        y += 16
        shown = _apart(plane, group, [width(counts[point.at], SMALL) for point in group])
        if shown:
            layers.append(_centred(plane, shown, counts, y))
    return layers, y + 12


def _centred(plane: Plane, points: Sequence[Level], words: dict[float, str], y: float) -> alt.Chart:
    rows: list[dict[str, Any]] = [{"at": point.at, "text": words[point.at]} for point in points]
    return texts(rows, plane.x("at"), y, role="muted", size=SMALL, align="center")


def _apart(plane: Plane, points: Sequence[Level], widths: Sequence[float]) -> list[Level]:
    """Leave out words that would meet the one before or leave the frame."""
    kept: list[Level] = []
    free = 0.0
    for point, wide in zip(points, widths, strict=True):
        middle = plane.x_pixel(point.at)
        if middle - wide / 2 >= free and middle + wide / 2 <= WIDTH[plane.form]:
            kept.append(point)
            free = middle + wide / 2 + 4
    return kept
