"""Results that are a table with a row an interval: how they show themselves."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from lastword.result import Numbers, Result

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = 48


class Table(Result):
    """A result whose numbers are columns; a room says its `frame` and its `chart`."""

    __slots__ = ()

    def numbers(self) -> Numbers:
        """None: intervals of single rows stand in the table."""
        return {}

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON: each column as a list, unknown as null."""
        return columns_of(self.frame())

    def _repr_html_(self) -> str:
        from lastword.charts.svg import to_svg

        title, frame = type(self).__name__, self.frame()
        rest = f"<p>… of {len(frame):,} rows</p>" if len(frame) > _SHOWN else ""
        table = frame.head(_SHOWN).round(3).to_html(index=False)
        picture = to_svg(self.chart(), title, f"lastword-{id(self):x}")
        return f"<h4>{escape(title)}</h4>{picture}{table}{rest}"


def columns_of(frame: pd.DataFrame) -> dict[str, Any]:
    """Columns as lists of plain values, times as text, unknown as None."""
    found: dict[str, Any] = {}
    for name in frame.columns:
        column = frame[name]
        if column.dtype.kind == "M":
            found[str(name)] = [at.isoformat() for at in column]
        else:
            known = column.astype(object).where(column.notna(), None)
            found[str(name)] = known.tolist()
    return found
