"""Run: what one run over a folder hears, keeps and leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lastword.audio.keeping import Known, keep
from lastword.audio.listener import Hearing, Job
from lastword.audio.matching import Candidate
from lastword.settings import RecordingSettings
from lastword.store import Store

COMMIT = 500
"""Recordings that become one load."""
SHOWN = 1000
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class NotHeard:
    """A recording that was not read, and why.

    Parameters
    ----------
    candidates
        Contacts that it may be of, where that cannot be told.
    """

    file: str
    state: str
    reason: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listening:
    """What came of listening to a folder.

    Parameters
    ----------
    found
        Recordings in the folder: heard + known + the states of those not heard.
    heard
        How many were heard in this run.
    known
        How many were heard in an earlier run.
    states
        State → how many were not heard, for that reason.
    not_heard
        The first of those, each with its reason.
    seconds
        Length of what was heard in this run.
    has_words
        Whether transcripts were written.
    """

    found: int
    heard: int
    known: int
    states: Mapping[str, int]
    not_heard: tuple[NotHeard, ...]
    seconds: float
    has_words: bool

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


@dataclass
class Run:
    """One run over a folder."""

    store: Store
    settings: RecordingSettings
    folder: Path
    version: str
    before: dict[str, Known]
    waiting: dict[str, Hearing] = field(default_factory=dict)
    seconds: float = 0.0
    heard: int = 0
    known: int = 0
    states: dict[str, int] = field(default_factory=dict)
    told: list[NotHeard] = field(default_factory=list)
    sounds: dict[str, str] = field(default_factory=dict)
    """Sha-256 of what was heard → its recording."""

    def __post_init__(self) -> None:
        self._remember(self.before)

    def is_known(self, name: str, path: Path, contact_id: str) -> bool:
        """Whether this very file was heard, or refused, by the same ears and for that contact."""
        one = self.before.get(name)
        if one is None or one.state not in ("heard", "refused", "copy"):
            return False
        if one.contact_id != contact_id:
            return False
        told = path.stat()
        same = one.size == told.st_size and _second(told.st_mtime) == one.modified_at
        return same and one.hearing == self.version

    def take_up(self) -> None:
        """Make a load of what a killed run heard."""
        found = self.store.hearings.all()
        kept = {
            name: datetime.fromisoformat(one["recording"]["version_at"])
            for name, one in found.items()
        }
        self.waiting = {
            name: one for name, one in found.items()
            if name not in self.before or self.before[name].version_at < kept[name]
        }  # fmt: skip
        self.commit()

    def add(self, job: Job, heard: Hearing) -> None:
        """Keep one recording that was just heard, at once."""
        row = heard["recording"]
        row["version_at"] = datetime.now(UTC).replace(tzinfo=None).isoformat()
        twin = self._twin(job.recording_id, row)
        if twin:
            heard = {"recording": {**row, "state": "copy", "remark": f"the same as {twin}"}}
            row = heard["recording"]
        self.store.hearings.put(job.recording_id, heard)
        self.waiting[job.recording_id] = heard
        self.heard += row["state"] == "heard"
        self.seconds += row.get("lasted_seconds") or 0.0
        if row["state"] != "heard":
            self.left(job.recording_id, row["state"], row["remark"])
        if len(self.waiting) >= COMMIT:
            self.commit()

    def commit(self) -> None:
        """Make a load of what waits."""
        keep(self.store, self.waiting, str(self.folder))
        self.store.hearings.remove(self.waiting)
        kept = {name: _as_known(one) for name, one in self.waiting.items()}
        self.before |= kept
        self._remember(kept)
        self.waiting = {}

    def left(
        self, name: str, state: str, reason: str, candidates: Sequence[Candidate] = ()
    ) -> None:
        """Count a recording that was not heard."""
        self.states[state] = self.states.get(state, 0) + 1
        if len(self.told) < SHOWN:
            ids = tuple(one.contact_id for one in candidates)
            self.told.append(NotHeard(name, state, reason, ids))

    def note(
        self, name: str, path: Path, state: str, reason: str, candidates: Sequence[Candidate] = ()
    ) -> None:
        """Keep that a recording was not read, where that is news."""
        self.left(name, state, reason, candidates)
        contact = candidates[0].contact_id if len(candidates) == 1 else None
        one = self.before.get(name)
        if one is not None and (one.state, one.contact_id) == (state, contact):
            return
        told = path.stat()
        row = {
            "recording_id": name, "contact_id": contact, "uri": str(path), "state": state,
            "remark": reason, "size": told.st_size,
            "modified_at": _second(told.st_mtime).isoformat(),
            "version_at": datetime.now(UTC).replace(tzinfo=None).isoformat(),
        }  # fmt: skip
        self.waiting[name] = {"recording": row}

    def _remember(self, kept: Mapping[str, Known]) -> None:
        heard = {one.sha256: name for name, one in kept.items() if one.state == "heard"}
        self.sounds |= {digest: name for digest, name in heard.items() if digest}

    def _twin(self, name: str, row: Mapping[str, Any]) -> str | None:
        """Another recording with the same bytes that was heard already."""
        if row["state"] != "heard":
            return None
        before = self.before.get(name)
        if before and before.sha256 and self.sounds.get(before.sha256) == name:
            del self.sounds[before.sha256]
        other = self.sounds.setdefault(row["sha256"], name)
        return None if other == name else other


def _second(at: float) -> datetime:
    return datetime.fromtimestamp(int(at), UTC).replace(tzinfo=None)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _as_known(heard: Hearing) -> Known:
    row = heard["recording"]
    return Known(
        row.get("size"), _moment(row.get("modified_at")), row["state"], row.get("hearing"),
        row.get("contact_id"), row.get("sha256"), datetime.fromisoformat(row["version_at"]),
    )  # fmt: skip
