"""What is Formbricks' own: answers by question id, partial saves, hidden fields, languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from sources.conftest import Centre

Row = dict[str, Any]


@pytest.fixture
def survey(centre_of: Callable[[str], Centre]) -> Centre:
    return centre_of("formbricks")


def answers(survey: Centre, response: str) -> dict[str, Row]:
    rows = survey.rows("answers", invitation_id=f"formbricks:{response}")
    return {row["question"]: row for row in rows}


def invitation(survey: Centre, name: str) -> Row:
    (row,) = survey.rows("invitations", invitation_id=f"formbricks:{name}")
    return row


def test_question_ids_get_their_wording_from_the_survey(survey: Centre) -> None:
    found = answers(survey, "r1")
    assert {name: (row["role"], row["value"]) for name, row in found.items()} == {
        "rated": ("csat", 4),
        "nps": ("nps", 9),
        "solved": ("resolved", 1),
        "why": ("comment", None),
        "topics": (None, None),
    }, "a click on a button is no answer, the ticket's number no question"
    assert found["rated"]["wording"] == "How satisfied are you with our help?"


def test_a_rating_has_the_scale_of_its_definition_but_no_direction(survey: Centre) -> None:
    row = answers(survey, "r1")["rated"]
    assert (row["scale_min"], row["scale_max"]) == (1, 5)
    (question,) = survey.rows("questions", question="rated")
    assert question["higher_is"] is None, "six answers prove nothing"


def test_several_choices_stay_words(survey: Centre) -> None:
    assert answers(survey, "r1")["topics"]["text"] == '["Bill","Move"]'


def test_a_hidden_field_names_the_ticket(survey: Centre) -> None:
    assert answers(survey, "r1")["rated"]["thread_id"] == "formbricks:41"
    assert invitation(survey, "r1")["thread_id"] == "formbricks:41"


def test_an_unfinished_response_was_answered_in_part(survey: Centre) -> None:
    assert answers(survey, "r2")["solved"]["value"] == 0
    assert invitation(survey, "r2")["answered_at"] is None


def test_nobody_is_known_behind_an_anonymous_response(survey: Centre) -> None:
    assert invitation(survey, "r3")["customer_ref"] is None
    assert answers(survey, "r3")["rated"]["value"] == 5


def test_what_was_saved_last_counts(survey: Centre) -> None:
    found = answers(survey, "r4")
    assert (found["rated"]["value"], found["solved"]["value"]) == (3, 0.5)
    assert invitation(survey, "r4")["answered_at"] == datetime(2024, 3, 5, 10, 5)


def test_answers_in_another_language_belong_to_the_same_question(survey: Centre) -> None:
    row = answers(survey, "r5")["rated"]
    assert (row["role"], row["wording"]) == ("csat", "How satisfied are you with our help?")


def test_a_question_that_was_deleted_stays_open(survey: Centre) -> None:
    assert answers(survey, "r6")["gone"]["role"] is None
    (question,) = survey.rows("questions", question="gone")
    assert question["told_by"] == "nothing"


def test_surveys_in_blocks_and_html_are_read(survey: Centre) -> None:
    row = answers(survey, "r7")["eased"]
    assert row["wording"] == "How easy was it to reach us?"
    assert (row["role"], row["scale_max"]) == ("ces", 7)
    assert row["higher_is"] is None, "effort is left out until somebody says which end is good"
    assert invitation(survey, "r7")["medium"] == "email"


def test_a_nought_is_an_answer_and_an_empty_text_none(survey: Centre) -> None:
    assert answers(survey, "r8")["nps"]["value"] == 0
    assert answers(survey, "r9") == {}


def test_persons_of_earlier_versions_are_contacts(survey: Centre) -> None:
    assert invitation(survey, "old1")["customer_ref"] == "formbricks:p1"
    found = survey.rows("identifiers", customer_ref="formbricks:p1")
    assert {(row["kind"], row["value"]) for row in found} == {
        ("email", "eve@example.org"),
        ("account", "u7"),
    }


def test_attributes_of_responses_and_contacts_meet(survey: Centre) -> None:
    found = survey.rows("identifiers", customer_ref="formbricks:c1", kind="email")
    assert [row["value"] for row in found] == ["ann@example.org"]


def test_a_webhook_that_is_delivered_again_is_one_response(survey: Centre) -> None:
    found = answers(survey, "w1")
    assert (found["rated"]["value"], found["solved"]["value"]) == (2, 1)
    assert found["rated"]["thread_id"] == "formbricks:42"
    assert invitation(survey, "w1")["answered_at"] == datetime(2024, 3, 6, 10, 1)


def test_a_response_of_which_only_the_beginning_was_posted_is_unfinished(survey: Centre) -> None:
    assert answers(survey, "w2")["nps"]["value"] == 7
    assert invitation(survey, "w2")["answered_at"] is None
    found = survey.rows("identifiers", customer_ref="formbricks:c11", kind="email")
    assert [row["value"] for row in found] == ["kim@example.org"]


def test_questions_of_webhooks_are_those_of_the_survey(survey: Centre) -> None:
    row = answers(survey, "w1")["solved"]
    assert (row["role"], row["wording"]) == ("resolved", "Did we solve your problem?")


def test_what_webhook_and_export_both_tell_counts_once(survey: Centre) -> None:
    assert len(survey.rows("answers", invitation_id="formbricks:r1", question="nps")) == 1
