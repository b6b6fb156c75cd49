"""What an engine offers: read Parquet, run an Ibis expression, write Parquet."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import Any, Literal

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from lastword.errors import UsageError

EngineName = Literal["duckdb", "spark"]


class Engine(ABC):
    """A connection that runs Ibis expressions over Parquet files.

    Everything relational is written once as an Ibis expression; an engine only opens, reads,
    writes and fetches. Times are naive UTC on every engine.
    """

    name: EngineName
    connection: Any

    @abstractmethod
    def read(self, paths: Sequence[Path]) -> ir.Table:
        """Open Parquet part files with equal columns as one table."""

    @abstractmethod
    def write(self, table: ir.Table, folder: Path, *, order_by: Sequence[str] = ()) -> int:
        """Write a table as Parquet part files into a new folder; returns the rows written."""

    @abstractmethod
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
        """Apply `step` bucket by bucket and write each bucket ordered, in bounded memory.

        `table` holds an integer column `bucket` in 0 … `buckets` − 1 such that no row of one
        bucket is needed for another; `step` keeps that column.
        """

    @abstractmethod
    def write_parts(
        self, paths: Sequence[Path], folder: Path, *, step: Callable[[ir.Table], ir.Table]
    ) -> int:
        """Apply `step` to the part files that `write_buckets` wrote, in bounded memory.

        No row of one bucket may be needed for another. Returns the rows written.
        """

    @abstractmethod
    def frame(self, data: pa.Table) -> ir.Table:
        """Make rows in memory a table of this engine."""

    def fetch(self, expression: ir.Table) -> pa.Table:
        """Bring a (small, aggregated) result into Python."""
        return expression.to_pyarrow()

    def save(self, table: ir.Table) -> ir.Table:
        """Evaluate an expression once and keep the result with the engine until it closes."""
        return table.cache()

    def save_step(
        self, table: ir.Table, key: Hashable, step: Callable[[ir.Table], ir.Table]
    ) -> ir.Table:
        """Save what a step makes of a table.

        Equal keys promise that the step does the same to tables with equal columns, so that an
        engine may compile it once for all of them.
        """
        return self.save(step(table))

    def view_step(
        self, table: ir.Table, key: Hashable, step: Callable[[ir.Table], ir.Table]
    ) -> ir.Table:
        """Name what a step makes of a table; nothing is evaluated yet.

        What is built upon it is compiled by itself. Equal keys promise what they do to `save_step`.
        """
        return step(table)

    def query(self, sql: str) -> ir.Table:
        """Name what a query in the engine's own words gives; nothing is evaluated yet."""
        return self.connection.sql(sql)

    @abstractmethod
    def close(self) -> None:
        """Release the engine and its temporary files."""

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_engine(name: str = "duckdb", **settings: Any) -> Engine:
    """Open an engine by name.

    Parameters
    ----------
    name
        ``"duckdb"`` (embedded, default) or ``"spark"`` (extra ``lastword[spark]``).
    settings
        Engine's own settings, as in ``[engine]`` of `lastword.toml`.

    Raises
    ------
    UsageError
        If the engine is not known.
    """
    ibis.options.sql.fuse_selects = False
    if name == "duckdb":
        from lastword.engine.duckdb import DuckDB

        return DuckDB(**settings)
    if name == "spark":
        from lastword.engine.spark import Spark

        return Spark(**settings)
    raise UsageError(f"unknown engine {name!r}. Choose one of: duckdb, spark")


def union(tables: Sequence[ir.Table]) -> ir.Table:
    """Stack tables with equal columns."""
    return tables[0] if len(tables) == 1 else ibis.union(*tables)
