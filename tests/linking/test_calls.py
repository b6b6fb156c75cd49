"""Calls told in pieces: contacts and legs, whoever tells what in which order."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lastword.engine import Engine
from lastword.linking import calls
from written_tables import write_tables

NINE = datetime(2024, 3, 4, 9)
Row = dict[str, Any]


def at(seconds: float) -> datetime:
    return NINE + timedelta(seconds=seconds)


def waits(call: str, begin: float | None, end: float | None, **more: Any) -> Row:
    return piece(call, "wait", begin, end, leg_id=f"{call}/q", queue="billing", **more)


def talks(call: str, agent: str, begin: float | None, end: float | None, **more: Any) -> Row:
    return piece(call, "talk", begin, end, leg_id=f"{call}/{agent}", agent_id=agent, **more)


def piece(
    call: str, activity: str | None, begin: float | None, end: float | None, **more: Any
) -> Row:
    times = {"started_at": begin, "ended_at": end}
    given = {name: at(second) for name, second in times.items() if second is not None}
    return {"contact_id": call, "activity": activity, **given, **more}


PIECES: tuple[Row, ...] = (
    # the start and the end of each stretch told apart, in any order
    talks("apart", "zed", None, 150, ended_by="agent"),
    waits("apart", None, 30),
    talks("apart", "zed", 30, None),
    waits("apart", 0, None, customer_ref="ann"),
    # durations told beside times, and more than once in a leg
    waits("sums", 0, 10),
    talks("sums", "zed", 10, 100, lasted_seconds=60.0),
    {**talks("sums", "zed", None, None, lasted_seconds=30.0), "activity": "hold"},
    {**talks("sums", "zed", 100, 120), "activity": "wrap"},
    # a work without the end of the talk
    talks("work", "zed", 0, None),
    {**talks("work", "zed", 60, None), "activity": "wrap"},
    {**talks("work", "zed", None, 80), "activity": "wrap"},
    # nobody answers
    waits("left", 0, 40, ended_by="customer"),
    waits("cut", 0, 40, ended_by="system"),
    waits("key", 0, 40, ended_by="transfer"),
    {**waits("called", 0, 40, ended_by="system"), "leg_id": None},
    # told in words beside the times
    piece("voicemail", None, 0, 50, outcome="voicemail", ended_by="customer"),
    # passed on, with what two legs said
    piece("chain", None, 0, 90, leg_id="first", customer_ref="bob", reason="old"),
    {**talks("chain", "zed", 5, 40, ended_by="transfer"), "leg_id": "first"},
    {**talks("chain", "yve", 50, 90, ended_by="customer", reason="new"), "leg_id": "second"},
)
SAID = (
    {"message_id": "m2", "contact_id": "second", "position": 1, "text": "Again?"},
    {"message_id": "m1", "contact_id": "first", "position": 1, "text": "Hello."},
    {"message_id": "m0", "contact_id": "else", "position": 7, "text": "Not a call."},
)
Found = dict[str, dict[str, list[Row]]]


@pytest.fixture(scope="module", params=["duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def found(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Found:
    """Table → contact → rows in order."""
    engine: Engine = request.getfixturevalue(f"{request.param}_engine")
    folder: Path = tmp_path_factory.mktemp("calls")
    pieces = [{"stretch_id": str(place), **row} for place, row in enumerate(PIECES)]
    loaded = [{"contact_id": "mail", "offered_at": NINE}]
    tables = write_tables(engine, folder, stretches=pieces, messages=SAID, contacts=loaded)
    rows: Found = {}
    for name, table in calls(tables).items():
        fetched: list[Row] = engine.fetch(table).to_pylist()
        for row in sorted(fetched, key=lambda row: row.get("position") or 0):
            rows.setdefault(name, {}).setdefault(row["contact_id"], []).append(row)
    return rows


def told(found: Found, call: str, *names: str) -> tuple[Any, ...]:
    (row,) = found["contacts"][call]
    return tuple(row[name] for name in names)


def test_starts_and_ends_told_apart_are_one_stretch(found: Found) -> None:
    assert told(found, "apart", "wait_seconds", "talk_seconds", "outcome", "ended_by") == (
        30,
        120,
        "answered",
        "agent",
    )
    assert told(found, "apart", "offered_at", "answered_at", "ended_at", "customer_ref") == (
        at(0),
        at(30),
        at(150),
        "ann",
    )
    assert [(leg["position"], leg["agent_id"]) for leg in found["legs"]["apart"]] == [
        (1, None),
        (2, "zed"),
    ]


def test_seconds_that_are_told_come_before_times(found: Found) -> None:
    names = ("talk_seconds", "hold_seconds", "wrap_seconds", "ended_at")
    assert told(found, "sums", *names) == (60, 30, 20, at(100))


def test_a_talk_ends_where_the_work_after_it_begins(found: Found) -> None:
    assert told(found, "work", "talk_seconds", "wrap_seconds", "ended_at") == (60, 20, at(60))


def test_who_ends_the_waiting_decides_how_it_went(found: Found) -> None:
    outcomes = {call: told(found, call, "outcome")[0] for call in ("left", "cut", "key", "called")}
    assert outcomes == {"left": "abandoned", "cut": "cut_off", "key": None, "called": "cut_off"}
    assert told(found, "left", "wait_seconds", "agent_id") == (40, None)


def test_an_outcome_in_words_holds_where_nobody_answered(found: Found) -> None:
    assert told(found, "voicemail", "outcome", "ended_by") == ("voicemail", "customer")


def test_a_chain_has_the_first_customer_and_the_last_agent(found: Found) -> None:
    assert told(found, "chain", "customer_ref", "agent_id", "reason", "ended_by") == (
        "bob",
        "yve",
        "new",
        "customer",
    )
    assert [leg["transferred_to"] for leg in found["legs"]["chain"]] == ["yve", None]


def test_what_names_a_leg_is_about_its_call(found: Found) -> None:
    said = [(row["position"], row["text"]) for row in found["messages"]["chain"]]
    assert said == [(1, "Hello."), (2, "Again?")]
    assert found["messages"]["else"][0]["position"] == 7


def test_contacts_of_other_systems_stay(found: Found) -> None:
    assert told(found, "mail", "offered_at") == (NINE,)
