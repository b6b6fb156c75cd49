"""Folder: many recordings, matched, asked for consent and heard, each of them once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from lastword.audio.consent import consents
from lastword.audio.keeping import Known, keep, known
from lastword.audio.listener import Hearing, Job, Listener
from lastword.audio.matching import Candidate, Found, matched
from lastword.audio.names import named
from lastword.audio.sound import SUFFIXES
from lastword.engine import Tables
from lastword.errors import InputRefused
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
class _Run:
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

    def add(self, job: Job, heard: Hearing) -> None:
        """Keep one recording that was just heard, at once."""
        row = heard["recording"]
        row["version_at"] = datetime.now(UTC).replace(tzinfo=None).isoformat()
        twin = self._twin(job.recording_id, row.get("sha256"))
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
        self.before |= {name: _as_known(one) for name, one in self.waiting.items()}
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

    def _twin(self, name: str, sha256: str | None) -> str | None:
        """Another recording with the same bytes that was heard already."""
        earlier = ((other, one.sha256, one.state) for other, one in self.before.items())
        now = ((other, one["recording"].get("sha256"), one["recording"]["state"])
               for other, one in self.waiting.items())  # fmt: skip
        return next(
            (other for other, digest, state in (*earlier, *now)
             if sha256 and digest == sha256 and other != name and state == "heard"), None,
        )  # fmt: skip


def recordings_in(folder: Path) -> dict[str, Path]:
    """Recordings below a folder, by their place in it.

    Raises
    ------
    InputRefused
        If there is no such folder, or no recording in it.
    """
    if not folder.is_dir():
        raise InputRefused(f"{folder}: there is no such folder of recordings.")
    found = {
        path.relative_to(folder).as_posix(): path.resolve()
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in SUFFIXES and path.is_file()
    }
    if not found:
        raise InputRefused(
            f"{folder}: no recordings in it. Files that end in {', '.join(sorted(SUFFIXES))} are."
        )
    return found


def listen(
    store: Store,
    tables: Tables,
    settings: RecordingSettings,
    folder: Path,
    *,
    jobs: int = 1,
    progress: Progress = lambda what, share: None,
) -> Listening:
    """Hear every recording of a folder that has a contact and consent, each of them once.

    What is heard is on the disk before the next recording is begun; a killed run goes on where it
    stopped. A file that was changed, or whose model or settings were, is heard again and replaces
    what was heard before.

    Parameters
    ----------
    tables
        The current generation: its contacts, agents, consents and messages.
    jobs
        How many processes listen.
    progress
        Is told what is done and the share of it.

    Raises
    ------
    InputRefused
        If the folder holds no recording.
    MissingExtra
        If `lastword[audio]` is not installed.
    """
    files = recordings_in(folder)
    listener = Listener.of(settings)
    with store.listening():
        run = _Run(store, settings, folder, listener.version, known(store))
        run.waiting = _left_over(run)
        run.commit()
        progress("Matching recordings", 0.0)
        todo = list(_todo(run, tables, files))
        for place, (job, heard) in enumerate(_heard(todo, listener, jobs), start=1):
            run.add(job, heard)
            what = f"Listening: {place:,} of {len(todo):,}, {run.seconds / 3600:.1f} h heard"
            progress(what, place / len(todo))
        run.commit()
    has_words = listener.transcriber is not None
    return Listening(len(files), run.heard, run.known, run.states, tuple(run.told),
                     run.seconds, has_words)  # fmt: skip


def _left_over(run: _Run) -> dict[str, Hearing]:
    """What a killed run heard and did not make a load of."""
    found = run.store.hearings.all()
    kept = {
        name: datetime.fromisoformat(one["recording"]["version_at"]) for name, one in found.items()
    }
    return {
        name: one for name, one in found.items()
        if name not in run.before or run.before[name].version_at < kept[name]
    }  # fmt: skip


def _todo(run: _Run, tables: Tables, files: Mapping[str, Path]) -> Iterator[Job]:
    """The recordings that may be heard; the others are noted with their reason."""
    names, zone = run.settings.names, run.settings.zone
    found = [Found(name, path.name, named(path.name, names, zone)) for name, path in files.items()]
    candidates = matched(tables, found, run.settings.tolerance_seconds)
    sole = [ones[0] for ones in candidates.values() if len(ones) == 1]
    allowed = consents(tables, sole)
    for name, path in files.items():
        ones = candidates.get(name, [])
        if not ones:
            run.note(name, path, "unmatched", "no contact fits")
        elif len(ones) > 1:
            run.note(name, path, "ambiguous", f"{len(ones)} contacts fit", ones)
        elif reason := _refusal(allowed[ones[0].contact_id], run.settings):
            run.note(name, path, "no_consent", reason, ones)
        elif run.is_known(name, path, ones[0].contact_id):
            run.known += 1
        else:
            one = ones[0]
            yield Job(name, str(path), one.contact_id, one.how, one.began_at, one.is_outbound,
                      one.has_words)  # fmt: skip


def _refusal(said: str, settings: RecordingSettings) -> str:
    if said == "refused":
        return "the customer refused"
    if said == "unknown" and settings.consent == "on_record":
        return "no consent on record"
    return ""


def _heard(todo: Sequence[Job], listener: Listener, jobs: int) -> Iterator[tuple[Job, Hearing]]:
    """Each job with what was heard, as it is done, by one process or several."""
    if jobs <= 1 or len(todo) <= 1:
        yield from ((job, listener.hear(job)) for job in todo)
        return
    coming = iter(todo)
    settings = listener.settings
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_quietly) as pool:
        under_way: dict[Future[Hearing], Job] = {}
        for job in islice(coming, 2 * jobs):
            under_way[pool.submit(_hear, settings, job)] = job
        while under_way:
            done, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for future in done:
                yield under_way.pop(future), future.result()
            for job in islice(coming, len(done)):
                under_way[pool.submit(_hear, settings, job)] = job


def _quietly() -> None:
    """One thread a process: as many processes as wanted share the cores."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"


@cache
def _listener(settings: str) -> Listener:
    return Listener.of(RecordingSettings.model_validate_json(settings))


def _hear(settings: RecordingSettings, job: Job) -> Hearing:
    return _listener(settings.model_dump_json()).hear(job)


def _second(at: float) -> datetime:
    return datetime.fromtimestamp(int(at), UTC).replace(tzinfo=None)


def _as_known(heard: Hearing) -> Known:
    row = heard["recording"]
    return Known(
        row["size"], datetime.fromisoformat(row["modified_at"]), row["state"], row.get("hearing"),
        row.get("contact_id"), row.get("sha256"), datetime.fromisoformat(row["version_at"]),
    )  # fmt: skip
