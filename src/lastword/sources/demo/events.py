"""Events: what happened to tickets, from opening to closing by a rule."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from lastword.sources.demo.arrays import Flags, Floats, Ints
from lastword.sources.demo.arrivals import DAY
from lastword.sources.demo.chunk import Chunk
from lastword.sources.demo.columns import moments, wholes
from lastword.sources.demo.contacts import DESK, UNKNOWN
from lastword.sources.demo.logs import in_time

AUTO_CLOSE_DAYS = 5
FORGOTTEN_DAYS = 14
KINDS = ("opened", "assigned", "solved", "reopened", "closed")


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of change: to which of the given contacts it happens, when and by whom."""

    kind: str
    actor: str
    at: Floats
    agent: Ints
    happens: Flags


def events_table(chunk: Chunk) -> pa.Table:
    """One row a change of a ticket."""
    rows = in_time(chunk, chunk.contacts.source == DESK)
    tables = []
    for change in changes(chunk, rows):
        own = rows[change.happens]
        columns = {
            "event_id": chunk.number[own] * 10 + KINDS.index(change.kind),
            "thread_id": wholes(chunk.thread_number[own]),
            "contact_id": chunk.number[own],
            "at": moments(chunk.world, change.at[change.happens]),
            "kind": pa.repeat(change.kind, len(own)),
            "actor": pa.repeat(change.actor, len(own)),
            "agent_id": wholes(change.agent[change.happens]),
        }
        tables.append(pa.table(columns))
    return pa.concat_tables(tables)


def changes(chunk: Chunk, rows: Ints) -> tuple[Change, ...]:
    """What happens to the tickets of these contacts."""
    contacts = chunk.contacts
    at, agent, thread = contacts.at[rows], contacts.agent[rows], contacts.thread[rows]
    is_solved, nobody = contacts.claim[rows] == 1, np.full(len(rows), UNKNOWN)
    order = np.lexsort((at, thread))
    goes_on = np.r_[thread[order][1:] == thread[order][:-1], False][: len(rows)]
    is_final, reopens = np.zeros(len(rows), dtype=bool), np.zeros(len(rows), dtype=bool)
    is_final[order] = ~goes_on
    is_later = at[order][1:] > contacts.ended_at[rows][order][:-1]
    reopens[order[1:]] = (goes_on & is_solved[order])[:-1] & is_later
    days = np.where(is_solved, AUTO_CLOSE_DAYS, FORGOTTEN_DAYS)
    closed_at = contacts.ended_at[rows] + days * DAY
    closes = is_final & (closed_at < chunk.world.seconds)
    opens = thread == rows
    return (
        Change("opened", "customer", at, nobody, opens),
        Change("assigned", "rule", at + 120, agent, opens),
        Change("solved", "agent", contacts.ended_at[rows], agent, is_solved),
        Change("reopened", "customer", at, nobody, reopens),
        Change("closed", "rule", closed_at, nobody, closes),
    )
