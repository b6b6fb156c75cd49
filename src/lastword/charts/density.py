"""Density around a limit: who ended contacts when, and what would end there anyway."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import altair as alt

from lastword.charts.frame import SMALL, WIDTH, Form, finish, rows_of, texts, upright, values
from lastword.charts.palette import LIGHT, Role
from lastword.charts.scale import tick_rows, ticks
from lastword.charts.typeface import width

_TOP = 46.0
_PLOT = {"wide": 200.0, "narrow": 170.0}
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
    levels = ticks(0, max([*totals, *expected, 1]), most=4)
    left = max(width(f"{level:,.0f}", SMALL) for level in levels) + 14
    right, bottom = WIDTH[form] - 26.0, _TOP + _PLOT[form]
    domain = (float(edges[0]), float(edges[-1]))
    scale = alt.Scale(domain=[0, levels[-1]], range=[bottom, _TOP], nice=False)
    y = alt.Y("count:Q", scale=scale, axis=None)

    def at(field: str) -> alt.X:
        return values(field, domain, (left, right))

    layers = _axes(levels, domain, at, y, left, right, bottom, form)
    layers += _shade(zone, at, bottom)
    layers += _stack(edges, parts, at, y)
    if expected:
        layers.append(_curve(edges, expected).encode(x=at("at"), y=y))
    return finish([*layers, *_limit(limit, at, bottom), *_legend(parts)], form, bottom + 28)


def _axes(
    levels: Sequence[float],
    domain: tuple[float, float],
    at: Callable[[str], alt.X],
    y: alt.Y,
    left: float,
    right: float,
    bottom: float,
    form: Form,
) -> list[alt.Chart]:
    heights = [row | {"count": row["at"]} for row in tick_rows(levels, "count")]
    marks = ticks(*domain, most=8 if form == "wide" else 4)
    along = [row for row in tick_rows(marks, "seconds") if domain[0] <= row["at"] <= domain[1]]
    rule = rows_of(heights).mark_rule(color=LIGHT["line"])
    return [
        rule.encode(y=y, x=alt.XValue(left), x2=alt.X2Value(right)),
        texts(heights, left - 8, y, role="muted", size=SMALL, align="right"),
        texts(along, at("at"), bottom + 15, role="muted", size=SMALL, align="center"),
    ]


def _shade(zone: tuple[float, float], at: Callable[[str], alt.X], bottom: float) -> list[alt.Chart]:
    row = [{"start": zone[0], "end": zone[1]}]
    mark = rows_of(row).mark_rect(color=LIGHT["limit"], opacity=0.12)
    return [mark.encode(x=at("start"), x2="end:Q", y=alt.YValue(_TOP), y2=alt.Y2Value(bottom))]


def _stack(
    edges: Sequence[float],
    parts: Sequence[tuple[str, Sequence[int]]],
    at: Callable[[str], alt.X],
    y: alt.Y,
) -> list[alt.Chart]:
    gap = (edges[-1] - edges[0]) / (len(edges) - 1) * 0.06
    floor = [0] * (len(edges) - 1)
    rows = []
    for who, counts in parts:
        for place, count in enumerate(counts):
            if count:
                rows.append(
                    {
                        "start": edges[place] + gap,
                        "end": edges[place + 1] - gap,
                        "count": floor[place],
                        "top": floor[place] + count,
                        "colour": LIGHT[_ROLES.get(who, "line")],
                    }
                )
            floor[place] += count
    if not rows:
        return []
    colour = alt.Color("colour:N", scale=None)
    return [
        rows_of(rows).mark_rect().encode(x=at("start"), x2="end:Q", y=y, y2="top:Q", color=colour)
    ]


def _curve(edges: Sequence[float], expected: Sequence[float]) -> alt.Chart:
    middles = [
        {"at": (edges[i] + edges[i + 1]) / 2, "count": count} for i, count in enumerate(expected)
    ]
    return rows_of(middles).mark_line(color=LIGHT["ink"], strokeDash=[5, 4], strokeWidth=1.6)


def _limit(limit: float, at: Callable[[str], alt.X], bottom: float) -> list[alt.Chart]:
    row = [{"at": limit, "text": f"limit {tick_rows([limit], 'seconds')[0]['text']}"}]
    place = at("at")
    return [
        upright(row, place, 24, bottom, color=LIGHT["limit"], strokeWidth=1.5),
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
