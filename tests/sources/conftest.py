"""Loads of every source's fixtures, made once and shared by all tests."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from lastword.engine import Tables, open_engine
from lastword.ingest import Loading, load
from lastword.linking import approaches, calls
from lastword.settings import Settings
from lastword.sources.registry import kinds
from lastword.store import Store
from lastword.store.canonical import canonical
from lastword.tables import LOADED, TABLES
from lastword.verdict.understood import understood
from sources.exports import Export, write

Loads = Callable[[str, str], tuple[Store, Loading]]
Told = Callable[[str, str], dict[str, pa.Table]]
Row = dict[str, Any]


def exports_of(source: str) -> tuple[Export, ...]:
    """Every source's tests have a module `situations` with its `EXPORTS`."""
    found: tuple[Export, ...] = import_module(f"sources.{source}.situations").EXPORTS
    return found


def loaded(store: Store, folder: Path) -> Loading:
    with store.writing():
        return load([folder], settings=Settings(), store=store, known=kinds())


@pytest.fixture(scope="session")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Loads:
    """``delivered(source, "well" | "poorly" | "sparsely")`` → store and what came of loading."""

    @cache
    def deliver(source: str, how: str) -> tuple[Store, Loading]:
        place = tmp_path_factory.mktemp(f"{source}-{how}")
        exports = exports_of(source)
        if how == "poorly":
            exports = tuple(export.poorly(seed) for seed, export in enumerate(exports))
        if how == "sparsely":
            exports = tuple(export.sparsely() for export in exports if export.records)
        store = Store.open(place / "store", create=True)
        return store, loaded(store, write(exports, place / "exports"))

    return deliver


def tables_of(store: Store) -> dict[str, pa.Table]:
    """Every loaded table as it stands, without where its rows came from."""
    with open_engine("duckdb") as engine:
        found = {name: canonical(engine, store, name) for name in LOADED}
        own = {name: [c.name for c in TABLES[name].own_columns] for name in LOADED}
        return {
            name: engine.fetch(table.select(own[name]))
            for name, table in found.items()
            if table is not None
        }


@pytest.fixture(scope="session")
def told(delivered: Loads) -> Told:
    """``told(source, how)`` → every table that came of it."""

    @cache
    def tell(source: str, how: str) -> dict[str, pa.Table]:
        return tables_of(delivered(source, how)[0])

    return tell


class Centre:
    """What a source's situations come to: contacts of its threads, questions of its surveys."""

    def __init__(self, store: Store, folder: Path) -> None:
        with open_engine("duckdb") as engine:
            parts = {}
            for name in LOADED:
                table = canonical(engine, store, name)
                if table is not None:
                    engine.write(table, folder / name)
                    parts[name] = sorted((folder / name).glob("*.parquet"))
            tables = Tables(engine, parts)
            found = calls(tables) if "stretches" in parts else approaches(tables, 12)
            found |= understood(tables, ())
            found = {name: tables[name] for name in parts} | found
            rows = {name: engine.fetch(table).to_pylist() for name, table in found.items()}
            self._rows = dict.fromkeys(LOADED, ()) | rows

    def of(self, table: str, thread: str, *, by: str) -> list[Row]:
        """Rows of one thread in order."""
        rows = [row for row in self._rows[table] if row["thread_id"] == thread]
        return sorted(rows, key=lambda row: (row[by] is None, row[by]))

    def contacts(self, thread: str) -> list[Row]:
        return self.of("contacts", thread, by="offered_at")

    def messages(self, thread: str) -> list[Row]:
        return self.of("messages", thread, by="position")

    def events(self, thread: str) -> list[Row]:
        return self.of("events", thread, by="at")

    def legs(self, contact: str) -> list[Row]:
        """Legs of one contact in order."""
        return sorted(self.rows("legs", contact_id=contact), key=lambda row: row["position"])

    def rows(self, table: str, **where: Any) -> list[Row]:
        """Rows in which these columns hold these values."""
        found = self._rows[table]
        return [row for row in found if all(row[key] == value for key, value in where.items())]


@pytest.fixture(scope="session")
def centre_of(delivered: Loads, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Centre]:
    """``centre_of(source)`` → its situations, read."""

    @cache
    def read(source: str) -> Centre:
        return Centre(delivered(source, "well")[0], tmp_path_factory.mktemp(source))

    return read
