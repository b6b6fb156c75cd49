"""Slopes: from a place in one order to a place in another, one line each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from lastword.charts.frame import SMALL, TEXT, WIDTH, Form, finish, pixels, rows_of, texts
from lastword.charts.palette import LIGHT, Role
from lastword.charts.typeface import width, wrap

_TOP, _LINE, _BOTTOM = 44.0, 18.0, 14.0
_STEP = 22.0
_HIGHEST = 420.0
_LEFT = 44.0
_NAMES: dict[Form, float] = {"wide": 250.0, "narrow": 128.0}


@dataclass(frozen=True, slots=True)
class Slope:
    """One thing in two orders; 1 is the best place.

    Parameters
    ----------
    is_named
        Whether its name and places are written; others are faint lines.
    """

    name: str
    before: int
    after: int
    role: Role = "muted"
    is_named: bool = True


def slopes(
    rows: Sequence[Slope], *, before: str, after: str, form: Form = "wide"
) -> alt.LayerChart:
    """Draw who would rise and fall from one order to another.

    Parameters
    ----------
    rows
        Every thing of both orders; name the few that move most.
    before, after
        What the two orders go by.

    Examples
    --------
    >>> chart = slopes([Slope("A", 1, 2), Slope("B", 2, 1)], before="time", after="customers")
    >>> chart.to_dict()["width"]
    760
    """
    count = max((max(row.before, row.after) for row in rows), default=1)
    named = [row for row in rows if row.is_named]
    height = max(min(_STEP * count, _HIGHEST), _LINE * len(named))
    end = WIDTH[form] - _NAMES[form]
    placed = [
        {
            "x": _LEFT,
            "x2": end,
            "y": _at(row.before, count, height),
            "y2": _at(row.after, count, height),
            "colour": LIGHT[row.role if row.is_named else "line"],
            "is_named": row.is_named,
        }
        for row in rows
    ]
    faint, strong = ([row for row in placed if row["is_named"] == known] for known in (False, True))
    layers = [_lines(part) for part in (faint, strong) if part]
    layers += _ends(strong)
    layers += _titles(before, after, end, form)
    layers += _words(named, strong, end, form, _TOP + height)
    return finish(layers, form, _TOP + height + _BOTTOM)


def _at(place: int, count: int, height: float) -> float:
    return _TOP + (place - 0.5) / count * height


def _lines(placed: Sequence[dict[str, Any]]) -> alt.Chart:
    line = rows_of(placed).mark_rule(strokeWidth=2)
    return line.encode(
        x=_across("x"), x2="x2:Q", y=pixels("y"), y2="y2:Q", color=alt.Color("colour:N", scale=None)
    )


def _ends(placed: Sequence[dict[str, Any]]) -> list[alt.Chart]:
    ends = [{"x": row[x], "y": row[y], "colour": row["colour"]}
            for row in placed for x, y in (("x", "y"), ("x2", "y2"))]  # fmt: skip
    if not ends:
        return []
    dot = rows_of(ends).mark_point(filled=True, size=42, opacity=1)
    colour = alt.Color("colour:N", scale=None)
    return [dot.encode(x=_across("x"), y=pixels("y"), color=colour)]


def _titles(before: str, after: str, end: float, form: Form) -> list[alt.Chart]:
    """What each side goes by, above its own places."""
    look: dict[str, Any] = {"role": "muted", "size": SMALL, "weight": 600}
    sides = ((before, 0.0, end - 20), (after, end - 4, WIDTH[form] - end))
    return [
        texts([{"text": "\n".join(wrap(title, room, SMALL, weight=600, lines=2))}], x, 12, **look)
        for title, x, room in sides
    ]


def _words(
    named: Sequence[Slope], placed: Sequence[dict[str, Any]], end: float, form: Form, bottom: float
) -> list[alt.Chart]:
    """Place before at the left, place after and name at the right, moved apart where they meet."""
    if not named:
        return []
    room = _NAMES[form] - 14
    left = _apart([row["y"] for row in placed], bottom)
    right = _apart([row["y2"] for row in placed], bottom)
    befores = [{"y": y, "text": f"{row.before}"} for row, y in zip(named, left, strict=True)]
    layers = [texts(befores, _LEFT - 10, pixels("y"), role="muted", size=SMALL, align="right")]
    for row, y in zip(named, right, strict=True):
        number = f"{row.after}  "
        name = "".join(wrap(row.name, room - width(number, TEXT), TEXT, lines=1))
        layers.append(texts([{"text": number + name}], end + 10, y, role=row.role))
    return layers


def _apart(wanted: Sequence[float], bottom: float) -> list[float]:
    """Heights near the wanted ones, none closer than a line to the next."""
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    found = [0.0] * len(wanted)
    free = _TOP - _LINE / 2
    for rank, place in enumerate(order):
        rest = len(order) - rank
        found[place] = min(max(wanted[place], free + _LINE), bottom - _LINE * (rest - 0.5))
        free = found[place]
    return found


def _across(field: str) -> alt.X:
    return alt.X(f"{field}:Q", scale=None, axis=None)
