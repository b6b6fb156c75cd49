"""Publishing, reading, rolling back, clearing away."""

from __future__ import annotations

import threading

import pytest

from lastword.engine import Engine, open_engine
from lastword.errors import Damaged, StoreError
from lastword.store import Store
from store.centre import add, build, contact


@pytest.fixture
def built(filled: Store, duckdb_engine: Engine) -> Store:
    for mark in ("first", "second", "third"):
        build(filled, duckdb_engine, mark)
    return filled


def _marks(store: Store) -> str:
    current = store.current()
    assert current is not None
    return current.manifest.definitions


def test_nothing_is_current_before_the_first_build(filled: Store) -> None:
    assert filled.current() is None
    with pytest.raises(StoreError, match="Nothing was built yet"):
        filled.rollback()


def test_rollback_goes_one_back_or_to_a_number(built: Store, duckdb_engine: Engine) -> None:
    assert built.rollback() == 2
    assert _marks(built) == "second"
    assert built.rollback(3) == 3
    assert built.rollback(1) == 1
    with pytest.raises(StoreError, match="There is no earlier generation"):
        built.rollback()
    with pytest.raises(StoreError, match=r"no generation 7. Choose one of: 1, 2, 3"):
        built.rollback(7)
    assert build(built, duckdb_engine, "after") == 4


def test_gc_keeps_the_latest_the_current_and_the_young(built: Store) -> None:
    assert built.gc(keep=1) == ()
    built.rollback(1)
    removed = built.gc(keep=1, grace_seconds=-1)
    assert [path.name for path in removed] == ["2"]
    assert built.generations() == [1, 3]
    with pytest.raises(StoreError, match="at least 1"):
        built.gc(keep=0)


@pytest.mark.parametrize("harm", ["missing", "shorter"])
def test_damage_names_file_and_repair(built: Store, harm: str) -> None:
    current = built.current()
    assert current is not None
    part = current.parts["counted"][0]
    if harm == "missing":
        part.unlink()
    else:
        part.write_bytes(part.read_bytes()[:-10])
    with pytest.raises(Damaged, match=r"counted/part-0.parquet: the file .*lastword build"):
        built.current()
    assert built.rollback() == 2


def test_missing_and_broken_manifests_are_damage(built: Store) -> None:
    current = built.current()
    assert current is not None
    manifest = current.folder / "manifest.json"
    manifest.write_text('{"engine": "duckdb", "number": "many"}')
    with pytest.raises(Damaged, match=r"manifest.json: number: .*integer"):
        built.current()
    manifest.unlink()
    with pytest.raises(Damaged, match=r"3/manifest.json: the file is missing"):
        built.current()


def test_changed_bytes_are_found_by_a_check(built: Store) -> None:
    built.check()
    (load,) = built.load_parts("messages")
    data = bytearray(load.paths[0].read_bytes())
    data[len(data) // 2] ^= 1
    load.paths[0].write_bytes(data)
    assert built.load_parts("messages")
    with pytest.raises(Damaged, match=r"bytes have changed.*load “one.csv” again"):
        built.check()


def test_a_missing_load_file_is_damage(built: Store) -> None:
    (load,) = built.load_parts("answers")
    load.paths[0].unlink()
    with pytest.raises(Damaged, match=r"answers/part-0.parquet: the file is missing"):
        built.load_parts("answers")


def test_a_load_without_its_manifest_is_damage(built: Store) -> None:
    (built.folder / "loads" / "crm" / "two" / "manifest.json").unlink()
    with pytest.raises(Damaged, match=r"two/manifest.json: .*load its export again"):
        built.loads()


def test_inputs_do_not_depend_on_the_clock_but_on_content(filled: Store) -> None:
    before = filled.inputs()
    assert Store.open(filled.folder).inputs() == before
    add(filled, "four", {"contacts": [contact(100, 1)]})
    assert filled.inputs() != before


@pytest.mark.slow
def test_a_reader_during_100_rebuilds_sees_whole_generations(
    filled: Store, duckdb_engine: Engine
) -> None:
    build(filled, duckdb_engine, "0")
    done = threading.Event()
    seen: list[tuple[int, frozenset[str]]] = []
    errors: list[Exception] = []

    def read() -> None:
        with open_engine("duckdb", threads=1) as engine:
            store = Store.open(filled.folder)
            while not done.is_set():
                try:
                    current = store.current()
                    assert current is not None
                    rows = [
                        engine.fetch(engine.read(current.parts[t]).select("mark").distinct())
                        for t in ("counted", "marked")
                    ]
                    marks = frozenset(mark for table in rows for mark in table["mark"].to_pylist())
                    seen.append((current.number, marks | {current.manifest.definitions}))
                except Exception as error:
                    errors.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(1, 101):
        build(filled, duckdb_engine, str(number))
        if number % 10 == 0:
            filled.gc(keep=3, grace_seconds=2)
    done.set()
    for reader in readers:
        reader.join()
    assert errors == []
    assert len(seen) > 20
    assert all(marks == {str(number - 1)} for number, marks in seen)
    assert seen[-1][0] > 95
