"""The levels of a file: its records, and the elements of lists within them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import ibis
import ibis.expr.types as ir

from lastword.engine import Engine, arrow_schema, conform
from lastword.engine.base import union
from lastword.engine.fields import Wanted
from lastword.engine.lists import ORDINAL, RECORD, elements
from lastword.engine.wide import WIDE, unpivoted
from lastword.ingest.decode.names import folded
from lastword.ingest.mapped import Mapped, columns_read, map_stage, stacked
from lastword.ingest.mapping import FileMapping, TableMapping, Wide
from lastword.ingest.recognition import Recognised, spellings
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


def records_read(found: Recognised) -> frozenset[str]:
    """Columns of the records themselves that a mapping names, those that hold lists included."""
    names: set[str] = set()
    for level, part in levels(found.mapping).items():
        read = _columns(level, part, found)
        names |= {name for name in read if not _is_inside(name, level.inside)}
        names |= set(level.each[:1])
    return frozenset(names)


def wanted_fields(found: Recognised) -> Wanted:
    """Fields of JSON objects that a mapping names, where the file has them by its names.

    A list that some rule also reads as a text stays a text.
    """
    texts: set[str] = set()
    inside: dict[str, set[str]] = {}
    for level, part in levels(found.mapping).items():
        read = _columns(level, part, found)
        texts |= {name for name in read if not _is_inside(name, level.each[:1])}
        for path, own, _ in _entered(level, read):
            inside.setdefault(path, set()).update(own - {f"{path}.{ORDINAL}"})
    roots = {level.each[0] for level in levels(found.mapping) if level.each} - texts
    places = {name: tuple(found.mapping.in_file(name).split(".")) for name in texts | roots}
    return Wanted(
        {name: places[name] for name in sorted(texts)},
        {name: places[name] for name in sorted(roots)},
        inside,
    )


def _entered(level: Level, read: frozenset[str]) -> Iterator[tuple[str, set[str], tuple[str, ...]]]:
    """The lists of a level: path, columns wanted of its elements, the list to enter next."""
    for depth, path in enumerate(level.each):
        inner = level.each[depth + 1 : depth + 2]
        own = {name for name in read if _is_inside(name, (path,)) and not _is_inside(name, inner)}
        yield path, own, inner


def map_levels(
    engine: Engine, records: ir.Table, found: Recognised, *, is_costly: bool = False
) -> dict[str, Mapped]:
    """Fill the canonical tables from every level.

    Parameters
    ----------
    is_costly
        Whether each look at the records costs more than to keep what is wanted of them.
    """
    parts: dict[str, list[Mapped]] = {}
    every = levels(found.mapping)
    if is_costly and (len(every) > 1 or not any(level.each for level in every)):
        read = [name for name in records.columns if name in {*records_read(found), ROW_NUMBER}]
        records = engine.save(records.select(read))
    for level, mapping in every.items():
        stage = _stage(engine, records, level, _columns(level, mapping, found), found)
        for name, mapped in _mapped(engine, stage, level, mapping, found.source):
            parts.setdefault(name, []).append(mapped)
    return {name: stacked(pieces) for name, pieces in parts.items()}


def _columns(level: Level, mapping: FileMapping, found: Recognised) -> frozenset[str]:
    """Columns that the rules of a level name, and those that its shape takes."""
    shape = found.shapes.get(level.shape or "")
    return columns_read(mapping, found.source) | frozenset(shape.reads if shape else ())


def _mapped(
    engine: Engine, stage: ir.Table, level: Level, mapping: FileMapping, source: str
) -> Iterator[tuple[str, Mapped]]:
    if not (level.each or level.wide):
        yield from map_stage(mapping, stage, source, engine).items()
        return
    reasons = [_reason(stage, mapping, table) for table in mapping.tables]
    sifted = stage.mutate(**{_sieve(place): reason for place, reason in enumerate(reasons)})
    names = [_sieve(place) for place in range(len(reasons))]
    found = engine.fetch(sifted.group_by(names).aggregate(rows=sifted.count())).to_pylist()
    for place, table in enumerate(mapping.tables):
        counts: Counter[str | None] = Counter()
        for row in found:
            counts[row[_sieve(place)]] += row["rows"]
        kept = sifted.filter(sifted[_sieve(place)].isnull()).drop(*names)
        left = sifted.filter(sifted[_sieve(place)].notnull())
        left = left.select(ROW_NUMBER, reason=_sieve(place))
        yield table.table, _of_list(engine, kept, left, counts, mapping, table, source)


def _sieve(place: int) -> str:
    return f"{REASON}|{place}"


def _of_list(
    engine: Engine,
    kept: ir.Table,
    left: ir.Table,
    counts: Counter[str | None],
    mapping: FileMapping,
    table: TableMapping,
    source: str,
) -> Mapped:
    """One table out of a list, of which it often wants a few elements: the others go first."""
    per_record = len(table.rows) or 1
    left_out = Counter({reason: n * per_record for reason, n in counts.items() if reason})
    filtered = union([left] * per_record) if left_out else None
    if not counts[None]:
        nothing = conform(engine.frame(arrow_schema(table.table).empty_table()), table.table)
        read = sum(left_out.values())
        return Mapped(nothing, None, filtered, read, left_out, 0, per_record)
    bare = mapping.model_copy(update={"tables": (table.model_copy(update={"drop": ()}),)})
    (mapped,) = map_stage(bare, kept, source, engine).values()
    every = [part for part in (mapped.filtered, filtered) if part is not None]
    return replace(
        mapped,
        rejects=_placed(mapped.rejects, kept),
        filtered=union(every) if every else None,
        read=sum(counts.values()) * per_record,
        left_out=left_out + Counter(mapped.left_out),
    )


def _reason(stage: ir.Table, mapping: FileMapping, table: TableMapping) -> ir.StringValue:
    """Why an element is left out on purpose; null where it is not."""
    branches = [
        (passes(drop, clean(stage[drop.column], mapping)), drop.reason) for drop in table.drop
    ]
    return ibis.cases(*branches) if branches else ibis.null("string")


def _stage(
    engine: Engine,
    records: ir.Table,
    level: Level,
    read: frozenset[str],
    found: Recognised,
) -> ir.Table:
    outer = sorted(name for name in read - {ROW_NUMBER} if not _is_inside(name, level.inside))
    if level.wide:
        columns = wide_columns(level.wide, records.columns, found)
        stage = unpivoted(engine, records, columns, outer)
    else:
        stage = records.select(ROW_NUMBER, *outer, *level.each[:1])
    for path, own, inner in _entered(level, read):
        stage = elements(engine, stage, path, sorted(own), inner)
    shape = found.shapes.get(level.shape or "")
    return engine.save(shape.step(stage)) if shape else stage


def wide_columns(wide: Wide, columns: Sequence[str], found: Recognised) -> list[str]:
    """The columns that `wide` makes records of: those that the mapping does not name otherwise."""
    signature = found.mapping.recognise
    telling = signature.columns if signature else ()
    read = records_read(found)
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


def _is_inside(name: str, paths: tuple[str, ...]) -> bool:
    return any(name.startswith(f"{path}.") for path in paths)
