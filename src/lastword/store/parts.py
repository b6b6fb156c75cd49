"""Part files: described when a folder is finished, checked whenever it is opened."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from lastword.errors import Damaged
from lastword.store.manifests import Part

Parts = Mapping[str, tuple[Part, ...]]


def describe(folder: Path) -> dict[str, tuple[Part, ...]]:
    """List the Parquet files of a finished folder by sub-folder, with rows, size and hash."""
    return {
        table.name: tuple(_part(path) for path in sorted(table.glob("*.parquet")))
        for table in sorted(folder.iterdir())
        if table.is_dir()
    }


def paths(folder: Path, table: str, parts: Parts) -> tuple[Path, ...]:
    """Part files of one table."""
    return tuple(folder / table / part.name for part in parts.get(table, ()))


def check(folder: Path, parts: Parts, *, repair: str, deep: bool = False) -> None:
    """Compare files with their manifest: names and sizes, with `deep` every byte.

    Raises
    ------
    Damaged
        Names the first file that is missing or differs, and the `repair`.
    """
    for table, entries in parts.items():
        for part in entries:
            path = folder / table / part.name
            fault = _fault(path, part, deep)
            if fault:
                raise Damaged(f"{path}: {fault}. {repair}")


def _fault(path: Path, part: Part, deep: bool) -> str | None:
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return "the file is missing"
    if size != part.size:
        return f"the file has {size} bytes, its manifest says {part.size}"
    if deep and _sha256(path) != part.sha256:
        return "the file's bytes have changed since it was written"
    return None


def _part(path: Path) -> Part:
    import pyarrow.parquet as pq

    return Part(
        name=path.name,
        rows=pq.read_metadata(path).num_rows,
        size=path.stat().st_size,
        sha256=_sha256(path),
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
