"""What customers gained: the outcomes by which agents and teams are seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import ibis.expr.types as ir

from lastword.analyses.people.turns import courtesy, heard_ideas, recovered, rescued
from lastword.engine import Requires, Tables

Grain = Literal["issue", "contact"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One yes or no of an issue or a contact, better when yes.

    Parameters
    ----------
    name
        Key, for example ``"solved"``.
    title
        What a share of it says: “problems solved, say customers”.
    of
        From the tables to rows of `issue_id` (or `contact_id`) and `y`, true or false.
    columns
        Table → columns without which nothing is known of it.
    roles
        Roles of answers without which nothing is known of it.
    is_said
        Whether customers had to be asked, so that answers are weighted for the silent.
    grain
        ``"issue"``: shared over those who served the issue; ``"contact"``: of who served it.
    """

    name: str
    title: str
    of: Callable[[Tables], ir.Table]
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    roles: tuple[str, ...] = ()
    is_said: bool = False
    grain: Grain = "issue"

    @property
    def requires(self) -> Requires:
        """What the data must hold."""
        return Requires(self.columns, self.roles)


def _of_verdicts(value: Callable[[ir.Table], ir.BooleanValue]) -> Callable[[Tables], ir.Table]:
    """Rows of mature issues, by a column of `verdicts`."""

    def of(tables: Tables) -> ir.Table:
        mature = tables["verdicts"].filter(lambda v: v.is_mature)
        known = mature.select("issue_id", "weight", y=value(mature))
        return known.filter(known.y.notnull())

    return of


OUTCOMES: tuple[Outcome, ...] = (
    Outcome(
        "solved", "problems solved, say customers", _of_verdicts(lambda v: v.said_resolved),
        {"verdicts": ("said_resolved",)}, is_said=True,
    ),
    Outcome(
        "content", "customers who gave the best answer", _of_verdicts(lambda v: v.said_top_box),
        {"verdicts": ("said_top_box",)}, is_said=True,
    ),
    Outcome(
        "settled", "problems that did not come back", _of_verdicts(lambda v: ~v.did_come_back),
        {"verdicts": ("did_come_back",)},
    ),
    Outcome(
        "easy", "customers for whom it was easy", _of_verdicts(lambda v: v.said_effort < 0.5),
        {"verdicts": ("said_effort",)}, is_said=True,
    ),
    Outcome(
        "courteous", "customers who gave the best mark for courtesy", courtesy, {}, ("attribute",),
        is_said=True,
    ),
    Outcome(
        "recovered", "customers who came upset or a third time, and left with it done", recovered,
        {"verdicts": ("is_mature",)}, grain="contact",
    ),
    Outcome(
        "rescued", "problems of a colleague's earlier contact that ended here", rescued,
        {"verdicts": ("is_mature",)}, grain="contact",
    ),
    Outcome(
        "ideas", "contacts in which a customer's idea was drawn out", heard_ideas,
        {"labels": ("value",), "messages": ("text",)}, grain="contact",
    ),
)  # fmt: skip
TITLES = {outcome.name: outcome.title for outcome in OUTCOMES}


def available(tables: Tables) -> tuple[Outcome, ...]:
    """Outcomes that a project can know of."""
    return tuple(outcome for outcome in OUTCOMES if not tables.lacks(outcome.requires))
