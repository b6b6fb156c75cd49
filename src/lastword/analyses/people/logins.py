"""Logins that are no single person: bots, and desks that several people share."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from lastword.engine import Tables
from lastword.engine.base import union
from lastword.engine.times import seconds_between
from lastword.question import Context

OVERLAP_SECONDS = 60.0
"""Two calls that overlap by more were not served by one person."""
SHARED_FROM = 0.2
"""Share of such calls from which a login counts as shared: two people who are each busy a third of
their time overlap in a third of their calls; consultations and inexact clocks make some percent."""
FEWEST = 20
"""Calls below which nothing is said of a login."""


def bots(tables: Tables) -> ir.Table:
    """Ids under which only bots ever wrote or acted; one column, `agent_id`."""
    messages, events = tables["messages"], tables["events"]
    told = union(
        [
            messages.select(agent_id="author_id", role="author"),
            events.select(agent_id="actor_id", role="actor"),
        ]
    )
    known = told.filter(told.agent_id.notnull() & told.role.notnull())
    roles = known.group_by("agent_id").aggregate(
        as_bot=(known.role == "bot").any(), as_other=(known.role != "bot").any()
    )
    return roles.filter(roles.as_bot & ~roles.as_other).select("agent_id")


def shared_logins(context: Context) -> frozenset[str]:
    """Ids that several people use: two names at one time, or calls that overlap.

    Their figures are of a desk. Teams count them as before; nobody is nominated by one.
    """
    tables = context.tables
    both = union([_two_names(tables), _two_calls(tables)]).distinct()
    return frozenset(tables.engine.fetch(both)["agent_id"].to_pylist())


def left(context: Context) -> frozenset[str]:
    """Agents whose last day has passed."""
    agents = context.tables["agents"]
    gone = agents.group_by("agent_id").aggregate(last=agents.left_on.max())
    rows = context.tables.engine.fetch(gone.filter(gone["last"].notnull())).to_pylist()
    return frozenset(row["agent_id"] for row in rows if row["last"] <= context.as_of)


def _two_names(tables: Tables) -> ir.Table:
    agents = tables["agents"]
    named = agents.filter(agents.name.notnull())
    window = ibis.window(group_by="agent_id", order_by=["valid_from", "name"])
    placed = named.mutate(
        before=named.name.lag().over(window), until=named.valid_until.lag().over(window)
    )
    is_other = placed.before.notnull() & (placed.before != placed.name)
    is_at_once = placed.until.isnull() | (placed.until > placed.valid_from)
    return placed.filter(is_other & is_at_once.fill_null(True)).select("agent_id").distinct()


def _two_calls(tables: Tables) -> ir.Table:
    contacts = tables["issue_contacts"]
    calls = contacts.filter(
        (contacts.channel == "voice")
        & contacts.agent_id.notnull()
        & (contacts.outcome == "answered").fill_null(False)
    )
    began = calls.offered_at + _waited(calls)
    calls = calls.select("agent_id", "contact_id", "ended_at", began=began)
    window = ibis.window(group_by="agent_id", order_by=["began", "contact_id"])
    placed = calls.mutate(before=calls.ended_at.lag().over(window))
    overlap = seconds_between(placed.before, placed.began) > OVERLAP_SECONDS
    counts = placed.group_by("agent_id").aggregate(
        calls=placed.count(), double=overlap.fill_null(False).cast("int64").sum()
    )
    share = counts.double.cast("float64") / counts.calls.cast("float64")
    return counts.filter((counts.calls >= FEWEST) & (share > SHARED_FROM)).select("agent_id")


def _waited(calls: ir.Table) -> ir.IntervalValue:
    return calls.wait_seconds.fill_null(0.0).round().cast("int64").as_interval("s")
