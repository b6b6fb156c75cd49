"""Funnel: units by size against expectation, between lines that few leave by chance."""

from __future__ import annotations

import math
from collections.abc import Sequence

import altair as alt

from lastword.charts.frame import SMALL, WIDTH, Form, finish, rows_of, texts, values
from lastword.charts.palette import LIGHT
from lastword.charts.scale import tick_rows, ticks
from lastword.charts.typeface import width

_TOP = 14.0
_PLOT = {"wide": 220.0, "narrow": 190.0}
_LINES = ((1.96, "95 %"), (3.09, "99.8 %"))
_STEPS = 60


def funnel(
    sizes: Sequence[float],
    ratios: Sequence[float],
    is_out: Sequence[bool],
    *,
    tau: float = 0.0,
    form: Form = "wide",
) -> alt.LayerChart:
    """Draw one dot a unit: expected count across, observed over expected up, with its limits.

    Parameters
    ----------
    sizes, ratios
        Expected count, and observed over expected, of each unit.
    is_out
        Whether the unit stands out; drawn in the attention colour.
    tau
        Spread of the units beyond chance, relative: the funnel never closes below it.

    Examples
    --------
    >>> funnel([5, 9, 12], [1.1, 0.9, 3.0], [False, False, True]).to_dict()["width"]
    760
    """
    across = ticks(0, max([*sizes, 1.0]), most=6 if form == "wide" else 4)
    levels = ticks(0, max([*ratios, 2.0]), most=4)
    left = max(width(f"{level:g}×", SMALL) for level in levels) + 14
    right, bottom = WIDTH[form] - 60.0, _TOP + _PLOT[form]
    scale = alt.Scale(domain=[0, levels[-1]], range=[bottom, _TOP], nice=False, clamp=True)

    def x(field: str) -> alt.X:
        return values(field, (0.0, across[-1]), (left, right))

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=scale, axis=None)

    up = [{"ratio": level, "text": f"{level:g}×"} for level in levels]
    rule = rows_of(up).mark_rule(color=LIGHT["line"])
    layers = [
        rule.encode(y=y("ratio"), x=alt.XValue(left), x2=alt.X2Value(right)),
        texts(up, left - 8, y("ratio"), role="muted", size=SMALL, align="right"),
        texts(tick_rows(across, "count"), x("at"), bottom + 15, role="muted", size=SMALL,
              align="center"),
    ]  # fmt: skip
    for reach, name in _LINES:
        line = _limit(reach, tau, across[-1], levels[-1])
        mark = rows_of(line).mark_line(color=LIGHT["muted"], strokeDash=[5, 4], strokeWidth=1.2)
        end = [{"ratio": line[-1]["ratio"], "text": name}]
        layers.append(mark.encode(x=x("size"), y=y("ratio")))
        layers.append(texts(end, right + 6, y("ratio"), role="muted", size=SMALL))
    dots = [
        {"size": size, "ratio": ratio, "colour": LIGHT["attention" if out else "bars"]}
        for size, ratio, out in sorted(zip(sizes, ratios, is_out, strict=True), key=lambda d: d[2])
    ]
    point = rows_of(dots).mark_circle(size=48, opacity=0.95)
    layers.append(point.encode(x=x("size"), y=y("ratio"), color=alt.Color("colour:N", scale=None)))
    return finish(layers, form, bottom + 28)


def _limit(reach: float, tau: float, last: float, top: float) -> list[dict[str, float]]:
    """Ratio that few units exceed by chance and custom, by size."""
    sizes = [last * step / _STEPS for step in range(1, _STEPS + 1)]
    line = [{"size": n, "ratio": (1 + reach * math.sqrt(1 / n + tau**2) / 2) ** 2} for n in sizes]
    return [point for point in line if point["ratio"] <= top] or line[-1:]
