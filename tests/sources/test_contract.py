"""The contract that every packaged source keeps, checked on the fixtures of each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from lastword.engine.digest import digest_rows
from lastword.ingest.inventory import inventory
from lastword.sources.registry import kinds, sources
from lastword.store import Store
from lastword.tables import TABLES
from sources.conftest import Loads, Told, exports_of, loaded
from sources.exports import UNKNOWN, Export, write

NAMES = [source.name for source in sources()]


def kept(store: Store, table: str) -> list[dict[str, Any]]:
    paths = sorted(store.folder.glob(f"loads/*/*/{table}/*.parquet"))
    return [row for path in paths for row in pq.read_table(path).to_pylist()]


def test_every_file_is_recognised_as_its_own_and_by_nobody_else(tmp_path: Path) -> None:
    expected = {}
    for source in NAMES:
        write(exports_of(source), tmp_path / source)
        expected |= {f"{source}/{e.name}": (source, e.kind) for e in exports_of(source)}
    found = {file.label: (file.source, file.kind) for file in inventory([tmp_path], {}, kinds())}
    assert found == expected
    for source in NAMES:
        others = [kind for kind in kinds() if kind.source != source]
        strangers = inventory([tmp_path / source], {}, others)
        assert {file.source for file in strangers} <= {None, "files"}, source


@pytest.mark.parametrize("source", NAMES)
def test_every_record_is_accounted_for_and_keys_are_unique(
    source: str, delivered: Loads, told: Told
) -> None:
    _, loading = delivered(source, "well")
    assert not [file for file in loading.left_out if "not understood" in file.reason]
    assert loading.quarantined == 0, [file.examples for file in loading.files]
    assert all(entry.is_exact for file in loading.files for entry in file.reconciliations)
    for name, table in told(source, "well").items():
        keys = list(zip(*(table[key].to_pylist() for key in TABLES[name].key), strict=True))
        assert len(keys) == len(set(keys)), name


@pytest.mark.parametrize("source", NAMES)
def test_a_second_run_adds_nothing(source: str, delivered: Loads) -> None:
    store, loading = delivered(source, "well")
    before = store.inputs()
    again = loaded(store, store.folder.parent / "exports")
    assert not any(file.is_new for file in again.files)
    assert [file.load_id for file in again.files] == [file.load_id for file in loading.files]
    assert store.inputs() == before


@pytest.mark.parametrize("source", NAMES)
def test_any_order_and_repetition_give_the_same_tables(source: str, told: Told) -> None:
    well, poorly = (told(source, how) for how in ("well", "poorly"))
    assert {name: digest_rows(table) for name, table in well.items()} == {
        name: digest_rows(table) for name, table in poorly.items()
    }


@pytest.mark.parametrize("source", NAMES)
def test_fields_that_nobody_knows_are_kept(source: str, delivered: Loads) -> None:
    store, loading = delivered(source, "poorly")
    fields = [row["fields"] for row in kept(store, "rest")]
    known = sum(len(export.poorly(0).records) for export in _used(source))
    assert sum(all(word in text for word in UNKNOWN.values()) for text in fields) == known
    assert loading.quarantined == 0


@pytest.mark.parametrize("source", NAMES)
def test_fields_that_are_missing_are_unknown(source: str, delivered: Loads) -> None:
    _, loading = delivered(source, "sparsely")
    assert loading.quarantined == 0, [file.examples for file in loading.files]
    assert {file.label for file in loading.files} == {
        f"sparse-{export.name}" for export in _used(source) if export.records
    }
    assert any(entry.loaded for file in loading.files for entry in file.reconciliations)


@pytest.mark.parametrize("source", NAMES)
def test_a_damaged_end_is_placed_and_leaves_the_rest(source: str, tmp_path: Path) -> None:
    export = next(export for export in _used(source) if len(export.records) > 1)
    (tmp_path / export.name).write_text(export.broken(), encoding="utf-8")
    store = Store.open(tmp_path / "store", create=True)
    (file,) = loaded(store, tmp_path / export.name).files
    assert file.label == export.name
    entry = file.reconciliations[0]
    assert entry.quarantined > 0 and entry.is_exact
    assert any(entry.loaded for entry in file.reconciliations)
    assert all(e.row_number for e in file.examples)


def _used(source: str) -> list[Export]:
    unused = {
        kind.mapping.name for kind in kinds() if kind.source == source and kind.mapping.unused
    }
    return [export for export in exports_of(source) if export.kind not in unused]
