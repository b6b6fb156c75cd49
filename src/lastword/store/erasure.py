"""A customer erased: everywhere, provably, and so that no later export brings them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from lastword.engine import Engine
from lastword.errors import StoreError
from lastword.store import files, search
from lastword.store.corrections import names as is_corrected
from lastword.store.generations import Generations
from lastword.store.loads import Loads
from lastword.store.manifests import LoadManifest
from lastword.store.person import Person, collect
from lastword.store.surgery import names, without

if TYPE_CHECKING:
    from lastword.store.store import Store

_BY_VALUE = ("state.db", "state.db-wal", "state.db-shm", "corrections.jsonl")


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure removed, and the proof that nothing is left.

    Parameters
    ----------
    mark
        Keyed hash of the first reference: names the erasure in the audit log without naming the
        customer.
    rows
        Rows removed from loads.
    contacts, threads
        How many contacts and threads were the customer's own.
    corrections, records
        Corrections and rows of the project's database that were removed.
    generation
        The new current generation without the customer; None where nothing was built. Its counts
        per issue and person are those of the build before: build again.
    searched
        Files that were searched for the proof.
    """

    mark: str
    rows: int
    contacts: int
    threads: int
    corrections: int
    records: int
    generation: int | None
    searched: int


class Eraser:
    """Removes persons from a store; every step can be repeated after a fault.

    First a note (readable by its owner alone) says whom; then tombstones stand, so that no load
    can bring the person back; then files are written anew and old ones deleted; the note goes
    last. A note that is found when a writer begins is worked off first.
    """

    def __init__(self, store: Store, loads: Loads, generations: Generations) -> None:
        self._store = store
        self._loads = loads
        self._generations = generations
        self._note = store.folder / "erasing.json"

    def erase(self, engine: Engine, customer_refs: Sequence[str]) -> Erasure:
        """Erase a customer and prove it.

        Raises
        ------
        StoreError
            If the search still finds the customer: every file and column where.
        """
        person = collect(self._parts(), customer_refs)
        self._write_note(person)
        self._store.tombstones.add(person)
        rows = self._from_loads(person)
        self._forget_work()
        generation = self._from_generations(person)
        corrections = self._store.corrections.forget(person)
        records = self._store.state.forget(person)
        searched = self._prove(engine, person)
        files.remove(self._note)
        files.sync_folder(self._note.parent)
        return Erasure(
            mark=self._store.tombstones.hash("customers", min(customer_refs)),
            rows=rows,
            contacts=len(person.contacts),
            threads=len(person.threads),
            corrections=corrections,
            records=records,
            generation=generation,
            searched=searched,
        )

    def resume(self) -> None:
        """Work off the note of an erasure that was interrupted."""
        if self._note.exists():
            self.forget(Person.from_lists(orjson.loads(self._note.read_bytes())))

    def forget(self, person: Person) -> None:
        """Remove a person whose ids are known, without the proof."""
        self._write_note(person)
        self._store.tombstones.add(person)
        self._from_loads(person)
        self._forget_work()
        self._from_generations(person)
        self._store.corrections.forget(person)
        self._store.state.forget(person)
        files.remove(self._note)
        files.sync_folder(self._note.parent)

    def admit(self, manifest: LoadManifest, staged: Path) -> tuple[LoadManifest, Path]:
        """A staged load without those who were erased; their further ids are remembered too."""
        parts = _parts_in(staged)
        known = self._store.tombstones.among(parts)
        if not known:
            return manifest, staged
        person = known | collect(_merged(parts, self._parts()), known.customers)
        if any(names(path, person) for paths in self._parts().values() for path in paths):
            self.forget(person)
        self._store.tombstones.add(person)
        admitted = self._store.staging / f"{staged.name}-admitted"
        rows = without(staged, admitted, person)
        return manifest.model_copy(update={"erased": rows}), admitted

    def _forget_work(self) -> None:
        """Remove what can be made again: readings, and recordings on their way into a load."""
        files.remove_tree(self._store.folder / "readings")
        self._store.hearings.clear()

    def _write_note(self, person: Person) -> None:
        files.put(self._note, orjson.dumps(person.as_lists()), mode=0o600)

    def _parts(self) -> dict[str, list[Path]]:
        return _merged(*(_parts_in(folder) for _, folder in self._loads.places()))

    def _from_loads(self, person: Person) -> int:
        fallen = 0
        for number, (manifest, folder) in enumerate(self._loads.places()):
            if any(names(path, person) for path in folder.glob("*/*.parquet")):
                fresh = self._store.staging / f"erased-load-{number}"
                files.make_folders(self._store.staging)
                rows = without(folder, fresh, person)
                erased = manifest.model_copy(update={"erased": manifest.erased + rows})
                self._loads.replace(erased, fresh)
                fallen += rows
        self._loads.clear()
        return fallen

    def _from_generations(self, person: Person) -> int | None:
        current = self._generations.current()
        if current is None:
            return None
        number = current.number
        if any(names(path, person) for path in current.folder.glob("*/*.parquet")):
            fresh = self._generations.new()
            without(current.folder, fresh.folder, person)
            number = self._generations.publish(fresh, current.manifest)
        for old in self._generations.numbers():
            if old != number:
                self._generations.remove(old)
        return number

    def _prove(self, engine: Engine, person: Person) -> int:
        everything = [path for path in self._store.folder.rglob("*") if path.is_file()]
        parquet = [path for path in everything if path.suffix == ".parquet"]
        plain = [
            path
            for path in everything
            if path.suffix != ".parquet" and path != self._note and path.name not in _BY_VALUE
        ]
        left = [
            *search.in_parquet(engine, parquet, person),
            *search.in_text_files(plain, person),
            *(f"state.db table {table}" for table in self._store.state.names(person)),
            *(
                "corrections.jsonl"
                for c in self._store.corrections.all()
                if is_corrected(c, person)
            ),
        ]
        if left:
            raise StoreError(
                "The customer is still named in: " + "; ".join(left) + ". Remove these files, or "
                "report the fault; the erasure is taken up again by the next command that writes."
            )
        return len(everything)

    def _in_corrections(self, person: Person) -> tuple[str, ...]:
        corrections = self._store.corrections.all()
        is_left = any(is_corrected(correction, person) for correction in corrections)
        return ("corrections.jsonl",) if is_left else ()


def _parts_in(folder: Path) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.glob("*/*.parquet")):
        found.setdefault(path.parent.name, []).append(path)
    return found


def _merged(*places: Mapping[str, Sequence[Path]]) -> dict[str, list[Path]]:
    merged: dict[str, list[Path]] = {}
    for place in places:
        for table, paths in place.items():
            merged.setdefault(table, []).extend(paths)
    return merged
