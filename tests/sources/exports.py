"""Small exports written by tests: records in, files out, and the same delivered badly."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

Record = Mapping[str, Any]
UNKNOWN = {"brand_new_field": "never seen before"}


@dataclass(frozen=True)
class Export:
    """One file of a system.

    Parameters
    ----------
    kind
        What it has to be recognised as.
    name
        Its file name; the ending says how it is written: jsonl, json or csv.
    path
        Key of a JSON document under which the records stand.
    needed
        Fields without which it is not this kind of file.
    """

    kind: str
    name: str
    records: Sequence[Record]
    path: str = "records"
    needed: tuple[str, ...] = ()

    def text(self) -> str:
        """The file's content."""
        if self.name.endswith(".jsonl"):
            return "".join(json.dumps(record) + "\n" for record in self.records)
        if self.name.endswith(".json"):
            return json.dumps({self.path: list(self.records), "count": len(self.records)})
        return _table(self.records)

    def broken(self) -> str:
        """The content with a damaged end: the last record is cut off within a text."""
        text = self.text().rstrip("\n}]")
        if self.name.endswith(".csv"):
            return self.text() + '"torn,apart'
        return text[: text.rindex('"') - 1] if '"' in text[-40:] else text[:-5]

    def poorly(self, seed: int) -> Export:
        """The same records in any order, some of them twice, each with a field that is new."""
        records = [{**record, **UNKNOWN} for record in (*self.records, *self.records[:2])]
        random.Random(seed).shuffle(records)
        return replace(self, name=f"again-{self.name}", records=records)

    def sparsely(self) -> Export:
        """Only the fields that are needed."""
        kept = [{k: v for k, v in record.items() if k in self.needed} for record in self.records]
        return replace(self, name=f"sparse-{self.name}", records=kept)


@dataclass(frozen=True)
class Written(Export):
    """A file that is no table of records: its content as it stands, whatever its name."""

    records: Sequence[Record] = ()
    content: str = ""

    def text(self) -> str:
        return self.content

    def poorly(self, seed: int) -> Export:
        return self


def write(exports: Sequence[Export], folder: Path) -> Path:
    """Write files into a new folder."""
    folder.mkdir(parents=True)
    for export in exports:
        (folder / export.name).write_text(export.text(), encoding="utf-8")
    return folder


def _table(records: Sequence[Record]) -> str:
    out = io.StringIO()
    names = list(dict.fromkeys(name for record in records for name in record))
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    return out.getvalue()
