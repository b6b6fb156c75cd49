"""What is Qualtrics' own: three header lines, zones, partial responses, who was invited."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from sources.conftest import Centre
from sources.qualtrics.situations import RATED, SOLVED

Row = dict[str, Any]


@pytest.fixture
def survey(centre_of: Callable[[str], Centre]) -> Centre:
    return centre_of("qualtrics")


def answers(survey: Centre, response: str) -> dict[str, Row]:
    rows = survey.rows("answers", invitation_id=f"qualtrics:{response}")
    return {row["question"]: row for row in rows}


def invitation(survey: Centre, name: str) -> Row:
    (row,) = survey.rows("invitations", invitation_id=f"qualtrics:{name}")
    return row


def test_a_whole_response_is_read_by_the_wording_of_its_questions(survey: Centre) -> None:
    found = answers(survey, "R_whole")
    assert {code: (row["role"], row["value"]) for code, row in found.items()} == {
        "Q1": ("resolved", 1),
        "Q2": ("csat", 4),
        "Q3": ("nps", 9),
        "Q4": ("comment", None),
        "Q5_1": ("attribute", 6),
        "Q6": ("ces", 5),
        "Q8": (None, None),
    }, "order, clicks and groups are no answers, the shop is no question of the verdict"
    assert found["Q4"]["text"] == "Quick and kind"
    assert found["Q1"]["wording"] == SOLVED
    assert found["Q5_1"]["wording"] == "Please rate on 1 to 7 - The agent was friendly"
    assert (found["Q5_1"]["attribute"], found["Q5_1"]["scale_max"]) == ("courtesy", 7)
    assert found["Q6"]["wording"] == "How easy was it to get help?", "without Selected Choice"


def test_a_wording_may_prove_ends_and_direction(survey: Centre) -> None:
    rated = answers(survey, "R_whole")["Q2"]
    assert (rated["scale_min"], rated["scale_max"], rated["higher_is"]) == (1, 5, "better")


def test_embedded_data_name_ticket_and_customer(survey: Centre) -> None:
    row = answers(survey, "R_whole")["Q1"]
    assert (row["thread_id"], row["customer_ref"]) == ("qualtrics:41", "qualtrics:C7")
    kinds = {r["kind"]: r["value"] for r in survey.rows("identifiers", customer_ref="qualtrics:C7")}
    assert kinds == {"email": "ann@example.org", "account": "C7"}


def test_a_partial_response_counts_when_it_was_given_not_when_it_was_closed(survey: Centre) -> None:
    row = answers(survey, "R_partial")["Q1"]
    assert (row["role"], row["value"]) == ("resolved", 0)
    assert row["answered_at"] == datetime(2024, 3, 4, 17), "10:00 in Denver, a week before"
    assert invitation(survey, "R_partial")["answered_at"] is None, "not finished"


@pytest.mark.parametrize("name", ["R_preview", "R_spam"])
def test_previews_and_spam_are_nobodys_answers(survey: Centre, name: str) -> None:
    assert answers(survey, name) == {}
    assert survey.rows("invitations", invitation_id=f"qualtrics:{name}") == []


def test_an_anonymous_answer_has_no_customer(survey: Centre) -> None:
    row = answers(survey, "R_anonymous")["Q2"]
    assert (row["value"], row["customer_ref"]) == (2, None)
    assert invitation(survey, "R_anonymous")["medium"] is None, "anybody may have the link"


def test_the_header_names_the_zone(survey: Centre) -> None:
    """Denver's clocks skip 02:30 on 10 March, and show 01:30 twice on 3 November."""
    shifted = answers(survey, "R_shifted")["Q2"]
    assert shifted["answered_at"] == datetime(2024, 3, 10, 9, 30)
    assert (shifted["time_zone"], shifted["time_quality"]) == ("America/Denver", "shifted")
    ambiguous = answers(survey, "R_ambiguous")["Q2"]
    assert ambiguous["answered_at"] == datetime(2024, 11, 3, 7, 30), "the first of the two"
    assert ambiguous["time_quality"] == "ambiguous"


def test_choice_texts_and_numbers_may_stand_together(survey: Centre) -> None:
    found = answers(survey, "R_labelled")
    assert (found["Q2"]["value"], found["Q2"]["text"]) == (5, "5 - Very satisfied")
    assert found["Q1"]["value"] == 0.5, "partly"


def test_an_invitation_and_its_response_are_one(survey: Centre) -> None:
    row = invitation(survey, "R_invited")
    assert row["invited_at"] == datetime(2024, 3, 5, 8)
    assert row["answered_at"] == datetime(2024, 3, 5, 16)
    assert (row["customer_ref"], row["medium"]) == ("qualtrics:CID_eve", "email")
    kinds = {r["value"] for r in survey.rows("identifiers", customer_ref="qualtrics:CID_eve")}
    assert {"eve@example.org", "C9", "+49301234"} <= kinds, "which links CID_eve and her e-mail"


def test_who_did_not_answer_was_still_asked_and_twice(survey: Centre) -> None:
    asked = survey.rows("invitations", customer_ref="qualtrics:CID_ida")
    assert sorted(row["invited_at"] for row in asked) == [
        datetime(2024, 3, 5, 8),
        datetime(2024, 3, 9, 8),
    ]
    assert all(row["answered_at"] is None for row in asked), "opened is not answered"


@pytest.mark.parametrize(
    ("name", "reason"),
    [("EMD_1-CGC_CID_jon", "asked too recently"), ("EMD_1-CGC_CID_kim", "address does not exist")],
)
def test_who_could_not_be_asked_was_not_asked(survey: Centre, name: str, reason: str) -> None:
    assert invitation(survey, name)["withheld_reason"] == reason


def test_json_takes_its_wording_from_the_definition(survey: Centre) -> None:
    found = answers(survey, "R_json")
    assert {code: (row["role"], row["value"]) for code, row in found.items()} == {
        "QID1": ("resolved", 1),
        "QID2": ("csat", 1),
        "QID9": (None, None),
    }
    assert found["QID2"]["wording"] == RATED
    assert found["QID1"]["answered_at"] == datetime(2024, 3, 4, 10, 2), "UTC as it says"
    assert (found["QID1"]["thread_id"], invitation(survey, "R_json")["medium"]) == (
        "qualtrics:77", "sms",
    )  # fmt: skip
    assert answers(survey, "R_json_2") == {}, "a preview"


def test_what_is_not_understood_is_listed(survey: Centre) -> None:
    (shop,) = survey.rows("questions", question="Q8")
    assert (shop["role"], shop["told_by"], shop["answers"]) == (None, "nothing", 1)
    (satisfied,) = survey.rows("questions", question="Q2")
    assert (satisfied["role"], satisfied["told_by"]) == ("csat", "wording")
