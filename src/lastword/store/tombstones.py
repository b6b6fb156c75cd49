"""Who was erased: keyed hashes that recognise a person without naming one."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from lastword.errors import Damaged
from lastword.store import files
from lastword.store.lines import Lines
from lastword.store.person import KINDS, OWNERS, Kind, Person

_REPAIR = "Restore it from a backup: without it erased customers could come back."


class Tombstones:
    """HMAC-SHA-256 of every erased id, under a key that only this project has.

    Parameters
    ----------
    folder
        The project's folder; the key lies in it, readable by its owner alone.
    """

    def __init__(self, folder: Path) -> None:
        self.key_path = folder / "key"
        self._lines = Lines(folder / "tombstones.jsonl", _REPAIR)
        self._known: tuple[int, frozenset[str]] = (0, frozenset())

    def add(self, person: Person) -> None:
        """Remember a person's ids as erased; those known already are not written again."""
        known = self._hashes()
        marks = {self.hash(kind, text) for kind in KINDS for text in person.of(kind)}
        self._lines.append([{"hash": mark} for mark in sorted(marks - known)])

    def among(self, parts: Mapping[str, Sequence[Path]]) -> Person:
        """The erased ids that part files (by table) bring back."""
        if not len(self):
            return Person()
        found: dict[Kind, set[str]] = {kind: set() for kind in KINDS}
        for paths in parts.values():
            for column, kind in OWNERS.items():
                found[kind] |= self._known_in(kind, _values(paths, column))
        return Person.from_lists({kind: sorted(ids) for kind, ids in found.items()})

    def holds(self, kind: Kind, text: str) -> bool:
        """Whether an id is an erased person's."""
        return len(self) > 0 and self.hash(kind, text) in self._hashes()

    def _known_in(self, kind: Kind, ids: Iterable[str]) -> set[str]:
        return {text for text in ids if self.hash(kind, text) in self._hashes()}

    def __len__(self) -> int:
        return len(self._hashes())

    def hash(self, kind: Kind, text: str) -> str:
        """Keyed hash of one id of a kind."""
        return hmac.new(self._key(), f"{kind} {text}".encode(), hashlib.sha256).hexdigest()

    def _hashes(self) -> frozenset[str]:
        path = self._lines.path
        size = path.stat().st_size if path.exists() else 0
        if size != self._known[0]:
            self._known = (size, frozenset(line["hash"] for line in self._lines.all()))
        return self._known[1]

    def _key(self) -> bytes:
        if not self.key_path.exists():
            if self._lines.path.exists():
                raise Damaged(f"{self.key_path}: the file is missing. {_REPAIR}")
            files.put(self.key_path, secrets.token_hex(32).encode(), mode=0o600)
        return self.key_path.read_bytes()


def _values(paths: Sequence[Path], column: str) -> Iterator[str]:
    import pyarrow.parquet as pq

    for path in paths:
        file = pq.ParquetFile(path)
        if column in file.schema_arrow.names:
            for batch in file.iter_batches(columns=[column]):
                yield from batch.column(0).unique().drop_null().to_pylist()
