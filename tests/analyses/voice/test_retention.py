"""The heard and the rushed: from the wish to leave to the first answer, and what followed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest

from lastword.analyses.voice.compared import compared
from lastword.analyses.voice.retention import Retention, retention
from lastword.engine import Engine, Tables
from lastword.question import Context
from lastword.settings import Settings

START = datetime(2026, 9, 1, 9)
CUSTOMERS = 60


def conversation(number: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A wish, a question to every other customer, an offer after 40 or 120 seconds, a question."""
    asked = number % 2 == 0
    script = [
        ("customer", 0, "cancel_said", "intent"),
        *([("agent", 30, "courtesy", "question"), ("customer", 60, "", "")] if asked else []),
        ("agent", 120 if asked else 40, "retention", "offer"),
        ("agent", 150, "courtesy", "question"),
    ]
    messages, labels = [], []
    for position, (author, seconds, kind, value) in enumerate(script, 1):
        key = {"message_id": f"m{number}.{position}", "contact_id": f"c{number}"}
        at = START + timedelta(days=number % 7, seconds=seconds)
        messages.append({**key, "position": position, "author": author, "text": "some words",
                         "is_public": True, "sent_at": at})  # fmt: skip
        if kind:
            labels.append({**key, "label_id": f"{number}.{position}", "kind": kind, "value": value,
                           "confidence": 0.9, "span_start": 0, "span_end": 4})  # fmt: skip
    return messages, labels


def rows() -> dict[str, list[dict[str, Any]]]:
    """Of the heard every sixth leaves, of the rushed every second, later than 30 days one more."""
    talks = [conversation(number) for number in range(CUSTOMERS)]
    links = [
        {"contact_id": f"c{n}", "issue_id": f"i{n}", "person_id": f"p{n}", "position": 1,
         "customer_ref": f"k{n}", "is_last": True, "bucket": 0, "rule": "first", "channel": "chat",
         "offered_at": START + timedelta(days=n % 7), "agent_id": f"a{n % 6}"}
        for n in range(CUSTOMERS)
    ]  # fmt: skip
    gone = [n for n in range(CUSTOMERS) if (n % 12 == 0 if n % 2 == 0 else n % 4 == 1)]
    outcomes = [
        {"customer_ref": f"k{n}", "kind": "cancelled", "at": START + timedelta(days=20)}
        for n in gone
    ]
    outcomes.append({"customer_ref": "k2", "kind": "cancelled", "at": START + timedelta(days=50)})
    outcomes += [
        {"customer_ref": f"k{n}", "kind": "renewed", "at": START + timedelta(days=10),
         "amount": 40.0 if n % 2 == 0 else 10.0, "currency": "EUR"}
        for n in range(CUSTOMERS)
    ]  # fmt: skip
    contacts = [
        {name: link[name] for name in ("contact_id", "customer_ref", "channel", "offered_at")}
        for link in links
    ]
    persons = [{"customer_ref": f"k{n}", "person_id": f"p{n}"} for n in range(CUSTOMERS)]
    return {"contacts": contacts, "issue_contacts": links, "persons": persons,
            "outcomes": outcomes, "messages": [m for said, _ in talks for m in said],
            "labels": [label for _, read in talks for label in read]}  # fmt: skip


@pytest.fixture
def found(engine: Engine, make_tables: Callable[..., Tables]) -> Retention:
    tables = make_tables(engine, **rows())
    return retention(Context(tables, Settings(), START + timedelta(days=60)))


def test_the_heard_are_followed_to_the_first_offer_and_beyond(found: Retention) -> None:
    assert found.customers == CUSTOMERS
    assert found.heard.value == 0.5, "a question after the offer does not count"
    assert (found.offered.value, found.confirmed.value) == (1, 0)
    assert found.seconds is not None and found.seconds.value == pytest.approx(80)
    assert found.turns is not None and found.turns.value == pytest.approx(1)
    assert found.questions is not None and found.questions.value == pytest.approx(0.5)
    assert found.stayed is not None
    assert found.stayed.heard.value == pytest.approx(25 / 30), "who left later had stayed"
    assert found.stayed.rushed.value == pytest.approx(0.5)
    assert found.stayed.crude.value == pytest.approx(1 / 3)
    assert found.revenue is not None and found.revenue.crude.unit == "money"
    assert found.revenue.crude.value == pytest.approx(30)


def test_like_is_compared_with_like() -> None:
    """Those who leave for the price are seldom asked and seldom stay: true difference .2."""
    rng = np.random.default_rng(5)
    told = []
    for number in range(6_000):
        priced = bool(rng.random() < 0.5)
        heard = bool(rng.random() < (0.2 if priced else 0.8))
        stays = rng.random() < (0.2 if priced else 0.6) + 0.2 * heard
        told.append({"is_heard": heard, "stayed": float(stays), "agent_id": f"a{number % 40}",
                     "reason": "price" if priced else None, "channel": "chat",
                     "is_threat": False, "position": 1})  # fmt: skip
    result = compared(told, "stayed", "share")
    assert result is not None and result.adjusted is not None
    assert result.crude.value == pytest.approx(0.44, abs=0.04)
    assert result.adjusted.lower < 0.2 < result.adjusted.upper
    assert result.adjusted.value == pytest.approx(0.2, abs=0.04)


def test_few_are_not_compared() -> None:
    told = [
        {"is_heard": number < 19, "stayed": 1.0, "agent_id": f"a{number}", "reason": None,
         "channel": None, "is_threat": False, "position": 1}
        for number in range(60)
    ]  # fmt: skip
    assert compared(told, "stayed", "share") is None
