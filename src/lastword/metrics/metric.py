"""What a metric is: defined once, with who decides, its formula and its trap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from lastword.estimate import Unit

if TYPE_CHECKING:
    import ibis.expr.types as ir

Kind = Literal["performance", "verdict"]
Decider = Literal["agent", "system", "behaviour", "customer"]
Grain = Literal["contact", "issue", "answer", "stretch"]
Direction = Literal["better", "worse", "neither"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric: the (weighted) mean of an expression over the rows that it can judge.

    Parameters
    ----------
    name
        Name in the catalogue, for example ``"service_level_offered"``.
    title, question
        Its words on screen, and what it answers.
    grain
        What one row is.
    table
        Canonical table that `expression` reads.
    kind
        ``performance`` is the centre's view, ``verdict`` the customer's.
    decider
        Who decides the value of a row.
    unit
        Unit of the mean.
    expression
        From the table to a boolean or number per row; null where the row cannot be judged, so that
        it counts neither for nor against.
    formula
        The definition in words.
    needs
        Columns (``table.column``) without which it cannot be computed.
    trap
        How it misleads.
    source
        Who uses or defines it.
    weight
        From the table to the weight of a row; every row weighs one where None.
    higher_is
        Which direction is good for the customer.
    """

    name: str
    title: str
    question: str
    grain: Grain
    table: str
    kind: Kind
    decider: Decider
    unit: Unit
    expression: Callable[[ir.Table], Any]
    formula: str
    needs: tuple[str, ...]
    trap: str
    source: str
    weight: Callable[[ir.Table], Any] | None = None
    higher_is: Direction = "better"
