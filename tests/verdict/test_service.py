"""Dropped, next issues, asking, call-backs, relationships, survey, health: one small centre."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from lastword.engine import Engine, Tables
from lastword.finding import Finding
from lastword.question import Context, ask
from lastword.settings import Settings
from lastword.verdict import QUESTIONS, callbacks, called_against_not, relationships, survey
from lastword.verdict.asking import asking
from lastword.verdict.dropped import cut_off_second, dropped
from lastword.verdict.false_first import false_first
from lastword.verdict.health import health
from lastword.verdict.next_issues import next_issues
from lastword.verdict.verdicts import verdicts
from lastword.verdict.winning_back import stratified_difference
from verdict.centre import everything
from verdict.conftest import at

AS_OF = at(days=130)


@dataclass(frozen=True)
class Done:
    contact_id: str
    at: datetime
    result: str = "solved"


def opened(
    engine: Engine, world: Any, folder: Any, as_of: datetime = AS_OF, **rows: Any
) -> Context:
    tables = world(engine, as_of, **{**everything(), **rows})
    parts = dict(tables.parts)
    for name, make in (("verdicts", verdicts), ("relationships", relationships)):
        engine.write(make(Tables(engine, parts), Settings(), as_of), folder / name)
        parts[name] = sorted((folder / name).glob("*.parquet"))
    return Context(Tables(engine, parts), Settings(), as_of)


@pytest.fixture(scope="module")
def centre(engine: Engine, world: Any, tmp_path_factory: pytest.TempPathFactory) -> Context:
    return opened(engine, world, tmp_path_factory.mktemp("centre"))


def test_the_small_centre_says_what_was_planted(centre: Context) -> None:
    found = dropped(centre)
    assert (found.offered, found.cut_off, found.cut_off_at_seconds) == (94, 12, 1800.0)
    assert found.cut_off_again_in_hour is not None
    assert found.cut_off_again_in_hour.value == 1.0
    assert found.short is not None
    assert found.short.n == 80
    assert found.unanswered == 1

    pairs = next_issues(centre)
    assert [(p.reason, p.next_reason, p.count) for p in pairs] == [("move", "bill", 20)]

    asked = asking(centre)
    assert (asked.withheld, asked.asked_too_often) == (1, 1)
    assert [row[0] for row in asked.by_medium] == ["sms", "email"]
    assert asked.missing_questions == ("contacts_needed", "expectation", "ces")
    assert asked.answered_bad_followed_up is not None
    assert asked.answered_bad_followed_up.value == 0.0

    first = false_first(centre)
    assert (first.count, first.unknown_customers) == (0, 0)

    person = centre.tables["relationships"]
    row = centre.tables.engine.fetch(person.filter(person.person_id == "p5")).to_pylist()[0]
    assert row["heard"] == 0.5
    assert row["stayed"] is False
    assert row["promises_kept"] is None


def test_every_question_answers_with_unique_findings(centre: Context) -> None:
    found: list[Finding] = [f for question in QUESTIONS for f in ask(question, centre)]
    ids = [finding.id for finding in found]
    assert len(ids) == len(set(ids))
    assert all(finding.sentence.endswith(".") for finding in found)
    labels = {finding.headline for finding in found} - {""}
    assert labels == {"SOLVED?", "FIRST?", "DROPPED"}
    assert "verdict.claimed" in ids


def test_those_to_win_back_come_with_reasons_and_words(
    engine: Engine, world: Any, tmp_path: Any
) -> None:
    context = opened(engine, world, tmp_path, as_of=at(days=24))
    listed = callbacks(context)
    first = next(row for row in listed if row.issue_id == "c58")
    assert first.why == "said unresolved"
    assert first.words == "Nobody ever called me back."
    assert first.owner == "team lead (south)"
    assert "closed as solved" in first.happened
    assert len({row.person_id for row in listed}) == len(listed)
    assert [row.score for row in listed] == sorted((row.score for row in listed), reverse=True)
    rest = callbacks(context, [Done("c58", at(days=23))])
    assert "c58" not in {row.issue_id for row in rest}
    again = callbacks(context, [Done("c58", at(days=23), "not-reached")])
    assert "c58" in {row.issue_id for row in again}
    assert len(callbacks(context, limit=3)) == 3


def test_calls_are_compared_with_like_customers_not_called(centre: Context) -> None:
    called = [Done(f"c{i:02}", at(days=25)) for i in (2, 6, 10, 14, 18, 22, 26, 30, 34, 38, 42)]
    effect = called_against_not(centre, called)
    assert effect is not None
    assert effect.value == 0.0
    assert called_against_not(centre, called[:4]) is None


def test_stratified_difference_is_the_plain_one_in_one_stratum() -> None:
    found = stratified_difference([(10, 100, 20, 100)])
    assert found is not None
    assert found.value == pytest.approx(-0.1)
    assert found.upper == pytest.approx(
        -0.1 + 1.96 * (0.1 * 0.9 / 100 + 0.2 * 0.8 / 100) ** 0.5, abs=1e-3
    )


def test_cut_offs_pile_up_only_at_a_limit() -> None:
    spread = [{"second": 100 * i, "rows": 5} for i in range(20)]
    assert cut_off_second(spread) is None
    assert cut_off_second([*spread, {"second": 1800, "rows": 400}]) == 1800.0
    assert cut_off_second([{"second": None, "rows": 9}]) is None


def test_faults_in_the_data_are_named(engine: Engine, world: Any, tmp_path: Any) -> None:
    broken = everything()
    clock = {
        "contact_id": "late",
        "person": "z",
        "offered_at": at(days=3),
        "ended_at": at(days=2),
    }
    twice = [
        {"contact_id": f"twin{i}", "person": "w", "offered_at": at(days=4), "issue": "w"}
        for i in range(2)
    ]
    flipped = [
        {**row, "higher_is": "worse"} if row["role"] == "csat" else row for row in broken["answers"]
    ]
    lost = {"answer_id": "lost", "role": "csat", "value": 3.0, "answered_at": at(days=4)}
    clicked = {
        "answer_id": "quick",
        "invitation_id": "i3",
        "role": "comment",
        "text": "ok",
        "answered_at": at(days=4, seconds=1),
    }
    events = [
        event
        for i in range(40)
        for event in (
            {"event_id": f"s{i}", "thread_id": f"e{i}", "at": at(i), "kind": "solved"},
            {
                "event_id": f"k{i}",
                "thread_id": f"e{i}",
                "at": at(i + 5),
                "kind": "closed",
                "actor_id": "sweeper",
            },
        )
    ]
    events += [
        {"event_id": "m", "thread_id": "tm1", "at": at(30, seconds=10), "kind": "assigned"},
        {"event_id": "r", "thread_id": "tm1", "at": at(30, seconds=40), "kind": "rated"},
    ]
    context = opened(
        engine,
        world,
        tmp_path,
        contacts=[*broken["contacts"], clock, *twice],
        answers=[*flipped, lost, clicked],
        events=events,
    )
    found = {finding.id.removeprefix("verdict.health."): finding for finding in health(context)}
    assert set(found) == {
        "duplicates",
        "clock",
        "orphaned_ratings",
        "flipped_scale",
        "machine_clicks",
        "reassigned_ratings",
        "auto_closures",
    }
    assert "one account (40)" in found["auto_closures"].sentence
    assert "5.0 days" in found["auto_closures"].sentence


def test_the_survey_writes_what_was_never_asked(centre: Context) -> None:
    sheet = survey(centre)
    assert [question.role for question in sheet.questions] == [
        "contacts_needed",
        "expectation",
        "ces",
    ]
    text = sheet.markdown()
    assert "Never invite a customer more than 2 times in 90 days" in text
    assert all(heading in text for heading in ("English", "Deutsch", "Français", "Español"))
    assert len(survey(centre, everything=True).questions) == 5
    lines = sheet.csv().splitlines()
    assert len(lines) == 1 + 5 * (4 + 3 + 7)
    assert sheet.invitations_needed is not None


def test_every_wording_has_as_many_answers_as_values_in_five_languages() -> None:
    from lastword.verdict.wordings import LANGUAGES
    from lastword.verdict.wordings import QUESTIONS as WORDINGS

    for question in WORDINGS:
        assert set(question.texts) == set(LANGUAGES)
        assert all(len(t.answers) == len(question.values) for t in question.texts.values())
