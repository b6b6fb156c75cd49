"""Part files written anew without a person; files that do not name the person stay as they are."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from lastword.store import files
from lastword.store.person import MENTIONS, OWNERS, SPEAKERS, Person, is_among

ERASED = "[erased]"
QUARANTINE = "quarantine"
RAW = (QUARANTINE, "rest")
IDENTIFIERS = "identifiers"
_BATCH = 65_536


def without(folder: Path, target: Path, person: Person) -> int:
    """Copy a folder of tables without a person; returns the rows that fell away.

    Rows that are the person's own are dropped. In rows of others, a cell that holds one of the
    person's ids becomes null, and the person's identifiers in running text become ``[erased]``.
    Rows kept as the export wrote them that mention the person in any way are dropped.
    """
    files.make_folders(target)
    fallen = 0
    for table in sorted(path for path in folder.iterdir() if path.is_dir()):
        files.make_folder(target / table.name)
        for part in sorted(table.glob("*.parquet")):
            fallen += _rewrite(part, target / table.name / part.name, person)
    return fallen


def names(path: Path, person: Person) -> bool:
    """Whether a part file names the person anywhere."""
    import pyarrow.dataset as ds

    data = ds.dataset(path)
    columns = _texts(data)
    found = _owned(columns, person) | _mentioned(path, columns, person)
    return bool(data.count_rows(filter=found))


def running_text(table: str, columns: Collection[str]) -> list[str]:
    """Columns of a table that hold words, not ids."""
    ids = {*OWNERS, *SPEAKERS, *MENTIONS, "source", "load_id", "agent_id", "team_id"}
    return [name for name in columns if name not in ids] if table != IDENTIFIERS else []


def _rewrite(path: Path, target: Path, person: Person) -> int:
    import pyarrow.dataset as ds

    if not names(path, person):
        files.link(path, target)
        return 0
    data = ds.dataset(path)
    columns = _texts(data)
    is_raw = path.parent.name in RAW
    dropped = _mentioned(path, columns, person) if is_raw else _owned(columns, person)
    words = running_text(path.parent.name, columns)
    cleaned = {
        name: _clean(name, person, is_text=name in words) if name in columns else ds.field(name)
        for name in data.schema.names
    }
    scanner = data.scanner(columns=cleaned, filter=~dropped, batch_size=_BATCH)
    return int(data.count_rows()) - _write(scanner, data.schema, target)


def _write(scanner: Any, schema: Any, target: Path) -> int:
    import pyarrow.parquet as pq

    rows = 0
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for batch in scanner.to_batches():
            rows += batch.num_rows
            writer.write_batch(batch.cast(schema))
    return rows


def _texts(data: Any) -> tuple[str, ...]:
    import pyarrow as pa

    return tuple(
        field.name
        for field in data.schema
        if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)
    )


def _owned(columns: Collection[str], person: Person) -> Any:
    import pyarrow.compute as pc

    owned = pc.scalar(False)
    for name in columns:
        if name in OWNERS:
            owned |= is_among(name, person.of(OWNERS[name]))
        elif name in SPEAKERS:
            speaks = pc.coalesce(pc.field(SPEAKERS[name]) == "customer", pc.scalar(False))
            owned |= speaks & is_among(name, person.customers)
    return owned


def _mentioned(path: Path, columns: Collection[str], person: Person) -> Any:
    import pyarrow.compute as pc

    is_raw = path.parent.name in RAW
    words = person.in_raw_rows() if is_raw else person.in_text()
    found = pc.scalar(False)
    for name in columns:
        if name in MENTIONS:
            found |= is_among(name, person.of(MENTIONS[name]))
    for name in running_text(path.parent.name, columns) if words else ():
        hit = pc.match_substring_regex(pc.field(name), words)
        found |= pc.coalesce(hit, pc.scalar(False))
    return found


def _clean(name: str, person: Person, *, is_text: bool) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    cell = pc.field(name)
    if name in MENTIONS:
        gone = pc.scalar(pa.scalar(None, pa.string()))
        return pc.if_else(is_among(name, person.of(MENTIONS[name])), gone, cell)
    words = person.in_text()
    for _ in range(2 if is_text and words else 0):
        cell = pc.replace_substring_regex(cell, pattern=words, replacement=rf"\1{ERASED}\3")
    return cell
