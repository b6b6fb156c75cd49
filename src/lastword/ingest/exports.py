"""Which files are exports: those given, and those in the folders given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lastword.errors import UsageError

IGNORED_FOLDERS = ("truth",)
IGNORED_FILES = ("lastword.toml",)


@dataclass(frozen=True, slots=True)
class Export:
    """One file, and the name that people know it by: its path below the folder given."""

    path: Path
    label: str


def find_exports(paths: Sequence[Path]) -> tuple[Export, ...]:
    """List files in a fixed order, whatever the order they are given in.

    Hidden files and folders, a folder `truth` and `lastword.toml` are left out; a file named
    directly is always taken. A file reached twice is listed once.

    Raises
    ------
    UsageError
        If a path does not exist.
    """
    found: dict[Path, str] = {}
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: there is no such file or folder.")
        for export in _below(path) if path.is_dir() else [Export(path, path.name)]:
            found.setdefault(export.path.resolve(), export.label)
    order = sorted(found.items(), key=lambda item: (item[1], str(item[0])))
    return tuple(Export(path, label) for path, label in order)


def _below(folder: Path) -> Iterator[Export]:
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder)
        if path.is_file() and not _is_ignored(place):
            yield Export(path, place.as_posix())


def _is_ignored(place: Path) -> bool:
    return (
        any(part.startswith(".") for part in place.parts)
        or any(part in IGNORED_FOLDERS for part in place.parts[:-1])
        or place.name in IGNORED_FILES
    )
