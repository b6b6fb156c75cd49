"""Agents that a survey credits, under the name that they have where they served."""

from __future__ import annotations

from collections.abc import Collection

import ibis
import ibis.expr.types as ir

from lastword.engine import Tables, conform
from lastword.engine.joins import extend

KEY = "invitation_id"


def credited(tables: Tables, rows: ir.Table, guests: Collection[str]) -> ir.Table | None:
    """Invitations whose agents are named as contacts name theirs; None if they all are already.

    A survey that carries the agent's number names it ``qualtrics:5``, the telephone system
    ``genesys:5``. The agent is the one with this number in the system of the contact that is asked
    about, else the only one with this number anywhere, else unknown: a name that nobody else uses
    says nothing of who served.

    Parameters
    ----------
    rows
        Invitations, with contacts under the names of their own systems.
    guests
        Sources of invitations that have no contacts of their own.
    """
    contacts = tables["contacts"].filter(tables["contacts"].agent_id.notnull())
    known = tables.engine.save(contacts.select("agent_id").distinct())
    named = rows.filter(rows.agent_id.notnull() & rows["source"].isin(list(guests)))
    named = named.anti_join(known, "agent_id").select(KEY, "contact_id", credit="agent_id")
    strange = tables.engine.save(named)
    if not tables.engine.fetch(strange.aggregate(n=strange.count()))["n"][0].as_py():
        return None
    told = extend(rows, strange.select(KEY, "credit"), KEY)
    told = extend(told, _found(strange, known, contacts), KEY)
    agent_id = told.credit.isnull().ifelse(told.agent_id, told.found)
    return conform(told.mutate(agent_id=agent_id), "invitations")


def _found(strange: ir.Table, known: ir.Table, contacts: ir.Table) -> ir.Table:
    """The agent of each invitation, where one is found."""
    served = contacts.select("contact_id", own=_system(contacts.agent_id))
    asked = extend(strange.mutate(bare=_bare(strange.credit)), served, "contact_id")
    agents = known.select(
        agent="agent_id", bare=_bare(known.agent_id), system=_system(known.agent_id)
    )
    met = asked.inner_join(agents, "bare")
    both = met.group_by(KEY).aggregate(
        own=met.agent.max(where=met.system == met.own),
        only=met.agent.max(),
        agents=met.agent.nunique(),
    )
    only = (both.agents == 1).ifelse(both.only, None)
    return both.select(KEY, found=ibis.coalesce(both.own, only))


def _bare(name: ir.StringValue) -> ir.StringValue:
    return name.re_replace("^[^:]*:", "")


def _system(name: ir.StringValue) -> ir.StringValue:
    return name.re_extract("^([^:]*):", 1)
