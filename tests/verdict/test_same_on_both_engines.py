"""verdicts and relationships are equal on DuckDB and Spark, to the digest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lastword.engine import Engine, Tables
from lastword.engine.digest import digest
from lastword.settings import Settings
from lastword.verdict import relationships, verdicts
from verdict.centre import everything
from verdict.conftest import at


@pytest.mark.spark
def test_digests_agree(
    duckdb_engine: Engine, spark_engine: Engine, world: Any, tmp_path: Path
) -> None:
    as_of = at(days=60)
    tables = world(duckdb_engine, as_of, **everything())
    duckdb_engine.write(verdicts(tables, Settings(), as_of), tmp_path / "v")
    parts = {**tables.parts, "verdicts": sorted((tmp_path / "v").glob("*.parquet"))}
    for make in (verdicts, relationships):
        first, second = (
            digest(make(Tables(engine, parts), Settings(), as_of))
            for engine in (duckdb_engine, spark_engine)
        )
        assert first == second
