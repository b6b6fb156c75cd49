"""Append-only files of JSON lines that survive a writer killed in the middle of a line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson

from lastword.errors import Damaged
from lastword.store import files


class Lines:
    """One append-only file; a line counts once its line feed is on the disk.

    Parameters
    ----------
    repair
        What to do when a line cannot be read.
    """

    def __init__(self, path: Path, repair: str) -> None:
        self.path = path
        self._repair = repair

    def all(self) -> list[dict[str, Any]]:
        """Every finished line, in the order written."""
        found = []
        for number, line in enumerate(self._finished().splitlines(), start=1):
            try:
                found.append(orjson.loads(line))
            except orjson.JSONDecodeError as error:
                raise Damaged(f"{self.path} line {number}: {error}. {self._repair}") from error
        return found

    def append(self, records: Sequence[dict[str, Any]]) -> None:
        """Add lines, all or none of them, and wait until they are on the disk."""
        if not records:
            return
        finished = self._finished()
        if self.path.exists() and self.path.stat().st_size > len(finished):
            files.truncate(self.path, len(finished))
        files.append(self.path, _encoded(records))
        files.sync(self.path)
        files.sync_folder(self.path.parent)

    def replace(self, records: Sequence[dict[str, Any]]) -> None:
        """Write the whole file anew (only an erasure does this)."""
        files.put(self.path, _encoded(records))

    def _finished(self) -> bytes:
        data = self.path.read_bytes() if self.path.exists() else b""
        return data[: data.rfind(b"\n") + 1]


def _encoded(records: Sequence[dict[str, Any]]) -> bytes:
    return b"".join(orjson.dumps(record) + b"\n" for record in records)
