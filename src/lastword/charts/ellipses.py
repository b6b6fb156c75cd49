"""Points with their joint uncertainty: one number against another, an ellipse around each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from lastword.charts.frame import SMALL, Form, finish, pixels, rows_of, texts, upright
from lastword.charts.palette import LIGHT, Role
from lastword.charts.plane import Plane
from lastword.charts.scale import tick_rows, tick_texts, ticks
from lastword.charts.typeface import width, wrap

_TOP = 26.0
_PLOT: dict[Form, float] = {"wide": 300.0, "narrow": 260.0}
_LEFT, _RIGHT = 44.0, 14.0
_CORNERS = 48
_LINE = 15.0
_ROOM = 150.0


@dataclass(frozen=True, slots=True)
class Spot:
    """One point.

    Parameters
    ----------
    x, y
        Where it lies.
    covariance
        Variance of x, covariance, variance of y.
    """

    label: str
    x: float
    y: float
    covariance: tuple[float, float, float]
    role: Role = "ink"
    href: str = ""


def ellipses(
    spots: Sequence[Spot],
    *,
    x_title: str,
    y_title: str,
    radius: float = 2.448,
    form: Form = "wide",
) -> alt.LayerChart:
    """Draw each point with the ellipse that holds the truth with 95 %, and a line at y = 0.

    Parameters
    ----------
    radius
        Standard deviations of the ellipse: √χ²₂(.95) = 2.448.

    Examples
    --------
    >>> ellipses([Spot("speed", 0.5, -0.3, (0.01, 0, 0.01))], x_title="range",
    ...          y_title="asymmetry").to_dict()["width"]
    760
    """
    rings = [_ring(spot, radius) for spot in spots]
    across = [x for ring in rings for x, _ in ring] + [0.0]
    along = [y for ring in rings for _, y in ring] + [0.0]
    x_marks = ticks(min(across), max(across), most=5 if form == "wide" else 4)
    y_marks = ticks(min(along), max(along), most=5)
    plane = Plane(
        form, (x_marks[0], x_marks[-1]), (y_marks[0], y_marks[-1]), _LEFT, _RIGHT, _TOP, _PLOT[form]
    )
    layers = [*_grid(plane, x_marks, y_marks), *_titles(plane, x_title, y_title)]
    for spot, ring in zip(spots, rings, strict=True):
        layers += _drawn(plane, spot, ring)
    return finish([*layers, *_labels(plane, spots)], form, plane.bottom + 46)


def _grid(plane: Plane, x_marks: Sequence[float], y_marks: Sequence[float]) -> list[alt.Chart]:
    rows = tick_rows(x_marks, "score")
    return [
        upright(rows, plane.x("at"), _TOP, plane.bottom),
        *plane.level(y_marks, "score"),
        plane.line([0.0], "muted"),
        *tick_texts(rows, plane.x("at"), plane.bottom + 14, plane.form),
    ]


def _titles(plane: Plane, x_title: str, y_title: str) -> list[alt.Chart]:
    muted: dict[str, Any] = {"role": "muted", "size": SMALL}
    below = texts([{"text": x_title}], plane.end, plane.bottom + 34, align="right", **muted)
    return [texts([{"text": y_title}], 0, 10, **muted), below]


def _drawn(plane: Plane, spot: Spot, ring: list[tuple[float, float]]) -> list[alt.Chart]:
    colour = LIGHT[spot.role]
    path = [{"x": x, "y": y, "place": i} for i, (x, y) in enumerate(ring)]
    line = rows_of(path).mark_line(color=colour, strokeWidth=1.4, opacity=0.6)
    here = rows_of([{"x": spot.x, "y": spot.y, "href": spot.href}])
    point = here.mark_point(filled=True, size=70, color=colour, opacity=1)
    return [
        line.encode(x=plane.x("x"), y=plane.y("y"), order="place:Q"),
        point.encode(x=plane.x("x"), y=plane.y("y")),
    ]


def _labels(plane: Plane, spots: Sequence[Spot]) -> list[alt.Chart]:
    """Write each name beside its point, moved up or down until it meets no other."""
    taken: list[tuple[float, float, float]] = []
    rows = []
    for spot in spots:
        text = wrap(spot.label, _ROOM, SMALL, lines=1)[0]
        left, y = _free(plane, spot, width(text, SMALL), taken)
        taken.append((left, left + width(text, SMALL), y))
        rows.append({"text": text, "left": left, "y": y})
    place = alt.X("left:Q", scale=None, axis=None)
    return [texts(rows, place, pixels("y"), size=SMALL)] if rows else []


def _free(
    plane: Plane, spot: Spot, long: float, taken: Sequence[tuple[float, float, float]]
) -> tuple[float, float]:
    at = plane.x_pixel(spot.x)
    sides = [at + 9, at - 9 - long]
    lefts = [left for left in sides if left >= _LEFT + 2 and left + long <= plane.end]
    for move in range(40):
        y = plane.y_pixel(spot.y) + _LINE * ((move + 1) // 2) * (-1) ** move
        for left in lefts or [max(_LEFT + 2, plane.end - long)]:
            meets = any(
                left < end + 4 and left + long > begin - 4 and abs(y - other) < _LINE
                for begin, end, other in taken
            )
            if not meets and _TOP + 8 <= y <= plane.bottom - 8:
                return left, y
    return lefts[0] if lefts else _LEFT + 2, plane.y_pixel(spot.y)


def _ring(spot: Spot, radius: float) -> list[tuple[float, float]]:
    """Corners of the ellipse, from the Cholesky factor of the covariance."""
    first = math.sqrt(max(spot.covariance[0], 0.0))
    lean = spot.covariance[1] / first if first else 0.0
    second = math.sqrt(max(spot.covariance[2] - lean**2, 0.0))
    corners = []
    for place in range(_CORNERS + 1):
        angle = 2 * math.pi * place / _CORNERS
        c, s = radius * math.cos(angle), radius * math.sin(angle)
        corners.append((spot.x + first * c, spot.y + lean * c + second * s))
    return corners
