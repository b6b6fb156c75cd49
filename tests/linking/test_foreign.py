"""A survey that carries the ticket's number, and numbers that only happen to be equal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from lastword.engine import Engine, Tables
from lastword.linking.foreign import adopted

START = datetime(2024, 1, 1)
Make = Callable[..., Tables]


def contacts(source: str, count: int = 40) -> list[dict[str, Any]]:
    return [
        {
            "contact_id": f"{source}:c{i}",
            "thread_id": f"{source}:{i}",
            "offered_at": START + timedelta(days=10 * i),
            "source": source,
        }
        for i in range(count)
    ]


def answers(ids: list[int], days: float) -> list[dict[str, Any]]:
    return [
        {
            "answer_id": f"survey:a{i}",
            "thread_id": f"survey:{i}",
            "answered_at": START + timedelta(days=10 * i + days),
            "source": "survey",
        }
        for i in ids
    ]


def threads(tables: Tables) -> list[str] | None:
    found = adopted(tables)
    if "answers" not in found:
        return None
    rows = tables.engine.fetch(found["answers"].order_by("answer_id")).to_pylist()
    return [row["thread_id"] for row in rows]


def test_a_ticket_number_is_the_tickets(engine: Engine, make_tables: Make) -> None:
    given = answers([1, 2, 3, 99], days=1)
    tables = make_tables(engine, contacts=contacts("desk"), answers=given)
    assert threads(tables) == ["desk:1", "desk:2", "desk:3", "survey:99"], "99 is nobody's"


@pytest.mark.parametrize(
    ("world", "given"),
    [
        ([*contacts("desk"), *contacts("chat")], answers([1, 2, 3], days=1)),
        (contacts("desk"), answers([1, 2, 3], days=-30)),
        (contacts("desk"), answers([1, 2, 77, 88, 99], days=1)),
        (contacts("survey"), answers([1, 2, 3], days=1)),
    ],
    ids=["two systems have such numbers", "before the contact", "too few are known", "its own"],
)
def test_equal_numbers_alone_prove_nothing(
    duckdb_engine: Engine,
    make_tables: Make,
    world: list[dict[str, Any]],
    given: list[dict[str, Any]],
) -> None:
    assert threads(make_tables(duckdb_engine, contacts=world, answers=given)) is None


def test_one_survey_may_ask_about_several_systems(duckdb_engine: Engine, make_tables: Make) -> None:
    world = [*contacts("desk", 20), *contacts("chat")[10:]]
    given = answers([1, 2, 15, 30], days=1)
    found = threads(make_tables(duckdb_engine, contacts=world, answers=given))
    assert found == ["desk:1", "survey:15", "desk:2", "chat:30"], "15 may be the desk's or a chat's"


def test_a_credited_agent_is_the_one_of_the_contacts_system(
    engine: Engine, make_tables: Make
) -> None:
    """Number 5 serves at the desk and in the chat, 7 in the chat alone, and nobody is called Jo."""
    served = [("desk", "5"), ("chat", "5"), ("chat", "7")]
    world = [
        contacts(system, i + 1)[i] | {"agent_id": f"{system}:{agent}", "thread_id": None}
        for i, (system, agent) in enumerate(served)
    ]
    asked = [("desk:c0", "5"), ("chat:c1", "5"), (None, "7"), (None, "5"), ("desk:c0", "Jo")]
    invitations = [
        {
            "invitation_id": f"survey:i{i}",
            "contact_id": contact,
            "agent_id": f"survey:{agent}",
            "source": "survey",
        }
        for i, (contact, agent) in enumerate(asked)
    ]
    tables = make_tables(engine, contacts=world, invitations=invitations)
    rows = engine.fetch(adopted(tables)["invitations"].order_by("invitation_id"))
    assert rows["agent_id"].to_pylist() == ["desk:5", "chat:5", "chat:7", None, None]
