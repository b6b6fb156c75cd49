"""Corrections by hand: append-only, keyed by contact ids and customer references."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from lastword.store.lines import Lines
from lastword.store.lock import Lock
from lastword.store.person import Person

CorrectionKind = Literal[
    "merge_persons", "split_person", "merge_issues", "split_issue",
    "label_right", "label_wrong", "label_added", "attribution",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction, replayed on every build in the order it was made.

    Parameters
    ----------
    kind
        ``merge_persons``/``split_person``: `keys` are customer references; splitting takes the
        first out of whatever group it is in. ``merge_issues``: `keys` are contact ids whose issues
        become one. ``split_issue``: the first contact and later ones of its issue start a new
        one. ``label_right``/``label_wrong``/``label_added``: `keys` are contact, message, kind
        and value of a label. ``attribution``: `keys` are a contact and the agent who served it;
        empty for nobody.
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

    def forget(self, person: Person) -> int:
        """Drop every correction that names a person; returns how many."""
        with self._lock.held():
            lines = self._lines.all()
            kept = [line for line in lines if not names(_correction(line), person)]
            if len(kept) < len(lines):
                self._lines.replace(kept)
        return len(lines) - len(kept)


def names(correction: Correction, person: Person) -> bool:
    """Whether a correction is about a person or mentions one in its note."""
    is_about_persons = correction.kind in {"merge_persons", "split_person"}
    own = person.customers if is_about_persons else person.contacts
    return not own.isdisjoint(correction.keys) or person.is_in(correction.note)


def _correction(line: dict[str, Any]) -> Correction:
    made_at = datetime.fromisoformat(line["made_at"])
    return Correction(**{**line, "keys": tuple(line["keys"]), "made_at": made_at})
