"""Common: plain files that tell no more than the vendors' exports, under the same names.

They are made from the plain exports and from the rules of `untold`, never from what the vendors'
writers wrote, so that a fault of a writer or of a reader shows as a difference.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from lastword.sources.demo.chunk import Chunk
from lastword.sources.demo.columns import joined, moments
from lastword.sources.demo.vendors.common import calls, surveys, tickets
from lastword.sources.demo.vendors.common.rows import Columns
from lastword.sources.demo.vendors.qualtrics import SYSTEMS
from lastword.sources.demo.vendors.telephones import calls as calls_of
from lastword.sources.demo.vendors.untold import PHONES, told
from lastword.sources.demo.vendors.zendesk import AGENTS
from lastword.sources.demo.world import World


def centre_tables(world: World) -> Iterator[tuple[str, pa.Table]]:
    """What does not go by customer."""
    number = np.arange(world.agent_count)
    columns: Columns = {
        "agent_id": number + AGENTS,
        "name": joined("Agent ", number + 1),
        "valid_from": moments(world, np.zeros(len(number))),
    }
    yield _file("zendesk", "agents", columns)


def chunk_tables(chunk: Chunk) -> Iterator[tuple[str, pa.Table]]:
    """What one batch of customers adds."""
    for source in PHONES:
        rows = calls_of(chunk, is_old_line=source == "asterisk")
        yield _file(source, "contacts", calls.contacts(chunk, source, rows))
        yield _file(source, "legs", calls.legs(chunk, source, rows))
        yield _file(source, "identifiers", calls.callers(chunk, rows))
    yield _file("genesys", "agents", {"agent_id": calls.agents(chunk)})
    yield _file("zendesk", "threads", tickets.threads(chunk))
    yield _file("zendesk", "messages", tickets.messages(chunk))
    yield _file("zendesk", "events", tickets.events(chunk))
    yield _file("zendesk", "identifiers", tickets.requesters(chunk))
    for number, system in enumerate(SYSTEMS):
        given = surveys.given(chunk, number, system)
        yield _file("qualtrics", "invitations", surveys.invitations(given))
        yield _file("qualtrics", "answers", surveys.answers(chunk.world, given))
        yield _file("qualtrics", "identifiers", surveys.respondents(given))


def _file(source: str, table: str, columns: Columns) -> tuple[str, pa.Table]:
    """A file with the columns that both shapes tell."""
    return f"{source}_{table}", pa.table(columns).select(told()[source, table])
