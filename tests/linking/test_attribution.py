"""Who truly served a contact, by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from lastword.engine import Engine
from lastword.linking import attributed
from lastword.store.corrections import Correction
from written_tables import write_tables

START = datetime(2025, 1, 6, 9)


def corrected(number: int, *keys: str) -> Correction:
    return Correction("attribution", keys, "lead", START + timedelta(days=number))


def test_contacts_go_to_who_served_them_in_their_team_of_then(
    engine: Engine, tmp_path: Path
) -> None:
    contacts = [
        {"contact_id": f"c{n}", "offered_at": START, "agent_id": "ann", "team_id": "t1"}
        for n in range(4)
    ]
    agents = [
        {"agent_id": "bob", "team_id": "t2", "valid_from": START - timedelta(days=9),
         "valid_until": START + timedelta(days=1)},
        {"agent_id": "bob", "team_id": "t3", "valid_from": START + timedelta(days=1)},
    ]  # fmt: skip
    tables = write_tables(engine, tmp_path, contacts=contacts, agents=agents)
    asked = [
        corrected(1, "c0", "eve"), corrected(2, "c0", "bob"), corrected(1, "c1", ""),
        corrected(1, "c2", "eve"), corrected(1, "gone", "bob"),
    ]  # fmt: skip
    found, conflicts = attributed(tables, asked)
    rows = {row["contact_id"]: row for row in engine.fetch(found["contacts"]).to_pylist()}
    told = {name: (row["agent_id"], row["team_id"]) for name, row in rows.items()}
    assert told == {
        "c0": ("bob", "t2"), "c1": (None, "t1"), "c2": ("eve", "t1"), "c3": ("ann", "t1"),
    }  # fmt: skip
    assert [conflict.problem for conflict in conflicts] == ["not in the data: gone"]
    assert attributed(tables, []) == ({}, [])
