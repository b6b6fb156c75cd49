"""Folder: the demo centre's files, written chunk by chunk in bounded memory."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from lastword.errors import UsageError
from lastword.sources.demo.chunk import draw_chunk
from lastword.sources.demo.configuration import Shape, configuration
from lastword.sources.demo.dirt import Reconciliation, soil
from lastword.sources.demo.exports import (
    CONTACT_LOGS,
    JSON_LINES,
    centre_exports,
    chunk_exports,
    file_name,
)
from lastword.sources.demo.tally import planted, tally
from lastword.sources.demo.truth import FOLDER, agents_truth, truth_tables
from lastword.sources.demo.vendors import common
from lastword.sources.demo.vendors.exports import (
    QUEUE_LOG,
    REPLACED,
    centre_files,
    chunk_files,
)
from lastword.sources.demo.waits import Waits, waits_of
from lastword.sources.demo.world import World

CHUNKS_PER_PART = 4
WORKERS = 2
Progress = Callable[[int, int], None]


def write(
    world: World, folder: Path, *, shape: Shape = "plain", progress: Progress | None = None
) -> Path:
    """Write a demo centre: raw exports, `lastword.toml`, and the truth beside them.

    Parameters
    ----------
    world
        The centre; the same world writes the same bytes.
    folder
        Empty, absent, or an earlier demo centre, which is replaced.
    shape
        ``"plain"``: files with canonical names of columns. ``"vendors"``: the ticket desk as
        Zendesk exports it, the telephones as Genesys Cloud and Asterisk, the surveys as Qualtrics.
        ``"common"``: plain files that tell what those exports tell, and no more.
    progress
        Called with (chunks done, chunks in all).

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    UsageError
        If the folder holds anything but an earlier demo centre.

    Examples
    --------
    >>> write(World(contacts=5_000), Path("demo"))  # doctest: +SKIP
    """
    _clear(folder)
    (folder / "lastword.toml").write_text(configuration(world, shape), encoding="utf-8")
    result = _Result()
    with ExitStack() as files:
        writer = _Writer(world, folder, 0, files)
        for name, content in centre_files(world) if shape == "vendors" else ():
            writer.append(name, content)
        for name, table in common.centre_tables(world) if shape == "common" else ():
            writer.add(name, table)
        for name, table in centre_exports(world):
            writer.add(name, table)
            result.files[name] = Reconciliation(table.num_rows)
        writer.add_truth("agents", agents_truth(world))
    for part, found in _parts(world, folder, shape):
        result.add(found)
        if progress:
            progress(min((part + 1) * CHUNKS_PER_PART, world.chunks), world.chunks)
    counts = {name: found.to_dict() for name, found in sorted(result.files.items())}
    text = json.dumps(planted(world, result.counts, counts), indent=1, default=str)
    (folder / FOLDER / "planted.json").write_text(text, encoding="utf-8")
    return folder


@dataclass
class _Result:
    counts: Counter[str] = field(default_factory=Counter)
    files: dict[str, Reconciliation] = field(default_factory=dict)

    def add(self, other: _Result) -> None:
        self.counts.update(other.counts)
        for name, found in other.files.items():
            self.files[name] = self.files.get(name, Reconciliation()) + found


@dataclass(frozen=True)
class _Task:
    world: World
    folder: Path
    part: int
    waits: Waits
    shape: Shape


def _parts(world: World, folder: Path, shape: Shape) -> Iterator[tuple[int, _Result]]:
    waits = waits_of(world)
    parts = range(-(-world.chunks // CHUNKS_PER_PART))
    tasks = [_Task(world, folder, part, waits, shape) for part in parts]
    if not world.is_parquet or len(tasks) == 1 or shape != "plain":
        yield from ((task.part, _write_part(task)) for task in tasks)
        return
    with get_context("spawn").Pool(WORKERS) as pool:
        yield from enumerate(pool.imap(_write_part, tasks))


def _write_part(task: _Task) -> _Result:
    world, result = task.world, _Result()
    first = task.part * CHUNKS_PER_PART
    with ExitStack() as files:
        writer = _Writer(world, task.folder, task.part, files)
        for index in range(first, min(first + CHUNKS_PER_PART, world.chunks)):
            chunk = draw_chunk(world, index, task.waits)
            for name, content in chunk_files(chunk) if task.shape == "vendors" else ():
                writer.append(name, content)
            for name, table in common.chunk_tables(chunk) if task.shape == "common" else ():
                writer.add(name, table)
            for name, clean in chunk_exports(chunk):
                if task.shape != "plain" and name in REPLACED:
                    continue
                table, found = _soiled(world, index, name, clean)
                writer.add(name, table)
                result.add(_Result(files={name: found}))
            for name, table in truth_tables(chunk).items():
                writer.add_truth(name, table)
            result.add(_Result(counts=tally(chunk)))
    return result


def _soiled(
    world: World, index: int, name: str, table: pa.Table
) -> tuple[pa.Table, Reconciliation]:
    if name in CONTACT_LOGS:
        return soil(world, index, CONTACT_LOGS.index(name), table)
    return table, Reconciliation(table.num_rows)


class _Writer:
    """Appends tables to the files of one part; CSV and JSON lines have one part in all."""

    def __init__(self, world: World, folder: Path, part: int, files: ExitStack) -> None:
        self._world, self._folder, self._part, self._files = world, folder, part, files
        self._open: dict[str, Any] = {}

    def add(self, name: str, table: pa.Table) -> None:
        path = self._folder / file_name(self._world, name, self._part)
        if self._world.is_parquet:
            self._parquet(path, table)
        elif name in JSON_LINES:
            _write_lines(self._stream(path), table)
        else:
            is_new = self._part == 0 and str(path) not in self._open
            options = pyarrow.csv.WriteOptions(include_header=is_new, quoting_style="needed")
            pyarrow.csv.write_csv(_plain(table), self._stream(path), options)

    def append(self, name: str, content: bytes) -> None:
        self._stream(self._folder / name).write(content)

    def add_truth(self, name: str, table: pa.Table) -> None:
        self._parquet(self._folder / FOLDER / f"{name}-{self._part:04d}.parquet", table)

    def _parquet(self, path: Path, table: pa.Table) -> None:
        if str(path) not in self._open:
            writer = pq.ParquetWriter(path, table.schema, **_parquet_options(table.schema))
            self._open[str(path)] = self._files.enter_context(writer)
        self._open[str(path)].write_table(table)

    def _stream(self, path: Path) -> BinaryIO:
        if str(path) not in self._open:
            self._open[str(path)] = self._files.enter_context(path.open("ab"))
        stream: BinaryIO = self._open[str(path)]
        return stream


def _parquet_options(schema: pa.Schema) -> dict[str, Any]:
    """Words by dictionary, numbers and times by difference: half the time and size of defaults."""
    whole = [f.name for f in schema if pa.types.is_integer(f.type) or pa.types.is_timestamp(f.type)]
    return {
        "compression": "zstd",
        "compression_level": 1,
        "use_dictionary": [f.name for f in schema if pa.types.is_dictionary(f.type)],
        "column_encoding": dict.fromkeys(whole, "DELTA_BINARY_PACKED"),
    }


def _plain(table: pa.Table) -> pa.Table:
    """Dictionaries as texts, as text formats want them."""
    columns = {
        name: column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
        for name, column in zip(table.column_names, table.columns, strict=True)
    }
    return pa.table(columns)


def _write_lines(stream: BinaryIO, table: pa.Table) -> None:
    columns = {
        name: column.cast(pa.string()) if pa.types.is_temporal(column.type) else column
        for name, column in zip(table.column_names, table.columns, strict=True)
    }
    for record in pa.table(columns).to_pylist():
        stream.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))


def _clear(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()) and not (folder / FOLDER).is_dir():
        raise UsageError(f"{folder} is not empty and holds no demo centre. Choose another folder.")
    folder.mkdir(parents=True, exist_ok=True)
    for pattern in ("*.csv", "*.jsonl", "*.parquet", "lastword.toml", QUEUE_LOG):
        for path in folder.glob(pattern):
            path.unlink()
    shutil.rmtree(folder / FOLDER, ignore_errors=True)
    (folder / FOLDER).mkdir()
