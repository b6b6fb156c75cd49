"""Which mapping a file goes by: the one whose pattern names it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatch
from pathlib import PurePosixPath
from typing import NamedTuple

from lastword.ingest.mapping import FileMapping, SourceMapping


class Recognised(NamedTuple):
    """A kind of file of a source, with the source's defaults filled in."""

    source: str
    mapping: FileMapping


def declared(label: str, sources: Mapping[str, SourceMapping]) -> Recognised | None:
    """The first mapping with a pattern for this file, whole path or last part."""
    last = PurePosixPath(label).name
    for name, source in sources.items():
        for file in source.resolved:
            if any(fnmatch(label, pattern) or fnmatch(last, pattern) for pattern in file.match):
                return Recognised(name, file)
    return None


def recognise(
    columns: Sequence[str], label: str, sources: Mapping[str, SourceMapping]
) -> Recognised | None:
    """The mapping of a file, or None."""
    return declared(label, sources)
