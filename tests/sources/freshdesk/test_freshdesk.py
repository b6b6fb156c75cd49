"""What is Freshdesk's own: its scale, its calls, its one solving time."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sources.conftest import Centre
from sources.stories import STORIES, at


@pytest.fixture
def desk(centre_of: Callable[[str], Centre]) -> Centre:
    return centre_of("freshdesk")


def test_the_scale_runs_from_one_to_seven(desk: Centre) -> None:
    values = {
        row["thread_id"]: (row["value"], row["scale_min"], row["scale_max"])
        for row in desk.rows("answers", role="csat")
    }
    assert values == {
        "freshdesk:1": (7, 1, 7),
        "freshdesk:4": (4, 1, 7),
        "freshdesk:13": (1, 1, 7),
    }


def test_an_unanswered_comment_is_no_answer(desk: Centre) -> None:
    assert {row["text"] for row in desk.rows("answers", role="comment")} == {"Fine", "Slow"}


def test_the_rated_agent_is_kept_beside_the_one_who_answered(desk: Centre) -> None:
    (invitation,) = desk.rows("invitations", thread_id="freshdesk:1")
    assert invitation["agent_id"] == "freshdesk:71"
    assert desk.contacts("freshdesk:1")[0]["agent_id"] == "freshdesk:70"


def test_the_vendors_first_response_is_ours_where_a_human_wrote_first(desk: Centre) -> None:
    for story in STORIES:
        told = desk.rows("threads", thread_id=f"freshdesk:{story.number}")
        contacts = desk.contacts(f"freshdesk:{story.number}")
        if told and story.steps[0].who == "customer":
            assert contacts[0]["answered_at"] == told[0]["replied_at"], story.number


def test_a_call_that_an_agent_logged_is_the_customers_approach(desk: Centre) -> None:
    (contact,) = desk.contacts("freshdesk:20")
    assert (contact["channel"], contact["direction"]) == ("voice", "inbound")
    assert contact["reason"] == "Question"


def test_spam_does_not_count(desk: Centre) -> None:
    assert desk.contacts("freshdesk:21") == [] and desk.messages("freshdesk:21") == []


def test_closed_without_a_word_is_claimed_and_nobody_is_named(desk: Centre) -> None:
    (contact,) = desk.contacts("freshdesk:22")
    assert contact["outcome"] is None and contact["answered_at"] is None
    assert contact["is_claimed_resolved"]
    assert [(e["kind"], e["actor"]) for e in desk.events("freshdesk:22")] == [("closed", None)]


def test_only_the_last_solving_is_known(desk: Centre) -> None:
    assert [event["at"] for event in desk.events("freshdesk:3")] == [at(49)]
    assert len(desk.contacts("freshdesk:3")) == 1, "three in truth; the export hides two"


def test_phone_and_mobile_both_link(desk: Centre) -> None:
    phones = {row["value"] for row in desk.rows("identifiers", kind="phone")}
    assert phones == {"+4930123456", "+49151123456"}
