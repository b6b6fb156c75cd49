"""Labels of answers, and what a wording says of its ends."""

from __future__ import annotations

import pytest

from lastword.text.ladders import anchored_ends, direction_in, ladder_of
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


def test_a_wording_may_say_which_end_is_good() -> None:
    assert direction_in("1 = very dissatisfied, 5 = very satisfied") == "better"
    assert direction_in("Schulnoten: 1 = sehr gut bis 6 = sehr schlecht") == "worse"
    assert direction_in("de 1 (très difficile) à 7 (très facile)") == "better"
    assert direction_in("From 1 to 5") is None
    assert direction_in("1 = red, 5 = blue") is None


def test_a_wording_may_say_what_both_ends_mean() -> None:
    assert anchored_ends("de 1 (très difficile) à 7 (très facile)") == (1, 7)
    assert anchored_ends("Schulnoten: 1 = sehr gut bis 6 = sehr schlecht") == (1, 6)
    assert anchored_ends("3 = neutral, 5 = very satisfied") is None, "2 may not be the worst"
    assert anchored_ends("How was it?") is None
