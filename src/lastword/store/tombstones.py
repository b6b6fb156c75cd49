"""Who was erased: keyed hashes that recognise a person without naming one."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from pathlib import Path

from lastword.errors import Damaged
from lastword.store import files
from lastword.store.lines import Lines

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

    def add(self, ids: Iterable[str]) -> None:
        """Remember ids as erased; those known already are not written again."""
        known = self._hashes()
        fresh = sorted({self.hash(text) for text in ids} - known)
        self._lines.append([{"hash": mark} for mark in fresh])

    def among(self, ids: Iterable[str]) -> frozenset[str]:
        """Those of `ids` that were erased."""
        known = self._hashes()
        return frozenset(text for text in ids if self.hash(text) in known) if known else frozenset()

    def __len__(self) -> int:
        return len(self._hashes())

    def hash(self, text: str) -> str:
        """Keyed hash of one id."""
        return hmac.new(self._key(), text.encode(), hashlib.sha256).hexdigest()

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
