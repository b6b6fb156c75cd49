"""Lanes: who is heard when, one lane a speaker, with moments marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from lastword.charts.frame import SMALL, WIDTH, Form, finish, pixels, rows_of, texts, upright
from lastword.charts.palette import LIGHT, Role
from lastword.charts.scale import ticks
from lastword.charts.typeface import width

_HEAD, _HEIGHT, _GAP, _FLAGS = 20.0, 22.0, 12.0, 20.0
_STEPS = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
_MARKS = {"wide": 9, "narrow": 4}


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane: whose it is and when they are heard, in seconds."""

    name: str
    spans: tuple[tuple[float, float], ...]
    role: Role = "ink"


@dataclass(frozen=True, slots=True)
class Flag:
    """A moment, marked by a short word or number."""

    at: float
    text: str


def lanes(
    shown: Sequence[Lane], seconds: float, *, flags: Sequence[Flag] = (), form: Form = "wide"
) -> alt.LayerChart:
    """Draw lanes one below the other over the time of a recording.

    Parameters
    ----------
    seconds
        Length of the recording.
    flags
        Moments; those whose words would meet the ones before bear only their line.

    Examples
    --------
    >>> chart = lanes([Lane("Customer", ((0.5, 2.0),))], 10, flags=[Flag(3, "1")])
    >>> chart.to_dict()["width"]
    760
    """
    across = max(seconds, 1.0)
    place = (WIDTH[form] - 2) / across
    bottom = _FLAGS + len(shown) * (_HEAD + _HEIGHT + _GAP)
    layers = _flags(flags, place, bottom, form)
    top = _FLAGS
    for lane in shown:
        layers.append(texts([{"text": lane.name}], 0, top + 9, size=SMALL, weight=600))
        top += _HEAD
        base = rows_of([{"x": 0.0, "end": float(WIDTH[form]), "y": top + _HEIGHT / 2}])
        layers.append(
            base.mark_rule(color=LIGHT["line"]).encode(x=_x("x"), x2="end:Q", y=pixels("y"))
        )
        layers.append(_bars(lane, place, top))
        top += _HEIGHT + _GAP
    return finish([*layers, *_axis(across, place, bottom, form)], form, bottom + 22)


def _bars(lane: Lane, place: float, top: float) -> alt.Chart:
    rows = [
        {"x": round(start * place, 1), "end": round(max(end * place, start * place + 0.8), 1),
         "y": top, "y2": top + _HEIGHT}
        for start, end in lane.spans
    ]  # fmt: skip
    bars = rows_of(rows).mark_rect(color=LIGHT[lane.role])
    return bars.encode(x=_x("x"), x2="end:Q", y=pixels("y"), y2="y2:Q")


def _flags(flags: Sequence[Flag], place: float, bottom: float, form: Form) -> list[alt.Chart]:
    lines = [{"x": round(flag.at * place, 1)} for flag in flags]
    words, free = [], 0.0
    for flag in flags:
        half = width(flag.text, SMALL) / 2 + 2
        at = min(max(flag.at * place, half), WIDTH[form] - half)
        if at - half >= free:
            words.append({"x": round(at, 1), "text": flag.text})
            free = at + half
    rule = upright(lines, _x("x"), _FLAGS - 4, bottom, color=LIGHT["attention"])
    return [rule, texts(words, _x("x"), 8, role="attention", size=SMALL, align="center")]


def _axis(seconds: float, place: float, bottom: float, form: Form) -> list[alt.Chart]:
    step = next((s for s in _STEPS if seconds / s <= _MARKS[form]), None)
    marks = (
        [float(at) for at in range(0, int(seconds) + 1, step)]
        if step
        else [at for at in ticks(0, seconds, most=_MARKS[form]) if at <= seconds]
    )
    words = [
        {"x": round(at * place, 1), "text": f"{int(at) // 60}:{int(at) % 60:02d}"}
        for at in marks
        if 14 <= at * place <= WIDTH[form] - 14
    ]
    return [texts(words, _x("x"), bottom + 8, role="muted", size=SMALL, align="center")]


def _x(field: str) -> alt.X:
    return alt.X(f"{field}:Q", scale=None, axis=None)
