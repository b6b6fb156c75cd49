"""What came of loading: every file, every record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from lastword.ingest.reconcile import Rejected
from lastword.store.manifests import Reconciliation


@dataclass(frozen=True)
class LoadedFile:
    """One table-like part of an export that was recognised.

    Parameters
    ----------
    label
        The file, archive member or sheet.
    is_new
        False where the store had this very load: then nothing was read again.
    reconciliations
        One a canonical table.
    examples
        Some of the quarantined records of each table.
    notes
        What was proven or changed while reading.
    assumed
        What nothing in the file or the mapping says, and was taken for granted.
    """

    label: str
    source: str
    load_id: str
    is_new: bool
    reconciliations: tuple[Reconciliation, ...]
    examples: tuple[Rejected, ...] = ()
    notes: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that was not loaded, and why.

    Parameters
    ----------
    how
        ``unknown``: no mapping and no source knows it; ``unneeded``: a source knows it and needs
        nothing of it; ``refused``: it cannot be read.
    """

    label: str
    reason: str
    how: Literal["unknown", "unneeded", "refused"] = "refused"


@dataclass(frozen=True)
class Loading:
    """Result of one `lastword ingest`.

    Parameters
    ----------
    files
        What was recognised, in the order of the labels.
    left_out
        What was not, each with its reason.
    """

    files: tuple[LoadedFile, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def read(self) -> int:
        """Records read, summed over tables; files that were there already count 0."""
        return sum(entry.read for entry in self._new())

    @property
    def loaded(self) -> int:
        """Rows loaded, summed over tables."""
        return sum(entry.loaded for entry in self._new())

    @property
    def quarantined(self) -> int:
        """Records quarantined, summed over tables."""
        return sum(entry.quarantined for entry in self._new())

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "read": self.read,
            "loaded": self.loaded,
            "quarantined": self.quarantined,
            "files": [_plain(file) for file in self.files],
            "left_out": [asdict(file) for file in self.left_out],
        }

    def _new(self) -> Iterable[Reconciliation]:
        return (entry for file in self.files if file.is_new for entry in file.reconciliations)


def _plain(file: LoadedFile) -> dict[str, Any]:
    return {
        "label": file.label,
        "source": file.source,
        "load_id": file.load_id,
        "is_new": file.is_new,
        "reconciliations": [entry.model_dump(mode="json") for entry in file.reconciliations],
        "examples": [asdict(example) for example in file.examples],
        "notes": list(file.notes),
        "assumed": list(file.assumed),
    }
