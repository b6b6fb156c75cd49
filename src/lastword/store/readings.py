"""Readings: what was read in messages already, so that no message is read twice."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lastword.store import files

_SEEN, _LABELS = "seen", "labels"


class Readings:
    """A folder with, for each batch of messages, what was read and which messages were.

    A batch counts once its file of messages stands, which is written last: a killed run loses at
    most the batch it was at. Readings can always be made again, so that erasing a customer simply
    removes them all.

    Parameters
    ----------
    folder
        One for each version of what reads.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, seen: pa.Table, labels: pa.Table) -> None:
        """Keep one batch: its messages, and the labels read in them."""
        files.make_folders(self.folder)
        number = len(list(self.folder.glob(f"{_SEEN}-*.parquet")))
        self._put(labels, f"{_LABELS}-{number:06}.parquet")
        self._put(seen, f"{_SEEN}-{number:06}.parquet")

    def seen(self) -> list[Path]:
        """Files with the messages that were read."""
        return sorted(self.folder.glob(f"{_SEEN}-*.parquet"))

    def labels(self) -> list[Path]:
        """Files with the labels of these messages."""
        return [path.with_name(path.name.replace(_SEEN, _LABELS)) for path in self.seen()]

    def clear_others(self) -> None:
        """Forget the readings of other versions."""
        for folder in self.folder.parent.glob("*"):
            if folder != self.folder:
                files.remove_tree(folder)

    def _put(self, table: pa.Table, name: str) -> None:
        fresh = self.folder / f"{name}.new"
        pq.write_table(table, fresh, compression="zstd")
        files.sync(fresh)
        files.rename(fresh, self.folder / name)
