"""What the labels add up to: topics, journeys, statements, leaving, ideas, promises, courtesy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lastword.analyses.voice.result import Voice, voice
from lastword.analyses.voice.said import corrected_effect, corrected_share
from lastword.analyses.voice.topics import information_kept
from lastword.engine import Engine
from lastword.estimate import Estimate
from lastword.question import Context
from lastword.settings import Settings, VoiceSettings
from lastword.stats.proportion import wilson
from written_tables import write_tables

START = datetime(2026, 9, 1, 9)
SETTINGS = Settings(voice=VoiceSettings(model="tf-idf"))
IDEA = "Could you not simply text me before the engineer comes?"


def contact(number: int) -> dict[str, Any]:
    return {
        "contact_id": f"c{number}", "issue_id": f"c{number}", "person_id": f"p{number}",
        "customer_ref": f"k{number}", "position": 1, "is_last": True, "bucket": 0,
        "rule": "first", "offered_at": START + timedelta(days=number), "channel": "chat",
        "agent_id": f"a{number % 3}", "reason": "bill" if number % 2 else "line",
        "direction": "inbound",
    }  # fmt: skip


def message(number: int, position: int, author: str, text: str) -> dict[str, Any]:
    return {
        "message_id": f"m{number}.{position}", "contact_id": f"c{number}", "position": position,
        "author": author, "text": text, "is_public": True,
        "sent_at": START + timedelta(days=number, minutes=position),
    }  # fmt: skip


def label(number: int, position: int, kind: str, value: str, span: int = 0) -> dict[str, Any]:
    return {
        "label_id": f"{number}.{position}.{kind}.{value}", "contact_id": f"c{number}",
        "message_id": f"m{number}.{position}", "kind": kind, "value": value, "confidence": 0.9,
        "span_start": 0, "span_end": span or 5,
    }  # fmt: skip


def rows() -> dict[str, list[dict[str, Any]]]:
    """Thirty contacts of thirty customers, ten of whom want to leave; two are asked why."""
    numbers = range(30)
    links = [contact(number) for number in numbers]
    links.append({**contact(40), "issue_id": "c3", "position": 2, "person_id": "p3",
                  "direction": "outbound", "offered_at": START + timedelta(days=4)})  # fmt: skip
    messages, labels = [], []
    for number in numbers:
        messages += [
            message(number, 1, "customer", f"It is too expensive. {IDEA if number < 6 else ''}"),
            message(number, 2, "agent", "I will call you back tomorrow."),
            message(number, 3, "customer", "Thank you, that is good."),
        ]
        labels.append(label(number, 1, "topic", "my bill" if number % 2 else "no line"))
        labels.append(label(number, 3, "emotion", "positive"))
        if number < 20:
            labels.append(label(number, 1, "emotion", "negative"))
        if number < 10:
            labels.append(label(number, 1, "cancel_said", "intent"))
            labels.append(label(number, 1, "cancel_reason", "price", span=20))
        if number < 2:
            labels.append(label(number, 2, "courtesy", "question"))
        if number < 6:
            labels.append({**label(number, 1, "idea", "wish"), "span_start": 21, "span_end": 70})
        if number in (3, 4):
            day = (START + timedelta(days=number + 1)).date()
            labels.append(label(number, 2, "promise", f"call back by {day}"))
    contacts = [
        {name: link[name] for name in ("contact_id", "customer_ref", "channel", "offered_at")}
        for link in links
    ]
    persons = [{"customer_ref": f"k{n}", "person_id": f"p{n}"} for n in numbers]
    outcomes = [{"customer_ref": "k5", "kind": "cancelled", "at": START + timedelta(days=9)}]
    return {"contacts": contacts, "messages": messages, "labels": labels, "persons": persons,
            "outcomes": outcomes, "issue_contacts": links}  # fmt: skip


@pytest.fixture(scope="module")
def found(duckdb_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Voice]:
    yield _asked(duckdb_engine, tmp_path_factory.mktemp("voice"))


def _asked(engine: Engine, folder: Path) -> Voice:
    tables = write_tables(engine, folder, **rows())
    return voice(Context(tables, SETTINGS, START + timedelta(days=60)))


@pytest.mark.spark
def test_both_engines_say_the_same(found: Voice, spark_engine: Engine, tmp_path: Path) -> None:
    assert _asked(spark_engine, tmp_path).to_dict() == found.to_dict()


def test_topics_are_counted_with_their_codes(found: Voice) -> None:
    assert found.topics is not None
    assert {(topic.name, topic.contacts) for topic in found.topics.topics} == {
        ("my bill", 15),
        ("no line", 15),
    }
    assert found.topics.kept == pytest.approx(1.0)


def test_information_kept_is_that_of_the_table() -> None:
    even = [{"topic": t, "reason": r, "n": 5} for t in "ab" for r in "xy"]
    assert information_kept(even) == pytest.approx(0.0, abs=1e-12)
    assert information_kept([{"topic": "a", "reason": None, "n": 5}]) is None


def test_journeys_go_from_the_first_to_the_last_message(found: Voice) -> None:
    assert found.journey is not None
    assert found.journey.start["negative"].value == pytest.approx(20 / 30)
    assert found.journey.end["positive"].value == 1
    assert found.journey.won.value == 1


def test_who_wants_to_leave_counts_once_and_is_listed_while_there(found: Voice) -> None:
    gone = found.leaving
    assert gone is not None
    assert gone.customers == 10
    assert gone.retention is not None
    assert (gone.retention.customers, gone.retention.heard.value) == (10, 0.2)
    assert gone.retention.seconds is None, "nobody offered or confirmed anything"
    assert [(reason.name, reason.customers) for reason in gone.reasons] == [("price", 10)]
    assert gone.reasons[0].quotes[0].text == "It is too expensive."
    assert "c5" not in {intent.contact_id for intent in gone.open}
    assert len(gone.open) == 9


def test_one_idea_of_six_customers_credits_those_who_heard(found: Voice) -> None:
    assert [(idea.title, idea.customers) for idea in found.ideas] == [(IDEA, 6)]
    assert {agent for agent, _ in found.ideas[0].agents} == {"a0", "a1", "a2"}


def test_a_promise_is_kept_by_a_call_in_time(found: Voice) -> None:
    assert found.promises is not None
    assert found.promises.made == 2
    assert found.promises.kept.value == 0.5


def test_a_share_is_corrected_for_misreading() -> None:
    share = corrected_share(wilson(100, 1_000), 0.9, 0.6)
    assert share.value == pytest.approx(0.15)
    assert "misreading" in share.method


def test_an_effect_is_freed_from_misreading() -> None:
    """True shares .4 and .8, precision .8, recall .5, share labelled .1: seen −.274."""
    missed = 0.1 * 0.8 / 0.9
    seen = (0.8 * 0.4 + 0.2 * 0.8) - ((1 - missed) * 0.8 + missed * 0.4)
    given = Estimate(seen, seen - 0.1, seen + 0.1, 500, "sandwich")
    assert corrected_effect(given, 0.1, 0.8, 0.5).value == pytest.approx(-0.4)
