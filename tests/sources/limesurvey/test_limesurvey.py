"""What is LimeSurvey's own: codes or texts, incomplete responses, numbers that come again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from sources.conftest import Centre
from sources.limesurvey.situations import GRADE

Row = dict[str, Any]
SOLVED = "Konnten wir Ihr Anliegen lösen?"


@pytest.fixture
def survey(centre_of: Callable[[str], Centre]) -> Centre:
    return centre_of("limesurvey")


def answers(survey: Centre, response: str) -> dict[str, Row]:
    rows = survey.rows("answers", invitation_id=f"limesurvey:{response}")
    return {row["question"]: row for row in rows}


def invitation(survey: Centre, name: str) -> Row:
    (row,) = survey.rows("invitations", invitation_id=f"limesurvey:{name}")
    return row


def test_codes_get_their_wording_from_the_structure(survey: Centre) -> None:
    found = answers(survey, "1-101")
    assert {code: row["role"] for code, row in found.items()} == {
        "solved": "resolved",
        "easy[SQ001]": None,
        "why": "comment",
    }, "neither the seconds nor the ticket's number are answers"
    assert (found["solved"]["value"], found["solved"]["wording"]) == (1, "Was your problem solved?")


def test_an_attribute_names_the_ticket(survey: Centre) -> None:
    assert answers(survey, "1-101")["solved"]["thread_id"] == "limesurvey:T9"


def test_an_incomplete_response_counts_and_its_invitation_is_not_answered(survey: Centre) -> None:
    row = answers(survey, "2-102")["solved"]
    assert (row["value"], row["answered_at"]) == (0, datetime(2024, 3, 4, 9, 58))
    assert invitation(survey, "2-102")["answered_at"] is None


def test_1980_means_that_no_time_was_kept(survey: Centre) -> None:
    row = answers(survey, "3-103")["solved"]
    assert row["answered_at"] == datetime(2024, 3, 4, 9, 55), "when it was begun, at least"


def test_a_question_that_was_not_shown_was_not_answered(survey: Centre) -> None:
    assert "solved" not in answers(survey, "4-104")


def test_codes_of_answers_stay_open(survey: Centre) -> None:
    row = answers(survey, "4-104")["G2Q00001"]
    assert (row["text"], row["value"], row["role"]) == ("A1", None, None)
    (question,) = survey.rows("questions", question="G2Q00001")
    assert "“A1”" in question["why"]


def test_the_same_number_in_two_surveys_is_two_responses(survey: Centre) -> None:
    assert answers(survey, "1-101")["solved"]["value"] == 1
    assert answers(survey, "1-999")["solved"]["value"] == 0


def test_full_german_texts_are_read(survey: Centre) -> None:
    found = answers(survey, "11-555")
    assert {name: (row["role"], row["value"]) for name, row in found.items()} == {
        SOLVED: ("resolved", 1),
        "Wie zufrieden waren Sie mit … [Freundlichkeit]": ("attribute", 5),
        GRADE: ("csat", 2),
        "Was können wir besser machen?": ("comment", None),
        "In welcher Filiale waren Sie?": (None, None),
    }
    assert found[SOLVED]["wording"] == SOLVED


def test_school_grades_run_downwards(survey: Centre) -> None:
    assert answers(survey, "11-555")[GRADE]["higher_is"] == "worse"


def test_partly_is_half(survey: Centre) -> None:
    assert answers(survey, "12-556")[SOLVED]["value"] == 0.5


def test_french_headings_with_semicolons_are_read(survey: Centre) -> None:
    values = [answers(survey, name) for name in ("21-777", "22-778")]
    rows = [row for found in values for row in found.values()]
    assert [(row["role"], row["value"]) for row in rows] == [("resolved", 1), ("resolved", 0)]
    assert invitation(survey, "22-778")["answered_at"] is None


def test_a_participant_and_a_response_are_one(survey: Centre) -> None:
    row = invitation(survey, "token-abc123")
    assert row["invited_at"] == datetime(2024, 3, 4, 8)
    assert row["answered_at"] == datetime(2024, 3, 4, 10)
    (answer,) = [a for a in answers(survey, "token-abc123").values() if a["question"] == "solved"]
    assert answer["customer_ref"] == "limesurvey:abc123"
    found = survey.rows("identifiers", customer_ref="limesurvey:abc123", kind="email")
    assert [r["value"] for r in found] == ["ann@example.org"]


def test_who_did_not_answer_was_asked(survey: Centre) -> None:
    row = invitation(survey, "token-def456")
    assert (row["invited_at"], row["answered_at"]) == (datetime(2024, 3, 4, 8), None)


def test_who_opted_out_was_not_asked(survey: Centre) -> None:
    row = invitation(survey, "token-ghi789")
    assert (row["invited_at"], row["withheld_reason"]) == (None, "opted out")


def test_codes_become_the_words_that_the_structure_gives_them(survey: Centre) -> None:
    found = [answers(survey, name) for name in ("31-931", "32-932")]
    told = [(row["done"]["text"], row["done"]["value"]) for row in found]
    assert told == [("Yes", 1), ("No", 0)]
    told = [(row["rated"]["role"], row["rated"]["text"], row["rated"]["value"]) for row in found]
    assert told == [("csat", "Very satisfied", 5), ("csat", "Very dissatisfied", 1)]


def test_numbers_with_labelled_ends_keep_their_scale(survey: Centre) -> None:
    row = answers(survey, "31-931")["ease[SQ001]"]
    assert (row["role"], row["value"], row["scale_min"], row["scale_max"]) == ("ces", 6, 1, 7)
    assert row["wording"] == "How easy was it … [to reach us?]"


def test_a_five_point_choice_runs_from_one_to_five(survey: Centre) -> None:
    row = answers(survey, "31-931")["stars"]
    told = (row["role"], row["value"], row["scale_min"], row["scale_max"])
    assert told == ("attribute", 4, 1, 5)


def test_questions_are_known_by_their_numbers_too(survey: Centre) -> None:
    found = answers(survey, "41-941")
    assert {name: (row["role"], row["value"]) for name, row in found.items()} == {
        "777777X5X21": ("resolved", 1),
        "777777X5X22": ("csat", 4),
        "777777X5X23SQ001": ("ces", 7),
    }


def test_the_wording_is_that_of_the_first_language_without_its_tags(survey: Centre) -> None:
    assert answers(survey, "41-941")["777777X5X21"]["wording"] == "Was your problem solved?"


def test_older_structures_hold_their_texts_beside_the_codes(survey: Centre) -> None:
    found = [answers(survey, name)["sorted"]["value"] for name in ("51-951", "52-952")]
    assert found == [0.5, 0]
