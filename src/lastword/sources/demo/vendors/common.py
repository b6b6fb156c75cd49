"""Common: plain files that tell no more than the vendors' exports, under the same names.

They are made from the plain exports and from the rules of `untold`, never from what the vendors'
writers wrote, so that a fault of a writer or of a reader shows as a difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lastword.sources.demo.arrays import Ints
from lastword.sources.demo.chunk import Chunk
from lastword.sources.demo.columns import joined, moments
from lastword.sources.demo.contacts import DESK
from lastword.sources.demo.events import events_table
from lastword.sources.demo.logs import contacts_table, messages_table
from lastword.sources.demo.people import account, known_to
from lastword.sources.demo.questionnaires import invited, survey_table
from lastword.sources.demo.vendors.asterisk import call_id
from lastword.sources.demo.vendors.names import contact_names, thread_names
from lastword.sources.demo.vendors.qualtrics import SYSTEMS, questions
from lastword.sources.demo.vendors.telephones import OLD_LINE, PHONE, calls, served
from lastword.sources.demo.vendors.untold import PHONES, told
from lastword.sources.demo.vendors.zendesk import AGENTS, CUSTOMERS, threads
from lastword.sources.demo.world import World

Columns = dict[str, Any]
Place = tuple[str, str]
CARRIED = ("invitation_id", "contact_id", "thread_id", "customer_ref", "answered_at")


def common_files() -> dict[str, tuple[Place, tuple[str, ...]]]:
    """Name of each file → its system, the canonical table that it fills, and its columns."""
    return {
        f"{source}_{table}": ((source, table), names) for (source, table), names in told().items()
    }


def centre_tables(world: World) -> Iterator[tuple[str, pa.Table]]:
    """What does not go by customer."""
    number = np.arange(world.agent_count)
    yield _file("zendesk", "agents", {
        "agent_id": number + AGENTS,
        "name": joined("Agent ", number + 1),
        "valid_from": moments(world, np.zeros(len(number))),
    })  # fmt: skip


def chunk_tables(chunk: Chunk) -> Iterator[tuple[str, pa.Table]]:
    """What one batch of customers adds."""
    for source in PHONES:
        rows = calls(chunk, is_old_line=source == "asterisk")
        yield _file(source, "contacts", _calls(chunk, source, rows))
        yield _file(source, "legs", _legs(chunk, source, rows))
        yield _file(source, "identifiers", _callers(chunk, rows))
    yield _file("genesys", "agents", {"agent_id": _agents(chunk)})
    yield _file("zendesk", "threads", _threads(chunk))
    yield _file("zendesk", "messages", _messages(chunk))
    yield _file("zendesk", "events", _events(chunk))
    yield _file("zendesk", "identifiers", _requesters(chunk))
    for source, system in enumerate(SYSTEMS):
        given = _given(chunk, source, system)
        yield _file("qualtrics", "invitations", _invitations(given))
        yield _file("qualtrics", "answers", _answers(chunk.world, given))
        yield _file("qualtrics", "identifiers", _respondents(given))


def _file(source: str, table: str, columns: Columns) -> tuple[str, pa.Table]:
    """A file with the columns that both shapes tell."""
    rows = pa.table(columns)
    return f"{source}_{table}", rows.select(told()[source, table])


def _calls(chunk: Chunk, source: str, rows: Ints) -> Columns:
    """Calls as one system names and counts them."""
    plain = _taken(contacts_table(chunk, PHONE), chunk.number[rows])
    columns = {name: plain[name] for name in plain.column_names if name != "solved"}
    is_served = pc.is_valid(plain["answered_at"])
    columns |= {
        "contact_id": _names(chunk, source, rows),
        "channel": pa.repeat("voice", len(rows)),
        "is_claimed_resolved": plain["solved"],
        "reason": pc.if_else(is_served, plain["reason"].cast(pa.string()), None),
        "ivr_seconds": pa.nulls(len(rows), pa.int64()),
    }
    if source == "genesys":
        held = plain["hold_seconds"]
        return columns | {"hold_seconds": pc.if_else(pc.greater(held, 0), held, None)}
    talk = pc.add(plain["talk_seconds"], plain["hold_seconds"])
    return columns | {"talk_seconds": talk, "ivr_seconds": pa.repeat(0, len(rows))}


def _legs(chunk: Chunk, source: str, rows: Ints) -> Columns:
    """Every agent's stretch; the plain log tells those of calls that were passed on alone."""
    found = [(row, part) for row in map(int, rows) for part in served(chunk, row)]
    row = np.array([row for row, _ in found], dtype=np.int64)
    plain = _taken(contacts_table(chunk, PHONE), chunk.number[row])
    passes_on = pa.array([part.passes_on for _, part in found], pa.bool_())
    hold = np.array([part.hold for _, part in found])
    talk = np.array([part.talk for _, part in found])
    is_old = source == "asterisk"
    following = pa.repeat(OLD_LINE, len(row)) if is_old else joined("genesys:", plain["agent_id"])
    return {
        "contact_id": _names(chunk, source, row),
        "position": np.array([1 + (not part.passes_on) for _, part in found]),
        "agent_id": np.array([part.agent for _, part in found], dtype=np.int64),
        "queue": plain["queue"],
        "started_at": moments(chunk.world, np.array([part.begins for _, part in found])),
        "ended_at": moments(chunk.world, np.array([part.ends for _, part in found])),
        "talk_seconds": talk + hold if is_old else talk,
        "hold_seconds": pa.array(hold, mask=hold == 0),
        "wrap_seconds": pc.if_else(passes_on, None, plain["wrap_seconds"]),
        "ended_by": pc.if_else(passes_on, "transfer", plain["ended_by"].cast(pa.string())),
        "transferred_to": pc.if_else(passes_on, following, None),
    }


