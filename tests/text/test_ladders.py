"""Labels of answers, and what a wording says of its ends."""

from __future__ import annotations

import pytest

from lastword.text.ladders import direction_in, ladder_of, numbered
from lastword.text.questions import folded
from lastword.verdict.wordings import QUESTIONS, Wording

EVERY = [(wording, language) for wording in QUESTIONS for language in wording.texts]


@pytest.mark.parametrize(
    ("wording", "language"), EVERY, ids=[f"{w.role}-{language}" for w, language in EVERY]
)
def test_our_own_answers_have_their_numbers(wording: Wording, language: str) -> None:
    labels = wording.texts[language].answers
    ladder = ladder_of(labels, [wording.role])
    assert ladder is not None
    assert tuple(ladder.numbers[folded(label)] for label in labels) == wording.values


def test_labels_of_no_ladder_have_no_numbers() -> None:
    assert ladder_of(["Berlin", "Very satisfied"]) is None
    assert ladder_of([]) is None
    assert ladder_of(["Yes", "No"], ["csat"]) is None


def test_a_number_before_the_words_counts() -> None:
    assert numbered("10 - Extremely likely") == 10
    assert numbered("5: sehr zufrieden") == 5
    assert numbered("2 weeks") is None
    assert numbered("Very good") is None


def test_a_wording_may_say_which_end_is_good() -> None:
    assert direction_in("1 = very dissatisfied, 5 = very satisfied") == "better"
    assert direction_in("Schulnoten: 1 = sehr gut bis 6 = sehr schlecht") == "worse"
    assert direction_in("de 1 (très difficile) à 7 (très facile)") == "better"
    assert direction_in("From 1 to 5") is None
    assert direction_in("1 = red, 5 = blue") is None
