"""A histogram with what was expected and a limit: whether things are steered to a target."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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
from lastword.charts.palette import LIGHT
from lastword.charts.scale import tick_rows, ticks
from lastword.charts.typeface import width
from lastword.estimate import Unit

_TOP = 30.0
_PLOT = {"wide": 200.0, "narrow": 170.0}


def histogram(
    edges: Sequence[float],
    counts: Sequence[int],
    *,
    form: Form = "wide",
    unit: Unit = "seconds",
    expected: Sequence[float] = (),
    limit: float | None = None,
    limit_name: str = "target",
    marked: tuple[float, float] | None = None,
) -> alt.LayerChart:
    """Draw counts by bin, the expected curve dashed, the limit as a line with its name.

    Parameters
    ----------
    edges
        Ends of the bins, one more than `counts`.
    expected
        Expected count of each bin; empty where none was fitted.
    limit
        Where the target or cut-off lies.
    marked
        Range whose bins are drawn in the attention colour.

    Raises
    ------
    ValueError
        If `edges` and `counts` do not fit together.

    Examples
    --------
    >>> histogram([0, 10, 20, 30], [4, 9, 2], limit=20).to_dict()["width"]
    760
    """
    if len(edges) != len(counts) + 1:
        raise ValueError(f"{len(counts)} bins need {len(counts) + 1} edges, got {len(edges)}")
    levels = ticks(0, max([*counts, *expected, 1]), most=4)
    left = max(width(f"{level:,.0f}", SMALL) for level in levels) + 14
    right, bottom = WIDTH[form] - 26.0, _TOP + _PLOT[form]
    domain = (float(edges[0]), float(edges[-1]))
    scale = alt.Scale(domain=[0, levels[-1]], range=[bottom, _TOP], nice=False)
    y = alt.Y("count:Q", scale=scale, axis=None)

    def at(field: str) -> alt.X:
        return values(field, domain, (left, right))

    heights = [row | {"count": row["at"]} for row in tick_rows(levels, "count")]
    along = [
        row
        for row in tick_rows(ticks(*domain, most=8 if form == "wide" else 5), unit)
        if domain[0] <= row["at"] <= domain[1]
    ]
    rule = rows_of(heights).mark_rule(color=LIGHT["line"])
    layers = [
        rule.encode(y=y, x=alt.XValue(left), x2=alt.X2Value(right)),
        texts(heights, left - 8, y, role="muted", size=SMALL, align="right"),
        texts(along, at("at"), bottom + 15, role="muted", size=SMALL, align="center"),
        _bins(edges, counts, marked).encode(
            x=at("start"), x2="end:Q", y=y, y2="zero:Q", color=alt.Color("colour:N", scale=None)
        ),
    ]
    if expected:
        layers.append(_curve(edges, expected).encode(x=at("at"), y=y))
    if limit is not None:
        name = f"{limit_name} {tick_rows([limit], unit)[0]['text']}"
        layers += _limit(limit, name, at, domain, bottom)
    return finish(layers, form, bottom + 28)


def _curve(edges: Sequence[float], expected: Sequence[float]) -> alt.Chart:
    """The expected counts, each at the middle of its bin."""
    middles = [
        {"at": (edges[i] + edges[i + 1]) / 2, "count": count} for i, count in enumerate(expected)
    ]
    return rows_of(middles).mark_line(color=LIGHT["ink"], strokeDash=[5, 4], strokeWidth=1.6)


def _bins(
    edges: Sequence[float], counts: Sequence[int], marked: tuple[float, float] | None
) -> alt.Chart:
    gap = (edges[-1] - edges[0]) / len(counts) * 0.06
    bins = [
        {
            "start": edges[i] + gap,
            "end": edges[i + 1] - gap,
            "count": count,
            "zero": 0,
            "colour": LIGHT["attention" if _is_in(edges[i], edges[i + 1], marked) else "bars"],
        }
        for i, count in enumerate(counts)
    ]
    return rows_of(bins).mark_rect()


def _is_in(start: float, end: float, marked: tuple[float, float] | None) -> bool:
    return marked is not None and marked[0] <= start and end <= marked[1]


def _limit(
    limit: float, name: str, at: Callable[[str], alt.X], domain: tuple[float, float], bottom: float
) -> list[alt.Chart]:
    """A line with its name on the side that has room."""
    is_right = limit > (domain[0] + domain[1]) / 2
    place = at("at")
    row = [{"at": limit, "text": name}]
    return [
        upright(row, place, 6, bottom, color=LIGHT["limit"], strokeWidth=1.5),
        texts(row, place, 12, weight=600, size=SMALL, align="right" if is_right else "left",
              dx=-7 if is_right else 7),
    ]  # fmt: skip
