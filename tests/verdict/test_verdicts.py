"""Each issue carries what was said, done and claimed, and null for what is not known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from lastword.engine import Engine
from lastword.settings import Settings
from lastword.verdict.verdicts import verdicts
from verdict.conftest import at, filled

AS_OF = at(days=120)


def call(name: str, days: float, **rest: Any) -> dict[str, Any]:
    return {"contact_id": name, "offered_at": at(days=days), **rest}


def answer(name: str, role: str, value: float, days: float = 1, **rest: Any) -> dict[str, Any]:
    return {"answer_id": name, "role": role, "value": value, "answered_at": at(days=days), **rest}


World = dict[str, list[dict[str, Any]]]
Judged = Mapping[str, Mapping[str, dict[str, Any]]]


def attached() -> World:
    contacts = [
        call("a", 0, person="ann", thread_id="t"),
        call("b", 10, person="ann", thread_id="t", issue="b"),
        call("c", 20, person="bob"),
        call("d", 22, person="bob", issue="d"),
    ]
    answers = [
        answer("1", "resolved", 1, days=30, contact_id="a"),
        answer("2", "resolved", 0, days=11, thread_id="t"),
        answer("3", "resolved", 1, days=23, customer_ref="bob"),
        answer("4", "csat", 1, days=40, customer_ref="bob"),
    ]
    return {"contacts": contacts, "answers": answers}


def scales() -> World:
    five = {"scale_min": 1.0, "scale_max": 5.0, "contact_id": "a"}
    answers = [
        answer("1", "csat", 5, days=1, higher_is="better", **five),
        answer("2", "csat", 1, days=2, higher_is="worse", **five),
        answer("3", "ces", 2, scale_min=1.0, scale_max=7.0, higher_is="better", contact_id="a"),
        answer("4", "ces", 2, scale_min=1.0, scale_max=7.0, contact_id="b"),
        answer("5", "nps", 9, scale_min=0.0, scale_max=10.0, contact_id="a"),
        answer("6", "csat", 4, contact_id="b", scale_min=1.0, scale_max=5.0),
        answer("7", "resolved", 0.5, contact_id="b"),
    ]
    return {"contacts": [call("a", 0), call("b", 0)], "answers": answers}


def returns() -> World:
    contacts = [
        call("a", 0, person="ann", issue="x"),
        call("b", 3, person="ann", issue="x", is_claimed_resolved=True),
        call("c", 5, person="ann", issue="x"),
        call("d", 0, person="bob", is_claimed_resolved=True),
        call("e", 118, person="eve", is_claimed_resolved=True),
        call("f", 0, person=None, is_claimed_resolved=True),
    ]
    return {"contacts": contacts}


def called_back() -> World:
    contacts = [
        call("a", 0, person="ann", issue="x"),
        call("b", 1, person="ann", issue="x", direction="outbound"),
        call("c", 0, person="bob", issue="y"),
        call("d", 1, person="bob", issue="y", is_callback=True),
    ]
    return {"contacts": contacts}


def first_call_right() -> World:
    contacts = [
        call("a", 0, person="ann"),
        call("b", 0, person="bob"),
        call("c", 20, person="bob"),
        call("d", 0, person="dan", issue="d"),
        call("e", 1, person="dan", issue="d", channel="email"),
        call("f", 0, person="fay"),
    ]
    answers = [answer(name, "resolved", 1, contact_id=name) for name in "abd"]
    return {"contacts": contacts, "answers": answers}


def events() -> World:
    contacts = [call(name, 0, thread_id=f"t{name}") for name in "abc"]
    events = [
        {"event_id": "1", "thread_id": "ta", "at": at(1), "kind": "solved", "actor": "agent"},
        {"event_id": "2", "thread_id": "ta", "at": at(2), "kind": "reopened", "actor": "customer"},
        {"event_id": "3", "thread_id": "tb", "at": at(1), "kind": "closed", "actor": "rule"},
    ]
    return {"contacts": contacts, "events": events}


def leaving() -> World:
    contacts = [call("a", 0), call("b", 0), call("c", 100), call("d", 0)]
    outcomes = [
        {"customer_ref": "pa", "kind": "cancelled", "at": at(30)},
        {"customer_ref": "pb", "kind": "cancelled", "at": at(95)},
        {"customer_ref": "pd", "kind": "bought", "at": at(3)},
    ]
    return {"contacts": contacts, "outcomes": outcomes}


def last_words() -> World:
    contacts = [call(n, 0, channel="email", thread_id=f"t{n}") for n in "abcde"]
    words = {
        "a": [("customer", "It broke."), ("agent", "Try now."), ("customer", "Still broken!")],
        "b": [("customer", "It broke."), ("agent", "Try now."), ("customer", "Thanks a lot!")],
        "c": [("customer", "It broke."), ("agent", "Fixed.")],
        "d": [("customer", "Where is it?"), ("system", "Closed")],
    }
    messages = [
        {
            "message_id": f"{thread}{i}",
            "thread_id": f"t{thread}",
            "contact_id": thread,
            "author": author,
            "text": text,
            "sent_at": at(seconds=i),
            "is_public": True,
        }
        for thread, lines in words.items()
        for i, (author, text) in enumerate(lines)
    ]
    return {"contacts": contacts, "messages": messages}


def invited() -> World:
    invitations = [
        {"invitation_id": "1", "contact_id": "a", "invited_at": at(1)},
        {"invitation_id": "2", "contact_id": "b", "withheld_reason": "angry", "invited_at": at(1)},
    ]
    contacts = [call("a", 0), call("b", 0)]
    return {"contacts": contacts, "invitations": invitations}


WORLDS = (
    attached,
    scales,
    returns,
    called_back,
    first_call_right,
    events,
    leaving,
    last_words,
    invited,
)
NAMES = (
    "contact_id",
    "customer_ref",
    "person",
    "issue",
    "thread_id",
    "answer_id",
    "event_id",
    "message_id",
    "invitation_id",
)


@pytest.fixture(scope="module")
def judged(engine: Engine, world: Any) -> Judged:
    """Every world judged in one centre, so that an engine plans once: world → issue → verdict."""
    together: World = defaultdict(list)
    for make in WORLDS:
        rows = make()
        rows["contacts"] = [filled(contact) for contact in rows["contacts"]]
        for table, records in rows.items():
            together[table] += [named(make.__name__, record) for record in records]
    found: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for row in judge(engine, world, **together):
        of, _, issue = row["issue_id"].partition(":")
        found[of][issue] = row
    return found


def named(world: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row whose names no other world has."""
    return {
        column: f"{world}:{value}" if column in NAMES and value is not None else value
        for column, value in row.items()
    }


