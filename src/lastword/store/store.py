"""The store: one folder that holds a project's loads, generations and memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from lastword.errors import StoreError, UsageError
from lastword.store import files
from lastword.store.corrections import Corrections
from lastword.store.generations import Generation, Generations, Published
from lastword.store.hearings import Hearings
from lastword.store.loads import LoadParts, Loads
from lastword.store.lock import Lock
from lastword.store.manifests import GenerationManifest, LoadManifest
from lastword.store.readings import Readings
from lastword.store.tombstones import Tombstones
from lastword.store.trouble import explained

if TYPE_CHECKING:
    from lastword.engine import Engine
    from lastword.store.erasure import Eraser, Erasure
    from lastword.store.state import State

FORMAT = "lastword store 1\n"


class Store:
    """A project's files; open one with `Store.open`.

    Readers take no lock: they read the current generation and may go on reading it while newer
    ones are published. Writers hold `writing()`.

    Parameters
    ----------
    folder
        The project's folder, for example ``.lastword/``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.staging = folder / "staging"
        self.corrections = Corrections(folder / "corrections.jsonl")
        self.tombstones = Tombstones(folder)
        self.hearings = Hearings(folder / "hearings")
        self._lock = Lock(folder / "lock")
        self._listening = Lock(folder / "listening")
        self._loads = Loads(folder / "loads", self.staging)
        self._generations = Generations(folder / "generations", folder / "current", self.staging)

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> Store:
        """Open a project's store.

        Raises
        ------
        StoreError
            If there is none (and `create` is false), or if it is of a kind this version of
            Lastword does not know.
        """
        mark = folder / "format"
        if create and not mark.exists():
            with explained(folder):
                files.make_folders(folder)
                files.put(mark, FORMAT.encode())
        if not mark.exists():
            raise StoreError(
                f"{folder} holds no Lastword project. Run `lastword report` or `lastword init` "
                "on your exports first, or name the folder with --project."
            )
        if mark.read_text() != FORMAT:
            raise StoreError(
                f"{mark} says {mark.read_text().strip()!r}; this version reads "
                f"{FORMAT.strip()!r}. Use the version of Lastword that wrote the project."
            )
        return cls(folder.resolve())

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the project's only writer's lock; what a killed writer left is cleared first.

        Raises
        ------
        Locked
            If another process writes: its process id and since when.
        StoreError
            If the disk is full or writing is not allowed; nothing current has changed.
        """
        if self._lock.is_held:
            yield
            return
        with explained(self.folder), self._lock.held():
            self._recover()
            try:
                yield
            finally:
                files.remove_tree(self.staging)

    def new_load(self) -> Path:
        """Begin a load: an empty folder to write ``<table>/part-*.parquet`` into.

        It lasts as long as the surrounding `writing()`.
        """
        self._need_lock("new_load")
        return self._empty("load")

    def has_load(self, load_id: str) -> bool:
        """Whether this very load (same bytes, same mapping) is there already."""
        return self._loads.has(load_id)

    def add_load(self, manifest: LoadManifest, staged: Path) -> None:
        """Keep a load: all of it or nothing. A load that is there already changes nothing.

        Parameters
        ----------
        staged
            Folder with ``<table>/part-*.parquet`` (and ``quarantine/…``), best that of
            `new_load`; it is moved from there, or copied from another file system.
        """
        with self.writing():
            if not self.has_load(manifest.load_id):
                self._loads.add(*self._eraser.admit(manifest, self._own(staged)))

    def loads(self) -> tuple[LoadManifest, ...]:
        """The ledger: every load with its reconciliation, in the order they came."""
        return self._loads.all()

    def load_parts(self, table: str) -> tuple[LoadParts, ...]:
        """Manifest and part files of every load that brought rows of a table."""
        return self._loads.parts(table)

    def inputs(self) -> str:
        """Hash of everything that a build reads: loads, corrections, tombstones."""
        words = [f"{load.load_id}@{load.revision}" for load in self.loads()]
        words += [repr(correction) for correction in self.corrections.all()]
        return hashlib.sha256("\n".join([*words, str(len(self.tombstones))]).encode()).hexdigest()

    def new_generation(self) -> Generation:
        """Begin a generation: a folder to write ``<table>/part-*.parquet`` into.

        It lasts as long as the surrounding `writing()`.
        """
        self._need_lock("new_generation")
        return self._generations.new()

    def publish(self, generation: Generation, manifest: GenerationManifest) -> int:
        """Make a finished generation current by one rename; returns its number."""
        with self.writing():
            return self._generations.publish(generation, manifest)

    def current(self) -> Published | None:
        """The generation that readers see; None before the first build."""
        return self._generations.current()

    def generations(self) -> list[int]:
        """Numbers of the generations that exist, ascending."""
        return self._generations.numbers()

    def readings(self, version: str) -> Readings:
        """What was read in messages by this version of rules and models."""
        return Readings(self.folder / "readings" / version)

    def rollback(self, number: int | None = None) -> int:
        """Make an earlier generation current again; the one before, where no number is given."""
        with self.writing():
            return self._generations.rollback(number)

    def gc(self, keep: int = 3, *, grace_seconds: float = 3600) -> tuple[Path, ...]:
        """Remove old generations; returns the folders removed.

        Parameters
        ----------
        keep
            How many of the latest stay (at least 1); the current one always does.
        grace_seconds
            Younger ones stay too, since a reader may still be at them.
        """
        if keep < 1:
            raise StoreError(f"keep must be at least 1 (found: {keep}).")
        with self.writing():
            old = self._generations.removable(keep, grace_seconds)
            return tuple(self._generations.remove(number) for number in old)

    def erase(self, engine: Engine, customer_refs: Sequence[str]) -> Erasure:
        """Erase a customer from loads, generations, corrections and state, and prove it.

        Parameters
        ----------
        engine
            Searches every Parquet value for the proof.
        customer_refs
            All references of the customer (in `persons`, those of one `person_id`).

        Raises
        ------
        StoreError
            If the search still finds the customer: every file and column where.
        """
        if not customer_refs:
            raise UsageError("Nobody is named: give at least one customer reference.")
        with self.writing():
            return self._eraser.erase(engine, customer_refs)

    def check(self, say: Callable[[str], None] = lambda _: None) -> None:
        """Read every byte of loads and current generation and compare it with the manifests.

        Raises
        ------
        Damaged
            Names the file and the repair.
        """
        self._loads.check(say)
        current = self.current()
        if current:
            self._generations.read(current.number, deep=True)

    @cached_property
    def state(self) -> State:
        """Follow-ups, audit and whatever else people record, in SQLite."""
        from lastword.store.state import State

        return State.in_file(self.folder / "state.db")

    def _need_lock(self, step: str) -> None:
        if not self._lock.is_held:
            raise UsageError(f"Store.{step} is called outside `with store.writing():`.")

    @cached_property
    def _eraser(self) -> Eraser:
        from lastword.store.erasure import Eraser

        return Eraser(self, self._loads, self._generations)

    def _recover(self) -> None:
        files.remove_tree(self.staging)
        for number in self._generations.unpublished():
            self._generations.remove(number)
        if (self.folder / "erasing.json").exists():
            self._eraser.resume()

    def _empty(self, name: str) -> Path:
        files.make_folders(self.staging)
        number = 1 + sum(1 for _ in self.staging.glob(f"{name}-*"))
        folder = self.staging / f"{name}-{number}"
        files.make_folder(folder)
        return folder

    def listening(self) -> AbstractContextManager[None]:
        """Hold the lock of those who listen to recordings: hours, in which others may write.

        Raises
        ------
        Locked
            If another process listens.
        """
        return self._listening.held()

    def _own(self, staged: Path) -> Path:
        if staged.resolve().is_relative_to(self.staging):
            return staged.resolve()
        folder = self._empty("copy")
        files.copy_tree(staged, folder)
        return folder
