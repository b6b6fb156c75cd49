"""Who served which problem, by what part, and what kind of problem they were given."""

from __future__ import annotations

from typing import Literal

import ibis
import ibis.expr.types as ir

from lastword.analyses.people.logins import bots
from lastword.analyses.people.outcomes import Outcome
from lastword.analyses.people.turns import answered
from lastword.engine import Tables

By = Literal["agent_id", "team_id"]
Attribution = Literal["shared", "first", "last"]
ATTRIBUTIONS: tuple[Attribution, ...] = ("shared", "first", "last")
GIVEN = ("channel", "queue", "reason", "hours")
"""What an agent is given and does not control; cells of these are compared like with like."""
HOURS = 6
"""Hours of the day that count as alike."""


def served(
    tables: Tables, outcome: Outcome, *, by: By, attribution: Attribution = "shared"
) -> ir.Table:
    """One row a problem and unit: the unit's part in it, what was given, how it went.

    Parameters
    ----------
    by
        ``"agent_id"`` or ``"team_id"``: who answered each contact at the time, whatever they
        became later. Bots are left out where agents are asked for.
    attribution
        ``"shared"``: each answered contact is an equal part of its problem; ``"first"`` or
        ``"last"``: the first or last answered contact is all of it. What happened in one contact
        is always of who served that contact.

    Returns
    -------
    ir.Table
        `unit`, `issue_id`, `at`, `agent` (one of the unit who served it), `team`, `part`,
        `weight` (for the silent, 1 where nobody had to be asked), `y` (1 or 0) and the columns
        `GIVEN`, as they were at the problem's first contact (or at the contact itself).
    """
    contacts = answered(tables)
    contacts = contacts.filter(contacts[by].notnull())
    if by == "agent_id":
        contacts = contacts.anti_join(bots(tables), "agent_id")
    rows = outcome.of(tables)
    rows = rows.mutate(y=rows.y.cast("int64").cast("float64"))
    if outcome.grain == "contact":
        return _of_contacts(contacts, rows, by)
    rows = rows.mutate(weight=rows.weight.fill_null(1.0) if outcome.is_said else whole())
    parts = _parts(contacts, by, attribution)
    return parts.inner_join(rows, "issue_id").inner_join(_given(tables), "issue_id")


def whole() -> ir.FloatingScalar:
    """One, as a float on every engine: Spark takes a literal 1.0 for a decimal."""
    return ibis.literal(1).cast("float64")


def _parts(contacts: ir.Table, by: By, attribution: Attribution) -> ir.Table:
    """Parts of the units in each issue, adding up to 1."""
    order = ibis.window(group_by="issue_id", order_by=["position", "contact_id"])
    issue = ibis.window(group_by="issue_id")
    placed = contacts.mutate(
        place=ibis.row_number().over(order).cast("int64"), most=contacts.count().over(issue)
    )
    chosen = {
        "shared": placed.mutate(part=1.0 / placed.most.cast("float64")),
        "first": placed.filter(placed.place == 0).mutate(part=whole()),
        "last": placed.filter(placed.place == placed.most - 1).mutate(part=whole()),
    }[attribution]
    return chosen.group_by("issue_id", unit=chosen[by]).aggregate(
        part=chosen.part.sum(), agent=chosen.agent_id.min(), team=chosen.team_id.min()
    )


def _of_contacts(contacts: ir.Table, rows: ir.Table, by: By) -> ir.Table:
    own = contacts.select(
        "contact_id", "issue_id", at=contacts.offered_at, unit=contacts[by],
        agent=contacts.agent_id, team=contacts.team_id, part=whole(),
        weight=whole(), **_kinds(contacts),
    )  # fmt: skip
    return own.inner_join(rows, "contact_id")


def _given(tables: Tables) -> ir.Table:
    contacts = tables["issue_contacts"]
    first = contacts.filter(contacts.position == 1)
    return first.select("issue_id", at=first.offered_at, **_kinds(first))


def _kinds(contacts: ir.Table) -> dict[str, ir.Value]:
    unknown = {name: contacts[name].fill_null("") for name in GIVEN[:-1]}
    hours = (contacts.offered_at.hour() - contacts.offered_at.hour() % HOURS).cast("int64")
    return {**unknown, "hours": hours}
