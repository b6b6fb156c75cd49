"""Foretold against observed: a dot with its interval for each bin, and the line of agreement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from lastword.charts.frame import SMALL, Form, finish, rows_of, texts, upright
from lastword.charts.palette import LIGHT
from lastword.charts.plane import Plane
from lastword.charts.scale import tick_rows, tick_texts, ticks

_TOP = 26.0
_PLOT: dict[Form, float] = {"wide": 280.0, "narrow": 240.0}
_LEFT, _RIGHT = 48.0, 22.0
_LEAST = 0.05
"""Share that the axes reach at least."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was foretold of some cases, and the share observed with its interval."""

    foretold: float
    observed: float
    lower: float
    upper: float


def calibration(
    bins: Sequence[Agreement], *, x_title: str, y_title: str, form: Form = "wide"
) -> alt.LayerChart:
    """Draw shares observed over shares foretold; dots on the line were foretold rightly.

    Examples
    --------
    >>> calibration([Agreement(0.1, 0.12, 0.09, 0.15), Agreement(0.3, 0.28, 0.2, 0.36)],
    ...             x_title="foretold", y_title="observed").to_dict()["width"]
    760
    """
    most = max(_LEAST, *(max(one.foretold, one.upper) for one in bins))
    marks = ticks(0.0, most, most=6)
    span = (0.0, marks[-1])
    plane = Plane(form, span, span, _LEFT, _RIGHT, _TOP, _PLOT[form])
    across = tick_rows(marks, "share")
    ends = rows_of([{"at": end} for end in span])
    line = ends.mark_line(color=LIGHT["muted"], strokeWidth=1.5, strokeDash=[5, 4])
    titles = [
        texts([{"text": y_title}], 0, 10, role="muted", size=SMALL),
        texts([{"text": x_title}], plane.end, plane.bottom + 34, role="muted", size=SMALL,
              align="right"),
    ]  # fmt: skip
    layers = [
        upright(across, plane.x("at"), _TOP, plane.bottom),
        *plane.level(marks, "share"),
        *tick_texts(across, plane.x("at"), plane.bottom + 14, form),
        *titles,
        line.encode(x=plane.x("at"), y=plane.y("at")),
        *_dots(plane, bins),
    ]
    return finish(layers, form, plane.bottom + 46)


def _dots(plane: Plane, bins: Sequence[Agreement]) -> list[alt.Chart]:
    rows = rows_of(
        [
            {"x": one.foretold, "y": one.observed, "lower": one.lower, "upper": one.upper}
            for one in bins
        ]
    )
    bar = rows.mark_rule(color=LIGHT["bars"], strokeWidth=7, opacity=0.45)
    dot = rows.mark_point(filled=True, size=60, opacity=1, color=LIGHT["ink"])
    return [
        bar.encode(x=plane.x("x"), y=plane.y("lower"), y2="upper:Q"),
        dot.encode(x=plane.x("x"), y=plane.y("y")),
    ]
