"""issue_contacts: equal to the plain rules on random centres, on both engines and any buckets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lastword.engine import Engine
from lastword.engine.digest import digest
from lastword.linking.issue_contacts import BucketStep, issue_contacts
from lastword.settings import LinkingSettings
from lastword.store.corrections import Correction
from linking import reference
from linking.worlds import START, World, world

Row = dict[str, Any]
AS_OF = START + timedelta(days=100)
SETTINGS = LinkingSettings.model_validate({"window_days": 10, "unknown_days": 4})


def _plan(
    engine: Engine, given_world: World, corrections: Sequence[Correction] = (), buckets: int = 3
) -> BucketStep:
    tables, persons = given_world.tables(engine), given_world.person_rows(engine)
    return issue_contacts(tables, persons, SETTINGS, corrections, AS_OF, buckets=buckets)


def _rows(engine: Engine, plan: BucketStep) -> dict[str, Row]:
    rows = engine.fetch(plan.step(plan.table)).to_pylist()
    assert len({row["contact_id"] for row in rows}) == len(rows)
    return {row["contact_id"]: row for row in rows}


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(seeds=[1995], contacts=30)  # an unknown contact that is a parent, and no threads
@given(seeds=st.lists(st.integers(0, 10**6), min_size=1, max_size=40), contacts=st.just(30))
def test_contacts_are_linked_as_the_plain_rules_say(
    duckdb_engine: Engine, seeds: list[int], contacts: int
) -> None:
    small = world(seeds, contacts)
    expected = reference.link(
        small.contacts,
        small.events,
        small.persons,
        window_days=10,
        unknown_days=4,
        quiet_hours=12,
        as_of=AS_OF,
    )
    found = _rows(duckdb_engine, _plan(duckdb_engine, small))
    assert set(found) == set(expected)
    for contact, row in expected.items():
        assert {name: found[contact][name] for name in row} == row, contact


def test_engines_buckets_and_files_give_the_same_rows(
    engine: Engine, duckdb_engine: Engine, tmp_path: Path
) -> None:
    small = world(list(range(40)), 30)
    plan = _plan(engine, small, buckets=4)
    rows = engine.write_buckets(
        plan.table,
        tmp_path / "issue_contacts",
        step=plan.step,
        bucket="bucket",
        buckets=4,
        order_by=plan.order_by,
    )
    parts = sorted((tmp_path / "issue_contacts").glob("*.parquet"))
    expected = _plan(duckdb_engine, small, buckets=4)
    assert rows == len(small.contacts) - sum(r["offered_at"] > AS_OF for r in small.contacts)
    assert digest(engine.read(parts)) == digest(expected.step(expected.table))


def _contact(name: str, day: float, **more: Any) -> Row:
    at = START + timedelta(days=day)
    return {"contact_id": name, "customer_ref": "tel:2", "offered_at": at, "reason": "bill"} | more


def _one(contacts: list[Row], events: list[Row] | None = None) -> World:
    persons = {"tel:2": "tel:2", "web:3": "tel:2", "tel:1": "tel:1"}
    return World(contacts, events or [], persons)


def _issues(engine: Engine, small: World, *corrections: Correction) -> dict[str, str]:
    rows = _rows(engine, _plan(engine, small, corrections))
    return {name: row["issue_id"] for name, row in rows.items()}


def test_a_reason_is_joined_until_the_window_has_passed(duckdb_engine: Engine) -> None:
    small = _one([_contact("a", 0), _contact("b", 10), _contact("c", 20.1)])
    assert _issues(duckdb_engine, small) == {"a": "a", "b": "a", "c": "c"}


def test_a_contact_without_reason_joins_the_nearest_issue_less_surely(
    duckdb_engine: Engine,
) -> None:
    small = _one(
        [
            _contact("a", 0),
            _contact("dropped", 5, reason=None, outcome="abandoned"),
            _contact("b", 5.1, reason="login"),
            _contact("c", 6, reason="login"),
        ]
    )
    rows = _rows(duckdb_engine, _plan(duckdb_engine, small))
    assert {name: row["issue_id"] for name, row in rows.items()} == {
        "a": "a",
        "dropped": "dropped",
        "b": "dropped",
        "c": "dropped",
    }
    assert (rows["b"]["rule"], rows["c"]["rule"]) == ("time", "reason")
    assert 0.5 < rows["b"]["confidence"] < rows["c"]["confidence"] < 0.95


def test_another_reason_in_a_solved_and_quiet_thread_begins_an_issue(
    duckdb_engine: Engine,
) -> None:
    def thread(solved_on: float) -> dict[str, str]:
        contacts = [
            _contact("a", 0, thread_id="T"),
            _contact("b", 2, thread_id="T", reason="login"),
            _contact("c", 2.1, thread_id="T", reason=None),
        ]
        solved = {"event_id": "e", "thread_id": "T", "kind": "solved"}
        at = START + timedelta(days=solved_on)
        return _issues(duckdb_engine, _one(contacts, [solved | {"at": at}]))

    assert thread(1) == {"a": "a", "b": "b", "c": "b"}
    assert thread(3) == {"a": "a", "b": "a", "c": "a"}


def test_unknown_customers_are_linked_by_thread_alone(duckdb_engine: Engine) -> None:
    small = _one(
        [
            _contact("a", 0, customer_ref=None),
            _contact("b", 0.1, customer_ref=None),
            _contact("c", 0.2, customer_ref=None, thread_id="T"),
            _contact("d", 0.3, customer_ref=None, thread_id="T"),
            _contact("e", 0.4, customer_ref=None, thread_id="U"),
            _contact("f", 0.5, thread_id="U"),
        ]
    )
    rows = _rows(duckdb_engine, _plan(duckdb_engine, small))
    assert {name: row["issue_id"] for name, row in rows.items()} == {
        "a": "a",
        "b": "b",
        "c": "c",
        "d": "c",
        "e": "e",
        "f": "e",
    }
    assert [rows[name]["rule"] for name in "abcdef"] == [
        *["unknown_customer"] * 3,
        "thread",
        "first",
        "thread",
    ]
    assert rows["e"]["person_id"] == "tel:2"
    assert rows["d"]["confidence"] == 0.99


def test_a_false_first_timer_had_been_in_touch_elsewhere(duckdb_engine: Engine) -> None:
    small = _one(
        [
            _contact("web", 0, channel="web", source="forms", customer_ref="web:3"),
            _contact("call", 1, channel="voice", source="phone"),
            _contact("again", 2, channel="voice", source="phone"),
            _contact("back", 3, channel="voice", source="dialler", direction="outbound"),
        ]
    )
    rows = _rows(duckdb_engine, _plan(duckdb_engine, small))
    assert {row["issue_id"] for row in rows.values()} == {"web"}
    assert [rows[n]["is_first_claimed"] for n in ("web", "call", "again", "back")] == [
        True,
        True,
        False,
        False,
    ]
    assert [n for n, row in rows.items() if row["is_false_first"]] == ["call"]
    assert rows["call"]["confidence"] == (0.95 - 0.25 * 0.1) * 0.9
    assert rows["again"]["next_contact_at"] is None
    assert rows["back"]["contact_number"] == 3


def _correction(kind: Any, *keys: str, day: int = 1) -> Correction:
    return Correction(kind, keys, "ann", datetime(2024, 6, day))


def test_corrections_merge_and_split_issues(engine: Engine) -> None:
    contacts = [
        _contact("a", 0),
        _contact("b", 1),
        _contact("c", 2),
        _contact("d", 30, reason="login"),
        _contact("other", 1, customer_ref="tel:1"),
    ]
    corrections = [
        _correction("split_issue", "b", day=1),
        _correction("merge_issues", "c", "d", day=2),
        _correction("merge_issues", "a", "other", day=3),
        _correction("split_issue", "a", day=4),
        _correction("merge_issues", "a", "gone", day=5),
    ]
    plan = _plan(engine, _one(contacts), corrections)
    rows = _rows(engine, plan)
    assert {name: row["issue_id"] for name, row in rows.items()} == {
        "a": "a",
        "b": "b",
        "c": "b",
        "d": "b",
        "other": "other",
    }
    assert [rows[n]["rule"] for n in "abcd"] == ["first", "first", "correction", "correction"]
    assert [(c.correction.made_at.day, c.problem.split(":")[0]) for c in plan.conflicts] == [
        (3, "different persons"),
        (4, "a already begins a group of its own"),
        (5, "not in the data"),
    ]
