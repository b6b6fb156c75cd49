"""Logs: the contacts as the telephone system, the chat and the ticket desk export them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from lastword.sources.demo.agents import staff_of
from lastword.sources.demo.arrays import Flags, Floats, Ints
from lastword.sources.demo.chunk import Chunk
from lastword.sources.demo.columns import flags, moments, wholes, words
from lastword.sources.demo.contacts import DESK
from lastword.sources.demo.customers import CHANNELS, LANGUAGES
from lastword.sources.demo.people import customer_refs
from lastword.sources.demo.phrases import pools
from lastword.sources.demo.reasons import NAMES, QUEUE_OF, QUEUES

OUTCOMES = ("answered", "abandoned", "cut_off")
ENDERS = ("customer", "agent", "system", "transfer")
BOOKED_LATER = 60
"""Seconds after which a system writes the row of a contact that has ended."""


def contacts_table(chunk: Chunk, source: int) -> pa.Table:
    """One row a contact of one system, in the order of time."""
    rows = in_time(chunk, chunk.contacts.source == source)
    columns = _shared(chunk, source, rows)
    return pa.table({**columns, **(_spoken(chunk, rows) if source == 0 else _written(chunk, rows))})


def in_time(chunk: Chunk, chosen: Flags) -> Ints:
    """Indices of the chosen contacts that the period holds, in the order of time."""
    rows = np.flatnonzero(chosen & chunk.is_seen)
    return rows[np.argsort(chunk.number[rows])]


def _shared(chunk: Chunk, source: int, rows: Ints) -> dict[str, Any]:
    world, contacts = chunk.world, chunk.contacts
    agent, at = contacts.agent[rows], contacts.at[rows]
    served = agent >= 0
    team = staff_of(world).team_at(np.maximum(agent, 0), at)
    language = chunk.demand.customers.language[contacts.customer[rows]]
    return {
        "contact_id": chunk.number[rows],
        "customer_ref": customer_refs(chunk, source, rows),
        "queue": words(_queue(chunk, rows), QUEUES),
        "agent_id": wholes(agent),
        "team_id": wholes(team, served),
        "reason": words(chunk.closing.code[rows], NAMES),
        "language": words(language, LANGUAGES),
        "offered_at": moments(world, at),
        "answered_at": moments(world, contacts.answered_at[rows], served),
        "ended_at": moments(world, contacts.ended_at[rows]),
        "talk_seconds": wholes(contacts.talk[rows], served),
        "wrap_seconds": wholes(contacts.wrap[rows], served),
        "outcome": words(contacts.outcome[rows], OUTCOMES),
        "ended_by": words(contacts.ended_by[rows], ENDERS),
        "solved": flags(contacts.claim[rows] == 1, contacts.claim[rows] >= 0),
        "updated_at": moments(world, contacts.ended_at[rows] + BOOKED_LATER),
    }


def _queue(chunk: Chunk, rows: Ints) -> Ints:
    return QUEUE_OF[chunk.demand.issues.reason[chunk.contacts.issue[rows]]]


def _spoken(chunk: Chunk, rows: Ints) -> dict[str, Any]:
    contacts = chunk.contacts
    back = contacts.is_callback[rows]
    return {
        "direction": words(back.astype(np.int64), ("inbound", "outbound")),
        "is_callback": flags(back),
        "wait_seconds": wholes(contacts.wait[rows], ~back),
        "hold_seconds": wholes(contacts.hold[rows], contacts.is_served[rows]),
    }


def _written(chunk: Chunk, rows: Ints) -> dict[str, Any]:
    contacts = chunk.contacts
    return {
        "thread_id": wholes(chunk.thread_number[rows]),
        "channel": words(contacts.channel[rows], CHANNELS),
        "wait_seconds": wholes(contacts.wait[rows], contacts.source[rows] != DESK),
    }


def messages_table(chunk: Chunk, source: int) -> pa.Table:
    """What was written in one system's contacts."""
    contacts, messages = chunk.contacts, chunk.messages
    mine = (contacts.source == source) & chunk.is_seen
    rows = np.flatnonzero(mine[messages.contact])
    contact, position = messages.contact[rows], messages.position[rows]
    by_customer = messages.is_customer[rows]
    return pa.table(
        {
            "message_id": chunk.number[contact] * 10 + position,
            "contact_id": chunk.number[contact],
            "thread_id": wholes(chunk.thread_number[contact]),
            "position": position,
            "sent_at": moments(chunk.world, messages.at[rows]),
            "author": words(by_customer.astype(np.int64), ("agent", "customer")),
            "agent_id": wholes(contacts.agent[contact], ~by_customer),
            "text": pools().texts.take(pa.array(messages.text[rows])),
            "is_public": flags(np.ones(len(rows), dtype=bool)),
        }
    )


def legs_table(chunk: Chunk) -> pa.Table:
    """The two stretches of each call that was passed on."""
    world, contacts = chunk.world, chunk.contacts
    rows = in_time(chunk, contacts.is_transferred)
    first = np.floor(0.35 * contacts.talk[rows])
    start = contacts.answered_at[rows]
    other = (contacts.agent[rows] + 1) % world.agent_count
    queue = words(_queue(chunk, rows), QUEUES)

    def leg(position: int, agent: Ints, begin: Floats, talk: Floats, passes_on: bool) -> pa.Table:
        ender = np.full(len(rows), 3) if passes_on else contacts.ended_by[rows]
        return pa.table(
            {
                "contact_id": chunk.number[rows],
                "position": np.full(len(rows), position),
                "agent_id": agent,
                "queue": queue,
                "started_at": moments(world, begin),
                "ended_at": moments(world, begin + talk),
                "talk_seconds": wholes(talk),
                "ended_by": words(ender, ENDERS),
                "transferred_to": wholes(contacts.agent[rows], np.full(len(rows), passes_on)),
            }
        )

    rest = contacts.talk[rows] + contacts.hold[rows] - first
    return pa.concat_tables(
        [
            leg(1, other, start, first, True),
            leg(2, contacts.agent[rows], start + first, rest, False),
        ]
    )
