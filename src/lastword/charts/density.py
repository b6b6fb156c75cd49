"""Density around a limit: who ended contacts when, and what would end there anyway."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from lastword.charts.bins import Bins
from lastword.charts.frame import SMALL, Form, finish, rows_of, texts, upright
from lastword.charts.palette import LIGHT, Role
from lastword.charts.scale import tick_rows
from lastword.charts.typeface import width

_TOP = 46.0
_ROLES: dict[str, Role] = {
    "agent": "attention",
    "customer": "bars",
    "system": "limit",
    "transfer": "reward",
}
_NAMES = {"unknown": "not known"}


def density(
    edges: Sequence[float],
    parts: Sequence[tuple[str, Sequence[int]]],
    expected: Sequence[float],
    *,
    limit: float,
    zone: tuple[float, float],
    form: Form = "wide",
) -> alt.LayerChart:
    """Draw stacked counts by bin, the counterfactual dashed, the excess shaded, the limit named.

    Parameters
    ----------
    edges
        Ends of the bins in seconds, one more than the counts of each part.
    parts
        Who ended it (agent, customer, system, transfer, unknown) and contacts in each bin; the
        first lies at the bottom.
    expected
        Contacts of all parts expected in each bin; empty where none was fitted.
    limit, zone
        The limit, and from … to where the excess is looked for.

    Examples
    --------
    >>> chart = density([0, 10, 20, 30], [("agent", [4, 9, 2])], [4, 5, 3], limit=20, zone=(10, 20))
    >>> chart.to_dict()["width"]
    760
    """
    totals = [sum(column) for column in zip(*(counts for _, counts in parts), strict=True)]
    bins = Bins.of(edges, [*totals, *expected], form, _TOP)
    layers = bins.axes("seconds", most=8 if form == "wide" else 4)
    layers += _shade(zone, bins) + _stack(parts, bins) + bins.expected(expected)
    return finish([*layers, *_limit(limit, bins), *_legend(parts)], form, bins.bottom + 28)


def _shade(zone: tuple[float, float], bins: Bins) -> list[alt.Chart]:
    row = [{"start": zone[0], "end": zone[1]}]
    mark = rows_of(row).mark_rect(color=LIGHT["limit"], opacity=0.12)
    sides = {"y": alt.YValue(bins.top), "y2": alt.Y2Value(bins.bottom)}
    return [mark.encode(x=bins.at("start"), x2="end:Q", **sides)]


def _stack(parts: Sequence[tuple[str, Sequence[int]]], bins: Bins) -> list[alt.Chart]:
    floor = [0] * (len(bins.edges) - 1)
    rows = []
    for who, counts in parts:
        for place, count in enumerate(counts):
            if count:
                rows.append(
                    {
                        "start": bins.edges[place] + bins.gap,
                        "end": bins.edges[place + 1] - bins.gap,
                        "count": floor[place],
                        "top": floor[place] + count,
                        "colour": LIGHT[_ROLES.get(who, "line")],
                    }
                )
            floor[place] += count
    if not rows:
        return []
    colour = alt.Color("colour:N", scale=None)
    bars = rows_of(rows).mark_rect()
    return [bars.encode(x=bins.at("start"), x2="end:Q", y=bins.y, y2="top:Q", color=colour)]


def _limit(limit: float, bins: Bins) -> list[alt.Chart]:
    row = [{"at": limit, "text": f"limit {tick_rows([limit], 'seconds')[0]['text']}"}]
    place = bins.at("at")
    return [
        upright(row, place, 24, bins.bottom, color=LIGHT["limit"], strokeWidth=1.5),
        texts(row, place, 30, weight=600, size=SMALL, align="right", dx=-7),
    ]


def _legend(parts: Sequence[tuple[str, Sequence[int]]]) -> list[alt.Chart]:
    """Who ended it, in the colour of the bars, in one line above the drawing."""
    layers, x = [], 0.0
    for who, _ in parts:
        name = _NAMES.get(who, who)
        square = rows_of([{"text": name}]).mark_square(
            color=LIGHT[_ROLES.get(who, "line")], size=90, opacity=1
        )
        layers.append(square.encode(x=alt.XValue(x + 6), y=alt.YValue(8)))
        layers.append(texts([{"text": name}], x + 16, 8, role="muted", size=SMALL))
        x += 16 + width(name, SMALL) + 14
    return layers
