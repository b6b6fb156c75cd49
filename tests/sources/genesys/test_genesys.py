"""Eighteen conversations, and what is right to say of each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from sources.conftest import Centre
from sources.genesys.situations import DST_HOURS, STORIES

MONDAY = datetime(2024, 3, 4, 9)
CALLER, BOB = "genesys:+491701234567", "genesys:+493055511100"


@pytest.fixture
def cloud(centre_of: Callable[[str], Centre]) -> Centre:
    return centre_of("genesys")


def contact(cloud: Centre, number: int) -> dict[str, Any]:
    (found,) = cloud.rows("contacts", contact_id=f"genesys:c{number}")
    return found


def told(cloud: Centre, number: int, *names: str) -> tuple[Any, ...]:
    row = contact(cloud, number)
    return tuple(row[name] for name in names)


def test_the_agent_ends_after_menu_queue_and_hold(cloud: Centre) -> None:
    assert told(cloud, 1, "ivr_seconds", "wait_seconds", "talk_seconds", "hold_seconds") == (
        20,
        32,
        120,
        40,
    )
    assert told(cloud, 1, "wrap_seconds", "reason", "ended_by") == (15, "billing-error", "agent")
    assert told(cloud, 1, "customer_ref", "line", "channel") == (CALLER, "+49800123", "voice")
    assert contact(cloud, 1)["ended_at"] == MONDAY + timedelta(hours=1, seconds=212)


def test_the_customer_ends_and_goes_by_the_external_contact(cloud: Centre) -> None:
    assert told(cloud, 2, "customer_ref", "ended_by") == ("genesys:contact-ann", "customer")
    shared = cloud.rows("identifiers", kind="phone", value="+491701234567")
    assert {row["customer_ref"] for row in shared} == {CALLER, "genesys:contact-ann"}


def test_giving_up_in_the_queue_is_abandoned(cloud: Centre) -> None:
    assert told(cloud, 3, "outcome", "ended_by", "wait_seconds", "agent_id") == (
        "abandoned",
        "customer",
        90,
        None,
    )


def test_leaving_the_menu_is_neither_abandoned_nor_served(cloud: Centre) -> None:
    assert told(cloud, 4, "outcome", "ended_by", "ivr_seconds") == (None, "customer", 9)
    assert told(cloud, 5, "outcome", "ended_by") == ("self_served", "system")


def test_a_chain_of_transfers_is_one_contact(cloud: Centre) -> None:
    assert told(cloud, 6, "queue", "agent_id", "wait_seconds", "talk_seconds") == (
        "billing",
        "genesys:user-pat",
        10,
        350,
    )
    passed = [leg["transferred_to"] for leg in cloud.legs("genesys:c6")]
    assert passed == [None, "technics", None, "orders", None, None]


def test_transferred_and_given_up_was_answered_by_the_first(cloud: Centre) -> None:
    assert told(cloud, 7, "outcome", "ended_by", "agent_id") == (
        "answered",
        "customer",
        "genesys:user-zed",
    )


def test_a_consult_transfer_overlaps(cloud: Centre) -> None:
    assert told(cloud, 8, "agent_id", "ended_by") == ("genesys:user-yve", "customer")
    assert cloud.legs("genesys:c8")[1]["transferred_to"] == "genesys:user-yve"


def test_a_call_back_waits_until_somebody_calls(cloud: Centre) -> None:
    assert told(cloud, 9, "is_callback", "direction", "wait_seconds", "outcome") == (
        True,
        "inbound",
        570,
        "answered",
    )
    assert contact(cloud, 1)["is_callback"] is False


def test_a_time_limit_cuts_off(cloud: Centre) -> None:
    assert told(cloud, 10, "outcome", "ended_by") == ("cut_off", "system")


def test_a_voicemail_is_no_answer(cloud: Centre) -> None:
    assert told(cloud, 11, "outcome", "answered_at") == ("voicemail", None)


def test_who_is_called_in_is_not_the_customer(cloud: Centre) -> None:
    assert contact(cloud, 12)["customer_ref"] == "genesys:contact-ann"
    (phone,) = cloud.rows("identifiers", customer_ref="genesys:contact-insurer", kind="phone")
    assert phone["value"] == "+4989777000", "whom the agent dialled, not the centre's own number"


def test_asked_thrice_and_answered_once(cloud: Centre) -> None:
    asked = cloud.rows("invitations", contact_id="genesys:c13")
    found = {row["invitation_id"]: (row["answered_at"], row["withheld_reason"]) for row in asked}
    assert found == {
        "genesys:s1": (None, None),
        "genesys:s2": (MONDAY + timedelta(hours=41), None),
        "genesys:s3": (None, "opted out"),
    }
    answers = cloud.rows("answers", contact_id="genesys:c13")
    assert {(a["role"], a["value"], a["scale_max"]) for a in answers} == {
        ("nps", 3, 10),
        (None, 40, 100),
    }


def test_a_survey_names_the_last_agent_of_a_transfer(cloud: Centre) -> None:
    (asked,) = cloud.rows("invitations", invitation_id="genesys:s2")
    assert asked["agent_id"] == contact(cloud, 13)["agent_id"] == "genesys:user-yve"


def test_evaluations_are_of_a_hundred_and_deleted_ones_are_gone(cloud: Centre) -> None:
    found = [(e["criterion"], e["score"], e["max_score"]) for e in cloud.rows("evaluations")]
    assert sorted(found) == [("critical", 100, 100), ("total", 85, 100)]


def test_a_mail_waits_for_its_answer(cloud: Centre) -> None:
    assert told(cloud, 14, "channel", "wait_seconds", "line") == (
        "email",
        3600,
        "help@centre.example",
    )
    (mail,) = cloud.rows("identifiers", kind="email")
    assert mail["value"] == "ann@example.org"


def test_our_call_is_outbound_to_whom_we_dialled(cloud: Centre) -> None:
    assert told(cloud, 15, "direction", "customer_ref", "wait_seconds") == (
        "outbound",
        CALLER,
        None,
    )


def test_a_withheld_number_is_nobody_and_ringing_is_missed(cloud: Centre) -> None:
    assert told(cloud, 16, "customer_ref", "agent_id") == (None, "genesys:user-yve")
    (event,) = cloud.rows("events", contact_id="genesys:c16")
    assert (event["kind"], event["actor_id"]) == ("missed", "genesys:user-zed")
    assert len(cloud.legs("genesys:c16")) == 2, "ringing is no stretch with the customer"


def test_the_night_of_the_clocks_lasts_as_long_as_any(cloud: Centre) -> None:
    assert told(cloud, 17, "offered_at", "wait_seconds", "talk_seconds") == (
        MONDAY + timedelta(hours=DST_HOURS),
        1800,
        1800,
    )


def test_the_system_can_end_a_talk(cloud: Centre) -> None:
    assert told(cloud, 18, "outcome", "ended_by") == ("answered", "system")


def counted(name: str) -> int:
    """How often Genesys itself counted something, over all sessions."""
    sessions = [
        session
        for story in STORIES.values()
        for participant in story.as_json()["participants"]
        for session in participant["sessions"]
    ]
    return sum(m["name"] == name for s in sessions for m in s.get("metrics", ()))


def test_transfers_are_as_many_as_genesys_counts(cloud: Centre) -> None:
    passed = [leg for leg in cloud.rows("legs") if leg["transferred_to"]]
    assert len(passed) == counted("nTransferred")


def test_abandons_are_those_of_genesys_less_those_after_an_answer(cloud: Centre) -> None:
    abandoned = cloud.rows("contacts", outcome="abandoned")
    queues = [leg for leg in cloud.rows("legs", ended_by="customer") if leg["agent_id"] is None]
    assert len(queues) == counted("tAbandon") == 2
    assert [c["contact_id"] for c in abandoned] == ["genesys:c3"]
