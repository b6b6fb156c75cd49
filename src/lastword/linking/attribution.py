"""Attribution by hand: who truly served a contact."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from lastword.engine import Tables
from lastword.engine.joins import extend
from lastword.linking.corrections import Conflict, named
from lastword.store.corrections import Correction


def attributed(
    tables: Tables, corrections: Sequence[Correction]
) -> tuple[dict[str, ir.Table], list[Conflict]]:
    """Contacts with the agent that a correction names, in the team that agent was in at the time.

    The last correction of a contact holds. An agent whose team is not known leaves the contact in
    the team it was in; nobody (an empty name) leaves it without agent, in its team.

    Returns
    -------
    tuple
        Table name → table, empty where nothing is corrected; corrections that fit nowhere.
    """
    asked = named(corrections, "attribution")
    if not asked:
        return {}, []
    latest = {correction.keys[0]: correction for correction in asked}
    contacts = tables["contacts"]
    rows = tables.engine.frame(
        pa.table(
            {
                "contact_id": pa.array(list(latest), pa.string()),
                "served_by": pa.array([c.keys[1] for c in latest.values()], pa.string()),
            }
        )
    )
    found = contacts.semi_join(rows, "contact_id").select("contact_id")
    known = set(tables.engine.fetch(found)["contact_id"].to_pylist())
    conflicts = [
        Conflict(correction, f"not in the data: {contact}")
        for contact, correction in latest.items()
        if contact not in known
    ]
    return {"contacts": _with_agents(tables, contacts, rows)}, conflicts


def _with_agents(tables: Tables, contacts: ir.Table, rows: ir.Table) -> ir.Table:
    touched = contacts.semi_join(rows, "contact_id").select("contact_id", "offered_at")
    placed = touched.inner_join(rows, "contact_id")
    agents = tables["agents"].filter(lambda a: a.team_id.notnull())
    agents = agents.select("agent_id", "valid_from", "valid_until", own_team="team_id")
    teams = placed.inner_join(agents, placed.served_by == agents.agent_id)
    holds = (teams.valid_from.isnull() | (teams.valid_from <= teams.offered_at)) & (
        teams.valid_until.isnull() | (teams.valid_until > teams.offered_at)
    )
    own = teams.filter(holds).group_by("contact_id").aggregate(own_team=ibis._.own_team.max())
    told = extend(extend(contacts, rows, "contact_id"), own, "contact_id")
    changed = told.mutate(
        agent_id=told.served_by.notnull().ifelse(told.served_by.nullif(""), told.agent_id),
        team_id=ibis.coalesce(told.own_team, told.team_id),
    )
    return changed.select(contacts.columns)
