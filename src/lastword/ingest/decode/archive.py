"""What lies in a file: itself, unpacked from gzip, or the members of a zip archive."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import IO

from lastword.errors import InputRefused
from lastword.ingest.decode.limits import (
    BLOCK,
    EXPANSION,
    EXPANSION_FROM,
    LARGEST_UNPACKED,
)

GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
WORKBOOK_PARTS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")


class Content:
    """Unpacked bytes, chunk by chunk.

    Data that are cut off are sound up to there: `broken` says where and why. Data that are damaged
    (a checksum fails) are refused, since the damage may lie anywhere.
    """

    def __init__(self, file: IO[bytes], label: str) -> None:
        self._file = file
        self._label = label
        self.broken: str | None = None

    def __iter__(self) -> Iterator[bytes]:
        chunks = self._plain()
        first = next(chunks, b"")
        if first[:2] == GZIP:
            yield from self._unpacked(first, chunks)
        else:
            yield first
            yield from chunks

    def _plain(self) -> Iterator[bytes]:
        read = 0
        while True:
            try:
                chunk = self._file.read(BLOCK)
            except (zipfile.BadZipFile, zlib.error, EOFError) as error:
                raise self._damaged(read, error) from error
            if not chunk:
                return
            read += len(chunk)
            yield chunk

    def _unpacked(self, first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
        inflater = zlib.decompressobj(31)
        packed = unpacked = 0
        for chunk in _chain(first, rest):
            packed += len(chunk)
            left = chunk
            while left:
                try:
                    data = inflater.decompress(left, BLOCK)
                except zlib.error as error:
                    raise self._damaged(unpacked, error) from error
                unpacked += len(data)
                refuse_bomb(self._label, packed, unpacked)
                yield data
                left = inflater.unconsumed_tail
                if inflater.eof:
                    left = inflater.unused_data.lstrip(b"\0")
                    inflater = zlib.decompressobj(31) if left else inflater
        if not inflater.eof:
            yield inflater.flush()
            self.broken = f"the gzip data are cut off after {unpacked:,} unpacked bytes"

    def _damaged(self, read: int, error: Exception) -> InputRefused:
        return InputRefused(
            f"{self._label}: the packed data are damaged after {read:,} bytes or before ({error}), "
            "so that no value in them can be trusted. Download or pack the file again."
        )


@dataclass(frozen=True)
class Member:
    """One file to read: a path, or one member of a zip archive.

    Parameters
    ----------
    label
        How people name it: the path relative to what was given, then the member.
    """

    label: str
    path: Path
    name: str | None = None

    @contextmanager
    def open(self) -> Iterator[Content]:
        """Read its bytes, unpacked."""
        if self.name is None:
            with self.path.open("rb") as file:
                yield Content(file, self.label)
            return
        with zipfile.ZipFile(self.path) as archive:
            try:
                packed = archive.open(self.name)
            except (RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
                raise InputRefused(
                    f"{self.label}: cannot be unpacked ({error}). "
                    "Pack it again without a password, or give the file itself."
                ) from error
            with packed:
                yield Content(packed, self.label)

    def head(self, size: int) -> bytes:
        """The first `size` bytes, unpacked; fewer where the file is shorter."""
        collected = bytearray()
        with self.open() as content:
            for chunk in content:
                collected += chunk
                if len(collected) >= size:
                    break
        return bytes(collected[:size])

    @cached_property
    def sha256(self) -> str:
        """Digest of the unpacked bytes: a file packed anew keeps it."""
        digest = hashlib.sha256()
        with self.open() as content:
            for chunk in content:
                digest.update(chunk)
        return digest.hexdigest()

    @property
    def _is_packed(self) -> bool:
        with self.path.open("rb") as file:
            return file.read(2) == GZIP

    def unpack(self, folder: Path) -> Path:
        """A plain file with its bytes, for formats that cannot be read as a stream.

        Raises
        ------
        InputRefused
            If the bytes break off: such a format has its index at the end.
        """
        if self.name is None and not self._is_packed:
            return self.path
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / "unpacked"
        with self.open() as content, target.open("wb") as file:
            for chunk in content:
                file.write(chunk)
            if content.broken:
                raise InputRefused(
                    f"{self.label}: {content.broken}. A table of this format cannot be read in "
                    "part: export it again."
                )
        return target


def members(path: Path, label: str, pattern: str | None = None) -> tuple[Member, ...]:
    """List what is in a file: itself, or every file of a zip archive.

    Parameters
    ----------
    pattern
        Members of an archive to read, for example ``"*.csv"``; all where None.

    Raises
    ------
    InputRefused
        If the file cannot be opened, or is an archive that is damaged or a bomb.
    """
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise InputRefused(f"{label}: cannot be opened ({error.strerror}).") from error
    if magic not in (ZIP, EMPTY_ZIP):
        return (Member(label, path),)
    try:
        with zipfile.ZipFile(path) as archive:
            files = [info for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise InputRefused(
            f"{label}: the zip archive is damaged ({error}). Download or pack it again."
        ) from error
    if any(info.filename in WORKBOOK_PARTS for info in files):
        return (Member(label, path),)
    refuse_bomb(label, path.stat().st_size, sum(info.file_size for info in files))
    chosen = sorted(info.filename for info in files if _is_meant(info.filename, pattern))
    if not chosen:
        raise InputRefused(f"{label}: the archive holds no file to read.")
    return tuple(Member(f"{label}/{name}", path, name) for name in chosen)


def refuse_bomb(label: str, packed: int, unpacked: int) -> None:
    """Refuse an archive that unpacks to more than an export can be.

    Raises
    ------
    InputRefused
        Beyond `LARGEST_UNPACKED` bytes, or beyond `EXPANSION` bytes for each packed one.
    """
    if unpacked > LARGEST_UNPACKED or (
        unpacked > EXPANSION_FROM and unpacked > EXPANSION * max(packed, 1)
    ):
        raise InputRefused(
            f"{label}: {packed:,} packed bytes unpack to {unpacked:,} or more, as an archive bomb "
            "does. If the file is genuine, unpack it and give the unpacked file."
        )


def _is_meant(name: str, pattern: str | None) -> bool:
    parts = PurePosixPath(name).parts
    if "__MACOSX" in parts or any(part != ".." and part.startswith(".") for part in parts):
        return False
    return pattern is None or fnmatch(name, pattern) or fnmatch(parts[-1], pattern)


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
