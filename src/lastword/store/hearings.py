"""Hearings: recordings that were heard but are not in a load yet, one file each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson

from lastword.store import files


class Hearings:
    """A folder with what was heard in each recording, on the disk as soon as it was.

    Listening takes hours, so that its results cannot wait for a load to be full: a killed run
    loses the recordings it was at and no other. Each file goes once a load holds its rows. All of
    it can be made again: erasing a customer removes the folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, recording_id: str, heard: dict[str, Any]) -> None:
        """Keep what was heard in one recording."""
        files.make_folders(self.folder)
        files.put(self._path(recording_id), orjson.dumps({"id": recording_id, "heard": heard}))

    def all(self) -> dict[str, dict[str, Any]]:
        """Recording → what was heard in it."""
        found = {}
        for path in sorted(self.folder.glob("*.json")):
            record = orjson.loads(path.read_bytes())
            found[record["id"]] = record["heard"]
        return found

    def remove(self, recording_ids: Iterable[str]) -> None:
        """Forget recordings, since a load holds them now."""
        for recording_id in recording_ids:
            files.remove(self._path(recording_id))

    def clear(self) -> None:
        """Forget everything."""
        files.remove_tree(self.folder)

    def _path(self, recording_id: str) -> Path:
        return self.folder / f"{hashlib.sha256(recording_id.encode()).hexdigest()[:32]}.json"
