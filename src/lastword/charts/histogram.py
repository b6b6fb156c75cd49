"""A histogram with what was expected and a limit: whether things are steered to a target."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from lastword.charts.bins import Bins
from lastword.charts.frame import SMALL, Form, finish, rows_of, texts, upright
from lastword.charts.palette import LIGHT
from lastword.charts.scale import tick_rows
from lastword.estimate import Unit

_TOP = 30.0


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
    bins = Bins.of(edges, [*counts, *expected], form, _TOP)
    layers = bins.axes(unit, most=8 if form == "wide" else 5)
    layers += [_bars(counts, bins, marked), *bins.expected(expected)]
    if limit is not None:
        name = f"{limit_name} {tick_rows([limit], unit)[0]['text']}"
        layers += _limit(limit, name, bins)
    return finish(layers, form, bins.bottom + 28)


def _bars(counts: Sequence[int], bins: Bins, marked: tuple[float, float] | None) -> alt.Chart:
    edges, gap = bins.edges, bins.gap
    rows = [
        {
            "start": edges[i] + gap,
            "end": edges[i + 1] - gap,
            "count": count,
            "zero": 0,
            "colour": LIGHT["attention" if _is_in(edges[i], edges[i + 1], marked) else "bars"],
        }
        for i, count in enumerate(counts)
    ]
    colour = alt.Color("colour:N", scale=None)
    bars = rows_of(rows).mark_rect()
    return bars.encode(x=bins.at("start"), x2="end:Q", y=bins.y, y2="zero:Q", color=colour)


def _is_in(start: float, end: float, marked: tuple[float, float] | None) -> bool:
    return marked is not None and marked[0] <= start and end <= marked[1]


def _limit(limit: float, name: str, bins: Bins) -> list[alt.Chart]:
    """A line with its name on the side that has room."""
    is_right = limit > sum(bins.domain) / 2
    place = bins.at("at")
    row = [{"at": limit, "text": name}]
    return [
        upright(row, place, 6, bins.bottom, color=LIGHT["limit"], strokeWidth=1.5),
        texts(row, place, 12, weight=600, size=SMALL, align="right" if is_right else "left",
              dx=-7 if is_right else 7),
    ]  # fmt: skip
