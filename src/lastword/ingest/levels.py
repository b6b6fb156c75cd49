"""The levels of a file: its records, and the elements of lists within them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import ibis
import ibis.expr.types as ir

from lastword.engine import Engine, arrow_schema, conform
from lastword.engine.base import union
from lastword.engine.lists import RECORD, elements
from lastword.engine.wide import WIDE, unpivoted
from lastword.ingest.mapped import Mapped, columns_read, map_stage
from lastword.ingest.mapping import FileMapping, TableMapping, Wide
from lastword.ingest.recognition import Recognised, folded, spellings
from lastword.ingest.texts import ROW_NUMBER, clean, passes

REASON = "|reason"


class Level(NamedTuple):
    """Lists that are entered, outermost first, columns that become records, and a step."""

    each: tuple[str, ...]
    shape: str | None
    wide: Wide | None = None

    @property
    def inside(self) -> tuple[str, ...]:
        """Beginnings of the names that records of the file itself do not have."""
        return (*self.each[:1], *([WIDE] if self.wide else []))


def levels(mapping: FileMapping) -> dict[Level, FileMapping]:
    """The tables of a mapping, level by level."""
    found: dict[Level, list[int]] = {}
    for place, table in enumerate(mapping.tables):
        found.setdefault(Level(table.each, table.shape, table.wide), []).append(place)
    return {
        level: mapping.model_copy(update={"tables": tuple(mapping.tables[i] for i in places)})
        for level, places in found.items()
    }


def records_read(mapping: FileMapping, source: str) -> frozenset[str]:
    """Columns of the file itself that a mapping names, those that hold lists included."""
    names: set[str] = set()
    for level, part in levels(mapping).items():
        read = columns_read(part, source)
        names |= {name for name in read if not _is_inside(name, level.inside)}
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
        stage = _stage(engine, records, level, columns_read(mapping, found.source), found)
        rows = _count(engine, stage)
        for name, mapped in _mapped(engine, stage, level, mapping, found.source):
            parts.setdefault(name, []).append((mapped, rows * mapped.per_record))
    for name, pieces in parts.items():
        yield name, (_stacked([mapped for mapped, _ in pieces]), sum(read for _, read in pieces))


def _mapped(
    engine: Engine, stage: ir.Table, level: Level, mapping: FileMapping, source: str
) -> Iterator[tuple[str, Mapped]]:
    if not (level.each or level.wide):
        yield from map_stage(mapping, stage, source, engine).items()
        return
    for table in mapping.tables:
        yield table.table, _of_list(engine, stage, mapping, table, source)


def _of_list(
    engine: Engine, stage: ir.Table, mapping: FileMapping, table: TableMapping, source: str
) -> Mapped:
    """One table out of a list, of which it often wants a few elements: the others go first."""
    sifted = stage.mutate(**{REASON: _reason(stage, mapping, table)})
    kept = sifted.filter(sifted[REASON].isnull()).drop(REASON)
    left = sifted.filter(sifted[REASON].notnull()).select(ROW_NUMBER, reason=REASON)
    per_record = len(table.rows) or 1
    filtered = union([left] * per_record) if table.drop else None
    if not _count(engine, kept):
        nothing = engine.frame(arrow_schema(table.table).empty_table())
        return Mapped(conform(nothing, table.table), None, filtered, per_record)
    bare = mapping.model_copy(update={"tables": (table.model_copy(update={"drop": ()}),)})
    (mapped,) = map_stage(bare, kept, source, engine).values()
    every = [part for part in (mapped.filtered, filtered) if part is not None]
    return replace(
        mapped,
        rejects=_placed(mapped.rejects, stage),
        filtered=union(every) if every else None,
    )


def _reason(stage: ir.Table, mapping: FileMapping, table: TableMapping) -> ir.StringValue:
    """Why an element is left out on purpose; null where it is not."""
    branches = [
        (passes(drop, clean(stage[drop.column], mapping)), drop.reason) for drop in table.drop
    ]
    return ibis.cases(*branches) if branches else ibis.null("string")


def _count(engine: Engine, table: ir.Table) -> int:
    return int(engine.fetch(table.aggregate(rows=table.count()))["rows"][0].as_py())


def _stage(
    engine: Engine,
    records: ir.Table,
    level: Level,
    read: frozenset[str],
    found: Recognised,
) -> ir.Table:
    stage = records
    if level.wide:
        columns = wide_columns(level.wide, records.columns, found)
        kept = sorted(name for name in read if not _is_inside(name, level.inside))
        stage = unpivoted(engine, records, columns, kept)
    for depth, path in enumerate(level.each):
        inner = level.each[depth + 1 : depth + 2]
        own = {name for name in read if _is_inside(name, (path,)) and not _is_inside(name, inner)}
        stage = elements(engine, stage, path, sorted(own | set(inner)))
    shape = found.shapes.get(level.shape or "")
    return engine.save(shape(stage)) if callable(shape) else stage


def wide_columns(wide: Wide, columns: Sequence[str], found: Recognised) -> list[str]:
    """The columns that `wide` makes records of: those that the mapping does not name otherwise."""
    signature = found.mapping.recognise
    telling = signature.columns if signature else ()
    read = records_read(found.mapping, found.source)
    known = {folded(name) for name in (*read, *telling, *found.mapping.aliases, ROW_NUMBER)}
    known |= spellings(found.mapping).keys()
    return [
        name
        for name in columns
        if folded(name) not in known
        and (wide.like is None or re.search(wide.like, name))
        and not any(re.search(pattern, name) for pattern in wide.but)
    ]


def _placed(rejects: ir.Table | None, stage: ir.Table) -> ir.Table | None:
    """Rejects by the number of the record that holds the list."""
    if rejects is None or RECORD not in stage.columns:
        return rejects
    placed = rejects.inner_join(stage.select(ROW_NUMBER, RECORD), ROW_NUMBER)
    return placed.mutate(**{ROW_NUMBER: placed[RECORD]}).drop(RECORD)


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
