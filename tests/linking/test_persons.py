"""Persons: shared identifiers link, guards hold, corrections are replayed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from lastword.engine import Engine, Tables
from lastword.linking.identifiers import is_placeholder
from lastword.linking.persons import link_persons, persons
from lastword.settings import LinkingSettings
from lastword.store.corrections import Correction

SETTINGS = LinkingSettings.model_validate({})
Make = Callable[..., Tables]


def _ids(*rows: tuple[str, str, str]) -> list[dict[str, str]]:
    return [dict(zip(("customer_ref", "kind", "value"), row, strict=True)) for row in rows]


def _by_ref(engine: Engine, tables: Tables, **settings: Any) -> dict[str, dict[str, Any]]:
    chosen = LinkingSettings.model_validate(settings)
    rows = engine.fetch(persons(tables, chosen)).to_pylist()
    assert len({row["customer_ref"] for row in rows}) == len(rows)
    return {row["customer_ref"]: row for row in rows}


def test_references_in_a_chain_of_shared_identifiers_are_one_person(
    engine: Engine, make_tables: Make
) -> None:
    rows = _ids(
        ("web:9", "email", "a@b.org"),
        ("tel:1", "phone", "+49151234567"),
        ("web:9", "phone", "+49151234567"),
        ("crm:5", "email", "a@b.org"),
        ("crm:6", "surname", "Smith"),
        ("crm:7", "surname", "Smith"),
    )
    contact = {"contact_id": "c1", "offered_at": datetime(2024, 1, 1), "customer_ref": "tel:2"}
    found = _by_ref(engine, make_tables(engine, identifiers=rows, contacts=[contact]))
    assert {ref: row["person_id"] for ref, row in found.items()} == {
        "web:9": "crm:5",
        "tel:1": "crm:5",
        "crm:5": "crm:5",
        "crm:6": "crm:6",
        "crm:7": "crm:7",
        "tel:2": "tel:2",
    }
    assert (found["web:9"]["rule"], found["web:9"]["confidence"]) == ("email", 0.99)
    assert (found["tel:1"]["rule"], found["tel:1"]["confidence"]) == ("phone", 0.95)
    assert (found["tel:2"]["rule"], found["tel:2"]["confidence"]) == ("single", None)


def test_an_identifier_shared_by_more_than_allowed_links_nobody(
    engine: Engine, make_tables: Make
) -> None:
    desk = _ids(*[(f"crm:{i}", "phone", "+49301234987") for i in range(6)])
    home = _ids(*[(f"web:{i}", "phone", "+49401234987") for i in range(5)])
    found = _by_ref(engine, make_tables(engine, identifiers=[*desk, *home]))
    assert {found[f"crm:{i}"]["person_id"] for i in range(6)} == {f"crm:{i}" for i in range(6)}
    assert {found[f"web:{i}"]["person_id"] for i in range(5)} == {"web:0"}
    assert found["web:3"]["confidence"] == pytest.approx(0.95**4)


def test_values_to_ignore_link_nobody(engine: Engine, make_tables: Make) -> None:
    rows = _ids(("a:1", "phone", "+4930555666"), ("a:2", "phone", "+4930555666"))
    tables = make_tables(engine, identifiers=rows)
    assert _by_ref(engine, tables)["a:2"]["person_id"] == "a:1"
    assert _by_ref(engine, tables, ignore=["+4930555666"])["a:2"]["person_id"] == "a:2"


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("phone", "+0000", True),
        ("phone", "+49 999", False),
        ("phone", "99999999", True),
        ("phone", "123456789", True),
        ("phone", "110", True),
        ("phone", "+49 30 1234987", False),
        ("email", "unknown@acme.com", True),
        ("email", "no-reply@acme.com", True),
        ("email", "someone@example.com", True),
        ("email", "ann@acme.com", False),
        ("account", "N/A", True),
        ("account", "test", True),
        ("account", "-", True),
        ("account", "7", False),
        ("account", "0000", True),
        ("account", "1111a", False),
        ("account", "顧客七", False),
    ],
)
def test_placeholders_are_recognised(
    duckdb_engine: Engine, make_tables: Make, kind: str, value: str, expected: bool
) -> None:
    table = make_tables(duckdb_engine, identifiers=_ids(("a:1", kind, value)))["identifiers"]
    verdict = table.select(verdict=is_placeholder(table.kind, table.value))
    assert duckdb_engine.fetch(verdict)["verdict"].to_pylist() == [expected]


def _correction(kind: Any, *keys: str, day: int = 1) -> Correction:
    return Correction(kind, keys, "ann", datetime(2024, 1, day))


def test_corrections_merge_and_split_in_order_and_list_conflicts(
    engine: Engine, make_tables: Make
) -> None:
    rows = _ids(
        ("a:1", "email", "x@y.org"),
        ("a:2", "email", "x@y.org"),
        ("a:3", "email", "x@y.org"),
        ("b:1", "email", "z@y.org"),
        ("b:2", "phone", "+4930555666"),
    )
    corrections = [
        _correction("split_person", "b:1", day=5),
        _correction("split_person", "a:1", day=1),
        _correction("merge_persons", "b:1", "b:2", day=2),
        _correction("merge_persons", "b:1", "gone:1", day=3),
        _correction("split_person", "a:1", day=4),
    ]
    result = link_persons(make_tables(engine, identifiers=rows), SETTINGS, corrections)
    found = {row["customer_ref"]: row for row in engine.fetch(result.table).to_pylist()}
    assert {ref: row["person_id"] for ref, row in found.items()} == {
        "a:1": "a:1",
        "a:2": "a:2",
        "a:3": "a:2",
        "b:1": "b:1",
        "b:2": "b:2",
    }
    assert (found["a:1"]["rule"], found["a:1"]["confidence"]) == ("correction", 1.0)
    assert (found["a:3"]["rule"], found["a:3"]["confidence"]) == ("email", 0.99**2)
    problems = [(c.correction.made_at.day, c.problem) for c in result.conflicts]
    assert [day for day, _ in problems] == [3, 4, 5]
    assert problems[0][1] == "not in the data: gone:1"
    assert "already begins" in problems[1][1]
    assert "undoes an earlier correction of b:1" in problems[2][1]
