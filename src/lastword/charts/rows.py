"""Rows of a chart: label beside the mark (wide) or above it (narrow), value in words at its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from lastword.charts.frame import SMALL, TEXT, WIDTH, Form, pixels, texts, upright, values
from lastword.charts.palette import LIGHT, Role
from lastword.charts.scale import tick_rows, tick_texts, ticks
from lastword.charts.typeface import width, wrap
from lastword.estimate import Bounds, Estimate, Unit

LABEL = 268
_LINE = 16
_GAP = 9


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Parameters
    ----------
    label
        What the number is.
    number
        An interval, or bounds; None is said in words and never drawn as 0.
    under
        Muted second line, for example who decides and n.
    unknown
        Why there is no number.
    role
        Colour of the mark.
    href
        Anchor of the rows behind it, for example ``"#rows-ladder"``.
    """

    label: str
    number: Estimate | Bounds | None
    under: str = ""
    unknown: str = "not known"
    role: Role = "ink"
    href: str = ""

    def __post_init__(self) -> None:
        if self.href and not self.href.startswith("#"):
            raise ValueError(f"a mark links to an anchor of its own page, not to {self.href!r}")


@dataclass(frozen=True, slots=True)
class Grid:
    """Where everything is: the placed rows, the scale, and the height used."""

    placed: tuple[dict[str, Any], ...]
    domain: tuple[float, float]
    reach: tuple[float, float]
    marks: tuple[float, ...]
    unit: Unit
    bottom: float
    form: Form

    @property
    def height(self) -> float:
        """Height of the whole chart."""
        return self.bottom + 28

    def at(self, field: str) -> alt.X:
        """Place by a value of the rows' unit."""
        return values(field, self.domain, self.reach)


def lay_out(
    rows: Sequence[Row],
    form: Form,
    *,
    domain: tuple[float, float] | None = None,
    zero: float | None = None,
) -> Grid:
    """Place rows from the top and choose a scale that leaves room for the words."""
    unit: Unit = next((row.number.unit for row in rows if row.number is not None), "share")
    marks = ticks(*(domain or _span(rows, unit, zero)), most=5 if form == "wide" else 4)
    placed, bottom = _placed(rows, form)
    reach = _reach(placed, form)
    return Grid(tuple(placed), (marks[0], marks[-1]), reach, tuple(marks), unit, bottom, form)


def scale_lines(grid: Grid, zero: float | None) -> list[alt.Chart]:
    """Draw the scale: faint lines, their values below, a visible zero where asked for."""
    at = grid.at("at")
    lines = tick_rows(grid.marks, grid.unit)
    layers = [
        upright(lines, at, 4, grid.bottom),
        *tick_texts(lines, at, grid.bottom + 14, grid.form),
    ]
    if zero is not None:
        layers.append(upright([{"at": zero}], at, 4, grid.bottom, color=LIGHT["muted"]))
    return layers


def words(grid: Grid) -> list[alt.Chart]:
    """Write each row's label, what stands under it, and its value.

    The value stands at the end of the mark; on a phone at the end of the label's line, so that
    the mark has the whole width.
    """
    muted: dict[str, Any] = {"role": "muted", "size": SMALL}
    unknown = _column(grid, "unknown", _is_unknown, grid.reach[0], "y", dx=4, **muted)
    if grid.form == "narrow":
        layers = [
            _column(grid, "label", bool, 0, "label_y"),
            _column(grid, "under", _has_under, 0, "under_y", **muted),
            _column(grid, "words", bool, WIDTH["narrow"], "words_y", align="right", size=SMALL),
        ]
    else:
        layers = [
            _column(grid, "label", bool, LABEL, "label_y", align="right"),
            _column(grid, "under", _has_under, LABEL, "under_y", align="right", **muted),
            _column(grid, "words", _is_right, grid.at("edge"), "y", dx=_GAP, **muted),
            _column(
                grid, "words", _is_left, grid.at("edge"), "y", align="right", dx=-_GAP, **muted
            ),
        ]
    return [layer for layer in (*layers, unknown) if layer is not None]


