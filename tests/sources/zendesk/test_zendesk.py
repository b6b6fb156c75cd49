"""Eighteen tickets, and what is right to say of each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from sources.conftest import Centre


@pytest.fixture
def desk(centre_of: Callable[[str], Centre]) -> Centre:
    return centre_of("zendesk")


def ids(desk: Centre, ticket: int) -> list[str]:
    return [contact["contact_id"] for contact in desk.contacts(f"zendesk:{ticket}")]


def test_one_touch_and_closed_by_an_automation(desk: Centre) -> None:
    (contact,) = desk.contacts("zendesk:1")
    assert contact["wait_seconds"] == 90 * 60, "the vendor's first reply time: 90 minutes"
    assert contact["agent_id"] == "zendesk:70" and contact["is_claimed_resolved"]
    assert contact["ended_at"] == datetime(2024, 3, 4, 10, 30), "not when a rule closed it"
    kinds = [(event["kind"], event["actor"]) for event in desk.events("zendesk:1")]
    assert kinds == [("opened", "customer"), ("solved", "agent"), ("closed", "rule")]


def test_the_vendors_own_figures_follow_from_the_audits(desk: Centre) -> None:
    for metrics in desk.rows("threads", part="metrics"):
        thread = metrics["thread_id"]
        public = [m for m in desk.messages(thread) if m["is_public"] and m["author"] == "agent"]
        reopened = [event for event in desk.events(thread) if event["kind"] == "reopened"]
        first = desk.contacts(thread)[0]
        assert len(public) == metrics["replies"], thread
        assert len(reopened) == metrics["reopenings"], thread
        assert first["answered_at"] == metrics["replied_at"], thread


def test_writing_after_solved_is_a_second_contact(desk: Centre) -> None:
    assert ids(desk, 2) == ["zendesk:2", "zendesk:2/2"]
    again = desk.contacts("zendesk:2")[1]
    assert again["outcome"] is None and again["is_claimed_resolved"] is False


def test_reopened_thrice_is_four_contacts(desk: Centre) -> None:
    contacts = desk.contacts("zendesk:3")
    assert len(contacts) == 4
    assert [c["agent_id"] for c in contacts] == ["zendesk:70"] * 3 + ["zendesk:71"]
    assert all(c["is_claimed_resolved"] for c in contacts), "each was claimed in its turn"


def test_answering_a_question_three_days_later_continues(desk: Centre) -> None:
    assert ids(desk, 4) == ["zendesk:4"]


def test_chasing_after_a_night_is_a_second_contact(desk: Centre) -> None:
    assert ids(desk, 5) == ["zendesk:5", "zendesk:5/2"]


def test_a_follow_up_ticket_continues_the_closed_one(desk: Centre) -> None:
    (contact,) = desk.contacts("zendesk:6")
    assert contact["parent_contact_id"] == "zendesk:1"
    assert contact["channel"] is None, "Zendesk does not say how a follow-up came"


def test_merged_tickets_belong_together_and_claim_nothing(desk: Centre) -> None:
    (merged,), (kept,) = desk.contacts("zendesk:7"), desk.contacts("zendesk:8")
    assert merged["parent_contact_id"] == "zendesk:8"
    assert merged["is_claimed_resolved"] is False, "closed by the merge, not solved"
    assert merged["outcome"] is None, "the merge's own note answers nobody"
    assert kept["is_claimed_resolved"] and kept["outcome"] == "answered"
    assert kept["answered_at"] == datetime(2024, 3, 4, 14)


def test_the_one_who_answered_is_not_the_one_who_was_rated(desk: Centre) -> None:
    (contact,) = desk.contacts("zendesk:9")
    (invitation,) = desk.rows("invitations", thread_id="zendesk:9")
    assert contact["agent_id"] == "zendesk:70"
    assert invitation["agent_id"] == "zendesk:71", "Zendesk counts the bad rating for Yve"
    (answer,) = desk.rows("answers", thread_id="zendesk:9")
    assert (answer["value"], answer["role"]) == (0, "csat")


def test_solved_by_a_trigger_without_a_word(desk: Centre) -> None:
    (contact,) = desk.contacts("zendesk:10")
    assert contact["outcome"] is None and contact["agent_id"] is None
    assert contact["is_claimed_resolved"]
    assert [event["actor"] for event in desk.events("zendesk:10")] == ["customer", "rule"]


def test_an_unanswered_last_question_stays_in_its_contact(desk: Centre) -> None:
    (contact,) = desk.contacts("zendesk:11")
    assert contact["ended_at"] == datetime(2024, 3, 4, 10, 30)
    assert desk.messages("zendesk:11")[-1]["author"] == "customer"
    assert not contact["is_claimed_resolved"]


def test_our_message_first_is_outbound_and_the_reply_an_approach(desk: Centre) -> None:
    directions = [c["direction"] for c in desk.contacts("zendesk:12")]
    assert directions == ["outbound", "inbound"]


def test_an_inbound_call_is_the_customers_approach(desk: Centre) -> None:
    (contact,) = desk.contacts("zendesk:13")
    assert (contact["channel"], contact["direction"]) == ("voice", "inbound")
    assert (contact["talk_seconds"], contact["outcome"]) == (95, "answered")


def test_an_internal_note_answers_nobody(desk: Centre) -> None:
    (contact,) = desk.contacts("zendesk:14")
    assert contact["wait_seconds"] == 7200
    assert contact["agent_id"] == "zendesk:71"


def test_the_night_of_the_clocks_lasts_an_hour(desk: Centre) -> None:
    (contact,) = desk.contacts("zendesk:15")
    assert contact["wait_seconds"] == 3600


def test_somebody_in_copy_is_a_customer(desk: Centre) -> None:
    assert [m["author"] for m in desk.messages("zendesk:16")] == ["customer", "customer"]
    assert len(ids(desk, 16)) == 1


def test_a_deleted_ticket_does_not_count(desk: Centre) -> None:
    assert ids(desk, 17) == []


def test_an_unanswered_survey_is_an_invitation_without_answer(desk: Centre) -> None:
    (invitation,) = desk.rows("invitations", thread_id="zendesk:18")
    assert invitation["answered_at"] is None
    assert desk.rows("answers", thread_id="zendesk:18") == []


def test_new_surveys_have_their_scale_and_words(desk: Centre) -> None:
    rating, words = sorted(desk.rows("answers", thread_id="zendesk:4"), key=lambda a: a["role"])[
        ::-1
    ]
    assert (rating["role"], rating["value"], rating["scale_max"]) == ("csat", 4, 5)
    assert rating["wording"] == "How satisfied are you?"
    assert words["text"] == "Quick, once it was read."


def test_a_warehouse_tells_the_same_story(desk: Centre) -> None:
    contacts = desk.contacts("zendesk:99")
    assert [c["contact_id"] for c in contacts] == ["zendesk:99", "zendesk:99/2"]
    assert contacts[0]["wait_seconds"] == 40 * 60
    kinds = [event["kind"] for event in desk.events("zendesk:99")]
    assert kinds == ["opened", "assigned", "solved", "reopened"]


def test_requesters_are_customers_and_staff_are_agents(desk: Centre) -> None:
    assert {row["agent_id"] for row in desk.rows("agents")} == {"zendesk:70", "zendesk:71"}
    emails = desk.rows("identifiers", kind="email")
    assert {row["customer_ref"] for row in emails} == {f"zendesk:{n}" for n in range(900, 904)}
