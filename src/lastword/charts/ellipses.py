"""Points with their joint uncertainty: one number against another, an ellipse around each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from lastword.charts.frame import (
    SMALL,
    WIDTH,
    Form,
    finish,
    rows_of,
    texts,
    upright,
    values,
)
from lastword.charts.palette import LIGHT, Role
from lastword.charts.scale import tick_rows, tick_texts, ticks
from lastword.charts.typeface import width, wrap

_TOP = 26.0
_PLOT: dict[Form, float] = {"wide": 300.0, "narrow": 260.0}
_LEFT = 44.0
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
    plot = _Plot(x_marks, y_marks, form)
    layers = [*plot.grid(), *plot.titles(x_title, y_title)]
    for spot, ring in zip(spots, rings, strict=True):
        layers += plot.spot(spot, ring)
    return finish([*layers, *plot.labels(spots)], form, plot.bottom + 46)


@dataclass(frozen=True)
class _Plot:
    x_marks: list[float]
    y_marks: list[float]
    form: Form

    @property
    def bottom(self) -> float:
        return _TOP + _PLOT[self.form]

    def x(self, field: str) -> alt.X:
        domain = (self.x_marks[0], self.x_marks[-1])
        return values(field, domain, (_LEFT, WIDTH[self.form] - 14))

    def y(self, value: float) -> float:
        share = (value - self.y_marks[0]) / (self.y_marks[-1] - self.y_marks[0])
        return self.bottom - share * _PLOT[self.form]

    def grid(self) -> list[alt.Chart]:
        x_rows, y_rows = tick_rows(self.x_marks, "score"), tick_rows(self.y_marks, "score")
        lines = [{"y": self.y(row["at"]), "left": _LEFT, "text": row["text"]} for row in y_rows]
        level = alt.Y("y:Q", scale=None, axis=None)
        rule = rows_of(lines).mark_rule(color=LIGHT["line"], strokeWidth=1)
        zero = rows_of([{"y": self.y(0.0)}]).mark_rule(color=LIGHT["muted"], strokeWidth=1)
        ends = {"x": alt.XValue(_LEFT), "x2": alt.X2Value(WIDTH[self.form] - 14)}
        return [
            upright(x_rows, self.x("at"), _TOP, self.bottom),
            rule.encode(y=level, **ends),
            zero.encode(y=level, **ends),
            *tick_texts(x_rows, self.x("at"), self.bottom + 14, self.form),
            texts(lines, _LEFT - 6, level, role="muted", size=SMALL, align="right"),
        ]

    def titles(self, x_title: str, y_title: str) -> list[alt.Chart]:
        muted: dict[str, Any] = {"role": "muted", "size": SMALL}
        right = WIDTH[self.form] - 14
        return [
            texts([{"text": y_title}], 0, 10, **muted),
            texts([{"text": x_title}], right, self.bottom + 34, align="right", **muted),
        ]

    def spot(self, spot: Spot, ring: list[tuple[float, float]]) -> list[alt.Chart]:
        colour = LIGHT[spot.role]
        path = [{"x": x, "y": self.y(y), "place": i} for i, (x, y) in enumerate(ring)]
        level = alt.Y("y:Q", scale=None, axis=None)
        line = rows_of(path).mark_line(color=colour, strokeWidth=1.4, opacity=0.6)
        here = [{"x": spot.x, "y": self.y(spot.y), "href": spot.href}]
        point = rows_of(here).mark_point(filled=True, size=70, color=colour, opacity=1)
        return [
            line.encode(x=self.x("x"), y=level, order="place:Q"),
            point.encode(x=self.x("x"), y=level),
        ]

    def labels(self, spots: Sequence[Spot]) -> list[alt.Chart]:
        """Write each name beside its point, moved up or down until it meets no other."""
        taken: list[tuple[float, float, float]] = []
        rows = []
        for spot in spots:
            text = wrap(spot.label, _ROOM, SMALL, lines=1)[0]
            left, y = self._free(spot, width(text, SMALL), taken)
            taken.append((left, left + width(text, SMALL), y))
            rows.append({"text": text, "left": left, "y": y})
        place = alt.X("left:Q", scale=None, axis=None)
        return [texts(rows, place, alt.Y("y:Q", scale=None, axis=None), size=SMALL)] if rows else []

    def _free(
        self, spot: Spot, long: float, taken: Sequence[tuple[float, float, float]]
    ) -> tuple[float, float]:
        share = (spot.x - self.x_marks[0]) / (self.x_marks[-1] - self.x_marks[0])
        right = WIDTH[self.form] - 14
        at = _LEFT + share * (right - _LEFT)
        sides = [at + 9, at - 9 - long]
        lefts = [left for left in sides if left >= _LEFT + 2 and left + long <= right]
        for move in range(40):
            y = self.y(spot.y) + _LINE * ((move + 1) // 2) * (-1) ** move
            for left in lefts or [max(_LEFT + 2, right - long)]:
                meets = any(
                    left < end + 4 and left + long > begin - 4 and abs(y - other) < _LINE
                    for begin, end, other in taken
                )
                if not meets and _TOP + 8 <= y <= self.bottom - 8:
                    return left, y
        return lefts[0] if lefts else _LEFT + 2, self.y(spot.y)


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
