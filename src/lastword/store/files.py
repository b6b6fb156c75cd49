"""Every call to the file system that changes something: one function a step.

Nothing else in the store creates, syncs, renames or removes files, so that a test can break
each step and show that the project survives it.
"""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

STEPS = (
    "make_folder",
    "create",
    "append",
    "truncate",
    "sync",
    "sync_folder",
    "rename",
    "link",
    "copy",
    "remove",
    "remove_folder",
)


def make_folder(path: Path) -> None:
    """Make one folder, whose parent exists; an existing folder is fine."""
    path.mkdir(exist_ok=True)


def create(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Write a new file (or over an abandoned one), readable as `mode` says."""
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, mode)
    with os.fdopen(number, "wb") as file:
        file.write(data)


def append(path: Path, data: bytes) -> None:
    """Write at the end of a file."""
    with path.open("ab") as file:
        file.write(data)


def truncate(path: Path, size: int) -> None:
    """Cut a file off after `size` bytes."""
    os.truncate(path, size)


def sync(path: Path) -> None:
    """Wait until a file's bytes are on the disk."""
    number = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def sync_folder(path: Path) -> None:
    """Wait until a folder's entries are on the disk."""
    sync(path)


def rename(old: Path, new: Path) -> None:
    """Move a file or folder within one file system, at once; a file at `new` is replaced."""
    old.replace(new)


def link(old: Path, new: Path) -> None:
    """Give a file a second name; copies it where the file system has no links."""
    try:
        new.hardlink_to(old)
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.EXDEV, errno.EMLINK, errno.ENOTSUP}:
            raise
        copy(old, new)


def copy(old: Path, new: Path) -> None:
    """Copy a file's bytes."""
    shutil.copyfile(old, new)


def remove(path: Path) -> None:
    """Remove a file; one that is gone already is fine."""
    path.unlink(missing_ok=True)


def remove_folder(path: Path) -> None:
    """Remove an empty folder; one that is gone already is fine."""
    if path.exists():
        path.rmdir()


def put(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Make `data` the content of `path` at once: readers see the old file or the new one."""
    fresh = path.with_name(f"{path.name}.new")
    remove(fresh)
    create(fresh, data, mode)
    sync(fresh)
    rename(fresh, path)
    sync_folder(path.parent)


def make_folders(path: Path) -> None:
    """Make a folder and its missing parents, each of them on the disk."""
    if not path.exists():
        make_folders(path.parent)
        make_folder(path)
        sync_folder(path.parent)


def sync_tree(folder: Path) -> None:
    """Put a folder, everything in it, and its name on the disk."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            sync(path)
    for path in (*sorted(p for p in folder.rglob("*") if p.is_dir()), folder):
        sync_folder(path)


def move_tree(old: Path, new: Path) -> None:
    """Put a finished folder in its place: synced first, then one rename."""
    sync_tree(old)
    make_folders(new.parent)
    rename(old, new)
    sync_folder(new.parent)


def copy_tree(old: Path, new: Path, *, linked: bool = False) -> None:
    """Copy a folder; with `linked`, files are shared, not copied (they never change)."""
    make_folders(new)
    for path in sorted(old.rglob("*")):
        target = new / path.relative_to(old)
        if path.is_dir():
            make_folder(target)
        elif linked:
            link(path, target)
        else:
            copy(path, target)


def discard_tree(folder: Path, staging: Path) -> None:
    """Take a finished folder away: out of sight by one rename, then removed piece by piece."""
    make_folders(staging)
    trash = staging / f"trash-{folder.parent.name}-{folder.name}"
    rename(folder, trash)
    sync_folder(folder.parent)
    remove_tree(trash)


def remove_tree(folder: Path) -> None:
    """Remove a folder and everything in it, deepest first."""
    for path in sorted(folder.rglob("*"), key=lambda p: len(p.parts), reverse=True):
        if path.is_dir() and not path.is_symlink():
            remove_folder(path)
        else:
            remove(path)
    remove_folder(folder)
