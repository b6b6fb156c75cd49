"""A small world: contacts with known issues, linked by a plain Python reference."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from lastword.engine import Engine, Tables

Row = dict[str, Any]
START = datetime(2024, 1, 1, 9)


def at(days: float = 0, hours: float = 0, seconds: float = 0) -> datetime:
    return START + timedelta(days=days, hours=hours, seconds=seconds)


def linked(contacts: list[Row], as_of: datetime) -> dict[str, list[Row]]:
    """issue_contacts, issues and persons of contacts that name their `issue` and `person`."""
    ordered = sorted(contacts, key=lambda c: (c["offered_at"], c["contact_id"]))
    of_person: dict[str, list[Row]] = {}
    of_issue: dict[str, list[Row]] = {}
    for contact in ordered:
        of_issue.setdefault(contact["issue"], []).append(contact)
        if contact["person"] is not None:
            of_person.setdefault(contact["person"], []).append(contact)
    first = {name: rows[0]["contact_id"] for name, rows in of_issue.items()}
    members = [_member(c, of_person, of_issue, first) for c in ordered]
    issues = [_issue(rows, of_person, first, as_of) for rows in of_issue.values()]
    persons = {c["customer_ref"]: c["person"] for c in ordered if c["person"]}
    return {
        "issue_contacts": members,
        "issues": issues,
        "persons": [
            {"customer_ref": ref, "person_id": person, "rule": "single", "confidence": 1.0}
            for ref, person in persons.items()
        ],
    }


def _later(contact: Row, rows: list[Row], same_reason: bool = False) -> Row | None:
    rest = rows[rows.index(contact) + 1 :] if contact in rows else []
    inbound = [c for c in rest if c.get("direction") != "outbound" and not c.get("is_callback")]
    if same_reason:
        inbound = [c for c in inbound if c.get("reason") == contact.get("reason") is not None]
    return inbound[0] if inbound else None


def _member(contact: Row, of_person: dict, of_issue: dict, first: dict) -> Row:
    mine = of_person.get(contact["person"], [])
    after, again = _later(contact, mine), _later(contact, mine, same_reason=True)
    position = of_issue[contact["issue"]].index(contact) + 1
    before = of_issue[contact["issue"]][position - 2] if position > 1 else {}
    handle = [contact.get(f"{part}_seconds") or 0 for part in ("talk", "hold", "wrap")]
    own = {k: v for k, v in contact.items() if k not in ("issue", "person")}
    return {
        **own,
        "issue_id": first[contact["issue"]],
        "position": position,
        "previous_channel": before.get("channel"),
        "rule": "first" if position == 1 else "reason",
        "confidence": 1.0,
        "person_id": contact["person"],
        "bucket": 0,
        "ended_at": contact.get("ended_at") or contact["offered_at"],
        "handle_seconds": float(sum(handle)),
        "customer_seconds": float(sum(handle) + (contact.get("wait_seconds") or 0)),
        "next_contact_at": after and after["offered_at"],
        "next_contact_issue_id": after and first[after["issue"]],
        "next_same_reason_at": again and again["offered_at"],
        "contact_number": mine.index(contact) + 1 if mine else 1,
        "is_first_claimed": position == 1,
        "is_false_first": False,
    }


def _issue(rows: list[Row], of_person: dict, first: dict, as_of: datetime) -> Row:
    head, tail = rows[0], rows[-1]
    theirs = of_person.get(head["person"], [])
    starts = [c for c in theirs if c["contact_id"] in first.values()]
    after = starts[starts.index(head) + 1 :] if head in starts else []
    claims = [c["is_claimed_resolved"] for c in rows if c.get("is_claimed_resolved") is not None]
    ended = max(c.get("ended_at") or c["offered_at"] for c in rows)
    return {
        "issue_id": head["contact_id"],
        "person_id": head["person"],
        "bucket": 0,
        "reason": head.get("reason"),
        "opened_at": head["offered_at"],
        "last_contact_at": tail["offered_at"],
        "ended_at": ended,
        "contact_count": sum(c.get("direction") != "outbound" for c in rows),
        "channel_count": len({c.get("channel") for c in rows}),
        "agent_count": len({c.get("agent_id") for c in rows} - {None}),
        "transfer_count": 0,
        "source_count": 1,
        "abandoned_count": sum(c.get("outcome") == "abandoned" for c in rows),
        "customer_seconds": 60.0 * len(rows),
        "first_contact_id": head["contact_id"],
        "last_contact_id": tail["contact_id"],
        "first_channel": head.get("channel"),
        "last_channel": tail.get("channel"),
        "queue": tail.get("queue"),
        "team_id": tail.get("team_id"),
        "agent_id": tail.get("agent_id"),
        "is_claimed_resolved": claims[-1] if claims else None,
        "confidence": 1.0,
        "is_mature": ended + timedelta(days=30) <= as_of,
        "is_false_first": False,
        "next_issue_id": after[0]["contact_id"] if after else None,
        "next_issue_at": after[0]["offered_at"] if after else None,
        "next_reason": after[0].get("reason") if after else None,
    }


@pytest.fixture(scope="session")
def world(make_tables: Callable[..., Tables]) -> Callable[..., Tables]:
    """``world(engine, as_of, contacts=[{…, issue, person}], answers=[…], …)``."""

    def make(engine: Engine, as_of: datetime, contacts: list[Row], **rest: Any) -> Tables:
        known = [filled(contact) for contact in contacts]
        loaded = [{k: v for k, v in c.items() if k not in ("issue", "person")} for c in known]
        return make_tables(engine, contacts=loaded, **{**linked(known, as_of), **rest})

    return make


def filled(contact: Mapping[str, Any]) -> Row:
    """A contact with what most contacts have."""
    person = contact.get("person", f"p{contact['contact_id']}")
    defaults = {
        "customer_ref": person,
        "channel": "voice",
        "direction": "inbound",
        "outcome": "answered",
        "ended_at": contact["offered_at"] + timedelta(minutes=5),
        "issue": contact["contact_id"],
    }
    return {**defaults, **contact, "person": person}
