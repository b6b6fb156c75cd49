"""Numbers with and without their country are one, where the country is declared."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pytest

from lastword.engine import Engine, Tables
from lastword.linking.persons import persons
from lastword.linking.phones import international
from lastword.settings import LinkingSettings

NUMBERS = {
    "+49": {"0301234567": "+49301234567", "+49301234567": "+49301234567", "+33112": "+33112"},
    "+39": {"0612345678": "+390612345678"},
    "+1": {"12125550123": "+12125550123", "2125550123": "+12125550123"},
    "+36": {"0612345678": "+3612345678"},
}


@pytest.mark.parametrize("code", NUMBERS)
def test_national_numbers_get_their_country(engine: Engine, code: str) -> None:
    known = NUMBERS[code]
    table = engine.frame(pa.table({"number": list(known)}))
    found = engine.fetch(table.mutate(full=international(table.number, code))).to_pylist()
    assert {row["number"]: row["full"] for row in found} == known


@pytest.mark.parametrize(("code", "persons_found"), [("", 2), ("+49", 1)])
def test_a_declared_country_links(
    duckdb_engine: Engine, make_tables: Callable[..., Tables], code: str, persons_found: int
) -> None:
    given = [("tel:1", "0301234567"), ("crm:2", "+49301234567")]
    rows = [{"customer_ref": ref, "kind": "phone", "value": value} for ref, value in given]
    tables = make_tables(duckdb_engine, identifiers=rows)
    found = duckdb_engine.fetch(persons(tables, LinkingSettings(country_code=code)))
    assert len(set(found["person_id"].to_pylist())) == persons_found
