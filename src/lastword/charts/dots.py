"""Dots with their intervals, one a row: shares by definition, scores, rates by group."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from lastword.charts.frame import Form, finish, pixels, rows_of
from lastword.charts.palette import LIGHT
from lastword.charts.rows import Grid, Row, lay_out, scale_lines, words


def dots(
    rows: Sequence[Row],
    *,
    form: Form = "wide",
    domain: tuple[float, float] | None = None,
    zero: float | None = None,
) -> alt.LayerChart:
    """Draw one dot on its interval for each row, the value in words beside it.

    Bounds are a pale bar without a dot, so that nobody takes their middle for an estimate.

    Parameters
    ----------
    rows
        In the order they are drawn; all numbers in one unit.
    form
        ``narrow`` puts the label above the mark, for phones.
    domain
        Ends of the scale; by default 0–1 for shares, else round numbers around the data.
    zero
        Where to draw a reference line.

    Examples
    --------
    >>> from lastword.estimate import Estimate
    >>> chart = dots([Row("Customers said solved", Estimate(0.61, 0.59, 0.63, 2140, "Wilson"))])
    >>> chart.to_dict()["width"]
    760
    """
    grid = lay_out(rows, form, domain=domain, zero=zero)
    layers = scale_lines(grid, zero) + _marks(grid) + words(grid)
    return finish(layers, form, grid.height)


def _marks(grid: Grid) -> list[alt.Chart]:
    colour, link = alt.Color("colour:N", scale=None), alt.Href("href:N")
    lines = [row for row in grid.placed if row["lower"] is not None and row["upper"] is not None]
    bounds = [row for row in lines if row["is_bounds"]]
    intervals = [row for row in lines if not row["is_bounds"]]
    points = [row for row in grid.placed if row["value"] is not None]
    ends = {"y": pixels("y"), "x": grid.at("lower"), "x2": "upper:Q", "href": link}
    layers = []
    if bounds:
        bar = rows_of(bounds).mark_rule(strokeWidth=11, color=LIGHT["bars"], opacity=0.45)
        layers.append(bar.encode(**ends))
    if intervals:
        line = rows_of(intervals).mark_rule(strokeWidth=3, opacity=0.5)
        layers.append(line.encode(color=colour, **ends))
    if points:
        point = rows_of(points).mark_point(filled=True, size=78, opacity=1)
        layers.append(point.encode(y=pixels("y"), x=grid.at("value"), color=colour, href=link))
    return layers
