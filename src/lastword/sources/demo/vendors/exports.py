"""Exports: the files that stand in place of the plain ones, as bytes to append."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from lastword.sources.demo.chunk import Chunk
from lastword.sources.demo.vendors.asterisk import queue_log
from lastword.sources.demo.vendors.genesys import conversations
from lastword.sources.demo.vendors.qualtrics import header, responses
from lastword.sources.demo.vendors.zendesk import agents, audits, customers, tickets
from lastword.sources.demo.world import World

REPLACED = frozenset(
    {
        "calls",
        "legs",
        "callers",
        "call_survey",
        "chat_survey",
        "tickets",
        "ticket_comments",
        "events",
        "requesters",
        "ticket_survey",
    }
)
"""Plain files whose systems are told by vendors' exports instead."""
USERS, TICKETS, AUDITS = "zendesk_users.jsonl", "zendesk_tickets.jsonl", "zendesk_audits.jsonl"
CONVERSATIONS, QUEUE_LOG = "genesys_conversations.jsonl", "queue_log"
RESPONSES = "qualtrics_responses.csv"


def centre_files(world: World) -> Iterator[tuple[str, bytes]]:
    """What does not go by customer."""
    yield USERS, _lines(agents(world))
    yield RESPONSES, header(world).encode()


def chunk_files(chunk: Chunk) -> Iterator[tuple[str, bytes]]:
    """What one batch of customers adds."""
    yield USERS, _lines(customers(chunk))
    yield TICKETS, _lines(tickets(chunk))
    yield AUDITS, _lines(audits(chunk))
    yield CONVERSATIONS, _lines(conversations(chunk))
    yield QUEUE_LOG, "".join(f"{line}\n" for line in queue_log(chunk)).encode()
    yield RESPONSES, responses(chunk).encode()


def _lines(records: Iterable[dict[str, Any]]) -> bytes:
    return b"".join(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE) for record in records)
