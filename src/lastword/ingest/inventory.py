"""What lies in a folder of exports, and how each file is understood; nothing is loaded."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lastword.errors import InputRefused
from lastword.ingest.decode.archive import Member, members
from lastword.ingest.decode.hints import Hints
from lastword.ingest.decode.reading import HEAD, readings
from lastword.ingest.exports import find_exports
from lastword.ingest.mapping import SourceMapping
from lastword.ingest.recognition import Recognised, by_text, declared, recognise

UNKNOWN = (
    "no mapping names it, no source knows it, and its columns are not standard ones; "
    "`lastword init` proposes a mapping"
)


@dataclass(frozen=True, slots=True)
class Understood:
    """One table-like part of an export.

    Parameters
    ----------
    source, kind
        Whose it is and what it holds; None where it is not understood.
    tables
        Canonical tables that it fills.
    why
        How it was recognised, or why it is left out.
    """

    label: str
    source: str | None
    kind: str | None
    tables: tuple[str, ...]
    why: str


def inventory(
    paths: Sequence[Path], sources: Mapping[str, SourceMapping], known: Sequence[Recognised]
) -> tuple[Understood, ...]:
    """Say of every file whose it is, and why.

    Parameters
    ----------
    sources
        Mappings of `lastword.toml`, which come first.
    known
        Kinds of files of packaged sources.
    """
    found: list[Understood] = []
    for export in find_exports(paths):
        folder = Path(tempfile.mkdtemp(prefix="inventory-"))
        try:
            for member in members(export.path, export.label, None):
                found += _understood(member, folder, sources, known)
        except InputRefused as refusal:
            found.append(Understood(export.label, None, None, (), str(refusal)))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return tuple(found)


def told(
    member: Member, sources: Mapping[str, SourceMapping], known: Sequence[Recognised]
) -> Recognised | None:
    """What is known before a file is read: by a declared pattern, or by how its text begins."""
    found = declared(member.label, sources)
    if found or not any(kind.mapping.recognise and kind.mapping.recognise.text for kind in known):
        return found
    return by_text(member.head(HEAD).decode("utf-8", "replace"), known)


def _understood(
    member: Member,
    folder: Path,
    sources: Mapping[str, SourceMapping],
    known: Sequence[Recognised],
) -> Iterator[Understood]:
    early = told(member, sources, known)
    hints = early.mapping.decode.hints if early else Hints()
    for reading in readings(member, folder, hints):
        found = early or recognise(reading.columns, reading.label, sources, known)
        if found is None:
            yield Understood(reading.label, None, None, (), UNKNOWN)
            continue
        mapping = found.mapping
        tables = tuple(dict.fromkeys(table.table for table in mapping.tables))
        why = f"{found.why}; {mapping.unused}" if mapping.unused else found.why
        yield Understood(reading.label, found.source, mapping.name or None, tables, why)
