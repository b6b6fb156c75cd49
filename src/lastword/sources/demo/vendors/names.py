"""Names: what each system calls a contact, as a survey about it carries it along."""

from __future__ import annotations

from lastword.sources.demo.arrays import Ints
from lastword.sources.demo.chunk import Chunk
from lastword.sources.demo.contacts import DESK
from lastword.sources.demo.vendors.asterisk import call_id
from lastword.sources.demo.vendors.telephones import PHONE, is_old
from lastword.sources.demo.vendors.zendesk import AGENTS


def contact_names(chunk: Chunk, rows: Ints) -> list[str | None]:
    """The call or chat of each contact; None for contacts of tickets."""
    return [_contact(chunk, row) for row in map(int, rows)]


def thread_names(chunk: Chunk, rows: Ints) -> list[str | None]:
    """The ticket of each contact; None for calls and chats."""
    source, thread = chunk.contacts.source, chunk.thread_number
    return [str(thread[row]) if source[row] == DESK else None for row in map(int, rows)]


def agent_names(chunk: Chunk, rows: Ints) -> list[int | None]:
    """The agent whom the rating of each contact is credited to, as the system names agents."""
    agent, source = chunk.closing.credited, chunk.contacts.source
    return [
        int(agent[row]) + (AGENTS if source[row] == DESK else 0) if agent[row] >= 0 else None
        for row in map(int, rows)
    ]


def _contact(chunk: Chunk, row: int) -> str | None:
    source = chunk.contacts.source[row]
    if source == DESK:
        return None
    is_asterisks = source == PHONE and is_old(chunk, row)
    return call_id(chunk, row) if is_asterisks else str(int(chunk.number[row]))