def judge(engine: Engine, world: Any, **rows: Any) -> list[dict[str, Any]]:
    tables = world(engine, AS_OF, **rows)
    return engine.fetch(verdicts(tables, Settings(), AS_OF)).to_pylist()


def test_answers_attach_by_contact_then_thread_then_customer(judged: Judged) -> None:
    found = judged["attached"]
    assert {name: row["said_resolved"] for name, row in found.items()} == {
        "a": True,
        "b": False,
        "c": None,
        "d": True,
    }
    assert [found[name]["is_answered"] for name in "abcd"] == [True, True, False, True]


def test_latest_answer_counts_and_scales_run_one_way(judged: Judged) -> None:
    found = judged["scales"]
    a, b = found["a"], found["b"]
    assert (a["said_csat"], a["said_top_box"], a["said_top_two"]) == (1.0, True, True)
    assert a["said_effort"] == pytest.approx(5 / 6)
    assert a["said_nps"] == 9
    assert (b["said_csat"], b["said_top_box"], b["said_top_two"]) == (0.75, False, True)
    assert b["said_effort"] is None
    assert b["said_resolved"] is False


def test_coming_back_is_counted_from_the_first_claimed_end(judged: Judged) -> None:
    found = judged["returns"]
    assert found["a"]["came_back_days"] == pytest.approx(2 - 5 / 1440)
    assert [found[name]["did_come_back"] for name in "adef"] == [True, False, None, None]
    assert found["a"]["clock_at"] == at(days=3, seconds=300)
    assert found["a"]["claimed_how"] == "contacts.is_claimed_resolved"


def test_a_call_back_by_the_centre_is_no_return(judged: Judged) -> None:
    found = judged["called_back"]
    assert [found[name]["did_come_back"] for name in "ac"] == [False, False]


def test_first_call_right_needs_one_contact_and_no_next_issue(judged: Judged) -> None:
    found = judged["first_call_right"]
    assert {n: row["is_first_call_right"] for n, row in found.items() if n != "c"} == {
        "a": True,
        "b": False,
        "d": False,
        "f": None,
    }
    assert found["b"]["did_next_issue"] is True
    assert found["b"]["next_issue_days"] == pytest.approx(20 - 5 / 1440)


def test_events_claim_and_reopening_withdraws_it(judged: Judged) -> None:
    found = judged["events"]
    assert [found[name]["claimed_resolved"] for name in "abc"] == [False, True, None]
    assert [found[name]["claimed_by"] for name in "abc"] == ["agent", "rule", None]
    assert found["a"]["claimed_at"] == at(1)
    assert found["b"]["is_auto_closed"] is True


def test_leaving_counts_within_its_window(judged: Judged) -> None:
    found = judged["leaving"]
    assert [found[name]["did_leave"] for name in "abcd"] == [True, False, None, False]


def test_last_word_of_a_thread_is_left_unanswered(judged: Judged) -> None:
    found = judged["last_words"]
    assert [found[name]["is_unanswered"] for name in "abcde"] == [True, False, False, True, None]


def test_invitations_without_answers_count_as_asked(judged: Judged) -> None:
    found = judged["invited"]
    assert [found[name]["is_invited"] for name in "ab"] == [True, False]


def test_what_nobody_recorded_is_unknown(engine: Engine, world: Any) -> None:
    (row,) = judge(engine, world, contacts=[call("a", 0)])
    assert row["did_leave"] is None
    assert row["is_invited"] is None


def test_one_row_an_issue_and_windows_end_at_the_stated_moment(engine: Engine, world: Any) -> None:
    contacts = [call(f"c{i}", i / 2, person=f"p{i % 7}", issue=f"i{i // 2}") for i in range(60)]
    tables = world(engine, AS_OF, contacts)
    early = at(days=10)
    rows = engine.fetch(verdicts(tables, Settings(), early)).to_pylist()
    assert len(rows) == 30
    assert len({row["issue_id"] for row in rows}) == 30
    known = [row for row in rows if row["did_next_issue"] is False]
    assert all(row["opened_at"] < early - timedelta(days=-30) for row in known)
