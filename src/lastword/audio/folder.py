"""Folder: many recordings, matched, asked for consent and heard, each of them once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from lastword.audio.consent import consents
from lastword.audio.keeping import known
from lastword.audio.listener import Job, Listener
from lastword.audio.matching import Found, matched
from lastword.audio.names import named
from lastword.audio.processes import heard
from lastword.audio.run import Listening, Progress, Run
from lastword.audio.sound import SUFFIXES
from lastword.engine import Tables
from lastword.errors import InputRefused
from lastword.settings import RecordingSettings
from lastword.store import Store

ERASED = "of an erased customer; delete it, or give it another name if it is another call"


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
        run = Run(store, settings, folder, listener.version, known(store))
        run.take_up()
        progress("Matching recordings", 0.0)
        todo = list(_todo(run, tables, files))
        for place, (job, found) in enumerate(heard(todo, listener, jobs), start=1):
            run.add(job, found)
            what = f"Listening: {place:,} of {len(todo):,}, {run.seconds / 3600:.1f} h heard"
            progress(what, place / len(todo))
        run.commit()
    has_words = listener.transcriber is not None
    return Listening(len(files), run.heard, run.known, run.states, tuple(run.told),
                     run.seconds, has_words)  # fmt: skip


def _todo(run: Run, tables: Tables, files: Mapping[str, Path]) -> Iterator[Job]:
    """The recordings that may be heard; the others are noted with their reason."""
    names, zone = run.settings.names, run.settings.zone
    found = [Found(name, path.name, named(path.name, names, zone)) for name, path in files.items()]
    candidates = matched(tables, found, run.settings.tolerance_seconds)
    sole = [ones[0] for ones in candidates.values() if len(ones) == 1]
    allowed = consents(tables, sole)
    for name, path in files.items():
        ones = candidates.get(name, [])
        if run.store.tombstones.holds("recordings", name):
            run.left(name, "erased", ERASED)
        elif not ones:
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
