"""An erased customer is in no file, and no export brings them back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from lastword.engine import Engine
from lastword.errors import Damaged, UsageError
from lastword.store import Correction, Store
from lastword.store.canonical import canonical
from lastword.store.person import collect
from lastword.store.search import in_parquet
from lastword.store.state import AuditEntry, FollowUp
from store.centre import add, answer, build, contact, message

MONDAY = datetime(2024, 3, 4)
EMAIL = "anna.secret@example.org"


def _identifier(customer: int, kind: str, value: str) -> dict[str, Any]:
    return {"customer_ref": f"crm:{customer}", "kind": kind, "value": value}


def _centre() -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Customer 1 is erased; customer 12 and contact 1 of customer 2 have similar ids."""
    contacts = [
        contact(90, 1),
        contact(91, 1),
        contact(1, 2, agent_id="crm:1"),
        contact(12, 12, parent_contact_id="crm:c90"),
    ]
    words = [
        message(90, f"I am {EMAIL}, where is my parcel?"),
        message(12, f"My neighbour Anna.Secret@example.org, {EMAIL} had it too"),
        {**message(91, "hello"), "contact_id": None},
    ]
    identifiers = [
        _identifier(1, "email", EMAIL),
        _identifier(1, "phone", "+49301234567"),
        _identifier(12, "phone", "+49301234567"),
    ]
    broken = [{"name": "1;2024-13-01;voice"}, {"name": f"{EMAIL};;"}, {"name": "77;2024-01-01;x"}]
    return {
        "base": {"contacts": contacts, "identifiers": identifiers},
        "words": {"messages": words},
        "answers": {"answers": [answer(90, 0), answer(12, 1)]},
        "broken": {"contacts": [contact(13, 12)], "quarantine": broken},
    }


def _fill(store: Store, engine: Engine) -> None:
    for load_id, tables in _centre().items():
        add(store, load_id, tables)
    build(store, engine)
    build(store, engine, "second")
    store.corrections.add(Correction("merge_persons", ("crm:1", "crm:12"), "qa", MONDAY))
    store.corrections.add(Correction("split_issue", ("crm:c12",), "qa", MONDAY))
    store.state.add_follow_up(FollowUp("crm:c90", MONDAY, "lead", "won back"))
    store.state.add_follow_up(FollowUp("crm:c12", MONDAY, "lead", "not reached"))
    store.state.record(AuditEntry(MONDAY, "lead", "read", "customers", "crm:1"))
    store.state.record(AuditEntry(MONDAY, "lead", "read", "agents", "crm:1"))


def _everything(folder: Path) -> str:
    """All values of all Parquet files, and all bytes of all other files, as one text."""
    texts = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if path.suffix == ".parquet":
            texts.append(str(duckdb.sql(f"from '{path}'").fetchall()))
        else:
            texts.append(path.read_bytes().decode(errors="replace"))
    return "\n".join(texts)


def test_nothing_names_the_customer_any_more(store: Store, engine: Engine) -> None:
    _fill(store, engine)
    assert EMAIL in _everything(store.folder)
    erasure = store.erase(engine, ["crm:1"])
    left = _everything(store.folder)
    for word in (EMAIL, "Anna.Secret", "'crm:c90'", "crm:c91", "crm:t90", "1;2024-13-01"):
        assert word not in left
    assert b"crm:c90" not in (store.folder / "state.db").read_bytes()
    assert erasure.contacts == 2
    assert erasure.corrections == 1
    assert erasure.records == 2
    assert store.tombstones.hash("customers", "crm:1") == erasure.mark
    assert erasure.mark in left
    assert not (store.folder / "erasing.json").exists()


def test_others_stay_as_they_were(store: Store, duckdb_engine: Engine) -> None:
    _fill(store, duckdb_engine)
    store.erase(duckdb_engine, ["crm:1"])
    contacts = _table(store, duckdb_engine, "contacts")
    assert sorted(row["contact_id"] for row in contacts) == ["crm:c1", "crm:c12", "crm:c13"]
    by_id = {row["contact_id"]: row for row in contacts}
    assert by_id["crm:c1"]["agent_id"] == "crm:1"
    assert by_id["crm:c12"]["parent_contact_id"] is None
    (kept,) = _table(store, duckdb_engine, "messages")
    assert kept["text"] == "My neighbour [erased], [erased] had it too"
    (phone,) = _table(store, duckdb_engine, "identifiers")
    assert phone["value"] == "+49301234567"
    assert [f.contact_id for f in store.state.follow_ups()] == ["crm:c12"]
    assert [entry.subject_kind for entry in store.state.audit()] == ["agents"]
    assert [c.kind for c in store.corrections.all()] == ["split_issue"]


