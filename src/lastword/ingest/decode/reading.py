"""The tables in a file: found first, so that they can be recognised, then staged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from lastword.ingest.decode.archive import Member, members
from lastword.ingest.decode.delimited import Delimited
from lastword.ingest.decode.document import object_lists
from lastword.ingest.decode.encoding import prove_encoding
from lastword.ingest.decode.formats import tell_format
from lastword.ingest.decode.hints import Hints
from lastword.ingest.decode.markup import Markup
from lastword.ingest.decode.objects import Objects
from lastword.ingest.decode.parquet import ParquetTable
from lastword.ingest.decode.stage import Stage
from lastword.ingest.decode.transcript import SPOKEN, Transcript

HEAD = 2**16


class Reading(Protocol):
    """One table in a file, not yet read."""

    label: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns; of JSON, those of the first records."""

    @property
    def sha256(self) -> str:
        """Digest of the content."""

    def stage(self, folder: Path) -> Stage:
        """Read it into a new folder."""


def readings(member: Member, workspace: Path, hints: Hints) -> Iterator[Reading]:
    """Find the tables in one file or member of an archive.

    Parameters
    ----------
    workspace
        Folder for what has to be unpacked to be read.

    Raises
    ------
    InputRefused
        If it holds no table, or nothing proves how to read it.
    """
    head = member.head(HEAD)
    encoding = prove_encoding(head, hints.encoding, member.label)
    text = head.decode(encoding or "utf-8", "replace").removeprefix("\ufeff")
    kind = hints.format or tell_format(head, text, member.label)
    if kind == "workbook":
        from lastword.ingest.decode.workbook import sheets

        yield from sheets(member, workspace, hints)
    elif kind == "xml":
        yield Markup(member, hints)
    elif kind == "parquet":
        yield ParquetTable(member, workspace)
    elif kind in SPOKEN:
        yield Transcript(member, kind, encoding)
    elif kind == "delimited":
        yield Delimited(member, hints, encoding)
    elif kind == "jsonl" or hints.records is not None:
        yield Objects(member, hints, encoding, is_document=kind == "json")
    else:
        for path in object_lists(member) or (None,):
            inner = replace(hints, records=path)
            label = member.label if path is None else f"{member.label}#{path}"
            yield Objects(replace(member, label=label), inner, encoding, is_document=True)


def decode(path: Path, workspace: Path, hints: Hints | None = None) -> tuple[Stage, ...]:
    """Read every table of a file into Parquet files of text.

    Parameters
    ----------
    workspace
        An existing folder that the caller removes when the stages are used up.

    Raises
    ------
    InputRefused
        If a table cannot be read at all: file, line, what was found, what to do.
    """
    hints = hints or Hints()
    stages: list[Stage] = []
    for place, member in enumerate(members(path, path.name, hints.member)):
        for reading in readings(member, workspace / f"unpacked-{place}", hints):
            stages.append(reading.stage(workspace / f"stage-{len(stages)}"))
    return tuple(stages)
