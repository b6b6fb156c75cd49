"""Keeping: what was heard, as loads of the project's store."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from lastword.audio.listener import SOURCE, Hearing
from lastword.engine.schema import arrow_schema
from lastword.store import Store
from lastword.store.manifests import LoadManifest, Reconciliation

TABLES = ("recordings", "sounds", "messages")
_TIMES = ("modified_at", "sent_at", "version_at")


@dataclass(frozen=True, slots=True)
class Known:
    """What the project holds of one recording already.

    Parameters
    ----------
    size, modified_at
        Of the file; None where it was gone when its turn came.
    """

    size: int | None
    modified_at: datetime | None
    state: str
    hearing: str | None
    contact_id: str | None
    sha256: str | None
    version_at: datetime


def known(store: Store) -> dict[str, Known]:
    """The latest of what the loads hold of each recording."""
    names = ["recording_id", *Known.__dataclass_fields__]
    found: dict[str, Known] = {}
    for load in store.load_parts("recordings"):
        for path in load.paths:
            for row in pq.read_table(path, columns=names).to_pylist():
                name = row.pop("recording_id")
                one = Known(**row)
                if name not in found or found[name].version_at <= one.version_at:
                    found[name] = one
    return found


def keep(store: Store, heard: Mapping[str, Hearing], folder: str) -> None:
    """Write what was heard as one load; what a load holds already changes nothing.

    Parameters
    ----------
    heard
        Recording → its rows; each states when it was heard (`version_at`), which is also how
        stale rows of an earlier hearing are told from those that stand.
    """
    if not heard:
        return
    load_id = _load_id(heard)
    with store.writing():
        if store.has_load(load_id):
            return
        staged = store.new_load()
        rows = {table: _rows(table, heard, load_id) for table in TABLES}
        for table, found in rows.items():
            if found.num_rows:
                (staged / table).mkdir()
                pq.write_table(found, staged / table / "part-0.parquet", compression="zstd")
        manifest = LoadManifest(
            load_id=load_id,
            source=SOURCE,
            file=folder,
            file_hash=load_id,
            loaded_at=datetime.now(UTC).replace(tzinfo=None),
            reconciliation=tuple(
                Reconciliation(table=table, read=len(found), loaded=len(found))
                for table, found in rows.items()
            ),
        )
        store.add_load(manifest, staged)


def _load_id(heard: Mapping[str, Hearing]) -> str:
    words = sorted(f"{name} {one['recording']['version_at']}" for name, one in heard.items())
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]


def _rows(table: str, heard: Mapping[str, Hearing], load_id: str) -> pa.Table:
    rows = [row for name, one in heard.items() for row in _of(table, name, one)]
    for number, row in enumerate(rows, start=1):
        row |= {"source": SOURCE, "load_id": load_id, "row_number": number, "time_quality": "exact"}
        for column in _TIMES:
            if row.get(column):
                row[column] = datetime.fromisoformat(row[column])
    return pa.Table.from_pylist(rows, schema=arrow_schema(table))


def _of(table: str, name: str, heard: Hearing) -> Sequence[dict[str, Any]]:
    """Rows of one table, with ids that name recording and hearing."""
    row = heard["recording"]
    shared = {"recording_id": name, "version_at": row["version_at"]}
    if table == "recordings":
        return [{**row, **shared}]
    marked = f"{SOURCE}:{name}:{row.get('hearing') or ''}"
    key = "sound_id" if table == "sounds" else "message_id"
    return [
        {**told, **shared, "contact_id": row.get("contact_id"), key: f"{marked}:{place:05}"}
        for place, told in enumerate(heard.get(table, ()), start=1)
    ]
