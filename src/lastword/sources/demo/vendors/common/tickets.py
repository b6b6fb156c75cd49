"""Tickets as Zendesk names them: threads, messages and changes, not contacts."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lastword.sources.demo.chunk import Chunk
from lastword.sources.demo.contacts import DESK
from lastword.sources.demo.events import events_table
from lastword.sources.demo.logs import contacts_table, messages_table
from lastword.sources.demo.people import account, known_to
from lastword.sources.demo.vendors.common.rows import Columns, named, taken
from lastword.sources.demo.vendors.zendesk import AGENTS, CUSTOMERS
from lastword.sources.demo.vendors.zendesk import threads as contacts_of


def threads(chunk: Chunk) -> Columns:
    """Tickets as they stand at the end of the period."""
    contacts, every = chunk.contacts, contacts_of(chunk)
    first = np.array([rows[0] for rows in every], dtype=np.int64)
    last = np.array([rows[-1] for rows in every], dtype=np.int64)
    plain = taken(contacts_table(chunk, DESK), chunk.number[first])
    events = events_table(chunk)
    closed = pc.equal(events["kind"], "closed")
    is_closed = pc.is_in(plain["thread_id"], events.filter(closed)["thread_id"].combine_chunks())
    queue = plain["queue"].cast(pa.string())
    return {
        "thread_id": plain["thread_id"],
        "part": pa.repeat("ticket", len(first)),
        "customer_ref": pc.add(plain["customer_ref"], CUSTOMERS),
        "channel": plain["channel"],
        "priority": pa.repeat("normal", len(first)),
        "queue": queue,
        "team_id": queue,
        "agent_id": contacts.agent[last] + AGENTS,
        "reason": plain["reason"],
        "language": plain["language"],
        "opened_at": plain["offered_at"],
        "is_solved": pc.or_(is_closed, pa.array(contacts.claim[last] == 1)),
    }


def messages(chunk: Chunk) -> Columns:
    """What was written, by whom."""
    plain = messages_table(chunk, DESK)
    names = named(contacts_table(chunk, DESK), plain["contact_id"], "customer_ref")
    customer, agent = pc.add(names, CUSTOMERS), pc.add(plain["agent_id"], AGENTS)
    columns: Columns = {name: plain[name] for name in plain.column_names}
    return columns | {"author_id": pc.coalesce(agent, customer)}


def events(chunk: Chunk) -> Columns:
    """What happened to tickets, by whom."""
    plain = events_table(chunk)
    names = named(contacts_table(chunk, DESK), plain["contact_id"], "customer_ref")
    by_customer, by_agent = (pc.equal(plain["actor"], who) for who in ("customer", "agent"))
    agent = pc.if_else(by_agent, pc.add(plain["agent_id"], AGENTS), None)
    columns: Columns = {name: plain[name] for name in plain.column_names}
    customer = pc.if_else(by_customer, pc.add(names, CUSTOMERS), None)
    return columns | {"actor_id": pc.coalesce(agent, customer)}


def requesters(chunk: Chunk) -> Columns:
    """Accounts of those who wrote."""
    people, rows = chunk.demand.customers, known_to(chunk, DESK)
    accounts = pa.array(account(people, rows)).cast(pa.string())
    kind = pa.repeat("account", len(rows))
    return {"customer_ref": people.number[rows] + CUSTOMERS, "kind": kind, "value": accounts}
