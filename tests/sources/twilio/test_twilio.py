"""Fifteen tasks told by events in two files, and what is right to say of each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from statistics import mean
from typing import Any

import pytest

from sources.conftest import Centre
from sources.twilio.situations import ANN, BOB, DIRECT, DST_HOURS, TASKS

MONDAY = datetime(2024, 3, 4, 9)


@pytest.fixture
def flex(centre_of: Callable[[str], Centre]) -> Centre:
    return centre_of("twilio")


def told(flex: Centre, number: int, *names: str) -> tuple[Any, ...]:
    (row,) = flex.rows("contacts", contact_id=f"twilio:WT{number}")
    return tuple(row[name] for name in names)


def test_a_task_whose_end_is_in_another_file_is_one_contact(flex: Centre) -> None:
    assert told(flex, 1, "wait_seconds", "talk_seconds", "wrap_seconds", "outcome") == (
        31,
        120,
        20,
        "answered",
    )
    assert told(flex, 1, "customer_ref", "line", "channel", "queue") == (
        f"twilio:{ANN}",
        "+49800123",
        "voice",
        "Billing",
    )
    assert told(flex, 1, "ended_at") == (MONDAY + timedelta(hours=1, seconds=151),)


def test_who_hung_up_an_answered_call_is_unknown(flex: Centre) -> None:
    assert told(flex, 1, "ended_by", "hold_seconds") == (None, None)


def test_giving_up_in_the_queue_is_abandoned(flex: Centre) -> None:
    assert told(flex, 2, "outcome", "ended_by", "wait_seconds") == ("abandoned", "customer", 90)


def test_a_tasks_time_limit_cuts_off(flex: Centre) -> None:
    assert told(flex, 3, "outcome", "ended_by", "wait_seconds") == ("cut_off", "system", 1800)


def test_a_transfer_is_one_contact_with_two_agents(flex: Centre) -> None:
    assert told(flex, 4, "agent_id", "talk_seconds", "wait_seconds", "ended_by") == (
        "twilio:WKyve",
        160,
        10,
        None,
    )
    assert [leg["transferred_to"] for leg in flex.legs("twilio:WT4")] == [
        None,
        "Technics",
        None,
        None,
    ]


def test_transferred_and_given_up_was_answered_by_the_first(flex: Centre) -> None:
    assert told(flex, 5, "outcome", "ended_by", "agent_id") == (
        "answered",
        "customer",
        "twilio:WKzed",
    )


def test_missed_and_rejected_reservations_are_events_not_legs(flex: Centre) -> None:
    found = [(e["kind"], e["actor_id"]) for e in flex.rows("events", contact_id="twilio:WT6")]
    assert sorted(found) == [("missed", "twilio:WKzed"), ("rejected", "twilio:WKyve")]
    assert len(flex.legs("twilio:WT6")) == 2


def test_from_queue_to_queue_the_waiting_goes_on(flex: Centre) -> None:
    assert told(flex, 7, "wait_seconds", "queue", "outcome") == (80, "Billing", "answered")
    assert [leg["queue"] for leg in flex.legs("twilio:WT7")] == ["Billing", "Overflow", "Overflow"]


def test_a_web_chat_knows_its_customer(flex: Centre) -> None:
    assert told(flex, 8, "channel", "customer_ref") == ("chat", "twilio:c-ann")
    (mail,) = flex.rows("identifiers", kind="email")
    assert (mail["customer_ref"], mail["value"]) == ("twilio:c-ann", "ann@example.org")


def test_a_messenger_knows_the_telephone(flex: Centre) -> None:
    assert told(flex, 9, "channel", "customer_ref") == ("message", f"twilio:{ANN}")


def test_our_call_is_outbound_and_waits_for_nobody(flex: Centre) -> None:
    assert told(flex, 10, "direction", "customer_ref", "wait_seconds") == (
        "outbound",
        f"twilio:{ANN}",
        None,
    )


def test_a_withheld_number_is_nobody(flex: Centre) -> None:
    assert told(flex, 11, "customer_ref", "outcome") == (None, "abandoned")
    phones = {row["value"] for row in flex.rows("identifiers", kind="phone")}
    assert phones == {ANN, BOB}


def test_a_call_back_waits_until_somebody_calls(flex: Centre) -> None:
    assert told(flex, 12, "is_callback", "wait_seconds") == (True, 600)


def test_the_night_of_the_clocks_lasts_as_long_as_any(flex: Centre) -> None:
    assert told(flex, 13, "offered_at", "wait_seconds", "talk_seconds") == (
        MONDAY + timedelta(hours=DST_HOURS),
        1800,
        1800,
    )


def test_without_events_of_queues_the_task_itself_waits(flex: Centre) -> None:
    assert told(flex, 14, "wait_seconds", "queue") == (30, "Billing")


def test_without_wrap_up_the_talk_ends_with_the_reservation(flex: Centre) -> None:
    assert told(flex, 15, "talk_seconds", "wrap_seconds") == (60, None)
    assert told(flex, 15, "ended_at") == (MONDAY + timedelta(hours=15, seconds=70),)


def test_breaks_are_kept_and_availability_is_not(flex: Centre) -> None:
    (shift,) = flex.rows("shifts")
    assert (shift["state"], shift["agent_id"]) == ("break", "twilio:WKzed")
    assert (shift["started_at"], shift["ended_at"]) == (MONDAY, MONDAY + timedelta(minutes=30))


def test_agents_have_names_and_teams(flex: Centre) -> None:
    found = {(a["agent_id"], a["name"], a["team_id"]) for a in flex.rows("agents")}
    assert ("twilio:WKyve", "Yve", "twilio:Team B") in found


def test_acceptance_times_and_cancellations_are_those_of_taskrouter(flex: Centre) -> None:
    """TaskRouter's statistics: tasks canceled, and seconds from creation to first acceptance."""
    events = [event for task in (*TASKS, DIRECT) for event in task.events]
    canceled = {e["TaskSid"] for e in events if e["EventType"] == "task.canceled"}
    accepted: dict[str, int] = {}
    for event in events:
        if event["EventType"] == "reservation.accepted":
            accepted.setdefault(event["TaskSid"], event["TaskAge"])
    answered = [
        c for c in flex.rows("contacts", outcome="answered") if c["wait_seconds"] is not None
    ]
    ours = mean(c["wait_seconds"] for c in answered)
    inbound = [age for task, age in accepted.items() if task != "WT10"]
    assert ours == pytest.approx(mean(inbound))
    ended = [c for c in flex.rows("contacts") if c["outcome"] in ("abandoned", "cut_off")]
    assert len(ended) == len(canceled - accepted.keys())
