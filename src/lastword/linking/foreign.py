"""Ids that one system took over from another: the ticket's number in a survey's hidden field."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import ibis
import ibis.expr.types as ir

from lastword.engine import Tables, conform
from lastword.engine.joins import extend
from lastword.engine.times import seconds_between
from lastword.linking.credited import credited

TIMES = {
    "answers": ("answered_at",),
    "invitations": ("invited_at", "answered_at"),
    "evaluations": ("evaluated_at",),
    "messages": ("sent_at",),
}
"""Table whose ids may belong to another system → when its rows came about."""
COLUMNS = ("contact_id", "thread_id")
LEAST_KNOWN = 0.5
LEAST_IN_TIME = 0.9
EARLY_SECONDS, LATE_SECONDS = -3_600.0, 60 * 86_400.0


def adopted(tables: Tables) -> dict[str, ir.Table]:
    """Tables in which ids of another system stand under that system's name.

    A survey that carries the help desk's ticket number names it ``qualtrics:41``. The number is
    taken for ``zendesk:41`` if no contact has the first id and Zendesk alone has the second, and
    if nine in ten of Zendesk's rows with a time came about within sixty days after the contact
    began: numbers that only happen to be equal do not keep to that. One survey may ask about the
    contacts of several systems; at least half of its numbers must be known to them. Agents that
    invitations credit are named likewise (`credited`).
    """
    found: dict[str, ir.Table] = {}
    for name in (name for name in TIMES if name in tables.parts):
        guests = _sources(tables, name) - _sources(tables, "contacts")
        held = [column for column in COLUMNS if column in tables[name].columns]
        for column in held if guests else ():
            rows = _adopting(tables, found.get(name, tables[name]), name, column, guests)
            if rows is not None:
                found[name] = rows
        if guests and name == "invitations":
            rows = credited(tables, found.get(name, tables[name]), guests)
            found |= {} if rows is None else {name: rows}
    return found


def _sources(tables: Tables, name: str) -> set[str]:
    rows = tables.engine.fetch(tables[name].select("source").distinct()).to_pylist()
    return {row["source"] for row in rows}


def _adopting(
    tables: Tables, rows: ir.Table, name: str, column: str, guests: Collection[str]
) -> ir.Table | None:
    """The table with ids as their owner names them; None where there is nothing to adopt.

    Parameters
    ----------
    guests
        Sources of the table that have no contacts of their own.
    """
    save, fetch = tables.engine.save, tables.engine.fetch
    owned = save(_owned(tables, column))
    named = rows.filter(rows[column].notnull() & rows["source"].isin(list(guests)))
    strange = named.anti_join(owned, [(column, "owned_id")])
    at = ibis.coalesce(*[strange[time] for time in TIMES[name]])
    strange = save(strange.select("source", own_id=column, bare=_bare(strange[column]), at=at))
    counted = strange.group_by("source").aggregate(ids=strange.own_id.nunique())
    both = strange.inner_join(owned, "bare")
    gap = seconds_between(both.at, both.offered_at)
    owners = both.group_by(["source", "owner"]).aggregate(
        known=both.own_id.nunique(),
        timed=gap.count(),
        in_time=((gap >= EARLY_SECONDS) & (gap <= LATE_SECONDS)).sum(),
    )
    ids = {row["source"]: row["ids"] for row in fetch(counted).to_pylist()}
    chosen = _chosen(ids, fetch(owners).to_pylist()) if ids else []
    if not chosen:
        return None
    pairs = strange.select("source", "own_id", "bare").distinct()
    pairs = save(pairs.inner_join(owned.select("bare", "owner", "owned_id"), "bare"))
    is_owners = (pairs["source"] + ":" + pairs.owner).isin(chosen)
    kept = pairs.filter(is_owners).select("source", "own_id", "owned_id")
    renamed = extend(rows.mutate(own_id=rows[column]), kept, ("source", "own_id"))
    return conform(renamed.mutate(**{column: renamed.owned_id.fill_null(renamed[column])}), name)


def _owned(tables: Tables, column: str) -> ir.Table:
    """Ids that contacts of one source alone have, whose they are, and when the contact began."""
    contacts = tables["contacts"].filter(tables["contacts"][column].notnull())
    ids = contacts.group_by(owned_id=contacts[column]).aggregate(
        offered_at=contacts.offered_at.min()
    )
    ids = ids.mutate(bare=_bare(ids.owned_id), owner=ids.owned_id.re_extract("^([^:]*):", 1))
    owners = ids.group_by("bare").aggregate(owners=ids.owner.nunique())
    return ids.semi_join(owners.filter(owners.owners == 1), "bare")


def _bare(name: ir.StringValue) -> ir.StringValue:
    """An id without its source."""
    return name.re_replace("^[^:]*:", "")


def _chosen(ids: Mapping[str, int], owners: list[dict[str, Any]]) -> list[str]:
    """Sources and those whose ids they carry, as ``<source>:<owner>``."""
    found = []
    for source, count in ids.items():
        mine = [row for row in owners if row["source"] == source and _is_in_time(row)]
        if sum(row["known"] for row in mine) >= LEAST_KNOWN * count:
            found += [f"{source}:{row['owner']}" for row in mine]
    return found


def _is_in_time(row: Mapping[str, Any]) -> bool:
    return row["in_time"] is None or row["in_time"] >= LEAST_IN_TIME * row["timed"]
