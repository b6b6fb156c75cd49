"""Qualtrics: what customers answered, under three lines of header."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lastword.sources.demo.chunk import Chunk
from lastword.sources.demo.people import account
from lastword.sources.demo.questionnaires import invited, survey_table
from lastword.sources.demo.vendors.names import agent_names, contact_names, thread_names
from lastword.sources.demo.world import World

SYSTEMS = ("phone", "chat", "desk")
TECHNICAL = {
    "StartDate": "startDate",
    "EndDate": "endDate",
    "Status": "status",
    "Progress": "progress",
    "Finished": "finished",
    "RecordedDate": "recordedDate",
    "ResponseId": "_recordId",
    "ExternalReference": "externalDataReference",
    "DistributionChannel": "distributionChannel",
    "UserLanguage": "userLanguage",
}
EMBEDDED = ("ContactID", "TicketID", "AgentID")
"""What the survey's link carried along: the call or chat, or the ticket, and the agent."""
CHANNELS = {"sms": "smsinvite", "in_chat": "anonymous", "email": "email"}
ASKED = {
    "solved": "Is your problem solved?",
    "contacts_needed": "How many contacts did it take?",
    "csat": "How satisfied are you?",
    "nps": "From 0 to 10, how likely are you to recommend us?",
    "ease": "The company made it easy for me to handle my issue.",
    "expectation": "Was it worse than, as, or better than you expected?",
}
COMMENT = "What else would you like to tell us?"


def header(world: World) -> str:
    """Names, wordings and import ids of the columns."""
    asked = questions(world)
    ids = {name: f"QID{place}" for place, name in enumerate(asked, start=1)}
    imports = [
        json.dumps({"ImportId": name, **({"timeZone": "UTC"} if "Date" in column else {})})
        for column, name in TECHNICAL.items()
    ]
    imports += [json.dumps({"ImportId": name}) for name in (*EMBEDDED, *ids.values())]
    return _written(
        [
            [*TECHNICAL, *EMBEDDED, *(f"Q{place}" for place in range(1, len(asked) + 1))],
            [*TECHNICAL, *EMBEDDED, *asked.values()],
            imports,
        ]
    )


def responses(chunk: Chunk) -> str:
    """One line a response, of all systems' surveys."""
    people = chunk.demand.customers
    rows: list[Sequence[object]] = []
    for source, system in enumerate(SYSTEMS):
        about = chunk.surveys.contact[invited(chunk, source)]
        carried = {
            "account": account(people, chunk.contacts.customer[about]),
            "contact": pa.array(contact_names(chunk, about), pa.string()),
            "thread": pa.array(thread_names(chunk, about), pa.string()),
            "agent": pa.array(agent_names(chunk, about), pa.int64()),
        }
        table = survey_table(chunk, source)
        for name, column in carried.items():
            table = table.append_column(name, [column])
        given = table.filter(pc.is_valid(table["answered_at"])).to_pylist()
        rows += [_response(chunk.world, system, row) for row in given]
    return _written(rows)


def questions(world: World) -> dict[str, str]:
    """Column of the questionnaire → its wording."""
    rated = {d.name: f"How do you rate our {d.name}?" for d in world.drivers}
    return {**ASKED, **rated, "comment": COMMENT}


def _response(world: World, system: str, row: Mapping[str, Any]) -> Sequence[object]:
    begun, ended = (row[name].isoformat(sep=" ") for name in ("invited_at", "answered_at"))
    technical = (begun, ended, "IP Address", 100, "True", ended)
    channel = CHANNELS[row["medium"]]
    named = (f"R_{system}{row['invitation_id']}", row["account"], channel, "EN")
    about = (row["contact"], row["thread"], row["agent"])
    return [*technical, *named, *about, *(row[name] for name in questions(world))]


def _written(rows: Sequence[Sequence[object]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
