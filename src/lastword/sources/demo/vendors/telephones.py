"""Telephones: which calls ring where, and the stretches of a call that its agents served."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from lastword.sources.demo.arrays import Ints
from lastword.sources.demo.chunk import Chunk
from lastword.sources.demo.logs import in_time
from lastword.sources.demo.people import caller
from lastword.sources.demo.reasons import QUEUE_OF, QUEUES

PHONE = 0
OLD_LINE = "technical"
"""The line that still rings at an Asterisk; all others, and calls back, are Genesys's."""
ASKED_FIRST = 0.35
"""Share of a passed-on call's talk that its first agent had."""


class Served(NamedTuple):
    """One agent's part of a call, in seconds of the world."""

    agent: int
    begins: float
    talk: float
    hold: float
    passes_on: bool

    @property
    def ends(self) -> float:
        """When the agent, or the customer, was gone."""
        return self.begins + self.talk + self.hold


def calls(chunk: Chunk, *, is_old_line: bool) -> Ints:
    """Calls of one of the two systems, in the order of time."""
    rows = in_time(chunk, chunk.contacts.source == PHONE)
    old = np.array([is_old(chunk, int(row)) for row in rows], dtype=bool)
    chosen: Ints = rows[old == is_old_line]
    return chosen


def is_old(chunk: Chunk, row: int) -> bool:
    """Whether a call rang at the old line."""
    return queue_of(chunk, row) == OLD_LINE and not chunk.contacts.is_callback[row]


def queue_of(chunk: Chunk, row: int) -> str:
    """The queue that a call is for."""
    return QUEUES[QUEUE_OF[chunk.demand.issues.reason[chunk.contacts.issue[row]]]]


def numbers(chunk: Chunk, rows: Ints) -> list[str | None]:
    """The number that each call shows; None where it is withheld."""
    shown = caller(chunk.demand.customers, chunk.contacts.customer[rows]).to_pylist()
    hidden = chunk.contacts.is_anonymous[rows]
    return [None if anonymous else number for anonymous, number in zip(hidden, shown, strict=True)]


def served(chunk: Chunk, row: int) -> Iterator[Served]:
    """Who talked with the customer; nobody where nobody answered."""
    contacts = chunk.contacts
    if not contacts.is_served[row]:
        return
    agent, begins = int(contacts.agent[row]), float(contacts.answered_at[row])
    talk, hold = float(contacts.talk[row]), float(contacts.hold[row])
    if not contacts.is_transferred[row]:
        yield Served(agent, begins, talk, hold, False)
        return
    first = float(np.floor(ASKED_FIRST * talk))
    other = (agent + 1) % chunk.world.agent_count
    yield Served(other, begins, first, 0.0, True)
    yield Served(agent, begins + first, talk - first, hold, False)
