"""Fixtures that every room's tests use: engines, and tables from plain rows."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lastword.engine import Engine, Tables, open_engine
from written_tables import Rows, write_tables

FOR_SMALL_TABLES = {
    "spark.driver.extraJavaOptions": (
        "-Duser.timezone=UTC -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto"
    ),
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.ui.enabled": "false",
}
"""What a query over a few rows does not repay: compiling it, and planning it anew midway."""


gc.set_threshold(50_000)  # expressions are many and live long

SHARED = {"spark_engine": "spark", "reported": "flow", "written": "demo", "tables": "demo"}
"""Costly session fixture → group whose tests run in one worker, so that it is made once."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep tests that share something costly together (`--dist loadgroup`)."""
    for item in items:
        names = getattr(item, "fixturenames", ())
        group = "spark" if item.get_closest_marker("spark") else None
        group = group or next((SHARED[name] for name in names if name in SHARED), None)
        if group:
            item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(scope="session")
def duckdb_engine() -> Iterator[Engine]:
    with open_engine("duckdb") as engine:
        yield engine


@pytest.fixture(scope="session")
def spark_engine() -> Iterator[Engine]:
    if not shutil.which("java"):
        pytest.skip("Java is not installed: Spark tests are skipped")
    pytest.importorskip("pyspark", reason="pyspark is not installed: Spark tests are skipped")
    with open_engine(
        "spark", master="local[2]", memory="1g", partitions=2, settings=FOR_SMALL_TABLES
    ) as engine:
        yield engine


@pytest.fixture(scope="module", params=["duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Every test that takes this runs on both engines."""
    return request.getfixturevalue(f"{request.param}_engine")


@pytest.fixture(scope="session")
def make_tables(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Tables]:
    """Build canonical tables from plain rows: ``make_tables(engine, contacts=[{…}], …)``."""

    def make(engine: Engine, **rows: Rows) -> Tables:
        return write_tables(engine, tmp_path_factory.mktemp("tables"), **rows)

    return make


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Real input; tests that need it are skipped, with the reason, where it is absent."""
    for folder in (os.environ.get("LASTWORD_DATA"), Path(__file__).parents[2] / "shared" / "data"):
        if folder and Path(folder).is_dir():
            return Path(folder)
    pytest.skip("real data not found: set LASTWORD_DATA to the folder that holds it")


@pytest.fixture(scope="session")
def cases_folder() -> Path:
    """Known values too large for a test; tests that need them are skipped where absent."""
    for folder in (
        os.environ.get("LASTWORD_CASES"),
        Path(__file__).parents[2] / "shared" / "cases",
    ):
        if folder and Path(folder).is_dir():
            return Path(folder)
    pytest.skip("known values not found: set LASTWORD_CASES to the folder that holds them")
