"""Who wrote a message or made a change, where the system only names a user."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from lastword.engine import Tables
from lastword.engine.base import union
from lastword.engine.joins import extend


def named(
    rows: ir.Table, tables: Tables, threads: ir.Table, role: str, *, nobody: str | None
) -> ir.Table:
    """Fill in who it was: customer or agent, where `role` is null.

    The thread's own customer is the customer, even where that person is an agent elsewhere. Agents
    are known by the table of agents and by the threads that they have, customers by their
    identifiers; anyone else is taken for an agent.

    Parameters
    ----------
    rows
        Messages or events of threads.
    threads
        `thread_id`, `customer_ref`, `agent_id`; one row a thread.
    role
        Column to fill: ``author`` or ``actor``; the column ``<role>_id`` names the user.
    nobody
        What it was where no user is named; None for unknown.
    """
    user = f"{role}_id"
    asked = threads.select("thread_id", requester="customer_ref")
    known = _people(tables, threads).rename({user: "user"})
    found = extend(extend(rows, asked, "thread_id"), known, user)
    is_customer = (found[user] == found.requester).fill_null(False)
    told = ibis.cases(
        (found[user].isnull(), nobody),
        (is_customer, "customer"),
        (found.is_agent.fill_null(True), "agent"),
        else_="customer",
    )
    filled = found.mutate(**{role: ibis.coalesce(found[role], told)})
    return filled.select(rows.columns)


def _people(tables: Tables, threads: ir.Table) -> ir.Table:
    """Every user who is known to be an agent or a customer; who is both is an agent."""
    agents, customers = tables["agents"], tables["identifiers"]
    seen = union(
        [
            agents.select(user="agent_id", is_agent=ibis.literal(True)),
            threads.filter(threads.agent_id.notnull()).select(
                user="agent_id", is_agent=ibis.literal(True)
            ),
            customers.select(user="customer_ref", is_agent=ibis.literal(False)),
        ]
    )
    return seen.group_by("user").aggregate(is_agent=seen.is_agent.any())
