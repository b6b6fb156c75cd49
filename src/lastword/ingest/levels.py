"""The levels of a file: its records, and the elements of lists within them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import ibis.expr.types as ir

from lastword.engine import Engine
from lastword.engine.base import union
from lastword.engine.lists import RECORD, elements
from lastword.ingest.mapped import Mapped, columns_read, map_stage
from lastword.ingest.mapping import FileMapping
from lastword.ingest.recognition import Recognised
from lastword.ingest.texts import ROW_NUMBER


class Level(NamedTuple):
    """Lists that are entered, outermost first, and the step that reshapes their elements."""

    each: tuple[str, ...]
    shape: str | None


def levels(mapping: FileMapping) -> dict[Level, FileMapping]:
    """The tables of a mapping, level by level."""
    found: dict[Level, list[int]] = {}
    for place, table in enumerate(mapping.tables):
        found.setdefault(Level(table.each, table.shape), []).append(place)
    return {
        level: mapping.model_copy(update={"tables": tuple(mapping.tables[i] for i in places)})
        for level, places in found.items()
    }


def records_read(mapping: FileMapping, source: str) -> frozenset[str]:
    """Columns of the file itself that a mapping names, those that hold lists included."""
    names: set[str] = set()
    for level, part in levels(mapping).items():
        read = columns_read(part, source)
        names |= {name for name in read if not _is_inside(name, level.each[:1])}
        names |= set(level.each[:1])
    return frozenset(names)


def map_levels(
    engine: Engine, records: ir.Table, found: Recognised
) -> Iterator[tuple[str, tuple[Mapped, int]]]:
    """Fill the canonical tables from every level.

    Yields
    ------
    table, (mapped, read)
        `read` counts the candidates of all levels, those that could not be decoded not among
        them.
    """
    parts: dict[str, list[tuple[Mapped, int]]] = {}
    for level, mapping in levels(found.mapping).items():
        stage = _stage(engine, records, level, columns_read(mapping, found.source), found.shapes)
        rows = int(engine.fetch(stage.aggregate(rows=stage.count()))["rows"][0].as_py())
        for name, mapped in map_stage(mapping, stage, found.source, engine).items():
            placed = _placed(mapped, stage) if level.each else mapped
            parts.setdefault(name, []).append((placed, rows * mapped.per_record))
    for name, pieces in parts.items():
        yield name, (_stacked([mapped for mapped, _ in pieces]), sum(read for _, read in pieces))


def _stage(
    engine: Engine,
    records: ir.Table,
    level: Level,
    read: frozenset[str],
    shapes: Mapping[str, object],
) -> ir.Table:
    stage = records
    for depth, path in enumerate(level.each):
        inner = level.each[depth + 1 : depth + 2]
        own = {name for name in read if _is_inside(name, (path,)) and not _is_inside(name, inner)}
        stage = elements(engine, stage, path, sorted(own | set(inner)))
    shape = shapes.get(level.shape or "")
    return engine.save(shape(stage)) if callable(shape) else stage


def _placed(mapped: Mapped, stage: ir.Table) -> Mapped:
    """Rejects by the number of the record that holds the list."""
    if mapped.rejects is None or RECORD not in stage.columns:
        return mapped
    numbers = stage.select(ROW_NUMBER, RECORD)
    rejects = mapped.rejects.inner_join(numbers, ROW_NUMBER)
    rejects = rejects.mutate(**{ROW_NUMBER: rejects[RECORD]}).drop(RECORD)
    return Mapped(mapped.rows, rejects, mapped.filtered, mapped.per_record)


def _stacked(parts: list[Mapped]) -> Mapped:
    rejects = [part.rejects for part in parts if part.rejects is not None]
    filtered = [part.filtered for part in parts if part.filtered is not None]
    return Mapped(
        union([part.rows for part in parts]),
        union(rejects) if rejects else None,
        union(filtered) if filtered else None,
        sum(part.per_record for part in parts),
    )


def _is_inside(name: str, paths: tuple[str, ...]) -> bool:
    return any(name.startswith(f"{path}.") for path in paths)
