"""issues: sums are conserved, ends are those of the first and last contact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from lastword.engine import Engine, Tables, arrow_schema
from lastword.engine.digest import digest
from lastword.linking import issue_contacts, issues, issues_step
from lastword.settings import LinkingSettings, VerdictSettings
from linking.worlds import START, World, world

Row = dict[str, Any]
AS_OF = START + timedelta(days=100)
LINKING = LinkingSettings.model_validate({"window_days": 10})
VERDICT = VerdictSettings.model_validate({"recontact_days": 20})


def _linked(engine: Engine, small: World) -> Tables:
    tables, persons = small.tables(engine), small.person_rows(engine)
    plan = issue_contacts(tables, persons, LINKING, (), AS_OF)
    tables._open["issue_contacts"] = engine.save(plan.step(plan.table))
    return tables


def _by_issue(rows: list[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["position"]):
        groups[row["issue_id"]].append(row)
    return groups


def test_issues_hold_the_sums_and_ends_of_their_contacts(duckdb_engine: Engine) -> None:
    tables = _linked(duckdb_engine, world(list(range(60)), 30))
    contacts = _by_issue(duckdb_engine.fetch(tables["issue_contacts"]).to_pylist())
    found = duckdb_engine.fetch(issues(tables, LINKING, VERDICT, AS_OF)).to_pylist()
    approached = {
        name: members for name, members in contacts.items() if any(map(_is_approach, members))
    }
    assert {row["issue_id"] for row in found} == set(approached)
    for row in found:
        members = approached[row["issue_id"]]
        claims = [m["is_claimed_resolved"] for m in members]
        reasons = [m["reason"] for m in members if m["reason"]]
        last = members[-1]
        assert row["contact_count"] == sum(map(_is_approach, members))
        assert row["first_contact_id"] == row["issue_id"] == members[0]["contact_id"]
        assert row["last_contact_id"] == last["contact_id"]
        assert (row["last_channel"], row["ended_at"]) == (last["channel"], last["ended_at"])
        assert row["is_claimed_resolved"] == ([c for c in claims if c is not None] or [None])[-1]
        assert row["reason"] == (reasons or [None])[0]
        assert row["channel_count"] == len({m["channel"] for m in members})
        assert row["is_false_first"] == any(m["is_false_first"] for m in members)
        assert row["is_mature"] == (last["offered_at"] + timedelta(days=20) <= AS_OF)


def _is_approach(row: Row) -> bool:
    return row["direction"] != "outbound" or bool(row["is_callback"])


def test_the_next_issue_is_the_same_persons(duckdb_engine: Engine) -> None:
    tables = _linked(duckdb_engine, world(list(range(60)), 30))
    found = duckdb_engine.fetch(issues(tables, LINKING, VERDICT, AS_OF)).to_pylist()
    by_person: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(found, key=lambda row: (row["opened_at"], row["issue_id"])):
        if row["person_id"] is None:
            assert row["next_issue_id"] is None
        else:
            by_person[row["person_id"]].append(row)
    for own in by_person.values():
        for row, later in zip(own, [*own[1:], None], strict=True):
            expected = later and (later["issue_id"], later["opened_at"], later["reason"])
            got = (row["next_issue_id"], row["next_issue_at"], row["next_reason"])
            assert got == (expected or (None, None, None))


def test_transfers_are_legs_passed_on_or_contacts_ended_by_transfer(
    engine: Engine, make_tables: Callable[..., Tables]
) -> None:
    rows = [
        {
            "contact_id": name,
            "issue_id": issue,
            "position": position,
            "is_last": position == 2,
            "bucket": 0,
            "person_id": "p",
            "offered_at": START,
            "ended_by": ended_by,
        }
        for name, issue, position, ended_by in (
            ("a", "a", 1, "transfer"),
            ("b", "a", 2, "transfer"),
            ("c", "c", 1, "agent"),
        )
    ]
    legs = [
        {"contact_id": "a", "position": 1, "transferred_to": "desk"},
        {"contact_id": "a", "position": 2, "transferred_to": "back office"},
        {"contact_id": "a", "position": 3, "transferred_to": None},
    ]
    schema = arrow_schema("issue_contacts")
    for given, expected in (({"legs": legs}, 3), ({}, 2)):
        tables = make_tables(engine, **given)
        tables._open["issue_contacts"] = engine.frame(pa.Table.from_pylist(rows, schema))
        found = engine.fetch(issues(tables, LINKING, VERDICT, AS_OF)).to_pylist()
        assert {r["issue_id"]: r["transfer_count"] for r in found} == {"a": expected, "c": 0}


@pytest.mark.spark
def test_engines_and_files_give_the_same_issues(
    duckdb_engine: Engine, spark_engine: Engine, tmp_path: Path
) -> None:
    small = world(list(range(40)), 30)
    tables = _linked(duckdb_engine, small)
    expected = digest(issues(tables, LINKING, VERDICT, AS_OF))
    for engine in (duckdb_engine, spark_engine):
        folder = tmp_path / engine.name
        plan = issue_contacts(small.tables(engine), small.person_rows(engine), LINKING, (), AS_OF)
        engine.write(plan.step(plan.table), folder / "linked")
        step = issues_step(small.tables(engine), LINKING, VERDICT, AS_OF)
        engine.write_parts(sorted((folder / "linked").glob("*.parquet")), folder / "out", step=step)
        assert digest(engine.read(sorted((folder / "out").glob("*.parquet")))) == expected


def test_an_issue_is_mature_once_both_windows_have_passed(
    duckdb_engine: Engine, make_tables: Callable[..., Tables]
) -> None:
    tables = make_tables(duckdb_engine)
    row = {"contact_id": "a", "issue_id": "a", "position": 1, "is_last": True, "bucket": 0}
    row |= {"offered_at": datetime(2024, 1, 1, 12)}
    schema = arrow_schema("issue_contacts")
    tables._open["issue_contacts"] = duckdb_engine.frame(pa.Table.from_pylist([row], schema))
    for as_of, expected in ((datetime(2024, 1, 21, 12), True), (datetime(2024, 1, 21, 11), False)):
        found = duckdb_engine.fetch(issues(tables, LINKING, VERDICT, as_of))
        assert found["is_mature"].to_pylist() == [expected]
