"""A project with a demo centre loaded, as ingest would leave it: canonical Parquet, any size."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from lastword.project.project import Project
from lastword.settings import Settings
from lastword.sources.demo import World
from lastword.sources.demo.canonical import LOAD, centre_tables, chunk_tables
from lastword.sources.demo.configuration import configuration
from lastword.sources.demo.waits import Waits, waits_of
from lastword.store import LoadManifest

CHUNKS_PER_PART = 8
WORKERS = 2


@dataclass(frozen=True)
class Part:
    """Chunks that share one part file of each table."""

    world: World
    folder: Path
    number: int
    waits: Waits


def loaded(folder: Path, contacts: int, *, seed: int, texts: int = 0, **engine: Any) -> Project:
    """Generate a demo centre into a new project, in one load, nothing built yet.

    Parameters
    ----------
    texts
        At most so many messages per written contact.
    engine
        What `[engine]` of the settings says.
    """
    world = World(contacts=contacts, seed=seed, messages_per_contact=texts)
    project = Project.open(folder, settings=settings(**engine), create=True)
    with project.store.writing():
        staged = project.store.new_load()
        _write(world, staged)
        project.store.add_load(LoadManifest(load_id=LOAD, source="demo"), staged)
    return project


def settings(**engine: Any) -> Settings:
    """A demo centre's settings without its mappings, on an engine."""
    given = Settings.model_validate({**tomllib.loads(configuration(World())), "engine": engine})
    return given.model_copy(update={"sources": {}})


def _write(world: World, folder: Path) -> None:
    for name, table in centre_tables(world).items():
        (folder / name).mkdir()
        pq.write_table(table, folder / name / "part-0.parquet", compression="zstd")
    waits = waits_of(world)
    numbers = range(-(-world.chunks // CHUNKS_PER_PART))
    parts = [Part(world, folder, number, waits) for number in numbers]
    if len(parts) == 1:
        _write_part(parts[0])
        return
    with get_context("spawn").Pool(WORKERS) as pool:
        for _ in pool.imap_unordered(_write_part, parts):
            pass


def _write_part(part: Part) -> None:
    with ExitStack() as files:
        writers: dict[str, pq.ParquetWriter] = {}
        for name, table in _tables(part):
            if name not in writers:
                path = part.folder / name / f"part-{part.number:04d}.parquet"
                path.parent.mkdir(exist_ok=True)
                writer = pq.ParquetWriter(path, table.schema, compression="zstd")
                writers[name] = files.enter_context(writer)
            writers[name].write_table(table)


def _tables(part: Part) -> Iterator[tuple[str, pa.Table]]:
    first = part.number * CHUNKS_PER_PART
    for index in range(first, min(first + CHUNKS_PER_PART, part.world.chunks)):
        for name, table in chunk_tables(part.world, index, part.waits).items():
            if not name.startswith("true_"):
                yield name, table
