"""Gaps: how far an experience fell short of what was expected, or exceeded it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import ibis
import ibis.expr.types as ir

from lastword.errors import UsageError

Kind = Literal["direct", "difference"]
WORDS = {
    "below": -1.0,
    "fell short": -1.0,
    "worse": -1.0,
    "met": 0.0,
    "as expected": 0.0,
    "above": 1.0,
    "exceeded": 1.0,
    "better": 1.0,
}
"""Answers in words that are understood."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Where the gap between experience and expectation comes from.

    Parameters
    ----------
    kind
        ``"direct"``: the customer said it (preferred: one answer, one error);
        ``"difference"``: perceived − expected.
    name
        The column, or “perceived − expected”.
    reference
        The value that means “as expected”; the gap is the distance from it.
    """

    kind: Kind
    name: str
    reference: float
    columns: tuple[str, ...]

    def of(self, table: ir.Table) -> ir.FloatingValue:
        """The distance from “as expected”; negative fell short."""
        if self.kind == "difference":
            perceived, expected = (table[name].cast("float64") for name in self.columns)
            return perceived - expected
        column = table[self.columns[0]]
        if not column.type().is_string():
            return column.cast("float64") - self.reference
        said = column.lower().strip()
        return ibis.cases(*[(said == word, value) for word, value in WORDS.items()])


def gap_of(
    table: ir.Table,
    disconfirmation: str | None,
    perceived: str | None,
    expected: str | None,
    reference: float | None,
) -> Gap:
    """Decide where the gap comes from.

    Raises
    ------
    UsageError
        If neither a direct answer nor both halves of a difference are named, the answers are
        words that are not understood, or a scale's “as expected” was not declared.
    """
    if disconfirmation and not perceived and not expected:
        column = table[disconfirmation]
        if column.type().is_string():
            _check_words(column)
            return Gap("direct", disconfirmation, 0.0, (disconfirmation,))
        known = reference if reference is not None else _declared(column)
        return Gap("direct", disconfirmation, known, (disconfirmation,))
    if perceived and expected and not disconfirmation:
        return Gap("difference", f"{perceived} − {expected}", 0.0, (perceived, expected))
    raise UsageError(
        "name either disconfirmation (the customer said: below, as or above expectation) or "
        "both perceived and expected"
    )


def _check_words(column: ir.StringValue) -> None:
    found = column.lower().strip().name("said").as_table().distinct().to_pyarrow()["said"]
    unknown = sorted({word for word in found.to_pylist() if word and word not in WORDS})
    if unknown:
        raise UsageError(
            f"{column.get_name()} holds {', '.join(unknown[:5])}. Understood are: "
            f"{', '.join(WORDS)}; or numbers with a reference"
        )


def _declared(column: ir.NumericValue) -> float:
    row = column.as_table().aggregate(low=column.min(), high=column.max()).to_pyarrow()
    low, high = row["low"][0].as_py(), row["high"][0].as_py()
    if low is not None and low < 0 < high:
        return 0.0
    raise UsageError(
        f"{column.get_name()} runs from {low} to {high}: which value means “as expected”? "
        "Give it as reference, for example reference=7"
    )
