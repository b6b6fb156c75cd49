"""Files are recognised by pattern or by standard names; what is open is asked, not guessed."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.conftest import fetched, stage_of
from lastword.engine import Engine
from lastword.errors import InputRefused
from lastword.ingest.mapped import map_stage
from lastword.ingest.mapping import read_sources
from lastword.ingest.proof import proven
from lastword.ingest.recognition import recognise

CONTACT = {"contact_id": "1", "started_at": "2024-03-05 10:00:00"}


def loaded(engine: Engine, *records: dict[str, str | None]) -> dict[str, Any]:
    """What becomes of a file without a mapping."""
    found = recognise(list(records[0]), "calls.csv", {})
    assert found is not None
    stage = engine.frame(stage_of(records))
    found = proven(found, stage, "calls.csv")
    parts = map_stage(found.mapping, stage, found.source, engine)
    return {name: fetched(engine, part, len(records)) for name, part in parts.items()}


def test_a_declared_pattern_comes_first() -> None:
    tables = [{"table": "contacts", "columns": {"contact_id": "x", "offered_at": "y"}}]
    sources = read_sources({"acd": {"files": [{"match": ["calls_*.csv"], "tables": tables}]}})
    found = recognise(["contact_id", "offered_at"], "export/calls_1.csv", sources)
    assert found is not None and found.source == "acd"
    assert found.mapping.tables[0].columns["contact_id"].column == "x"


@pytest.mark.parametrize(
    ("columns", "tables"),
    [
        (["contact_id", "started_at", "channel", "agent", "talk_s"], ["contacts"]),
        (["Contact ID", "Started at", "Phone"], ["contacts", "identifiers"]),
        (["contact_id", "started_at", "csat", "comment"], ["contacts", "answers"]),
        (["contact_id", "sent_at", "answered_at", "question", "value"], ["answers"]),
        (["customer_ref", "nps", "resolved"], ["answers"]),
        (["contact_id", "reviewer", "criterion", "score", "max"], ["evaluations"]),
        (["period", "team", "question", "value", "n"], ["pulses"]),
        (["customer_ref", "kind", "value"], ["identifiers"]),
        (["customer_id", "email", "first_name"], ["identifiers"]),
        (["agent_id", "state", "start"], ["shifts"]),
        (["ticket_id", "event", "created_at"], ["events"]),
        (["ticket_id", "author", "body", "created_at"], ["messages"]),
    ],
)
def test_standard_names_are_recognised(columns: list[str], tables: list[str]) -> None:
    found = recognise(columns, "x.csv", {})
    assert found is not None
    assert [table.table for table in found.mapping.tables] == tables


def test_other_files_are_not_recognised() -> None:
    assert recognise(["colour", "size"], "x.csv", {}) is None


def test_a_unit_that_is_not_said_is_asked_for() -> None:
    with pytest.raises(InputRefused, match="In wait, are durations given in seconds"):
        recognise([*CONTACT, "wait"], "calls.csv", {})


def test_usual_spellings_and_identifiers(duckdb_engine: Engine) -> None:
    found = loaded(duckdb_engine, {**CONTACT, "channel": "Phone", "phone": "+49 30 1"})
    (contact,) = found["contacts"]["rows"]
    assert (contact["channel"], contact["customer_ref"]) == ("voice", "files:+49 30 1")
    (identifier,) = found["identifiers"]["rows"]
    assert (identifier["kind"], identifier["value"]) == ("phone", "+49301")


def test_wide_answers_become_one_row_each(duckdb_engine: Engine) -> None:
    record = {"customer_ref": "7", "resolved": "Partly", "nps": "9", "ces": None}
    found = loaded(duckdb_engine, record)["answers"]
    answers = {row["role"]: (row["value"], row["scale_max"]) for row in found["rows"]}
    assert answers == {"resolved": (0.5, None), "nps": (9.0, 10.0)}
    assert len(found["filtered"]) == 1


@pytest.mark.parametrize(
    ("texts", "month"),
    [
        (["13/04/2024", "03/04/2024"], 4),
        (["04/13/2024", "04/03/2024"], 4),
        (["2024/04/13", "2024/04/03"], 4),
        (["1712966400", "1712102400"], 4),
    ],
)
def test_dates_are_proven_by_their_values(
    duckdb_engine: Engine, texts: list[str], month: int
) -> None:
    records = [{"contact_id": text, "started_at": text} for text in texts]
    rows = loaded(duckdb_engine, *records)["contacts"]["rows"]
    assert [(row["offered_at"].day, row["offered_at"].month) for row in rows] == [
        (13, month),
        (3, month),
    ]


@pytest.mark.parametrize("texts", [["03/04/2024"], ["13/04/2024", "04/13/2024"]])
def test_dates_that_prove_nothing_are_refused(duckdb_engine: Engine, texts: list[str]) -> None:
    records = [{"contact_id": "1", "started_at": text} for text in texts]
    with pytest.raises(InputRefused, match="3rd of April or the 4th of March"):
        loaded(duckdb_engine, *records)


def test_a_decimal_comma_is_proven_or_refused(duckdb_engine: Engine) -> None:
    proving = {**CONTACT, "talk_s": "12,5"}
    (row,) = loaded(duckdb_engine, proving)["contacts"]["rows"]
    assert row["talk_seconds"] == 12.5
    with pytest.raises(InputRefused, match="is 1,234 one thousand"):
        loaded(duckdb_engine, {**CONTACT, "talk_s": "1,234"})


def test_a_column_called_id_names_no_table_by_itself() -> None:
    assert recognise(["id", "created_at", "title"], "articles.csv", {}) is None
    assert recognise(["id", "created_at", "channel"], "calls.csv", {}) is not None


def test_what_loading_fills_itself_is_not_taken_from_a_file() -> None:
    found = recognise(["call_id", "start_time", "time_zone"], "calls.csv", {})
    assert found is not None
    assert set(found.mapping.tables[0].columns) == {"contact_id", "offered_at"}
