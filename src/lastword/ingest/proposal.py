"""A first `lastword.toml` for exports that nobody has mapped yet."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import ibis.expr.types as ir

from lastword.engine import Engine, open_engine
from lastword.errors import InputRefused
from lastword.ingest.declaration import declaration, settings_declaration
from lastword.ingest.decode.archive import members
from lastword.ingest.decode.hints import Hints
from lastword.ingest.decode.reading import Reading, readings
from lastword.ingest.exports import find_exports
from lastword.ingest.mapping import FileMapping
from lastword.ingest.proof import completed, open_questions, prove
from lastword.ingest.recognition import FILES, standard, unit_question
from lastword.ingest.texts import ROW_NUMBER, texts_named
from lastword.text.redaction import redact

SAMPLES = 3
_SHOWN = 40
_SAMPLED_ROWS = 1000


@dataclass(frozen=True)
class ProposedFile:
    """What was found of one file.

    Parameters
    ----------
    samples
        Column of the file → some of its values.
    mapping
        Proposed mapping; None if the columns do not have standard names.
    questions
        What has to be answered before the file can be loaded as it should be.
    """

    label: str
    samples: dict[str, tuple[str, ...]]
    mapping: FileMapping | None
    questions: tuple[str, ...] = ()

    @property
    def used(self) -> frozenset[str]:
        """Columns of the file that the mapping reads."""
        tables = self.mapping.tables if self.mapping else ()
        sets = [rules for table in tables for rules in (table.columns, *table.rows)]
        return frozenset(n for rules in sets for rule in rules.values() for n in texts_named(rule))

    def to_dict(self) -> dict[str, Any]:
        """The file as plain data."""
        mapping = (
            self.mapping.model_dump(mode="json", exclude_defaults=True, by_alias=True)
            if self.mapping
            else None
        )
        return {
            "file": self.label,
            "tables": [table.table for table in self.mapping.tables] if self.mapping else [],
            "questions": list(self.questions),
            "columns": [
                {"name": name, "is_used": name in self.used, "samples": list(values)}
                for name, values in self.samples.items()
            ],
            "mapping": mapping,
        }


@dataclass(frozen=True)
class Proposal:
    """A mapping of every file of the exports, as far as it can be proven."""

    files: tuple[ProposedFile, ...]

    def to_dict(self) -> dict[str, Any]:
        """The proposal as plain data."""
        return {"files": [file.to_dict() for file in self.files]}

    def text(self) -> str:
        """The proposal for the terminal: each file, its tables, columns and open questions."""
        return "\n\n".join(_described(file) for file in self.files)

    def settings(self) -> str:
        """The whole `lastword.toml`."""
        mapped = [_commented(file) for file in self.files]
        return "\n\n".join([_HEAD, settings_declaration(), _SOURCES, *mapped]) + "\n"

    def write_settings(self, path: Path) -> None:
        """Write `lastword.toml`, with every setting and its default as a comment."""
        path.write_text(self.settings(), encoding="utf-8")


_HEAD = (
    "# Settings of a Lastword project. Lines that begin with # show the defaults.\n"
    "# How mappings are written: docs/how-to/map-your-own-export.md"
)
_SOURCES = (
    "# Mappings: which file fills which table. Rename the source “files” to the system's name;\n"
    "# it prefixes every id. Times without an offset are read in `time_zone`."
)


def propose(exports: Path) -> Proposal:
    """Propose a mapping for a file or folder of exports.

    Raises
    ------
    InputRefused
        If there is no file.
    """
    found = find_exports([exports])
    if not found:
        raise InputRefused(f"{exports}: no file was found. Name a folder or file of exports.")
    with open_engine("duckdb") as engine:
        files = [file for export in found for file in _files(engine, export.path, export.label)]
    return Proposal(tuple(_grouped(files)))


def _files(engine: Engine, path: Path, label: str) -> Iterator[ProposedFile]:
    workspace = Path(tempfile.mkdtemp(prefix="propose-"))
    try:
        for member in members(path, label, None):
            for place, reading in enumerate(readings(member, workspace, Hints())):
                yield _proposed(engine, reading, workspace / f"stage-{place}")
                shutil.rmtree(workspace / f"stage-{place}", ignore_errors=True)
    except InputRefused as refusal:
        yield ProposedFile(label, {}, None, (str(refusal),))
    finally:
        shutil.rmtree(workspace, ignore_errors=True)


def _proposed(engine: Engine, reading: Reading, folder: Path) -> ProposedFile:
    table = engine.read(reading.stage(folder).parts)
    samples = _samples(engine, table)
    try:
        found = standard(reading.columns, reading.label)
    except InputRefused as refusal:
        return ProposedFile(reading.label, samples, None, (str(refusal),))
    if found is None:
        return ProposedFile(reading.label, samples, None, (_UNKNOWN,))
    proof = prove(found.mapping, table)
    unit = unit_question(reading.columns)
    questions = (*open_questions(proof), *([unit] if unit else []))
    return ProposedFile(reading.label, samples, completed(found.mapping, proof), questions)


_UNKNOWN = (
    "The columns do not have standard names. Which table does the file fill, and which column is "
    "which?"
)


def _samples(engine: Engine, table: ir.Table) -> dict[str, tuple[str, ...]]:
    """Some different values of each column, from the first records, without secrets."""
    first = engine.fetch(table.order_by(ROW_NUMBER).limit(_SAMPLED_ROWS))
    return {
        name: tuple(redact(text) for text in _different(first[name].to_pylist()))
        for name in table.columns
        if name != ROW_NUMBER
    }


def _different(texts: list[str | None]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))[:SAMPLES]


def _grouped(files: list[ProposedFile]) -> Iterator[ProposedFile]:
    """Files with equal columns and equal mappings as one, with all their patterns."""
    groups: dict[Any, list[ProposedFile]] = {}
    for file in files:
        key = (tuple(file.samples), _without_match(file.mapping), file.questions)
        groups.setdefault(key if file.mapping else file.label, []).append(file)
    for group in groups.values():
        first = group[0]
        if first.mapping is None:
            yield first
            continue
        names = tuple(dict.fromkeys(PurePosixPath(file.label).name for file in group))
        mapping = first.mapping.model_copy(update={"match": names})
        yield ProposedFile(", ".join(names), first.samples, mapping, first.questions)


def _without_match(mapping: FileMapping | None) -> str:
    return mapping.model_dump_json(exclude={"match"}) if mapping else ""


def _described(file: ProposedFile) -> str:
    tables = ", ".join(table.table for table in file.mapping.tables) if file.mapping else "?"
    lines = [f"{file.label} → {tables}"]
    lines += [
        f"  {'' if n in file.used else '– '}{n}: {_shown(v)}" for n, v in file.samples.items()
    ]
    return "\n".join([*lines, *(f"  ? {question}" for question in file.questions)])


def _commented(file: ProposedFile) -> str:
    """The mapping of a file, with sample values and open questions as comments."""
    lines = [f"# {file.label}", *(f"# QUESTION: {question}" for question in file.questions)]
    lines += [
        f"#   {name}: {_shown(values)}{'' if name in file.used else '  (not used)'}"
        for name, values in file.samples.items()
    ]
    if file.mapping is not None:
        return "\n".join([*lines, declaration(FILES, file.mapping)])
    pattern = PurePosixPath(file.label).name
    lines += [f"# [[sources.{FILES}.files]]", f'# match = ["{pattern}"]']
    lines += [f"# [[sources.{FILES}.files.tables]]", '# table = "contacts"']
    return "\n".join([*lines, f"# [sources.{FILES}.files.tables.columns]"])


def _shown(values: tuple[str, ...]) -> str:
    short = [value if len(value) <= _SHOWN else value[:_SHOWN] + "…" for value in values]
    return " · ".join(" ".join(value.split()) for value in short) or "(empty)"
