"""Real samples of warehouses: what is known is recognised, nothing else is taken for contacts."""

from __future__ import annotations

from pathlib import Path

import pytest

from lastword.ingest.inventory import inventory
from lastword.sources.registry import kinds


@pytest.mark.parametrize(("source", "used"), [("zendesk", 5), ("intercom", 5), ("qualtrics", 5)])
def test_a_warehouse_is_understood_as_its_own(source: str, used: int, data_folder: Path) -> None:
    files = inventory([data_folder / "vendor_formats" / source], {}, kinds())
    assert {file.source for file in files} <= {source, None}
    assert len([file for file in files if file.tables]) == used
