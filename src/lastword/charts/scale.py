"""Round values of a scale, written alike, kept inside the frame."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import altair as alt

from lastword.charts.frame import SMALL, Form, Place, texts
from lastword.estimate import Unit

_SUFFIX: dict[Unit, str] = {"share": " %", "seconds": " s", "days": " d"}


def ticks(low: float, high: float, *, most: int = 5) -> list[float]:
    """Round values that span `low` to `high`, the first at or below, the last at or above.

    Examples
    --------
    >>> ticks(0, 1), ticks(0, 0.23), ticks(-12, 31)
    ([0.0, 0.25, 0.5, 0.75, 1.0], [0.0, 0.1, 0.2, 0.3], [-20.0, 0.0, 20.0, 40.0])
    """
    span = (high - low) or 1.0
    magnitude = 10.0 ** math.floor(math.log10(span / most))
    for factor in (1, 2, 2.5, 5, 10, 20, 25):
        step = factor * magnitude
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first < most:
            break
    return [round(step * index, 12) for index in range(first, max(last, first + 1) + 1)]


def tick_rows(marks: Sequence[float], unit: Unit) -> list[dict[str, Any]]:
    """Each value with its words, all with the same decimals.

    Examples
    --------
    >>> [row["text"] for row in tick_rows([-0.5, 0, 0.5], "score")]
    ['−0.5', '0.0', '0.5']
    """
    numbers = [mark * 100 if unit == "share" else mark for mark in marks]
    places = next((p for p in (0, 1, 2) if all(abs(n - round(n, p)) < 1e-9 for n in numbers)), 3)
    return [
        {"at": mark, "text": f"{number:,.{places}f}{_SUFFIX.get(unit, '')}".replace("-", "−")}
        for mark, number in zip(marks, numbers, strict=True)
    ]


def tick_texts(rows: Sequence[dict[str, Any]], x: Place, y: float, form: Form) -> list[alt.Chart]:
    """Write the values below the scale; on a phone the outer two stay inside the frame."""
    if form == "wide":
        return [_tick_layer(rows, x, y, "center")]
    parts = ((rows[:1], "left"), (rows[1:-1], "center"), (rows[-1:], "right"))
    return [_tick_layer(part, x, y, align) for part, align in parts if part]


def _tick_layer(rows: Sequence[dict[str, Any]], x: Place, y: float, align: Any) -> alt.Chart:
    return texts(rows, x, y, role="muted", size=SMALL, align=align)
