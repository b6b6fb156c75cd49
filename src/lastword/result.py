"""Result: what every answer offers in a notebook, whichever room gave it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from lastword.estimate import Bounds, Estimate
from lastword.finding import Finding

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

    from lastword.charts.frame import Form

Numbers = Mapping[str, Estimate | Bounds]


class Result:
    """Base of the frozen dataclasses that questions are answered with.

    A result says its numbers as plain values, as a table and as a chart. A room overrides
    `numbers` where they lie deeper than the fields, and `chart` where dots are not the best
    picture.

    Examples
    --------
    >>> import lastword as lw
    >>> lw.verdict.nps([10, 9, 9, 7, 6, 10, 3]).frame()[["number", "value", "n"]].round(1)
      number  value  n
    0  score   28.6  7
    """

    __slots__ = ()

    def numbers(self) -> Numbers:
        """Its numbers by name, each with an interval or bounds; unknown ones are left out."""
        named = ((part, getattr(self, part)) for part in _fields_of(self))
        return {name: value for name, value in named if isinstance(value, Estimate | Bounds)}

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {part: plain(getattr(self, part)) for part in _fields_of(self)}

    def frame(self) -> pd.DataFrame:
        """One row a number: value, lower, upper, n, unit, method; bounds have no value."""
        import pandas as pd

        columns = ("number", "value", "lower", "upper", "n", "unit", "method", "kind")
        rows = [{"number": name, **number.to_dict()} for name, number in self.numbers().items()]
        return pd.DataFrame(rows, columns=list(columns))

    def chart(self, *, form: Form = "wide") -> alt.LayerChart:
        """Its numbers as dots on their intervals; those that share the first one's unit.

        Parameters
        ----------
        form
            ``"narrow"`` for phones.
        """
        from lastword.charts.dots import dots
        from lastword.charts.rows import Row

        numbers = self.numbers()
        unit = next((number.unit for number in numbers.values()), "share")
        rows = [
            Row(name.replace("_", " "), number, f"n {number.n:,}")
            for name, number in numbers.items()
            if number.unit == unit
        ]
        return dots(rows, form=form)

    def png(self, *, form: Form = "wide", scale: float = 2) -> bytes:
        """Its chart as a picture for mail and slides."""
        from lastword.charts.svg import to_png

        return to_png(self.chart(form=form), scale=scale)

    def _repr_html_(self) -> str:
        from lastword.charts.svg import to_svg

        title = type(self).__name__
        said = "".join(
            f"<tr><td>{escape(name.replace('_', ' '))}</td><td>{escape(number.text())}</td>"
            f"<td>{number.n:,}</td><td>{escape(number.method)}</td></tr>"
            for name, number in self.numbers().items()
        )
        head = "<tr><th>number</th><th>95 % interval</th><th>n</th><th>method</th></tr>"
        picture = to_svg(self.chart(), title, f"lastword-{id(self):x}")
        return f"<h4>{escape(title)}</h4><table>{head}{said}</table>{picture}"


def plain(value: Any) -> Any:
    """Turn results into plain values: numbers keep their interval or bounds, times become text."""
    if isinstance(value, Estimate | Bounds | Finding | Result):
        return value.to_dict()
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if is_dataclass(value) and not isinstance(value, type):
        return {part: plain(getattr(value, part)) for part in _fields_of(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _fields_of(value: Any) -> list[str]:
    return [part.name for part in fields(value)]
