"""Butterfly: what each row costs to the left and earns to the right of zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from lastword.charts.frame import (
    SMALL,
    TEXT,
    WIDTH,
    Align,
    Form,
    finish,
    pixels,
    rows_of,
    texts,
    upright,
    values,
)
from lastword.charts.palette import LIGHT, Role
from lastword.charts.scale import tick_rows, tick_texts, ticks
from lastword.charts.typeface import width, wrap
from lastword.estimate import Estimate, Unit

LABEL = 236
_HEIGHT: dict[Form, int] = {"wide": 44, "narrow": 74}
_BAR = 15
_GAP = 8
_ROLES: dict[str, Role] = {"left": "penalty", "right": "reward"}


@dataclass(frozen=True, slots=True)
class Pair:
    """One row.

    Parameters
    ----------
    label, under
        What it is, and a muted second line.
    left, right
        What it costs (negative) and earns (positive); None where the data cannot say.
    href
        Anchor of the rows behind it.
    """

    label: str
    left: Estimate | None
    right: Estimate | None
    under: str = ""
    href: str = ""


def butterfly(pairs: Sequence[Pair], *, form: Form = "wide") -> alt.LayerChart:
    """Draw two bars from zero for each row, each with its interval and its number.

    A bar whose interval holds zero is faded.

    Examples
    --------
    >>> from lastword.estimate import Estimate
    >>> costs = Estimate(-0.8, -0.9, -0.7, 2000, "ordinal hinge", unit="score")
    >>> butterfly([Pair("Resolution", costs, None)]).to_dict()["width"]
    760
    """
    unit: Unit = next((n.unit for pair in pairs for n in (pair.left, pair.right) if n), "score")
    marks = ticks(*_span(pairs), most=5 if form == "wide" else 4)
    bottom = 6.0 + _HEIGHT[form] * len(pairs)
    domain, reach = (marks[0], marks[-1]), _reach(pairs, form)
    placed = list(_placed(pairs, form))
    scale = tick_rows(marks, unit)
    at = values("at", domain, reach)
    layers = [
        upright(scale, at, 4, bottom),
        *tick_texts(scale, at, bottom + 14, form),
        upright([{"at": 0.0}], at, 4, bottom, color=LIGHT["muted"]),
        *_bars(placed, domain, reach),
        *_words(pairs, placed, domain, reach, form),
    ]
    return finish(layers, form, bottom + 28)


def _span(pairs: Sequence[Pair]) -> tuple[float, float]:
    ends = [0.0]
    for pair in pairs:
        for number in (pair.left, pair.right):
            if number is not None:
                ends += [e for e in (number.lower, number.value, number.upper) if e is not None]
    return min(ends), max(ends) if max(ends) > min(ends) else min(ends) + 1.0


def _reach(pairs: Sequence[Pair], form: Form) -> tuple[float, float]:
    if form == "narrow":
        return 1.0, WIDTH["narrow"] - 1.0
    sides = [[pair.left for pair in pairs], [pair.right for pair in pairs]]
    room = [max((width(_text(n), SMALL) for n in side), default=0) + 2 * _GAP for side in sides]
    return LABEL + room[0], WIDTH["wide"] - room[1]


def _placed(pairs: Sequence[Pair], form: Form) -> list[dict[str, Any]]:
    rows = []
    for place, pair in enumerate(pairs):
        middle = 6.0 + _HEIGHT[form] * place + (22 if form == "wide" else 44)
        for side, number in {"left": pair.left, "right": pair.right}.items():
            if number is not None and number.value is not None:
                rows.append(_bar(number, side, middle, pair.href))
    return rows


def _bar(number: Estimate, side: str, y: float, href: str) -> dict[str, Any]:
    value = number.value or 0.0
    lower = value if number.lower is None else number.lower
    upper = value if number.upper is None else number.upper
    end = min(lower, 0.0) if side == "left" else max(upper, 0.0)
    return {
        "y": y,
        "zero": 0.0,
        "value": value,
        "lower": lower,
        "upper": upper,
        "end": end,
        "side": side,
        "colour": LIGHT[_ROLES[side]],
        "fade": 0.35 if lower <= 0 <= upper else 1.0,
        "text": _text(number),
        "href": href,
    }


def _text(number: Estimate | None) -> str:
    return number.text() if number is not None else ""


def _bars(
    placed: list[dict[str, Any]], domain: tuple[float, float], reach: tuple[float, float]
) -> list[alt.Chart]:
    if not placed:
        return []
    y, link = pixels("y"), alt.Href("href:N")
    bar = rows_of(placed).mark_bar(height=_BAR, cornerRadius=1.5)
    whisker = rows_of(placed).mark_rule(color=LIGHT["ink"], strokeWidth=1.2)
    return [
        bar.encode(
            y=y,
            x=values("zero", domain, reach),
            x2="value:Q",
            color=alt.Color("colour:N", scale=None),
            opacity=alt.Opacity("fade:Q", scale=None),
            href=link,
        ),
        whisker.encode(y=y, x=values("lower", domain, reach), x2="upper:Q"),
    ]


def _words(
    pairs: Sequence[Pair],
    placed: list[dict[str, Any]],
    domain: tuple[float, float],
    reach: tuple[float, float],
    form: Form,
) -> list[alt.Chart]:
    layers = []
    labels, unders = [], []
    for place, pair in enumerate(pairs):
        top = 6.0 + _HEIGHT[form] * place
        room = LABEL - 16 if form == "wide" else WIDTH["narrow"] - 4
        first = top + (14 if form == "wide" else 10)
        labels.append({"text": wrap(pair.label, room, TEXT, lines=1, weight=600)[0], "y": first})
        if pair.under:
            unders.append({"text": wrap(pair.under, room, SMALL, lines=1)[0], "y": first + 16})
    layers.append(texts(labels, 0, pixels("y"), weight=600))
    if unders:
        layers.append(texts(unders, 0, pixels("y"), role="muted", size=SMALL))
    if form == "narrow":
        return [*layers, *_narrow_words(placed)]
    outward: tuple[tuple[str, Align, float], ...] = (
        ("left", "right", -_GAP),
        ("right", "left", _GAP),
    )
    for side, align, dx in outward:
        rows = [row for row in placed if row["side"] == side]
        if rows:
            x = values("end", domain, reach)
            layers.append(texts(rows, x, pixels("y"), size=SMALL, align=align, dx=dx))
    return layers


def _narrow_words(placed: list[dict[str, Any]]) -> list[alt.Chart]:
    """On a phone both numbers stand below the bars, at their own side."""
    layers = []
    sides: tuple[tuple[Align, float], ...] = (("left", 1), ("right", WIDTH["narrow"] - 1))
    for side, x in sides:
        rows = [row | {"y": row["y"] + 17} for row in placed if row["side"] == side]
        if rows:
            layers.append(texts(rows, x, pixels("y"), size=SMALL, align=side))
    return layers
