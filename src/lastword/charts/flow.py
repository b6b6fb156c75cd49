"""From where to where, and how many: a matrix on a wide page, bars on a phone."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from lastword.charts.bars import bars
from lastword.charts.frame import SMALL, TEXT, WIDTH, Form, finish, pixels, rows_of, texts
from lastword.charts.palette import LIGHT
from lastword.charts.rows import Row
from lastword.charts.typeface import width, wrap
from lastword.estimate import Estimate

_TOP, _CELL, _GAP = 30.0, 34, 3
_MOST = 8


def flow(
    cells: Sequence[tuple[str, str, int]],
    *,
    form: Form = "wide",
    rows_title: str = "earlier",
    columns_title: str = "then",
    href: str = "",
) -> alt.LayerChart:
    """Draw how often each (from, to) pair happened; a pair that never did is left blank.

    Parameters
    ----------
    cells
        (from, to, count), largest first; on a phone the first eight are drawn as bars.
    rows_title, columns_title
        What the two sides are.

    Examples
    --------
    >>> flow([("web", "voice", 1204), ("email", "voice", 310)]).to_dict()["width"]
    760
    """
    if form == "narrow":
        return bars([_bar(cell, href) for cell in cells[:_MOST]], form=form)
    return _matrix(cells, rows_title, columns_title, href)


def _bar(cell: tuple[str, str, int], href: str) -> Row:
    start, end, count = cell
    number = Estimate(count, None, None, n=count, method="count", unit="count")
    return Row(f"{start} → {end}", number, role="penalty", href=href)


def _matrix(
    cells: Sequence[tuple[str, str, int]], rows_title: str, columns_title: str, href: str
) -> alt.LayerChart:
    starts = list(dict.fromkeys(start for start, _, _ in cells))
    ends = list(dict.fromkeys(end for _, end, _ in cells))
    corner = f"{rows_title} ↓   {columns_title} →"
    left = max(min(width(name, TEXT), 200) + 24 for name in (corner, *starts))
    step = min(110.0, (WIDTH["wide"] - left - 4) / max(len(ends), 1))
    most = max(count for _, _, count in cells)
    placed = [
        _box(left + ends.index(end) * step, _TOP + starts.index(start) * _CELL, step)
        | {"strength": 0.12 + 0.5 * count / most, "text": f"{count:,}", "href": href}
        for start, end, count in cells
    ]
    layers = [
        _cells(placed),
        texts(placed, _across("middle_x"), pixels("middle_y"), align="center", halo=False),
        texts(
            [
                {"x": left + (i + 0.5) * step, "text": _cut(end, step - 4)}
                for i, end in enumerate(ends)
            ],
            _across("x"),
            _TOP - 14,
            align="center",
        ),
        texts(
            [{"y": _TOP + (i + 0.5) * _CELL, "text": _cut(s, 200)} for i, s in enumerate(starts)],
            left - 12,
            pixels("y"),
            align="right",
        ),
        texts([{"text": corner}], left - 12, _TOP - 14, role="muted", size=SMALL, align="right"),
    ]
    return finish(layers, "wide", _TOP + len(starts) * _CELL + 4)


def _box(x: float, y: float, step: float) -> dict[str, object]:
    """A cell from its upper left corner, with a gap to the next, and where its count stands."""
    right, bottom = x + step - _GAP, y + _CELL - _GAP
    middle = {"middle_x": (x + right) / 2, "middle_y": (y + bottom) / 2}
    return {"x": x, "x2": right, "y": y, "y2": bottom, **middle}


def _cells(placed: Sequence[dict[str, object]]) -> alt.Chart:
    return (
        rows_of(placed)
        .mark_rect(color=LIGHT["penalty"], cornerRadius=3)
        .encode(
            x=_across("x"),
            x2="x2:Q",
            y=pixels("y"),
            y2="y2:Q",
            opacity=alt.Opacity("strength:Q", scale=None),
            href=alt.Href("href:N"),
        )
    )


def _cut(name: str, room: float) -> str:
    return "".join(wrap(name, room, TEXT, lines=1))


def _across(field: str) -> alt.X:
    return alt.X(f"{field}:Q", scale=None, axis=None)