def _is_unknown(row: dict[str, Any]) -> bool:
    return not row["known"]


def _has_under(row: dict[str, Any]) -> bool:
    return bool(row["under"])


def _is_right(row: dict[str, Any]) -> bool:
    return bool(row["sign"] == 1)


def _is_left(row: dict[str, Any]) -> bool:
    return bool(row["sign"] == -1)


def _column(
    grid: Grid, field: str, wanted: Callable[[dict[str, Any]], Any], x: Any, y: str, **look: Any
) -> alt.Chart | None:
    rows = [row | {"text": row[field]} for row in grid.placed if wanted(row)]
    return texts(rows, x, pixels(y), **look) if rows else None


def _placed(rows: Sequence[Row], form: Form) -> tuple[list[dict[str, Any]], float]:
    placed, top = [], 8.0
    for row in rows:
        numbers = _numbers(row.number)
        beside = width(numbers["words"], SMALL) + 12 if form == "narrow" else 0
        lines = wrap(row.label, (LABEL if form == "wide" else WIDTH[form]) - beside, TEXT)
        under = "".join(wrap(row.under, LABEL, SMALL, lines=1))
        text_height = _LINE * (len(lines) + bool(under))
        placed.append(
            numbers
            | {
                "label": "\n".join(lines),
                "label_y": top + _LINE / 2,
                "words_y": top + _LINE / 2,
                "under": under,
                "under_y": top + _LINE * len(lines) + _LINE / 2,
                "y": top + text_height / 2 if form == "wide" else top + text_height + 11,
                "unknown": _unknown(row.unknown, form),
                "colour": LIGHT[row.role],
                "href": row.href,
            }
        )
        top += text_height + (14 if form == "wide" else 34)
    return placed, top


def _numbers(number: Estimate | Bounds | None) -> dict[str, Any]:
    if isinstance(number, Bounds):
        ends = {"lower": number.lower, "value": None, "upper": number.upper}
        return ends | _said(number.text(), number.upper, number.lower) | {"is_bounds": True}
    if number is None or number.value is None:
        nothing = dict.fromkeys(("lower", "value", "upper", "edge"))
        return nothing | {"is_bounds": False, "known": False, "sign": 0, "words": ""}
    ends = {"lower": number.lower, "value": number.value, "upper": number.upper}
    upper = number.value if number.upper is None else number.upper
    lower = number.value if number.lower is None else number.lower
    sides = _said(number.text(), upper, lower if number.value < 0 else None)
    return ends | sides | {"is_bounds": False}


def _said(text: str, upper: float, lower: float | None) -> dict[str, Any]:
    is_left = lower is not None and upper <= 0
    return {
        "known": True,
        "sign": -1 if is_left else 1,
        "edge": lower if is_left else upper,
        "words": text,
    }


def _unknown(text: str, form: Form) -> str:
    room = WIDTH[form] - (LABEL + 40 if form == "wide" else 24)
    return "\n".join(wrap(text, room, SMALL, lines=2 if form == "wide" else 1))


def _reach(placed: Sequence[dict[str, Any]], form: Form) -> tuple[float, float]:
    """Pixels of the scale's ends, with room for the words beside the outermost marks."""
    if form == "narrow":
        return 1.0, WIDTH["narrow"] - 1.0
    room = {
        sign: max((width(row["words"], SMALL) for row in placed if row["sign"] == sign), default=0)
        for sign in (-1, 1)
    }
    left = room[-1] + 2 * _GAP if room[-1] else 28
    return LABEL + left, WIDTH["wide"] - max(room[1] + 2 * _GAP, 20)


def _span(rows: Sequence[Row], unit: Unit, zero: float | None) -> tuple[float, float]:
    if unit == "share" and zero is None:
        return 0.0, 1.0
    ends = [end for row in rows for end in _ends(row.number)] + [zero or 0.0]
    return min(ends), max(ends)


def _ends(number: Estimate | Bounds | None) -> list[float]:
    if number is None:
        return []
    middle = number.value if isinstance(number, Estimate) else None
    return [end for end in (number.lower, middle, number.upper) if end is not None]
