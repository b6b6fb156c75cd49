"""What is Intercom's own: ratings, words in HTML, parts by themselves, the warehouse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from sources.conftest import Centre
from sources.stories import at


@pytest.fixture
def desk(centre_of: Callable[[str], Centre]) -> Centre:
    return centre_of("intercom")


def test_a_rating_names_the_teammate_whom_intercom_rates(desk: Centre) -> None:
    (invitation,) = desk.rows("invitations", thread_id="intercom:1")
    assert invitation["agent_id"] == "intercom:71", "Yve is rated, though Zed answered"
    assert desk.contacts("intercom:1")[0]["agent_id"] == "intercom:70"
    assert invitation["answered_at"] - invitation["invited_at"] == timedelta(hours=1)
    said = {row["role"]: row for row in desk.rows("answers", thread_id="intercom:1")}
    assert (said["csat"]["value"], said["csat"]["scale_max"]) == (2, 5)
    assert said["comment"]["text"] == "Passed around"


def test_words_lose_their_tags(desk: Centre) -> None:
    first, second = desk.messages("intercom:20")
    assert first["text"] == "Anyone & everyone\nthere?"
    assert second["text"] == "Part by itself"


def test_parts_may_come_in_a_file_of_their_own(desk: Centre) -> None:
    (contact,) = desk.contacts("intercom:20")
    assert contact["channel"] == "chat"
    assert contact["outcome"] == "abandoned", "closed without an answer"
    assert contact["is_claimed_resolved"], "and yet claimed"
    assert contact["ended_at"] == at(4)


def test_an_empty_part_is_an_event_and_no_message(desk: Centre) -> None:
    kinds = [(event["kind"], event["actor"]) for event in desk.events("intercom:20")]
    assert kinds == [("solved", "agent")]


def test_a_warehouse_tells_the_latest_version(desk: Centre) -> None:
    (contact,) = desk.contacts("intercom:99")
    assert contact["customer_ref"] == "intercom:900"
    assert contact["wait_seconds"] == 1800
    assert contact["is_claimed_resolved"]
    (answer,) = desk.rows("answers", thread_id="intercom:99")
    assert answer["value"] == 5


def test_a_contact_is_known_by_what_links_it(desk: Centre) -> None:
    known = {row["kind"]: row["value"] for row in desk.rows("identifiers")}
    assert known == {"email": "ann@example.org", "phone": "+4930123456", "account": "C-17"}
