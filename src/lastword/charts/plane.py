"""The plane of a chart with two axes: where its values lie, and the lines across it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from lastword.charts.frame import SMALL, WIDTH, Form, rows_of, texts, values
from lastword.charts.palette import LIGHT, Role
from lastword.charts.scale import tick_rows
from lastword.estimate import Unit


@dataclass(frozen=True, slots=True)
class Plane:
    """A rectangle in pixels and the values at its edges.

    Parameters
    ----------
    across, upward
        Values at the left and right edge, at the bottom and top edge.
    left, right
        Margins beside it, in pixels.
    top, height
        Margin above it, and its height.
    """

    form: Form
    across: tuple[float, float]
    upward: tuple[float, float]
    left: float
    right: float
    top: float
    height: float

    @property
    def end(self) -> float:
        """Pixel of its right edge."""
        return WIDTH[self.form] - self.right

    @property
    def bottom(self) -> float:
        """Pixel of its bottom edge."""
        return self.top + self.height

    def x(self, field: str) -> alt.X:
        """Place by a value across."""
        return values(field, self.across, (self.left, self.end))

    def y(self, field: str) -> alt.Y:
        """Place by a value upward."""
        scale = alt.Scale(
            domain=list(self.upward), range=[self.bottom, self.top], nice=False, zero=False
        )
        return alt.Y(f"{field}:Q", scale=scale, axis=None, title=None)

    def x_pixel(self, value: float) -> float:
        """Pixel of a value across."""
        low, high = self.across
        return self.left + (value - low) / (high - low) * (self.end - self.left)

    def y_pixel(self, value: float) -> float:
        """Pixel of a value upward."""
        low, high = self.upward
        return self.bottom - (value - low) / (high - low) * self.height

    def level(self, marks: Sequence[float], unit: Unit) -> list[alt.Chart]:
        """Lines at some values upward, with their words to the left."""
        rows = tick_rows(marks, unit)
        words = texts(rows, self.left - 8, self.y("at"), role="muted", size=SMALL, align="right")
        return [self.line(marks), words]

    def line(self, marks: Sequence[float], role: Role = "line") -> alt.Chart:
        """Lines at some values upward, without words."""
        rule = rows_of([{"at": mark} for mark in marks])
        rule = rule.mark_rule(color=LIGHT[role], strokeWidth=1)
        return rule.encode(y=self.y("at"), x=alt.XValue(self.left), x2=alt.X2Value(self.end))
