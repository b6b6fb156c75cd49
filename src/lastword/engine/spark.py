"""Spark, local or a cluster: the engine for data that outgrows one machine."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from lastword.engine.base import Engine
from lastword.engine.texts import SPACES
from lastword.errors import MissingExtra

TRIMMED = (
    "CREATE OR REPLACE TEMPORARY FUNCTION trimmed(text STRING) RETURNS STRING "
    f"RETURN trim(BOTH '{SPACES}' FROM text)"
)


class Spark(Engine):
    """PySpark through Ibis, always in UTC.

    Parameters
    ----------
    master
        Spark master, for example ``"local[2]"`` or ``"spark://host:7077"``.
    settings
        Further Spark settings, for example ``{"spark.executor.memory": "4g"}``.
    """

    name: Literal["spark"] = "spark"

    def __init__(
        self,
        master: str = "local[*]",
        memory: str = "2g",
        partitions: int = 8,
        settings: dict[str, str] | None = None,
    ) -> None:
        try:
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise MissingExtra("pyspark", "spark") from error
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder = SparkSession.builder.appName("lastword").master(master)
        for key, value in {**_settings(memory, partitions), **(settings or {})}.items():
            builder = builder.config(key, value)
        self._session = builder.getOrCreate()
        self._session.sparkContext.setLogLevel("ERROR")
        self._session.sql(TRIMMED)
        self.connection = ibis.pyspark.connect(self._session)
        self._frames = tempfile.TemporaryDirectory(prefix="lastword-")

    def read(self, paths: Sequence[Path]) -> ir.Table:
        return self._view(self._session.read.parquet(*[str(path) for path in paths]))

    def save(self, table: ir.Table) -> ir.Table:
        """Evaluate once and forget how: plans of iterated steps would grow without end."""
        return self._view(self._to_spark(table).localCheckpoint())

    def frame(self, data: pa.Table) -> ir.Table:
        path = Path(self._frames.name) / f"{ibis.util.gen_name('frame')}.parquet"
        pq.write_table(data, path, coerce_timestamps="us", allow_truncated_timestamps=True)
        return self.read([path])

    def write(self, table: ir.Table, folder: Path, *, order_by: Sequence[str] = ()) -> int:
        frame = self._to_spark(table)
        ordered = frame.orderBy(*order_by) if order_by else frame
        ordered.write.parquet(str(folder), compression="zstd")
        return self._rows(folder)

    def write_buckets(
        self,
        table: ir.Table,
        folder: Path,
        *,
        step: Callable[[ir.Table], ir.Table],
        bucket: str,
        buckets: int,
        order_by: Sequence[str],
    ) -> int:
        frame = self._to_spark(step(table)).repartition(buckets, bucket)
        frame.sortWithinPartitions(*order_by).write.parquet(str(folder), compression="zstd")
        return self._rows(folder)

    def write_parts(
        self, paths: Sequence[Path], folder: Path, *, step: Callable[[ir.Table], ir.Table]
    ) -> int:
        return self.write(step(self.read(paths)), folder)

    def close(self) -> None:
        self._frames.cleanup()
        self._session.catalog.clearCache()

    def _view(self, frame: Any) -> ir.Table:
        name = ibis.util.gen_name("view")
        frame.createOrReplaceTempView(name)
        return self.connection.table(name)

    def _to_spark(self, table: ir.Table) -> Any:
        return self._session.sql(self.connection.compile(table))

    def _rows(self, folder: Path) -> int:
        for extra in (*folder.glob(".*.crc"), *folder.glob("_SUCCESS"), *folder.glob("._*")):
            extra.unlink(missing_ok=True)
        return sum(pq.ParquetFile(path).metadata.num_rows for path in folder.glob("*.parquet"))


def _settings(memory: str, partitions: int) -> dict[str, str]:
    return {
        "spark.sql.session.timeZone": "UTC",
        "spark.driver.memory": memory,
        "spark.driver.extraJavaOptions": "-Duser.timezone=UTC",
        "spark.executor.extraJavaOptions": "-Duser.timezone=UTC",
        "spark.sql.shuffle.partitions": str(partitions),
        "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
        "spark.sql.timestampType": "TIMESTAMP_NTZ",
        "spark.sql.ansi.enabled": "false",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
    }