def test_readers_see_a_new_generation_and_old_ones_are_gone(
    store: Store, duckdb_engine: Engine
) -> None:
    _fill(store, duckdb_engine)
    before = store.current()
    erasure = store.erase(duckdb_engine, ["crm:1"])
    after = store.current()
    assert before is not None
    assert after is not None
    assert erasure.generation == after.number > before.number
    assert store.generations() == [after.number]
    assert after.manifest.rows("contacts") == before.manifest.rows("contacts") - 2
    assert after.manifest.inputs != store.inputs()


@pytest.mark.parametrize("order", [("base", "words"), ("words", "base")])
def test_later_exports_do_not_bring_the_customer_back(
    store: Store, duckdb_engine: Engine, order: tuple[str, str]
) -> None:
    _fill(store, duckdb_engine)
    store.erase(duckdb_engine, ["crm:1"])
    centre = _centre()
    centre["base"]["contacts"].append(contact(95, 1))
    centre["words"]["messages"].append(message(95, "new words of the erased"))
    for load in order:
        add(store, f"{load} again", centre[load])
    left = _everything(store.folder)
    for word in (f"I am {EMAIL}", "new words of the erased", "crm:c95", "'crm:c90'"):
        assert word not in left
    assert len(_table(store, duckdb_engine, "contacts")) == 3
    erased = {load.load_id: load.erased for load in store.loads()}
    assert erased["base again"] == 5
    assert erased["words again"] == 3


def test_same_load_again_changes_nothing(store: Store, duckdb_engine: Engine) -> None:
    _fill(store, duckdb_engine)
    store.erase(duckdb_engine, ["crm:1"])
    before = store.inputs()
    add(store, "base", _centre()["base"])
    assert store.inputs() == before


def test_a_contact_that_changed_hands_stays_with_the_other(
    store: Store, duckdb_engine: Engine
) -> None:
    add(store, "wrong", {"contacts": [contact(5, 1)]})
    add(store, "right", {"contacts": [contact(5, 2)]})
    add(store, "words", {"messages": [message(5, "mine")]})
    store.erase(duckdb_engine, ["crm:1"])
    (row,) = _table(store, duckdb_engine, "contacts")
    assert row["customer_ref"] == "crm:2"
    assert len(_table(store, duckdb_engine, "messages")) == 1


def test_key_is_readable_by_its_owner_alone(store: Store, duckdb_engine: Engine) -> None:
    _fill(store, duckdb_engine)
    store.erase(duckdb_engine, ["crm:1"])
    assert (store.folder / "key").stat().st_mode & 0o777 == 0o600
    assert "crm:1" not in (store.folder / "tombstones.jsonl").read_text()
    (store.folder / "key").unlink()
    with pytest.raises(Damaged, match=r"key: the file is missing"):
        add(store, "more", {"contacts": [contact(99, 3)]})


def test_the_search_finds_what_was_left(store: Store, duckdb_engine: Engine) -> None:
    _fill(store, duckdb_engine)
    person = collect(_loaded(store), ["crm:1"])
    parts = [path for paths in _loaded(store).values() for path in paths]
    found = in_parquet(duckdb_engine, parts, person)
    places = {tuple(Path(text.split(" column ")[0]).parts[-3:-1]) for text in found}
    assert places == {
        ("base", "contacts"),
        ("base", "identifiers"),
        ("words", "messages"),
        ("answers", "answers"),
        ("broken", "quarantine"),
    }
    assert any(text.endswith("column parent_contact_id") for text in found)
    assert not any(text.endswith("column agent_id") for text in found)


def _loaded(store: Store) -> dict[str, list[Path]]:
    parts: dict[str, list[Path]] = {}
    for path in sorted((store.folder / "loads").glob("*/*/*/*.parquet")):
        parts.setdefault(path.parent.name, []).append(path)
    return parts


def test_nobody_named_is_refused(store: Store, duckdb_engine: Engine) -> None:
    with pytest.raises(UsageError, match="at least one customer reference"):
        store.erase(duckdb_engine, [])


def _table(store: Store, engine: Engine, name: str) -> list[dict[str, Any]]:
    found = canonical(engine, store, name)
    assert found is not None
    return engine.fetch(found).to_pylist()


def test_what_was_read_in_words_goes_with_the_customer(
    tmp_path: Path, duckdb_engine: Engine
) -> None:
    store = Store.open(tmp_path / ".lastword", create=True)
    _fill(store, duckdb_engine)
    read = pa.table({"message_id": ["crm:m90"], "value": [EMAIL]})
    store.readings("v1").add(read, read)
    store.erase(duckdb_engine, ["crm:1"])
    assert not store.readings("v1").seen()
    assert not (tmp_path / ".lastword" / "readings").exists()
