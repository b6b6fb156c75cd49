"""Corrections by hand: append-only, keyed by contact ids and customer references."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from lastword.store.lines import Lines
from lastword.store.lock import Lock

CorrectionKind = Literal["merge_persons", "split_person", "merge_issues", "split_issue"]


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction, replayed on every build in the order it was made.

    Parameters
    ----------
    kind
        ``merge_persons``/``split_person``: `keys` are customer references; splitting takes the
        first out of whatever group it is in. ``merge_issues``: `keys` are contact ids whose issues
        become one. ``split_issue``: the first contact and later ones of its issue start a new
        one.
    keys
        Customer references or contact ids; issue ids change, these do not.
    """

    kind: CorrectionKind
    keys: tuple[str, ...]
    made_by: str
    made_at: datetime
    note: str = ""


class Corrections:
    """The corrections of a project, one JSON line each.

    They have a lock of their own, so that one can be added while a build runs; that build keeps
    to those that were there when it began.
    """

    def __init__(self, path: Path) -> None:
        self._lines = Lines(path, "Remove that line, or restore the file from a backup.")
        self._lock = Lock(path.with_name("corrections.lock"))

    def add(self, correction: Correction) -> None:
        """Keep a correction for this build and all later ones."""
        with self._lock.held():
            self._lines.append([asdict(correction)])

    def all(self) -> tuple[Correction, ...]:
        """Every correction, in the order made."""
        return tuple(_correction(line) for line in self._lines.all())

    def forget(self, ids: Collection[str]) -> int:
        """Drop every correction that names one of `ids`; returns how many."""
        with self._lock.held():
            lines = self._lines.all()
            kept = [line for line in lines if not set(line["keys"]) & set(ids)]
            if len(kept) < len(lines):
                self._lines.replace(kept)
        return len(lines) - len(kept)


def _correction(line: dict[str, Any]) -> Correction:
    made_at = datetime.fromisoformat(line["made_at"])
    return Correction(**{**line, "keys": tuple(line["keys"]), "made_at": made_at})