def _callers(chunk: Chunk, rows: Ints) -> Columns:
    plain = _taken(contacts_table(chunk, PHONE), chunk.number[rows])
    numbers = pc.unique(pc.drop_null(plain["customer_ref"]))
    return {"customer_ref": numbers, "kind": pa.repeat("phone", len(numbers)), "value": numbers}


def _agents(chunk: Chunk) -> Ints:
    """Agents who served a call that Genesys tells of."""
    rows = calls(chunk, is_old_line=False)
    return np.unique([part.agent for row in map(int, rows) for part in served(chunk, row)])


def _names(chunk: Chunk, source: str, rows: Ints) -> Any:
    """How a system names calls."""
    if source == "asterisk":
        return pa.array([call_id(chunk, row) for row in map(int, rows)], pa.string())
    return chunk.number[rows]


def _threads(chunk: Chunk) -> Columns:
    """Tickets as they stand at the end of the period."""
    contacts, every = chunk.contacts, threads(chunk)
    first = np.array([rows[0] for rows in every], dtype=np.int64)
    last = np.array([rows[-1] for rows in every], dtype=np.int64)
    plain = _taken(contacts_table(chunk, DESK), chunk.number[first])
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


def _messages(chunk: Chunk) -> Columns:
    plain = messages_table(chunk, DESK)
    names = _named(contacts_table(chunk, DESK), plain["contact_id"], "customer_ref")
    customer, agent = pc.add(names, CUSTOMERS), pc.add(plain["agent_id"], AGENTS)
    columns: Columns = {name: plain[name] for name in plain.column_names}
    return columns | {"author_id": pc.coalesce(agent, customer)}


def _events(chunk: Chunk) -> Columns:
    plain = events_table(chunk)
    names = _named(contacts_table(chunk, DESK), plain["contact_id"], "customer_ref")
    by_customer, by_agent = (pc.equal(plain["actor"], who) for who in ("customer", "agent"))
    agent = pc.if_else(by_agent, pc.add(plain["agent_id"], AGENTS), None)
    columns: Columns = {name: plain[name] for name in plain.column_names}
    customer = pc.if_else(by_customer, pc.add(names, CUSTOMERS), None)
    return columns | {"actor_id": pc.coalesce(agent, customer)}


def _requesters(chunk: Chunk) -> Columns:
    people, rows = chunk.demand.customers, known_to(chunk, DESK)
    accounts = pa.array(account(people, rows)).cast(pa.string())
    kind = pa.repeat("account", len(rows))
    return {"customer_ref": people.number[rows] + CUSTOMERS, "kind": kind, "value": accounts}


def _given(chunk: Chunk, source: int, system: str) -> pa.Table:
    """Surveys of one system that were answered, with the names that Qualtrics has for them."""
    people = chunk.demand.customers
    about = chunk.surveys.contact[invited(chunk, source)]
    plain = survey_table(chunk, source)
    columns: Columns = {name: plain[name] for name in plain.column_names}
    columns |= {
        "invitation_id": joined(f"R_{system}", plain["invitation_id"]),
        "customer_ref": account(people, chunk.contacts.customer[about]),
        "contact_id": pa.array(contact_names(chunk, about), pa.string()),
        "thread_id": pa.array(thread_names(chunk, about), pa.string()),
    }
    return pa.table(columns).filter(pc.is_valid(plain["answered_at"]))


def _invitations(given: pa.Table) -> Columns:
    medium = given["medium"].cast(pa.string())
    columns: Columns = {name: given[name] for name in given.column_names}
    return columns | {
        "instrument": pa.repeat("Qualtrics", given.num_rows),
        "medium": pc.if_else(pc.equal(medium, "in_chat"), None, medium),
    }


def _answers(world: World, given: pa.Table) -> Columns:
    """One row a question that was answered: words as text, numbers as value."""
    parts = []
    for place, (name, wording) in enumerate(questions(world).items(), start=1):
        rows = given.filter(pc.is_valid(given[name]))
        said = rows[name]
        is_number = pa.types.is_integer(said.type)
        nothing = pa.nulls(rows.num_rows, pa.int64() if not is_number else pa.string())
        text = nothing if is_number else said.cast(pa.string())
        parts.append(
            pa.table(
                {
                    "answer_id": joined(rows["invitation_id"], f"-Q{place}"),
                    **{name: rows[name] for name in CARRIED},
                    "question": pa.repeat(f"Q{place}", rows.num_rows),
                    "value": said if is_number else nothing,
                    "text": text,
                    "wording": pa.repeat(wording, rows.num_rows),
                }
            )
        )
    every = pa.concat_tables(parts)
    return {name: every[name] for name in every.column_names}


def _respondents(given: pa.Table) -> Columns:
    accounts = pc.unique(given["customer_ref"])
    kind = pa.repeat("account", len(accounts))
    return {"customer_ref": accounts, "kind": kind, "value": accounts}


def _taken(table: pa.Table, numbers: Ints) -> pa.Table:
    """Rows of these contacts, in their order."""
    places = pc.index_in(pa.array(numbers), table["contact_id"].combine_chunks())
    return table.take(places)


def _named(table: pa.Table, contact: pa.ChunkedArray, column: str) -> pa.ChunkedArray:
    """A column of the contacts that these numbers name."""
    places = pc.index_in(contact, table["contact_id"].combine_chunks())
    return table[column].take(places)
