"""A small centre: its mappings, its exports, its store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from lastword.ingest import Loading, load
from lastword.settings import Settings
from lastword.store import Store

CALLS = {
    "table": "contacts",
    "columns": {
        "contact_id": "id",
        "customer_ref": "customer",
        "offered_at": "at",
        "wait_seconds": "wait",
        "version_at": "changed",
    },
}
SOURCES: dict[str, Any] = {
    "phone": {
        "time_zone": "Europe/Berlin",
        "files": [
            {"match": ["calls*.csv*"], "tables": [CALLS]},
            {
                "match": ["customers.csv"],
                "tables": [
                    {
                        "table": "identifiers",
                        "columns": {"customer_ref": "customer"},
                        "rows": [
                            {"kind": {"value": "phone"}, "value": "phone"},
                            {"kind": {"value": "email"}, "value": "email"},
                        ],
                        "drop_missing": ["value"],
                    }
                ],
            },
            {
                "match": ["chat.jsonl"],
                "tables": [
                    {
                        "table": "messages",
                        "columns": {
                            "message_id": "id",
                            "contact_id": "chat.id",
                            "text": "text",
                            "sent_at": "at",
                        },
                    }
                ],
            },
        ],
    }
}


class Centre:
    """A store, and what is in it."""

    def __init__(self, folder: Path) -> None:
        self.exports = folder / "exports"
        self.exports.mkdir()
        self.store = Store.open(folder / ".lastword", create=True)

    def write(self, name: str, *lines: str) -> Path:
        path = self.exports / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path

    def load(self, *paths: Path) -> Loading:
        settings = Settings.model_validate({"sources": SOURCES})
        with self.store.writing():
            return load(paths or [self.exports], settings=settings, store=self.store)

    def rows(self, table: str) -> list[dict[str, Any]]:
        parts = [path for found in self.store.load_parts(table) for path in found.paths]
        return pa.concat_tables([pq.read_table(part) for part in parts]).to_pylist()
