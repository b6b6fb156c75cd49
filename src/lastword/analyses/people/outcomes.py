"""What customers gained: the outcomes by which agents and teams are seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import ibis.expr.types as ir


@dataclass(frozen=True, slots=True)
class Outcome:
    """One yes or no of an issue, better when yes.

    Parameters
    ----------
    name
        Key, for example ``"solved"``.
    title
        What a share of it says: “problems solved, say customers”.
    column
        The column of `verdicts` that must be filled.
    of
        Yes, no or null for each row of `verdicts`.
    is_said
        Whether customers had to be asked, so that answers are weighted for the silent.
    """

    name: str
    title: str
    column: str
    of: Callable[[ir.Table], ir.BooleanValue]
    is_said: bool


OUTCOMES: tuple[Outcome, ...] = (
    Outcome(
        "solved", "problems solved, say customers", "said_resolved", lambda v: v.said_resolved, True
    ),
    Outcome(
        "content", "customers who gave the best answer", "said_top_box", lambda v: v.said_top_box,
        True,
    ),
    Outcome(
        "settled", "problems that did not come back", "did_come_back", lambda v: ~v.did_come_back,
        False,
    ),
)  # fmt: skip
