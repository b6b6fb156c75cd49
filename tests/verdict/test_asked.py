"""What a question asks: settings, mapping, wording; the answers may contradict."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lastword.settings import QuestionSettings
from lastword.verdict.asked import Profile, decide

SCORES = Profile("s", "Q1", answers=50, numbers=50, lowest=1, highest=5, steps=5)
WORDS = Profile("s", "Q1", answers=4)
SATISFIED = "How satisfied are you with our service?"


def scored(wording: str, low: float, high: float, steps: int, answers: int = 50) -> Profile:
    return Profile("s", "Q1", wording, answers=answers, numbers=answers, lowest=low, highest=high,
                   steps=steps)  # fmt: skip


def test_a_scale_is_read_off_only_if_every_step_was_seen_often_enough() -> None:
    seen = decide(scored(SATISFIED, 1, 5, 5))
    assert (seen.role, seen.scale_min, seen.scale_max) == ("csat", 1, 5)
    for unseen in (scored(SATISFIED, 1, 5, 4), scored(SATISFIED, 1, 5, 5, answers=20)):
        assert (decide(unseen).role, decide(unseen).scale_max) == ("csat", None)


def test_the_direction_of_numbers_is_never_assumed() -> None:
    decision = decide(scored("How easy was it?", 1, 7, 7))
    assert (decision.role, decision.higher_is) == ("ces", None)
    school = decide(scored("Bewerten Sie den Service (1 = sehr gut, 6 = sehr schlecht)", 1, 6, 6))
    assert (school.role, school.higher_is) == ("csat", "worse")


def test_recommendation_is_nps_only_from_0_to_10() -> None:
    words = "How likely are you to recommend us?"
    assert decide(scored(words, 0, 10, 9)).role == "nps"
    assert decide(scored(f"{words} (0-10)", 3, 9, 4)).role == "nps"
    assert decide(replace(scored(words, 3, 9, 4), scale_min=0, scale_max=10)).role == "nps"
    five = decide(scored(words, 1, 5, 5))
    assert (five.role, five.told_by) == (None, "nothing") and "0 to 10" in five.why
    assert decide(scored(words, 0, 5, 6)).role is None, "a scale of six steps"


def test_resolution_needs_answers_that_say_yes_or_no() -> None:
    words = "Is your problem solved?"
    assert decide(scored(words, 0, 1, 2)).role == "resolved"
    coded = decide(scored(words, 1, 2, 2))
    assert coded.role is None and "numbers from 1 to 2" in coded.why
    said = decide(replace(WORDS, wording=words, labels=("Ja", "Nein", "Teilweise")))
    assert said.values == {"Ja": 1, "Nein": 0, "Teilweise": 0.5}


def test_words_on_a_ladder_have_numbers_and_a_direction() -> None:
    said = decide(replace(WORDS, wording=SATISFIED, labels=("Very satisfied", "Dissatisfied")))
    assert said.values == {"Very satisfied": 5, "Dissatisfied": 2}
    assert (said.scale_min, said.scale_max, said.higher_is) == (1, 5, "better")
    effort = replace(WORDS, wording="It took me a lot of effort to get help.", labels=("Agree",))
    assert decide(effort).higher_is == "worse", "agreement with a complaint"


def test_free_words_are_comments_if_the_question_belongs_to_the_verdict() -> None:
    why = replace(WORDS, wording="Why did you give this score?")
    assert decide(why).role == "comment"
    assert decide(replace(WORDS, wording="What made it easy?", answers=40)).role == "comment"
    assert decide(replace(WORDS, wording="What is your order number?")).role is None
    unknown = replace(WORDS, wording=SATISFIED, answers=90, labels=("A1", "A2"))
    assert decide(unknown).role is None and "“A1”" in decide(unknown).why


def test_the_mapping_is_believed_and_the_settings_more() -> None:
    mapped = replace(SCORES, role="csat", scale_min=1, scale_max=5, wording="Was it solved?")
    assert (decide(mapped).role, decide(mapped).told_by) == ("csat", "mapping")
    given = QuestionSettings(question="q1", role="ces", higher_is="worse")
    settled = decide(mapped, [given])
    assert (settled.role, settled.told_by, settled.higher_is) == ("ces", "settings", "worse")
    assert (settled.scale_min, settled.scale_max) == (1, 5)


@pytest.mark.parametrize(
    ("given", "role"),
    [
        (QuestionSettings(question="Was it solved?", role="none"), None),
        (QuestionSettings(question="was it solved", role="resolved"), "resolved"),
        (QuestionSettings(question="Q1", source="other", role="csat"), "nothing was said"),
    ],
)
def test_settings_name_a_question_by_code_or_wording(given: QuestionSettings, role: str) -> None:
    decision = decide(replace(SCORES, wording="Was it solved?"), [given])
    told = decision.role if decision.told_by == "settings" else "nothing was said"
    assert told == role


def test_codes_are_given_numbers_by_the_settings() -> None:
    given = QuestionSettings(question="Q1", role="resolved", answers={"1": 1, "2": 0})
    decision = decide(scored("Gelöst?", 1, 2, 2), [given])
    assert (decision.values, decision.scale_min, decision.scale_max) == ({"1": 1, "2": 0}, 0, 1)
