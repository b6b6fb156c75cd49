"""Weeks: a figure that is followed over weeks, with the week at which it changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import altair as alt

from lastword.charts.frame import SMALL, WIDTH, Form, finish, rows_of, texts, upright, values
from lastword.charts.palette import LIGHT
from lastword.charts.scale import tick_rows, ticks
from lastword.charts.typeface import width
from lastword.estimate import Estimate

_TOP = 30.0
_PLOT = {"wide": 200.0, "narrow": 170.0}


def weeks(
    labels: Sequence[str],
    numbers: Sequence[float],
    *,
    before: Estimate,
    after: Estimate,
    change: str | None = None,
    earliest: str | None = None,
    latest: str | None = None,
    form: Form = "wide",
) -> alt.LayerChart:
    """Draw one dot a week, the mean before and after the change, and when the change came.

    Parameters
    ----------
    labels, numbers
        Weeks in order, and the figure of each.
    before, after
        The figure before and after the change.
    change, earliest, latest
        Week of the change and its interval; None where there is no change.

    Examples
    --------
    >>> mean = Estimate(0.5, 0.4, 0.6, 10, "mean", unit="score")
    >>> weeks(["w1", "w2"], [0.5, 0.4], before=mean, after=mean, change="w2").to_dict()["width"]
    760
    """
    levels = ticks(min([0.0, *numbers]), max([0.0, *numbers, before.value or 0.0]), most=4)
    marks = tick_rows(levels, before.unit)
    left = max(width(row["text"], SMALL) for row in marks) + 14
    right, bottom = WIDTH[form] - 26.0, _TOP + _PLOT[form]
    scale = alt.Scale(domain=[levels[0], levels[-1]], range=[bottom, _TOP], nice=False)
    y = alt.Y("number:Q", scale=scale, axis=None)

    def x(field: str) -> alt.X:
        return values(field, (0.0, max(1.0, len(labels) - 1.0)), (left + 6, right - 6))

    up = [row | {"number": row["at"]} for row in marks]
    step = max(1, len(labels) // (6 if form == "wide" else 3))
    along = [{"at": i, "text": labels[i]} for i in range(step // 2, len(labels), step)]
    rule = rows_of(up).mark_rule(color=LIGHT["line"])
    dots = [{"at": i, "number": number} for i, number in enumerate(numbers)]
    layers = [
        rule.encode(y=y, x=alt.XValue(left), x2=alt.X2Value(right)),
        texts(up, left - 8, y, role="muted", size=SMALL, align="right"),
        texts(along, x("at"), bottom + 15, role="muted", size=SMALL, align="center"),
        rows_of(dots).mark_circle(size=40, color=LIGHT["bars"], opacity=1).encode(x=x("at"), y=y),
    ]
    if change is not None and change in labels:
        at = list(labels).index(change)
        layers += _means(at, len(labels) - 1, before, after, x, y)
        span = [_place(labels, week, at) for week in (earliest, latest)]
        layers += _change(at, span, change, x, bottom)
    return finish(layers, form, bottom + 28)


def _place(labels: Sequence[str], week: str | None, otherwise: int) -> int:
    return list(labels).index(week) if week is not None and week in labels else otherwise


def _means(
    at: int, last: int, before: Estimate, after: Estimate, x: Callable[[str], alt.X], y: alt.Y
) -> list[alt.Chart]:
    spans = [(0, at, before), (at, last, after)]
    rows = [{"start": a, "end": b, "number": mean.value} for a, b, mean in spans if mean.is_known]
    line = rows_of(rows).mark_rule(color=LIGHT["ink"], strokeDash=[5, 4], strokeWidth=1.6)
    return [line.encode(x=x("start"), x2="end:Q", y=y)]


def _change(
    at: int, span: Sequence[int], name: str, x: Callable[[str], alt.X], bottom: float
) -> list[alt.Chart]:
    row = [{"at": at, "text": f"change: {name}", "start": span[0], "end": span[1]}]
    place = x("at")
    shade = rows_of(row).mark_rect(color=LIGHT["limit"], opacity=0.12)
    return [
        shade.encode(x=x("start"), x2="end:Q", y=alt.YValue(_TOP), y2=alt.Y2Value(bottom)),
        upright(row, place, 20, bottom, color=LIGHT["limit"], strokeWidth=1.5),
        texts(row, place, 14, weight=600, size=SMALL, align="center"),
    ]
