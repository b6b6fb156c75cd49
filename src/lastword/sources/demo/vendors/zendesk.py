"""Zendesk: the ticket desk as tickets, audits and users."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from lastword.sources.demo.arrays import Ints
from lastword.sources.demo.chunk import Chunk
from lastword.sources.demo.contacts import DESK
from lastword.sources.demo.customers import CHANNELS, LANGUAGES
from lastword.sources.demo.events import changes
from lastword.sources.demo.logs import in_time
from lastword.sources.demo.people import account, known_to
from lastword.sources.demo.phrases import pools
from lastword.sources.demo.reasons import QUEUE_OF, QUEUES
from lastword.sources.demo.vendors.clock import stamp
from lastword.sources.demo.world import World

CUSTOMERS, AGENTS = 400_000_000_000, 800_000_000_000
"""Agents and customers are users alike, so that their numbers must differ."""
RULE = -1
STATUS = "status"
"""A change of the status, of which the value before is not known yet."""
Json = dict[str, Any]
Step = tuple[float, int, Json]


def agents(world: World) -> Iterator[Json]:
    """The agents among the users."""
    for number in range(world.agent_count):
        yield _user(AGENTS + number, "agent", f"Agent {number + 1}", None, stamp(world, 0))


def customers(chunk: Chunk) -> Iterator[Json]:
    """The customers among the users, with their account."""
    people = chunk.demand.customers
    rows = known_to(chunk, DESK)
    created = stamp(chunk.world, 0)
    for number, held in zip(people.number[rows], account(people, rows), strict=True):
        yield _user(CUSTOMERS + int(number), "end-user", f"Customer {number}", str(held), created)


def tickets(chunk: Chunk) -> Iterator[Json]:
    """One record a ticket, as it stands at the end of the period."""
    contacts = chunk.contacts
    final = _final(chunk)
    for rows in threads(chunk):
        first, last = int(rows[0]), int(rows[-1])
        number = int(chunk.thread_number[first])
        status, changed_at = final[last]
        yield {
            "id": number,
            "via": {
                "channel": CHANNELS[contacts.channel[first]],
                "source": {"from": {}, "to": {}, "rel": None},
            },
            "requester_id": _customer(chunk, first),
            "submitter_id": _customer(chunk, first),
            "assignee_id": AGENTS + int(contacts.agent[last]),
            "group_id": QUEUES[QUEUE_OF[chunk.demand.issues.reason[contacts.issue[first]]]],
            "subject": None,
            "status": status,
            "priority": "normal",
            "tags": [],
            "created_at": stamp(chunk.world, contacts.at[first]),
            "updated_at": stamp(chunk.world, changed_at),
        }


def audits(chunk: Chunk) -> Iterator[Json]:
    """What happened to the tickets, in the order of each ticket's contacts."""
    said = _said(chunk)
    happened = _happened(chunk)
    for rows in threads(chunk):
        ticket = int(chunk.thread_number[rows[0]])
        status: str | None = None
        steps: list[Step] = []
        for row in map(int, rows):
            steps += [*happened.get(row, ()), *said.get(row, ())]
        for place, (at, author, told) in enumerate(sorted(steps, key=lambda step: step[0])):
            is_status = told["type"] == STATUS
            event = _status(told["value"], status) if is_status else told
            status = told["value"] if is_status else status
            yield _audit(chunk, ticket, place, at, author, event)


def threads(chunk: Chunk) -> Sequence[Ints]:
    """Contacts of each ticket, in the order of time."""
    contacts = chunk.contacts
    rows = in_time(chunk, contacts.source == DESK)
    rows = rows[np.lexsort((contacts.at[rows], contacts.thread[rows]))]
    if not len(rows):
        return []
    return np.split(rows, np.flatnonzero(np.diff(contacts.thread[rows])) + 1)


_STATUS = {"opened": "open", "reopened": "open", "solved": "solved", "closed": "closed"}


def _happened(chunk: Chunk) -> dict[int, list[Step]]:
    """Changes of each contact's ticket: when, by whom, what."""
    contacts = chunk.contacts
    rows = in_time(chunk, contacts.source == DESK)
    found: dict[int, list[Step]] = {}
    for change in changes(chunk, rows):
        for place in np.flatnonzero(change.happens):
            row, agent = int(rows[place]), AGENTS + int(change.agent[place])
            author = {"customer": _customer(chunk, row), "agent": agent}.get(change.actor, RULE)
            value: Json = {"type": STATUS, "value": _STATUS.get(change.kind)}
            if change.kind == "assigned":
                value = {"type": "Change", "field_name": "assignee_id", "value": str(agent)}
            found.setdefault(row, []).append((float(change.at[place]), author, value))
    return found


def _said(chunk: Chunk) -> dict[int, list[Step]]:
    """Comments of each contact: when, by whom, what."""
    contacts, messages = chunk.contacts, chunk.messages
    mine = (contacts.source == DESK) & chunk.is_seen
    texts = pools().texts
    found: dict[int, list[Step]] = {}
    for place in np.flatnonzero(mine[messages.contact]):
        row = int(messages.contact[place])
        by_customer = bool(messages.is_customer[place])
        author = _customer(chunk, row) if by_customer else AGENTS + int(contacts.agent[row])
        said = texts[int(messages.text[place])].as_py()
        comment = {"type": "Comment", "body": said, "plain_body": said, "public": True}
        found.setdefault(row, []).append((float(messages.at[place]), author, comment))
    return found


def _final(chunk: Chunk) -> dict[int, tuple[str, float]]:
    """Last status of the ticket that each contact belongs to, and since when."""
    rows = in_time(chunk, chunk.contacts.source == DESK)
    found: dict[int, tuple[str, float]] = {}
    for row, at in zip(rows, chunk.contacts.ended_at[rows], strict=True):
        found[int(row)] = ("open", float(at))
    for change in changes(chunk, rows):
        for place in np.flatnonzero(change.happens):
            if change.kind in ("solved", "closed"):
                found[int(rows[place])] = (change.kind, float(change.at[place]))
    return found


def _audit(chunk: Chunk, ticket: int, place: int, at: float, author: int, event: Json) -> Json:
    number = ticket * 100 + place
    is_rule = author == RULE
    return {
        "id": number,
        "ticket_id": ticket,
        "created_at": stamp(chunk.world, at),
        "author_id": author,
        "metadata": {"system": {}, "custom": {}},
        "events": [{"id": number * 10, **event}],
        "via": {"channel": "rule" if is_rule else "web", "source": {"rel": None}},
    }


def _status(status: str, before: str | None) -> Json:
    if before is None:
        return {"type": "Create", "field_name": "status", "value": status}
    return {
        "type": "Change",
        "field_name": "status",
        "value": status,
        "previous_value": before,
    }


def _user(number: int, role: str, name: str, external: str | None, created: str) -> Json:
    return {
        "id": number,
        "role": role,
        "name": name,
        "email": None,
        "phone": None,
        "external_id": external,
        "locale": LANGUAGES[0],
        "suspended": False,
        "created_at": created,
        "updated_at": created,
    }


def _customer(chunk: Chunk, row: int) -> int:
    return CUSTOMERS + int(chunk.demand.customers.number[chunk.contacts.customer[row]])
