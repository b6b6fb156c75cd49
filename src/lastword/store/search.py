"""The proof of an erasure: a search through every file of the project."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from pathlib import Path

import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from lastword.engine import Engine
from lastword.store.person import KINDS, MENTIONS, OWNERS, SPEAKERS, Person
from lastword.store.surgery import RAW, running_text


def in_parquet(engine: Engine, paths: Iterable[Path], person: Person) -> tuple[str, ...]:
    """Columns of Parquet files that still name a person: ``file column name``.

    The engine searches value by value in every text column; it knows nothing of how the files
    were rewritten. Files of one table and schema are searched together, one by one only where
    something was found. Statistics in the footers are searched too.
    """
    found = []
    for alike in _alike(paths):
        if _columns(engine, alike, person):
            named = [(path, _columns(engine, [path], person)) for path in alike]
            found += [f"{path} column {name}" for path, names in named for name in names]
        stated = [path for path in alike if any(person.is_in(text) for text in _statistics(path))]
        found += [f"{path} footer" for path in stated]
    return tuple(found)


def _alike(paths: Iterable[Path]) -> list[list[Path]]:
    import pyarrow.parquet as pq

    groups: dict[tuple[str, str], list[Path]] = {}
    for path in paths:
        schema = pq.read_schema(path).remove_metadata()
        groups.setdefault((path.parent.name, str(schema)), []).append(path)
    return list(groups.values())


def in_text_files(paths: Iterable[Path], person: Person) -> tuple[str, ...]:
    """Manifests, JSON lines and other text that still hold an id or an identifier."""
    quoted = [f'"{text}"' for kind in KINDS for text in person.of(kind)]
    return tuple(str(path) for path in paths if _in_file(path, person, quoted))


def _in_file(path: Path, person: Person, quoted: Sequence[str]) -> bool:
    text = path.read_bytes().decode(errors="replace")
    return person.is_in(text) or any(word in text for word in quoted)


def _columns(engine: Engine, paths: Sequence[Path], person: Person) -> tuple[str, ...]:
    table = engine.read(paths)
    hits = _hits(table, paths[0].parent.name, person)
    if not hits:
        return ()
    counts = table.aggregate(
        [
            reduce(or_, tests).fill_null(False).cast("int64").sum().name(n)
            for n, tests in hits.items()
        ]
    )
    row = engine.fetch(counts).to_pylist()[0]
    return tuple(name for name in hits if row[name])


def _hits(table: ir.Table, folder: str, person: Person) -> dict[str, list[ir.BooleanValue]]:
    texts = [name for name, kind in table.schema().items() if isinstance(kind, dt.String)]
    words = person.in_raw_rows() if folder in RAW else person.in_text()
    hits: dict[str, list[ir.BooleanValue]] = {}
    for name in texts:
        kind = OWNERS.get(name) or MENTIONS.get(name)
        if kind and person.of(kind):
            hits[name] = [table[name].isin(person.of(kind))]
        elif name in SPEAKERS:
            speaks = table[SPEAKERS[name]] == "customer"
            hits[name] = [speaks & table[name].isin(person.of("customers"))]
    for name in running_text(folder, texts) if words else ():
        hits.setdefault(name, []).append(table[name].re_search(words))
    return hits


def _statistics(path: Path) -> set[str]:
    import pyarrow.parquet as pq

    footer = pq.read_metadata(path)
    chunks = [
        footer.row_group(group).column(place).statistics
        for group in range(footer.num_row_groups)
        for place in range(footer.num_columns)
    ]
    stated = [s for s in chunks if s is not None and s.has_min_max]
    return {str(value) for s in stated for value in (s.min, s.max)}
