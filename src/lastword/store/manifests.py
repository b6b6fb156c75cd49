"""What stands beside the Parquet files: where they came from, how many rows, which hash."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lastword import __version__
from lastword.errors import Damaged
from lastword.tables import TABLES

MANIFEST = "manifest.json"


def _schema() -> str:
    columns = [f"{t.name}.{c.name}:{c.type}" for t in TABLES.values() for c in t.columns]
    return hashlib.sha256("\n".join(columns).encode()).hexdigest()[:12]


SCHEMA = _schema()


class Record(BaseModel):
    """A frozen record that refuses fields it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def from_file(cls, path: Path) -> Self:
        """Read a record from its JSON file.

        Raises
        ------
        Damaged
            If the file is not such a record; a missing file raises `FileNotFoundError`.
        """
        try:
            return cls.model_validate_json(path.read_bytes())
        except ValidationError as error:
            fault = error.errors()[0]
            place = ".".join(str(part) for part in fault["loc"]) or "the file"
            raise Damaged(
                f"{path}: {place}: {fault['msg']}. Restore the file from a backup, or remove "
                f"the folder {path.parent} and run `lastword report` again on its exports."
            ) from error

    def encoded(self) -> bytes:
        """The record as JSON, one field a line."""
        return self.model_dump_json(indent=2).encode() + b"\n"


class Part(Record):
    """One Parquet part file: name below its folder, rows, bytes, and sha-256 of the bytes."""

    name: str
    rows: int
    size: int
    sha256: str


class Reconciliation(Record):
    """Where every row that was read for one table went.

    ``read = loaded + duplicates + superseded + filtered + quarantined`` (`is_exact`).

    Parameters
    ----------
    reasons
        Reason → rows, for what was filtered or quarantined.
    """

    table: str
    read: int = 0
    loaded: int = 0
    duplicates: int = 0
    superseded: int = 0
    filtered: int = 0
    quarantined: int = 0
    reasons: Mapping[str, int] = Field(default_factory=dict)

    @property
    def is_exact(self) -> bool:
        """Whether no row is missing and none is counted twice."""
        return self.read == (
            self.loaded + self.duplicates + self.superseded + self.filtered + self.quarantined
        )


class LoadManifest(Record):
    """One load: one input file in one version, under one mapping.

    Parameters
    ----------
    load_id
        Names the load by content: equal bytes under an equal mapping give an equal id. It never
        depends on the clock.
    source
        Name of the system or mapping.
    file
        Name of the input, as a person would recognise it.
    file_hash, mapping_hash
        Sha-256 of the input's bytes and of the mapping.
    reconciliation
        One entry a table.
    details
        Whatever else the source wants to keep (encoding, delimiter, zone …). Never row values.
    sequence, revision, erased, parts
        Filled in by the store: place in the order of loads, how often it was rewritten by an
        erasure, rows removed by erasures, and the part files by table.
    """

    load_id: str
    source: str
    file: str = ""
    file_hash: str = ""
    mapping_hash: str = ""
    loaded_at: datetime | None = None
    reconciliation: tuple[Reconciliation, ...] = ()
    details: Mapping[str, str] = Field(default_factory=dict)
    schema_version: str = SCHEMA
    code_version: str = __version__
    sequence: int = 0
    revision: int = 0
    erased: int = 0
    parts: Mapping[str, tuple[Part, ...]] = Field(default_factory=dict)


class GenerationManifest(Record):
    """One generation: everything derived from one state of the loads.

    Parameters
    ----------
    engine
        Name of the engine that built it.
    as_of
        Moment that its tables speak of, naive UTC.
    inputs
        `Store.inputs()` at the time of the build: hash of loads, corrections and tombstones.
    definitions
        Fingerprint of settings and metric definitions.
    number, parts
        Filled in by the store.
    """

    engine: str
    as_of: datetime | None = None
    inputs: str = ""
    definitions: str = ""
    built_at: datetime | None = None
    details: Mapping[str, str] = Field(default_factory=dict)
    schema_version: str = SCHEMA
    code_version: str = __version__
    number: int = 0
    parts: Mapping[str, tuple[Part, ...]] = Field(default_factory=dict)

    def rows(self, table: str) -> int:
        """Rows of a table; 0 where it was not built."""
        return sum(part.rows for part in self.parts.get(table, ()))
