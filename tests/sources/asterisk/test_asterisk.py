"""Fourteen calls of a queue log, and what is right to say of each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from sources.asterisk.situations import ANN, DST_NIGHT, MONDAY, call, start
from sources.conftest import Centre

NINE = datetime(2024, 3, 4, 9)


@pytest.fixture
def log(centre_of: Callable[[str], Centre]) -> Centre:
    return centre_of("asterisk")


def after(number: int, seconds: float) -> datetime:
    return NINE + timedelta(seconds=start(number) - MONDAY + seconds)


def served(legs: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(leg["queue"], leg["agent_id"], leg["ended_by"], leg["transferred_to"]) for leg in legs]


def test_the_call_begins_when_it_was_named_and_the_caller_hangs_up(log: Centre) -> None:
    (contact,) = log.rows("contacts", contact_id=call(1))
    assert contact["customer_ref"] == f"asterisk:{ANN}"
    assert contact["offered_at"] == after(1, 0), "twelve seconds of menu before the queue"
    assert (contact["ivr_seconds"], contact["wait_seconds"]) == (12, 30)
    assert (contact["talk_seconds"], contact["ended_by"]) == (120, "customer")
    assert (contact["outcome"], contact["line"]) == ("answered", "0800123")
    assert contact["hold_seconds"] is None and contact["wrap_seconds"] is None


def test_an_agent_who_lets_it_ring_has_missed_it(log: Centre) -> None:
    (event,) = log.rows("events", contact_id=call(1))
    assert (event["kind"], event["actor_id"]) == ("missed", "asterisk:2004")


def test_the_agent_hangs_up_and_is_an_extension_whatever_the_channel(log: Centre) -> None:
    (contact,) = log.rows("contacts", contact_id=call(2))
    assert (contact["ended_by"], contact["agent_id"]) == ("agent", "asterisk:2004")
    (same,) = log.rows("contacts", contact_id=call(5))
    assert same["agent_id"] == "asterisk:2004", "PJSIP/2004 is Local/2004@from-internal/n"


def test_giving_up_in_the_queue_is_abandoned(log: Centre) -> None:
    (contact,) = log.rows("contacts", contact_id=call(3))
    assert (contact["outcome"], contact["ended_by"]) == ("abandoned", "customer")
    assert (contact["wait_seconds"], contact["agent_id"]) == (90, None)


def test_the_queues_time_limit_cuts_off(log: Centre) -> None:
    (contact,) = log.rows("contacts", contact_id=call(4))
    assert (contact["outcome"], contact["ended_by"]) == ("cut_off", "system")
    assert contact["wait_seconds"] == 1800


def test_sent_on_to_another_queue_the_waiting_goes_on(log: Centre) -> None:
    (contact,) = log.rows("contacts", contact_id=call(5))
    assert (contact["outcome"], contact["wait_seconds"]) == ("answered", 80)
    assert contact["queue"] == "8000", "where the customer first waited"
    assert served(log.legs(call(5))) == [
        ("8000", None, "system", None),
        ("9000", None, None, None),
        ("9000", "asterisk:2004", "agent", None),
    ]


def test_a_blind_transfer_is_one_contact_with_two_agents(log: Centre) -> None:
    (contact,) = log.rows("contacts", contact_id=call(6))
    assert (contact["agent_id"], contact["ended_by"]) == ("asterisk:2005", "customer")
    assert contact["talk_seconds"] == 160
    assert contact["wait_seconds"] == 10, "until an agent first answered"
    assert served(log.legs(call(6)))[1] == ("8000", "asterisk:2004", "transfer", "9000")


def test_transferred_and_given_up_was_answered_by_the_first(log: Centre) -> None:
    (contact,) = log.rows("contacts", contact_id=call(7))
    assert (contact["outcome"], contact["ended_by"]) == ("answered", "customer")
    assert contact["agent_id"] == "asterisk:2004"
    assert contact["ended_at"] == after(7, 191)
    assert log.legs(call(7))[-1]["queue"] == "9000"


def test_transferred_to_a_person_the_rest_is_unknown(log: Centre) -> None:
    (contact,) = log.rows("contacts", contact_id=call(8))
    assert (contact["ended_by"], contact["ended_at"]) == ("transfer", after(8, 50))


def test_nobody_there_and_nobody_known(log: Centre) -> None:
    (contact,) = log.rows("contacts", contact_id=call(9))
    assert (contact["outcome"], contact["customer_ref"]) == ("cut_off", None)


def test_leaving_by_a_key_is_not_giving_up(log: Centre) -> None:
    (contact,) = log.rows("contacts", contact_id=call(10))
    assert (contact["outcome"], contact["ended_by"]) == (None, "transfer")
    assert contact["wait_seconds"] == 25


def test_the_same_queue_twice_is_one_waiting(log: Centre) -> None:
    (contact,) = log.rows("contacts", contact_id=call(11))
    assert (contact["wait_seconds"], contact["ended_by"]) == (100, "agent")
    assert len(log.legs(call(11))) == 2


def test_back_to_the_same_queue_is_another_agents_leg(log: Centre) -> None:
    agents = [leg["agent_id"] for leg in log.legs(call(12)) if leg["agent_id"]]
    assert agents == ["asterisk:2004", "asterisk:2005"]
    (contact,) = log.rows("contacts", contact_id=call(12))
    assert (contact["wait_seconds"], contact["talk_seconds"]) == (5, 30)


def test_the_night_of_the_clocks_lasts_as_long_as_any(log: Centre) -> None:
    (contact,) = log.rows("contacts", contact_id=f"asterisk:{DST_NIGHT}.13")
    assert (contact["wait_seconds"], contact["talk_seconds"]) == (120, 60)


def test_a_database_is_in_a_zone_that_its_calls_prove(log: Centre) -> None:
    (kept,) = log.rows("contacts", contact_id=call(1).replace(".", ".77"))
    (written,) = log.rows("contacts", contact_id=call(1))
    for name in ("offered_at", "answered_at", "ended_at", "ivr_seconds"):
        assert kept[name] == written[name], name


def test_what_a_lost_log_began_is_told_by_the_end(log: Centre) -> None:
    (contact,) = log.rows("contacts", contact_id=call(14))
    assert (contact["offered_at"], contact["wait_seconds"]) == (after(14, 60), 40)
    assert contact["customer_ref"] is None


def test_a_pause_in_two_queues_is_one_break(log: Centre) -> None:
    (shift,) = log.rows("shifts")
    assert (shift["agent_id"], shift["state"]) == ("asterisk:2004", "break")
    assert shift["ended_at"] - shift["started_at"] == timedelta(minutes=30)
