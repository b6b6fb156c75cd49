"""A project folder, empty or with the small centre loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from lastword.store import Store
from store.centre import add, world


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "project", create=True)


@pytest.fixture
def filled(store: Store) -> Store:
    """The three loads, nothing built yet."""
    for load_id, tables in world().items():
        add(store, load_id, tables)
    return store
