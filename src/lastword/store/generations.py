"""What was derived: numbered folders beside each other, and a pointer to the current one."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lastword.errors import Damaged, StoreError
from lastword.store import files, parts
from lastword.store.manifests import MANIFEST, GenerationManifest, Record

REPAIR = "Run `lastword build` to derive it again from the loads, or `lastword rollback`."


class Pointer(Record):
    """The pointer file: the current generation, and the highest number ever published."""

    generation: int
    last: int


@dataclass(frozen=True, slots=True)
class Generation:
    """A folder to write into: ``folder/<table>/part-*.parquet``. Nobody reads it yet."""

    number: int
    folder: Path


@dataclass(frozen=True, slots=True)
class Published:
    """A generation that readers see; its files never change."""

    number: int
    folder: Path
    manifest: GenerationManifest
    parts: Mapping[str, tuple[Path, ...]]


class Generations:
    """The folder ``generations/<n>/`` and the pointer file ``current``."""

    def __init__(self, folder: Path, pointer: Path, staging: Path) -> None:
        self.folder = folder
        self._pointer = pointer
        self._staging = staging

    def new(self) -> Generation:
        """Begin a generation, with a number that was never published."""
        pointer = self._read_pointer()
        number = max([pointer.last if pointer else 0, *self.numbers()]) + 1
        folder = self._staging / f"generation-{number}"
        files.remove_tree(folder)
        files.make_folders(folder)
        return Generation(number, folder)

    def publish(self, generation: Generation, manifest: GenerationManifest) -> int:
        """Put a finished generation in its place and make it current by one rename."""
        complete = manifest.model_copy(
            update={"number": generation.number, "parts": parts.describe(generation.folder)}
        )
        files.create(generation.folder / MANIFEST, complete.encoded())
        files.move_tree(generation.folder, self._place(generation.number))
        self._point(generation.number)
        return generation.number

    def current(self) -> Published | None:
        """The generation that readers see; None before the first build.

        Raises
        ------
        Damaged
            If its manifest or one of its files is missing or has another size.
        """
        while True:
            pointer = self._read_pointer()
            if pointer is None:
                return None
            try:
                return self.read(pointer.generation)
            except Damaged:
                if self._read_pointer() == pointer:
                    raise

    def read(self, number: int, *, deep: bool = False) -> Published:
        """One published generation, its files compared with its manifest."""
        folder = self._place(number)
        try:
            manifest = GenerationManifest.from_file(folder / MANIFEST)
        except FileNotFoundError as error:
            raise Damaged(f"{folder / MANIFEST}: the file is missing. {REPAIR}") from error
        parts.check(folder, manifest.parts, repair=REPAIR, deep=deep)
        found = {table: parts.paths(folder, table, manifest.parts) for table in manifest.parts}
        return Published(number, folder, manifest, found)

    def rollback(self, number: int | None = None) -> int:
        """Make an earlier generation current again; the one before, where no number is given."""
        pointer = self._read_pointer()
        if pointer is None:
            raise StoreError("Nothing was built yet, so there is nothing to go back to.")
        earlier = [n for n in self.numbers() if n < pointer.generation]
        target = number if number is not None else max(earlier, default=None)
        if target is None or target not in self.numbers():
            kept = ", ".join(str(n) for n in self.numbers())
            wanted = "earlier generation" if target is None else f"generation {target}"
            raise StoreError(f"There is no {wanted}. Choose one of: {kept}")
        self.read(target)
        self._point(target)
        return target

    def numbers(self) -> list[int]:
        """Numbers of the generations that exist, ascending."""
        if not self.folder.exists():
            return []
        return sorted(int(path.name) for path in self.folder.iterdir() if path.name.isdigit())

    def removable(self, keep: int, grace_seconds: float) -> tuple[int, ...]:
        """Generations beyond the latest `keep`, not current, and older than the grace period."""
        pointer = self._read_pointer()
        current = pointer.generation if pointer else None
        old = [n for n in self.numbers()[: -keep or None] if n != current]
        oldest_kept = time.time() - grace_seconds
        return tuple(n for n in old if (self._place(n)).stat().st_mtime < oldest_kept)

    def unpublished(self) -> tuple[int, ...]:
        """Generations that a killed writer had put in place but never made current."""
        pointer = self._read_pointer()
        last = pointer.last if pointer else 0
        return tuple(n for n in self.numbers() if n > last)

    def remove(self, number: int) -> Path:
        """Take a generation away; returns where it was."""
        place = self._place(number)
        files.discard_tree(place, self._staging)
        return place

    def _place(self, number: int) -> Path:
        return self.folder / str(number)

    def _point(self, number: int) -> None:
        before = self._read_pointer()
        last = max(number, before.last if before else 0)
        files.put(self._pointer, Pointer(generation=number, last=last).encoded())

    def _read_pointer(self) -> Pointer | None:
        try:
            return Pointer.from_file(self._pointer)
        except FileNotFoundError:
            return None
