"""What was loaded: one immutable folder a load, the ledger of the project."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from lastword.errors import Damaged, StoreError
from lastword.store import files, parts
from lastword.store.manifests import MANIFEST, LoadManifest


@dataclass(frozen=True, slots=True)
class LoadParts:
    """The part files that one load brought for one table."""

    manifest: LoadManifest
    paths: tuple[Path, ...]

    def rows(self, table: str) -> int:
        """Rows of that table."""
        return sum(part.rows for part in self.manifest.parts[table])


class Loads:
    """The folder ``loads/<source>/<load_id>/``.

    An erasure writes a load anew as ``<load_id>@<revision>``; the highest revision stands.
    """

    def __init__(self, folder: Path, staging: Path) -> None:
        self.folder = folder
        self._staging = staging

    def all(self) -> tuple[LoadManifest, ...]:
        """Every load, in the order they came."""
        return tuple(manifest for manifest, _ in self.places())

    def has(self, load_id: str) -> bool:
        """Whether this very load is there already."""
        return any(manifest.load_id == load_id for manifest in self.all())

    def places(self) -> tuple[tuple[LoadManifest, Path], ...]:
        """Every load with its folder, in the order they came."""
        latest: dict[tuple[str, str], tuple[LoadManifest, Path]] = {}
        for folder in self._folders():
            manifest = _read(folder)
            key = (manifest.source, manifest.load_id)
            if key not in latest or latest[key][0].revision < manifest.revision:
                latest[key] = (manifest, folder)
        return tuple(sorted(latest.values(), key=lambda place: place[0].sequence))

    def clear(self) -> None:
        """Remove revisions that a killed erasure had replaced but not yet removed."""
        standing = {folder for _, folder in self.places()}
        for folder in self._folders():
            if folder not in standing:
                files.discard_tree(folder, self._staging)

    def add(self, manifest: LoadManifest, staged: Path) -> LoadManifest:
        """Put a staged folder in its place as the latest load: synced, then one rename."""
        last = max((load.sequence for load in self.all()), default=0)
        return self._put(manifest.model_copy(update={"sequence": last + 1}), staged)

    def replace(self, manifest: LoadManifest, staged: Path) -> LoadManifest:
        """Put a rewritten load in the place of its former revision, and remove that."""
        renewed = self._put(manifest.model_copy(update={"revision": manifest.revision + 1}), staged)
        files.discard_tree(self._place(manifest), self._staging)
        return renewed

    def parts(self, table: str) -> tuple[LoadParts, ...]:
        """Part files of a table, load by load.

        Raises
        ------
        Damaged
            If a file is missing or has another size than its manifest says.
        """
        found = []
        for manifest, folder in self.places():
            mine = {table: manifest.parts.get(table, ())}
            parts.check(folder, mine, repair=repair(manifest, folder))
            if mine[table]:
                found.append(LoadParts(manifest, parts.paths(folder, table, manifest.parts)))
        return tuple(found)

    def check(self, say: Callable[[str], None] = lambda _: None) -> None:
        """Read every byte of every load and compare it with the manifest."""
        for manifest, folder in self.places():
            say(f"{manifest.source}/{manifest.load_id}")
            parts.check(folder, manifest.parts, repair=repair(manifest, folder), deep=True)

    def _put(self, manifest: LoadManifest, staged: Path) -> LoadManifest:
        complete = manifest.model_copy(update={"parts": parts.describe(staged)})
        files.create(staged / MANIFEST, complete.encoded())
        files.move_tree(staged, self._place(complete))
        return complete

    def _place(self, manifest: LoadManifest) -> Path:
        name = _safe(manifest.load_id) + (f"@{manifest.revision}" if manifest.revision else "")
        return self.folder / _safe(manifest.source) / name

    def _folders(self) -> list[Path]:
        return sorted(path for path in self.folder.glob("*/*") if path.is_dir())


def repair(manifest: LoadManifest, folder: Path) -> str:
    """What to do about a damaged load."""
    name = f"“{manifest.file}”" if manifest.file else "its export"
    return (
        f"Restore it from a backup, or remove the folder {folder} and load {name} again; "
        "the other loads are not touched."
    )


def _read(folder: Path) -> LoadManifest:
    try:
        return LoadManifest.from_file(folder / MANIFEST)
    except FileNotFoundError as error:
        raise Damaged(
            f"{folder / MANIFEST}: the file is missing. Restore it from a backup, or remove the "
            f"folder {folder} and load its export again."
        ) from error


def _safe(name: str) -> str:
    if not name:
        raise StoreError("A load needs a source and a load_id; one of them is empty.")
    return quote(name, safe="").replace(".", "%2E")
