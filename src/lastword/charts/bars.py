"""Bars from zero with their intervals, one a row: counts, and effects that cost or earn."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from lastword.charts.frame import Form, finish, pixels, rows_of
from lastword.charts.palette import LIGHT
from lastword.charts.rows import Grid, Row, lay_out, scale_lines, words


def bars(
    rows: Sequence[Row], *, form: Form = "wide", domain: tuple[float, float] | None = None
) -> alt.LayerChart:
    """Draw one bar from zero for each row, with a whisker for the interval.

    Parameters
    ----------
    rows
        In the order they are drawn; all numbers in one unit; negative ones point left. A bar whose
        interval holds zero is faded.
    form
        ``narrow`` puts the label above the bar, for phones.
    domain
        Ends of the scale; by default round numbers around the data and zero.

    Examples
    --------
    >>> from lastword.estimate import Estimate
    >>> number = Estimate(240, None, None, 318, "count", unit="count")
    >>> bars([Row("Rang again within the hour", number)], form="narrow").to_dict()["width"]
    304
    """
    grid = lay_out(rows, form, domain=domain, zero=0.0)
    layers = scale_lines(grid, 0.0) + _marks(grid) + words(grid)
    return finish(layers, form, grid.height)


def _marks(grid: Grid) -> list[alt.Chart]:
    known = [
        row | {"zero": 0.0, "fade": _fade(row)} for row in grid.placed if row["value"] is not None
    ]
    whiskers = [row for row in known if row["lower"] is not None and row["upper"] is not None]
    layers = []
    if known:
        bar = rows_of(known).mark_bar(height=13, cornerRadius=1.5)
        layers.append(
            bar.encode(
                y=pixels("y"),
                x=grid.at("zero"),
                x2="value:Q",
                color=alt.Color("colour:N", scale=None),
                opacity=alt.Opacity("fade:Q", scale=None),
                href=alt.Href("href:N"),
            )
        )
    if whiskers:
        line = rows_of(whiskers).mark_rule(color=LIGHT["ink"], strokeWidth=1.2)
        layers.append(line.encode(y=pixels("y"), x=grid.at("lower"), x2="upper:Q"))
        for end in ("lower", "upper"):
            cap = rows_of(whiskers).mark_tick(
                color=LIGHT["ink"], thickness=1.2, size=7, orient="vertical"
            )
            layers.append(cap.encode(y=pixels("y"), x=grid.at(end)))
    return layers


def _fade(row: dict[str, float | None]) -> float:
    lower, upper = row["lower"], row["upper"]
    if lower is None or upper is None:
        return 1.0
    return 0.35 if lower <= 0 <= upper else 1.0
