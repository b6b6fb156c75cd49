"""Exports: every file that the demo centre's systems hand over, as Arrow tables."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from lastword.sources.demo.centre import agents_table, pulses_table, shifts_table
from lastword.sources.demo.chunk import Chunk
from lastword.sources.demo.events import events_table
from lastword.sources.demo.logs import contacts_table, legs_table, messages_table
from lastword.sources.demo.people import (
    callers_table,
    customers_table,
    outcomes_table,
    requesters_table,
    visitors_table,
)
from lastword.sources.demo.quality import evaluations_table
from lastword.sources.demo.questionnaires import survey_table
from lastword.sources.demo.world import World

JSON_LINES = frozenset({"chats", "chat_messages", "ticket_comments"})
CONTACT_LOGS = ("calls", "chats", "tickets")


def chunk_exports(chunk: Chunk) -> Iterator[tuple[str, pa.Table]]:
    """Tables of one chunk, by the name of their file."""
    for source, name in enumerate(CONTACT_LOGS):
        yield name, contacts_table(chunk, source)
    if chunk.world.messages_per_contact:
        yield "chat_messages", messages_table(chunk, 1)
        yield "ticket_comments", messages_table(chunk, 2)
    for source, name in enumerate(("call_survey", "chat_survey", "ticket_survey")):
        yield name, survey_table(chunk, source)
    yield "legs", legs_table(chunk)
    yield "events", events_table(chunk)
    yield "customers", customers_table(chunk)
    yield "callers", callers_table(chunk)
    yield "visitors", visitors_table(chunk)
    yield "requesters", requesters_table(chunk)
    yield "qa", evaluations_table(chunk)
    yield "outcomes", outcomes_table(chunk)


def centre_exports(world: World) -> Iterator[tuple[str, pa.Table]]:
    """Tables that do not go by customer."""
    yield "agents", agents_table(world)
    yield "shifts", shifts_table(world)
    yield "pulses", pulses_table(world)


def file_name(world: World, table: str, part: int = 0) -> str:
    """Name of an export: CSV and JSON lines, or Parquet parts beyond 10⁶ contacts."""
    if world.is_parquet:
        return f"{table}-{part:04d}.parquet"
    return f"{table}.{'jsonl' if table in JSON_LINES else 'csv'}"
