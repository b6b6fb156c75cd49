"""JSON objects to staged text: one a line, or the list in a document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import pyarrow as pa

from lastword.engine.fields import Keys, Leftovers, Wanted
from lastword.engine.json import JsonColumns
from lastword.errors import InputRefused
from lastword.ingest.decode.archive import Content, Member
from lastword.ingest.decode.document import DocumentLines
from lastword.ingest.decode.encoding import as_utf8
from lastword.ingest.decode.grammar import Record
from lastword.ingest.decode.hints import Hints
from lastword.ingest.decode.limits import DEEPEST, MOST_COLUMNS, SAMPLE
from lastword.ingest.decode.lines import LINES, NUL, LineParser, misfit
from lastword.ingest.decode.names import column_names, folded
from lastword.ingest.decode.records import Lines, Misfit, Parsed, Records
from lastword.ingest.decode.stage import Stage, StageWriter


class Objects:
    """A text of JSON objects.

    Parameters
    ----------
    is_document
        Whether the objects stand in the list of one document, rather than one a line.
    """

    def __init__(
        self, member: Member, hints: Hints, encoding: str | None, *, is_document: bool
    ) -> None:
        self.label = member.label
        self._is_document = is_document
        self._member = member
        self._hints = hints
        self._encoding = encoding
        self._places: Mapping[str, Keys] = {}

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Keys of the first records; later ones may bring more."""
        lines = [line for line in self._sample().split(b"\n") if _is_text(line)]
        with JsonColumns() as json:
            parser = JsonParser(json, self.label)
            judged = parser.misfits(lines, ())
            fit = [line for line, misfit in zip(lines, judged, strict=True) if misfit is None]
            parsed = parser.parse(b"\n".join(fit))
            self._places = json.places
            return tuple(parsed.table.column_names) if parsed else ()

    @property
    def sha256(self) -> str:
        """Digest of the unpacked bytes."""
        return self._member.sha256

    def stage(self, folder: Path) -> Stage:
        """Write every column as staged text."""
        with JsonColumns() as json:
            return self._staged(folder, JsonParser(json, self.label))

    def stage_wanted(
        self, folder: Path, wanted: Wanted, *, keeps_rest: bool, threads: int | None = None
    ) -> Stage:
        """Write the objects themselves, for the wanted fields to be taken out when they are read.

        Parameters
        ----------
        wanted
            By the names that a mapping uses; the file may spell them in another case.
        keeps_rest
            Whether to write beside each object what is left over.
        threads
            Threads; all cores where None.
        """
        spelt = {folded(name): self._places[name] for name in self.columns if name in self._places}
        found = wanted.placed(lambda keys: spelt.get(folded(".".join(keys)), keys))
        with Leftovers(found, threads) as leftovers:
            stage = self._staged(folder, LineParser(leftovers, is_kept=keeps_rest))
        return replace(stage, wanted=found)

    def _staged(self, folder: Path, parser: JsonParser | LineParser) -> Stage:
        with StageWriter(folder, skip_footer=self._hints.skip_footer) as writer:
            records = Records(
                self.label,
                parser,
                writer,
                line=None if self._is_document else 1,
                is_proven=self._encoding is not None,
            )
            with self._member.open() as content:
                lines = self._lines(content)
                records.read(lines)
            records.finish()
            return writer.close(
                self.label,
                (),
                self.sha256,
                encoding=self._encoding or "utf-8",
                notes=parser.notes,
                is_open=True,
            )

    def _lines(self, content: Content) -> DocumentLines | Lines:
        chunks = as_utf8(content, self._encoding)
        if self._is_document:
            return DocumentLines(chunks, content, self._hints.records, self.label)
        return Lines(chunks, content)

    def _sample(self) -> bytes:
        sample = b""
        with self._member.open() as content:
            for chunk in self._lines(content):
                sample += chunk
                if b"\n" in sample[SAMPLE:]:
                    return sample[: sample.index(b"\n", SAMPLE)]
        return sample


class JsonParser:
    """Objects, one a line, as columns of text."""

    grammar = LINES

    def __init__(self, json: JsonColumns, label: str) -> None:
        self._json = json
        self._label = label
        self._names: dict[str, str] = {}
        self.notes: tuple[str, ...] = ()

    def parse(self, body: bytes) -> Parsed | None:
        lines = [line for line in body.split(b"\n") if line.strip()]
        if not lines:
            return Parsed(pa.table({}))
        if NUL in body or any(map(_is_deep, lines)):
            return None
        table = self._json.columns(pa.array(lines, pa.binary()).cast(pa.string()))
        if table is None:
            return None
        return Parsed(table.rename_columns(self._renamed(table.column_names)))

    def misfits(self, texts: Sequence[bytes], records: Sequence[Record]) -> list[Misfit | None]:
        if not texts:
            return []
        shallow = [b"null" if _is_deep(text) else text.strip() for text in texts]
        valid = self._json.are_objects(pa.array(shallow, pa.binary()).cast(pa.string()))
        return [
            None if is_valid and NUL not in text else _misfit(text)
            for text, is_valid in zip(texts, valid, strict=True)
        ]

    def is_blank(self, text: bytes) -> bool:
        return not text.strip()

    def has_blank(self, body: bytes) -> bool:
        return False

    def _renamed(self, keys: Sequence[str]) -> list[str]:
        if len(keys) > MOST_COLUMNS:
            raise InputRefused(
                f"{self._label}: more than {MOST_COLUMNS:,} different keys. An object seems to "
                "use ids as keys; export it as a list."
            )
        new = [key for key in keys if key not in self._names]
        if new:
            names, notes = column_names([*self._names.values(), *new])
            self._names |= dict(zip(new, names[len(self._names) :], strict=True))
            self.notes += notes
        return [self._names[key] for key in keys]


def _misfit(text: bytes) -> Misfit:
    return Misfit(f"is nested more than {DEEPEST} levels deep") if _is_deep(text) else misfit(text)


_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"')
_BRACKETS = re.compile(rb"[\[\]{}]")


def _is_deep(text: bytes) -> bool:
    if len(text) < 2 * DEEPEST or text.count(b"{") + text.count(b"[") <= DEEPEST:
        return False
    depth = deepest = 0
    for bracket in _BRACKETS.findall(_STRING.sub(b"", text)):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest > DEEPEST


def _is_text(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return bool(line.strip()) and b"\0" not in line
