"""Who served which problem, by what part, and what kind of problem they were given."""

from __future__ import annotations

from typing import Literal

import ibis
import ibis.expr.types as ir

from lastword.analyses.people.outcomes import Outcome
from lastword.engine import Tables

Attribution = Literal["shared", "first", "last"]
ATTRIBUTIONS: tuple[Attribution, ...] = ("shared", "first", "last")
GIVEN = ("channel", "queue", "reason", "hours")
"""What an agent is given and does not control; cells of these are compared like with like."""
HOURS = 6
"""Hours of the day that count as alike."""


def served(
    tables: Tables, outcome: Outcome, *, by: str, attribution: Attribution = "shared"
) -> ir.Table:
    """One row a problem and unit: the unit's part in it, what was given, how it went.

    Parameters
    ----------
    by
        ``"agent_id"`` or ``"team_id"``: who answered each contact at the time.
    attribution
        ``"shared"``: each answered contact is an equal part of its problem; ``"first"`` or
        ``"last"``: the first or last answered contact is all of it.

    Returns
    -------
    ir.Table
        `unit`, `issue_id`, `part`, `weight` (for the silent, 1 where nobody had to be asked), `y`
        (1 or 0) and the columns `GIVEN`, as they were at the problem's first contact.
    """
    contacts = tables["issue_contacts"]
    answered = contacts.filter(
        (contacts.outcome == "answered").fill_null(False)
        & (contacts.direction != "outbound").fill_null(True)
        & contacts[by].notnull()
    )
    order = ibis.window(group_by="issue_id", order_by=["position", "contact_id"])
    whole = ibis.window(group_by="issue_id")
    placed = answered.mutate(
        place=ibis.row_number().over(order).cast("int64"), most=answered.count().over(whole)
    )
    chosen = {
        "shared": placed.mutate(part=1.0 / placed.most.cast("float64")),
        "first": placed.filter(placed.place == 0).mutate(part=1.0),
        "last": placed.filter(placed.place == placed.most - 1).mutate(part=1.0),
    }[attribution]
    parts = chosen.group_by("issue_id", unit=chosen[by]).aggregate(part=chosen.part.sum())
    return parts.inner_join(_judged(tables, outcome), "issue_id").inner_join(
        _given(contacts), "issue_id"
    )


def _judged(tables: Tables, outcome: Outcome) -> ir.Table:
    verdicts = tables["verdicts"]
    mature = verdicts.filter(verdicts.is_mature)
    known = mature.mutate(y=outcome.of(mature))
    known = known.filter(known.y.notnull())
    weight = known.weight.fill_null(1.0) if outcome.is_said else ibis.literal(1.0)
    return known.select("issue_id", weight=weight, y=known.y.cast("int64").cast("float64"))


def _given(contacts: ir.Table) -> ir.Table:
    first = contacts.filter(contacts.position == 1)
    unknown = {name: first[name].fill_null("") for name in GIVEN[:-1]}
    hours = (first.offered_at.hour() - first.offered_at.hour() % HOURS).cast("int64")
    return first.select("issue_id", **unknown, hours=hours)
