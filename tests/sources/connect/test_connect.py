"""Seventeen contacts in records that come twice and in chains, and what was said in them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lastword.ingest.inventory import inventory
from lastword.sources.registry import kinds
from sources.conftest import Centre
from sources.connect.situations import ANN, CHAT, DST_HOURS, RECORDS

MONDAY = datetime(2024, 3, 4, 9)


@pytest.fixture
def connect(centre_of: Callable[[str], Centre]) -> Centre:
    return centre_of("connect")


def contact(connect: Centre, number: str) -> dict[str, Any]:
    (found,) = connect.rows("contacts", contact_id=f"connect:k{number}")
    return found


def told(connect: Centre, number: str, *names: str) -> tuple[Any, ...]:
    row = contact(connect, number)
    return tuple(row[name] for name in names)


def test_of_two_versions_the_later_one_holds(connect: Centre) -> None:
    assert told(connect, "1", "wrap_seconds", "recording_uri") == (25, "s3://calls/k1.wav")
    assert told(connect, "1", "talk_seconds", "hold_seconds") == (100, 40), "not counted twice"
    assert told(connect, "1", "ivr_seconds", "wait_seconds", "ended_by") == (20, 30, "customer")
    assert told(connect, "1", "customer_ref", "line") == (f"connect:{ANN}", "+49800123")


def test_the_agent_ends_and_the_profile_names_the_customer(connect: Centre) -> None:
    assert told(connect, "2", "ended_by", "customer_ref", "team_id") == (
        "agent",
        "connect:profile-ann",
        "connect:Team B",
    )
    shared = connect.rows("identifiers", kind="phone", value=ANN)
    assert {row["customer_ref"] for row in shared} == {f"connect:{ANN}", "connect:profile-ann"}


def test_giving_up_in_the_queue_is_abandoned(connect: Centre) -> None:
    assert told(connect, "3", "outcome", "wait_seconds") == ("abandoned", 90)


def test_leaving_the_menu_is_not_abandoned(connect: Centre) -> None:
    assert told(connect, "4", "outcome", "ended_by", "ivr_seconds") == (None, "customer", 12)


def test_a_chain_of_three_records_is_one_contact(connect: Centre) -> None:
    assert told(connect, "5a", "talk_seconds", "wait_seconds", "agent_id", "ended_by") == (
        360,
        10,
        "connect:pat",
        "agent",
    )
    passed = [leg["transferred_to"] for leg in connect.legs("connect:k5a")]
    assert passed == [None, "Technics", None, "Orders", None, None]
    assert connect.rows("contacts", contact_id="connect:k5b") == []


def test_the_survey_after_the_call_is_not_part_of_it(connect: Centre) -> None:
    assert contact(connect, "5a")["ended_at"] == MONDAY + timedelta(hours=5, seconds=400)


def test_transferred_and_given_up_was_answered_by_the_first(connect: Centre) -> None:
    assert told(connect, "6a", "outcome", "ended_by", "agent_id") == (
        "answered",
        "customer",
        "connect:zed",
    )


def test_a_call_back_belongs_to_the_call_that_asked_for_it(connect: Centre) -> None:
    assert told(connect, "7a", "is_callback", "direction", "outcome", "wait_seconds") == (
        True,
        "inbound",
        "answered",
        600,
    )


def test_a_flow_that_hangs_up_in_the_queue_cuts_off(connect: Centre) -> None:
    assert told(connect, "8", "outcome", "ended_by") == ("cut_off", "system")


def test_passed_on_outside_the_rest_is_unknown(connect: Centre) -> None:
    assert told(connect, "9", "ended_by", "outcome") == ("transfer", "answered")
    assert connect.legs("connect:k9")[-1]["transferred_to"] == "+4989777000"


def test_our_call_is_outbound_and_waits_for_nobody(connect: Centre) -> None:
    assert told(connect, "10", "direction", "wait_seconds", "talk_seconds") == (
        "outbound",
        None,
        52,
    )


def test_a_chat_that_goes_on_has_a_parent(connect: Centre) -> None:
    assert told(connect, "11", "parent_contact_id", "channel", "customer_ref") == (
        "connect:k2",
        "chat",
        None,
    )


def test_a_mail_is_known_by_its_address(connect: Centre) -> None:
    assert told(connect, "12", "channel", "wait_seconds") == ("email", 3600)
    (mail,) = connect.rows("identifiers", kind="email")
    assert mail["value"] == "ann@example.org"


def test_a_broken_line_is_the_systems_end_and_nobody_is_nobody(connect: Centre) -> None:
    assert told(connect, "13", "ended_by", "customer_ref") == ("system", None)


def test_a_task_is_no_contact(connect: Centre) -> None:
    assert connect.rows("contacts", contact_id="connect:k14") == []


def test_the_night_of_the_clocks_lasts_as_long_as_any(connect: Centre) -> None:
    assert told(connect, "15", "offered_at", "wait_seconds") == (
        MONDAY + timedelta(hours=DST_HOURS),
        1800,
    )


def test_from_queue_to_queue_the_waiting_goes_on(connect: Centre) -> None:
    assert told(connect, "16a", "wait_seconds", "queue", "agent_id") == (
        90,
        "Billing",
        "connect:pat",
    )


def test_a_chain_is_read_in_one_contact_and_order(connect: Centre) -> None:
    said = sorted(connect.rows("messages", contact_id="connect:k5a"), key=lambda m: m["position"])
    assert [(m["position"], m["author"]) for m in said] == [
        (1, "agent"),
        (2, "customer"),
        (3, "agent"),
        (4, "customer"),
    ]
    assert said[1]["text"] == "My name is [PII] and it is still broken.", "the mark stays"
    assert said[1]["start_seconds"] == 2.6 and said[1]["end_seconds"] == pytest.approx(5.1)


def test_a_chat_names_roles_beside_its_transcript(connect: Centre) -> None:
    said = sorted(connect.rows("messages", contact_id="connect:k11"), key=lambda m: m["sent_at"])
    assert [m["author"] for m in said] == ["customer", "agent", "bot"], "who came says nothing"
    assert said[0]["sent_at"] == MONDAY + timedelta(hours=11, seconds=5)


def test_only_customers_feelings_are_kept(connect: Centre) -> None:
    labels = connect.rows("labels")
    assert sorted((row["contact_id"], row["value"]) for row in labels) == [
        ("connect:k11", "neutral"),
        ("connect:k5a", "negative"),
        ("connect:k5a", "negative"),
    ]


def test_transfers_and_abandons_are_those_of_the_records(connect: Centre) -> None:
    """Connect's own: a contact that an agent had and that has a next one; a queue left unserved."""
    latest = {record["ContactId"]: record for record in RECORDS}.values()
    moved = [
        r for r in latest if r["Agent"] and (r["NextContactId"] or r.get("TransferredToEndpoint"))
    ]
    left = [
        r
        for r in latest
        if r["Queue"] and not r["Agent"] and r["DisconnectReason"] == "CUSTOMER_DISCONNECT"
    ]
    assert len([leg for leg in connect.rows("legs") if leg["transferred_to"]]) == len(moved)
    queues = [leg for leg in connect.rows("legs", ended_by="customer") if not leg["agent_id"]]
    assert len(queues) == len(left) == 2
    assert len(connect.rows("contacts", outcome="abandoned")) == 1, "the other had been answered"


def test_a_single_analysis_is_one_document(tmp_path: Path) -> None:
    (tmp_path / "chat.json").write_text(json.dumps(CHAT, indent=2), encoding="utf-8")
    (file,) = inventory([tmp_path], {}, kinds())
    assert (file.source, file.kind, file.tables) == (
        "connect",
        "Contact Lens",
        ("messages", "labels"),
    )
