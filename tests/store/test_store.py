"""Opening a project, and the ledger of its loads."""

from __future__ import annotations

from pathlib import Path

import pytest

from lastword.errors import StoreError
from lastword.store import Reconciliation, Store
from store.centre import LOADED, contact, manifest, stage, world


def test_opening_says_what_is_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"holds no Lastword project.*lastword report"):
        Store.open(tmp_path / "nowhere")
    store = Store.open(tmp_path / "deep" / "project", create=True)
    assert Store.open(store.folder).loads() == ()
    (store.folder / "format").write_text("lastword store 9\n")
    with pytest.raises(StoreError, match=r"'lastword store 9'.*reads 'lastword store 1'"):
        Store.open(store.folder, create=True)


def test_ledger_keeps_order_and_reconciliation(filled: Store) -> None:
    loads = filled.loads()
    assert [load.load_id for load in loads] == ["one", "two", "three"]
    assert [load.sequence for load in loads] == [1, 2, 3]
    contacts = loads[0].reconciliation[0]
    assert (contacts.table, contacts.read, contacts.loaded) == ("contacts", 40, 40)
    assert filled.has_load("two")
    assert not filled.has_load("four")


def test_reconciliation_is_exact_or_not() -> None:
    counts = {"loaded": 5, "duplicates": 1, "superseded": 1, "filtered": 2, "quarantined": 1}
    assert Reconciliation(table="contacts", read=10, **counts).is_exact
    assert not Reconciliation(table="contacts", read=11, **counts).is_exact


def test_parts_come_load_by_load(filled: Store) -> None:
    assert [load.manifest.load_id for load in filled.load_parts("contacts")] == ["one", "two"]
    assert sum(load.rows("contacts") for load in filled.load_parts("contacts")) == 70
    assert set(LOADED) == {name for load in filled.loads() for name in load.parts}


def test_names_of_sources_and_loads_may_hold_anything(store: Store, tmp_path: Path) -> None:
    rows = {"contacts": [contact(1, 1)]}
    odd = manifest("../../a b@1", rows).model_copy(update={"source": "..", "file": "ü/ö.csv"})
    store.add_load(odd, stage(tmp_path / "elsewhere", "x", rows))
    assert store.has_load("../../a b@1")
    (load,) = store.load_parts("contacts")
    assert load.paths[0].is_relative_to(store.folder / "loads")
    assert (tmp_path / "elsewhere").exists()


def test_a_load_needs_a_name(store: Store, tmp_path: Path) -> None:
    nameless = manifest("", {})
    with pytest.raises(StoreError, match="one of them is empty"):
        store.add_load(nameless, stage(tmp_path / "staged", "x", world()["two"]))
