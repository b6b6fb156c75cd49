"""Bins: the plot that histogram and density share, counts along a measured axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from lastword.charts.frame import SMALL, WIDTH, Form, rows_of, texts, values
from lastword.charts.palette import LIGHT
from lastword.charts.scale import tick_rows, ticks
from lastword.charts.typeface import width
from lastword.estimate import Unit

_HEIGHT = {"wide": 200.0, "narrow": 170.0}


@dataclass(frozen=True, slots=True)
class Bins:
    """Where counts by bin are drawn, in pixels.

    Parameters
    ----------
    edges
        Ends of the bins, one more than there are counts.
    levels
        Counts at which a line is drawn; the last is the top.
    left, right, top, bottom
        The plot's sides.
    """

    edges: tuple[float, ...]
    levels: tuple[float, ...]
    left: float
    right: float
    top: float
    bottom: float

    @classmethod
    def of(cls, edges: Sequence[float], counts: Sequence[float], form: Form, top: float) -> Bins:
        """Leave room for the largest of `counts` and for the words beside it."""
        levels = ticks(0, max([*counts, 1]), most=4)
        left = max(width(f"{level:,.0f}", SMALL) for level in levels) + 14
        sides = (left, WIDTH[form] - 26.0, top, top + _HEIGHT[form])
        return cls(tuple(map(float, edges)), tuple(levels), *sides)

    @property
    def domain(self) -> tuple[float, float]:
        """From where to where the bins reach."""
        return self.edges[0], self.edges[-1]

    @property
    def gap(self) -> float:
        """What is left free at either side of a bar, in the unit of the edges."""
        return (self.edges[-1] - self.edges[0]) / (len(self.edges) - 1) * 0.06

    @property
    def y(self) -> alt.Y:
        """Place by the field `count`."""
        scale = alt.Scale(domain=[0, self.levels[-1]], range=[self.bottom, self.top], nice=False)
        return alt.Y("count:Q", scale=scale, axis=None)

    def at(self, field: str) -> alt.X:
        """Place by a field in the unit of the edges."""
        return values(field, self.domain, (self.left, self.right))

    def axes(self, unit: Unit, *, most: int) -> list[alt.Chart]:
        """Lines at the levels, and words along both sides; at most so many along the bins."""
        heights = [row | {"count": row["at"]} for row in tick_rows(self.levels, "count")]
        start, end = self.domain
        marks = tick_rows(ticks(start, end, most=most), unit)
        along = [row for row in marks if start <= row["at"] <= end]
        rule = rows_of(heights).mark_rule(color=LIGHT["line"])
        return [
            rule.encode(y=self.y, x=alt.XValue(self.left), x2=alt.X2Value(self.right)),
            texts(heights, self.left - 8, self.y, role="muted", size=SMALL, align="right"),
            texts(along, self.at("at"), self.bottom + 15, role="muted", size=SMALL, align="center"),
        ]

    def expected(self, counts: Sequence[float]) -> list[alt.Chart]:
        """The expected counts dashed, each at the middle of its bin; nothing for none."""
        middles = [
            {"at": (self.edges[i] + self.edges[i + 1]) / 2, "count": count}
            for i, count in enumerate(counts)
        ]
        if not middles:
            return []
        line = rows_of(middles).mark_line(color=LIGHT["ink"], strokeDash=[5, 4], strokeWidth=1.6)
        return [line.encode(x=self.at("at"), y=self.y)]
