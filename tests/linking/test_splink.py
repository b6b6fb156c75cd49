"""Probabilistic linking on the febrl records, whose true matches are known."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pytest

from lastword.engine import Engine, Tables, arrow_schema
from lastword.errors import MissingExtra, UsageError
from lastword.linking import persons
from lastword.linking.splink import probable_pairs
from lastword.settings import LinkingSettings

SETTINGS = LinkingSettings.model_validate({"probabilistic": True})
KINDS = {
    "given_name": "given_name",
    "surname": "surname",
    "postcode": "postcode",
    "date_of_birth": "birth_date",
    "street_number": "street_number",
    "address_1": "address",
    "address_2": "address_2",
    "suburb": "suburb",
    "state": "state",
    "soc_sec_id": "account",
}
NAME_BIRTH_POSTCODE = ("given_name", "surname", "postcode", "date_of_birth")
Identifier = dict[str, str]


def _febrl(folder: Path, columns: Iterable[str]) -> list[Identifier]:
    with (folder / "record_linkage" / "febrl_dataset2.csv").open(encoding="utf-8") as file:
        records = list(csv.DictReader(file, skipinitialspace=True))
    return [
        {"customer_ref": record["rec_id"], "kind": KINDS[column], "value": record[column]}
        for record in records
        for column in columns
        if record[column].strip()
    ]


def _tables(engine: Engine, identifiers: list[Identifier]) -> Tables:
    filled = [{"source": "test", "load_id": "l1", **row} for row in identifiers]
    tables = Tables(engine, {})
    rows = pa.Table.from_pylist(filled, arrow_schema("identifiers"))
    tables._open["identifiers"] = engine.frame(rows)
    return tables


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def _precision_recall(engine: Engine, identifiers: list[Identifier]) -> tuple[float, float]:
    rows = engine.fetch(persons(_tables(engine, identifiers), SETTINGS)).to_pylist()
    truth = {row["customer_ref"]: row["customer_ref"].split("-")[1] for row in rows}
    both = _pairs(Counter((r["person_id"], truth[r["customer_ref"]]) for r in rows).values())
    found = _pairs(Counter(row["person_id"] for row in rows).values())
    return both / found, both / _pairs(Counter(truth.values()).values())


@pytest.mark.slow
def test_all_columns_link_nearly_everybody(duckdb_engine: Engine, data_folder: Path) -> None:
    pytest.importorskip("splink", reason="extra linkage is not installed")
    precision, recall = _precision_recall(duckdb_engine, _febrl(data_folder, KINDS))
    assert precision >= 0.995
    assert recall >= 0.98


@pytest.mark.slow
def test_name_birth_date_and_postcode_suffice_in_spite_of_a_placeholder_phone(
    duckdb_engine: Engine, data_folder: Path
) -> None:
    pytest.importorskip("splink", reason="extra linkage is not installed")
    given = _febrl(data_folder, NAME_BIRTH_POSTCODE)
    precision, recall = _precision_recall(duckdb_engine, given)
    assert precision >= 0.995
    assert recall >= 0.85
    references = sorted({row["customer_ref"] for row in given})
    desk = [
        {"customer_ref": reference, "kind": "phone", "value": "+61299110042"}
        for reference in references[:: len(references) // 15][:15]
    ]
    with_desk, _ = _precision_recall(duckdb_engine, [*given, *desk])
    assert abs(with_desk - precision) < 0.01


def test_too_few_kinds_are_refused(duckdb_engine: Engine) -> None:
    pytest.importorskip("splink", reason="extra linkage is not installed")
    rows = [{"customer_ref": "a:1", "kind": "surname", "value": "Ann"}]
    with pytest.raises(UsageError, match="found: surname"):
        probable_pairs(_tables(duckdb_engine, rows), SETTINGS)


def test_a_missing_extra_is_named(duckdb_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "splink", None)
    with pytest.raises(MissingExtra, match=r"lastword\[linkage\]"):
        persons(_tables(duckdb_engine, []), SETTINGS)
