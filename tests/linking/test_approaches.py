"""Contacts in threads: when the customer comes anew, who answered, and what was claimed.

Every situation is a thread of its own; all of them are read at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lastword.engine import Engine, Tables
from lastword.linking import approaches
from written_tables import write_tables

MONDAY = datetime(2024, 3, 4, 9)
ANN, ZED = "d:ann", "d:zed"
Row = Mapping[str, Any]


def at(hours: float) -> datetime:
    return MONDAY + timedelta(hours=hours)


def says(who: str | None, hours: float, **more: Any) -> Row:
    return {"sent_at": at(hours), "author_id": who, "text": "…", "is_public": True, **more}


def happens(kind: str, hours: float, actor: str = "agent") -> Row:
    return {"at": at(hours), "kind": kind, "actor": actor, "actor_id": ZED}


SITUATIONS: dict[str, tuple[Row, ...]] = {
    "answered": (says(ANN, 0), says(ZED, 2), happens("solved", 2)),
    "reopened": (says(ANN, 0), says(ZED, 2), happens("solved", 2), says(ANN, 3)),
    "asked back": (says(ANN, 0), says(ZED, 2), says(ANN, 80)),
    "chased soon": (says(ANN, 0), says(ANN, 12)),
    "chased late": (says(ANN, 0), says(ANN, 12.01)),
    "chased often": (says(ANN, 0), says(ANN, 10), says(ANN, 20)),
    "closed by rule": (says(ANN, 0), says(ZED, 1), happens("closed", 90, "rule")),
    "merged": (says(ANN, 0), happens("merged", 1), says(ANN, 2)),
    "unseen": (says(ANN, 0), says(ZED, 1, is_public=False), says(None, 2)),
    "bot": (says(ANN, 0), says("d:b", 1, author="bot")),
    "ours first": (says(ZED, 0), says(ANN, 5), says(ZED, 6)),
    "call": (says(ZED, 0),),
    "silent": (),
    "chat": (says(ANN, 0),),
    "mail": (says(ANN, 0),),
    "earlier": (says(ANN, 0), happens("solved", 1), says(ANN, 30), happens("closed", 40)),
    "later": (says(ANN, 50),),
    "own desk": (says(ZED, 0), says("d:eve", 1), says("d:new", 2)),
}
THREADS: dict[str, Row] = {
    "call": {"channel": "voice", "direction": "inbound", "talk_seconds": 90.0},
    "silent": {"opened_at": at(0), "is_solved": True, "agent_id": ZED},
    "chat": {"channel": "chat"},
    "later": {"parent_thread_id": "earlier"},
    "own desk": {"customer_ref": ZED},
}
METRICS = {"thread_id": "silent", "part": "metrics", "replied_at": at(3), "solved_at": at(4)}
CALL = {"contact_id": "p:1", "thread_id": "p:1", "offered_at": at(0), "channel": "voice"}
Found = dict[str, dict[str, list[dict[str, Any]]]]


@pytest.fixture(scope="module", params=["duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def found(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Found:
    """Table → thread → rows in order."""
    engine: Engine = request.getfixturevalue(f"{request.param}_engine")
    tables = approaches(_tables(engine, tmp_path_factory.mktemp("threads")), 12)
    order = {"contacts": "offered_at", "messages": "position", "events": "at"}
    rows: Found = {}
    for name, table in tables.items():
        rows[name] = {}
        fetched: list[dict[str, Any]] = engine.fetch(table).to_pylist()
        for row in sorted(fetched, key=lambda row: row[order[name]]):
            rows[name].setdefault(row["thread_id"], []).append(row)
    return rows


def _tables(engine: Engine, folder: Path) -> Tables:
    threads = [
        {"thread_id": name, "part": "ticket", "customer_ref": ANN, "channel": "email"}
        | dict(THREADS.get(name, {}))
        for name in SITUATIONS
    ]
    told = [
        {"thread_id": name, "id": f"{name} {place}", **row}
        for name, rows in SITUATIONS.items()
        for place, row in enumerate(rows)
    ]
    return write_tables(
        engine,
        folder,
        threads=[*threads, METRICS],
        messages=[{"message_id": row["id"], **row} for row in told if "kind" not in row],
        events=[{"event_id": row["id"], **row} for row in told if "kind" in row],
        agents=[{"agent_id": ZED}],
        identifiers=[{"customer_ref": "d:eve", "kind": "email", "value": "eve@example.org"}],
        contacts=[CALL],
    )


def test_question_and_answer_are_one_contact(found: Found) -> None:
    (contact,) = found["contacts"]["answered"]
    assert contact["contact_id"] == "answered"
    assert (contact["offered_at"], contact["answered_at"]) == (at(0), at(2))
    assert contact["ended_at"] == at(2)
    assert contact["wait_seconds"] == 7200
    assert (contact["direction"], contact["outcome"]) == ("inbound", "answered")
    assert contact["agent_id"] == ZED
    assert contact["is_claimed_resolved"]
    assert [m["author"] for m in found["messages"]["answered"]] == ["customer", "agent"]
    assert [m["position"] for m in found["messages"]["answered"]] == [1, 2]


def test_writing_again_after_solved_is_a_new_contact(found: Found) -> None:
    assert ids(found, "reopened") == ["reopened", "reopened/2"]
    placed = [m["contact_id"] for m in found["messages"]["reopened"]]
    assert placed == ["reopened", "reopened", "reopened/2"]
    again = found["contacts"]["reopened"][1]
    assert again["outcome"] is None and again["answered_at"] is None and again["agent_id"] is None


def test_answering_the_agents_question_days_later_continues(found: Found) -> None:
    assert ids(found, "asked back") == ["asked back"]


def test_chasing_an_answer_is_new_only_after_the_quiet_hours(found: Found) -> None:
    assert len(ids(found, "chased soon")) == 1
    assert len(ids(found, "chased late")) == 2
    assert len(ids(found, "chased often")) == 1, "counted from the last own message"


def test_closed_by_a_rule_claims_but_does_not_lengthen(found: Found) -> None:
    (contact,) = found["contacts"]["closed by rule"]
    assert contact["is_claimed_resolved"]
    assert contact["ended_at"] == at(1)


def test_a_merge_ends_without_a_claim(found: Found) -> None:
    first, second = found["contacts"]["merged"]
    assert first["is_claimed_resolved"] is False
    assert second["is_claimed_resolved"] is None


def test_notes_and_the_system_neither_open_nor_answer(found: Found) -> None:
    (contact,) = found["contacts"]["unseen"]
    assert contact["outcome"] is None and contact["ended_at"] == at(0)
    messages = found["messages"]["unseen"]
    assert [m["author"] for m in messages] == ["customer", "agent", "system"]
    assert {m["contact_id"] for m in messages} == {"unseen"}


def test_a_bot_alone_serves_but_does_not_answer_as_an_agent(found: Found) -> None:
    (contact,) = found["contacts"]["bot"]
    assert (contact["outcome"], contact["agent_id"]) == ("self_served", None)
    assert contact["wait_seconds"] == 3600


def test_our_words_first_are_an_outbound_contact(found: Found) -> None:
    contacts = found["contacts"]["ours first"]
    assert [c["direction"] for c in contacts] == ["outbound", "inbound"]
    assert [c["offered_at"] for c in contacts] == [at(0), at(5)]
    assert contacts[0]["answered_at"] is None


def test_the_log_of_an_inbound_call_is_the_customers_approach(found: Found) -> None:
    (contact,) = found["contacts"]["call"]
    assert (contact["direction"], contact["outcome"]) == ("inbound", "answered")
    assert contact["talk_seconds"] == 90


def test_a_thread_without_messages_is_one_contact(found: Found) -> None:
    (contact,) = found["contacts"]["silent"]
    assert (contact["offered_at"], contact["answered_at"]) == (at(0), at(3))
    assert contact["ended_at"] == at(4)
    assert contact["agent_id"] == ZED and contact["is_claimed_resolved"]


def test_an_unanswered_chat_was_abandoned_an_unanswered_mail_was_not(found: Found) -> None:
    outcomes = {name: found["contacts"][name][0]["outcome"] for name in ("chat", "mail")}
    assert outcomes == {"chat": "abandoned", "mail": None}


def test_a_follow_up_continues_the_latest_contact_before_it(found: Found) -> None:
    assert [c["parent_contact_id"] for c in found["contacts"]["earlier"]] == [None, None]
    assert [c["parent_contact_id"] for c in found["contacts"]["later"]] == ["earlier/2"]


def test_an_agent_who_asks_is_the_customer_and_a_copied_reader_is_one_too(found: Found) -> None:
    authors = [m["author"] for m in found["messages"]["own desk"]]
    assert authors == ["customer", "customer", "agent"]


def test_contacts_that_were_loaded_stay(found: Found) -> None:
    assert ids(found, "p:1") == ["p:1"]


def ids(found: Found, thread: str) -> list[str]:
    return [contact["contact_id"] for contact in found["contacts"][thread]]
