"""DuckDB, embedded: the default engine."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Hashable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa

from lastword.engine.base import Engine

ROW_GROUP = 122_880
INPUT = "step input"
TRIMMED = (
    "CREATE TEMP MACRO trimmed(text) AS CASE WHEN starts_with(text, ' ') OR ends_with(text, ' ') "
    "OR strlen(text) <> length(text) THEN trim(text) ELSE text END"
)
"""`trim` looks at every character, which a text of ASCII letters (as many bytes) need not."""


class _Compiled(NamedTuple):
    """SQL, and the columns that it gives."""

    schema: ibis.Schema
    columns: str
    sql: str

    @classmethod
    def of(cls, schema: ibis.Schema, sql: str) -> _Compiled:
        return cls(schema, _columns(schema), sql)


_STEPS: dict[Hashable, _Compiled] = {}
"""Steps compiled in this process: most of the time that a small file takes goes into compiling."""


class DuckDB(Engine):
    """DuckDB through Ibis.

    Parameters
    ----------
    memory
        Memory limit, for example ``"4GB"``; beyond it DuckDB spills to `temporary`.
    threads
        Threads; all cores where None.
    temporary
        Folder for spilled data; one of its own, removed on close, where None.
    """

    name: Literal["duckdb"] = "duckdb"

    def __init__(
        self,
        memory: str | None = None,
        threads: int | None = None,
        temporary: Path | None = None,
    ) -> None:
        self._temporary = Path(tempfile.mkdtemp(prefix="lastword-", dir=temporary))
        settings: dict[str, Any] = {"temp_directory": str(self._temporary)}
        if memory:
            settings["memory_limit"] = memory
        if threads:
            settings["threads"] = threads
        self.connection = ibis.duckdb.connect(**settings)
        self.connection.con.execute("SET preserve_insertion_order = false")
        self.connection.con.execute("SET enable_progress_bar = false")
        self.connection.con.execute(TRIMMED)

    def read(self, paths: Sequence[Path]) -> ir.Table:
        return self.connection.read_parquet([str(path) for path in paths])

    def frame(self, data: pa.Table) -> ir.Table:
        return self.connection.create_table(ibis.util.gen_name("frame"), data, temp=True)

    def save(self, table: ir.Table) -> ir.Table:
        return self._saved(_Compiled.of(table.schema(), self._sql(table)))

    def save_step(
        self, table: ir.Table, key: Hashable, step: Callable[[ir.Table], ir.Table]
    ) -> ir.Table:
        return self._saved(self._step(table, key, step))

    def view_step(
        self, table: ir.Table, key: Hashable, step: Callable[[ir.Table], ir.Table]
    ) -> ir.Table:
        compiled = self._step(table, key, step)
        return self._at(self._view(compiled.sql), compiled.schema)

    def query(self, sql: str) -> ir.Table:
        name = self._view(sql)
        return self.connection.table(name, database=("temp", "main"))

    def _step(
        self, table: ir.Table, key: Hashable, step: Callable[[ir.Table], ir.Table]
    ) -> _Compiled:
        known = (key, tuple(table.schema().items()))
        if known not in _STEPS:
            made = step(self._at(INPUT, table.schema()))
            _STEPS[known] = _Compiled.of(made.schema(), self._sql(made))
        given = self._view(self._sql(table))
        found = _STEPS[known]
        return found._replace(sql=found.sql.replace(f'"{INPUT}"', f'"{given}"'))

    def _view(self, sql: str) -> str:
        name = str(ibis.util.gen_name("view"))
        self.connection.con.execute(f'CREATE TEMP VIEW "{name}" AS {sql}')
        return name

    def _saved(self, compiled: _Compiled) -> ir.Table:
        name = ibis.util.gen_name("saved")
        self.connection.con.execute(f'CREATE TEMP TABLE "{name}" ({compiled.columns})')
        self.connection.con.execute(f'INSERT INTO "{name}" {compiled.sql}')
        return self._at(name, compiled.schema)

    def _at(self, name: str, schema: ibis.Schema) -> ir.Table:
        place = ops.Namespace(catalog="temp", database="main")
        return ops.DatabaseTable(name, schema, self.connection, place).to_expr()

    def write(self, table: ir.Table, folder: Path, *, order_by: Sequence[str] = ()) -> int:
        folder.mkdir(parents=True)
        return self._copy(table, folder / "part-0.parquet", order_by)

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
        folder.mkdir(parents=True)
        if buckets == 1:
            return self._copy(step(table), folder / "part-0.parquet", order_by)
        staged = Path(tempfile.mkdtemp(dir=self._temporary))
        self._partition(table, staged, bucket)
        rows = 0
        for number in range(buckets):
            files = sorted((staged / f"{bucket}={number}").glob("*.parquet"))
            if files:
                part = self.read(files)
                rows += self._copy(step(part), folder / f"part-{number}.parquet", order_by)
        shutil.rmtree(staged)
        return rows

    def write_parts(
        self, paths: Sequence[Path], folder: Path, *, step: Callable[[ir.Table], ir.Table]
    ) -> int:
        folder.mkdir(parents=True)
        return sum(self._copy(step(self.read([path])), folder / path.name, ()) for path in paths)

    def close(self) -> None:
        self.connection.disconnect()
        shutil.rmtree(self._temporary, ignore_errors=True)

    def _copy(self, table: ir.Table, path: Path, order_by: Sequence[str]) -> int:
        sql = self._sql(table.order_by(list(order_by)) if order_by else table)
        options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP}"
        result = self.connection.con.execute(f"COPY ({sql}) TO '{_quoted(path)}' ({options})")
        return int(result.fetchone()[0])

    def _partition(self, table: ir.Table, folder: Path, bucket: str) -> None:
        sql = self._sql(table)
        options = (
            f"FORMAT parquet, COMPRESSION snappy, PARTITION_BY ({bucket}), "
            "WRITE_PARTITION_COLUMNS true, OVERWRITE_OR_IGNORE true"
        )
        self.connection.con.execute(f"COPY ({sql}) TO '{_quoted(folder)}' ({options})")

    def _sql(self, table: ir.Table) -> str:
        self.connection._run_pre_execute_hooks(table)
        return str(self.connection.compile(table))


@cache
def _columns(schema: ibis.Schema) -> str:
    given = schema.to_sqlglot_column_defs("duckdb")
    return ", ".join(column.sql("duckdb") for column in given)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
