"""JSON objects to staged text: one a line, or the list in a document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import orjson
import pyarrow as pa

from lastword.engine.json import JsonColumns
from lastword.errors import InputRefused
from lastword.ingest.decode.archive import Content, Member
from lastword.ingest.decode.document import DocumentLines
from lastword.ingest.decode.encoding import as_utf8
from lastword.ingest.decode.grammar import Grammar, Record
from lastword.ingest.decode.hints import Hints
from lastword.ingest.decode.limits import DEEPEST, MOST_COLUMNS, SAMPLE
from lastword.ingest.decode.names import column_names
from lastword.ingest.decode.records import Lines, Misfit, Parsed, Records
from lastword.ingest.decode.stage import Stage, StageWriter

LINES = Grammar(delimiter=b"\0", quote=b"")


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

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Keys of the first records; later ones may bring more."""
        lines = [line for line in self._sample().split(b"\n") if _is_text(line)]
        with JsonColumns() as json:
            parser = JsonParser(json, self.label)
            judged = parser.misfits(lines, ())
            fit = [line for line, misfit in zip(lines, judged, strict=True) if misfit is None]
            parsed = parser.parse(b"\n".join(fit))
            return tuple(parsed.table.column_names) if parsed else ()

    @property
    def sha256(self) -> str:
        """Digest of the unpacked bytes."""
        return self._member.sha256

    def stage(self, folder: Path) -> Stage:
        """Write the table as staged text."""
        with (
            StageWriter(folder, skip_footer=self._hints.skip_footer) as writer,
            JsonColumns() as json,
        ):
            parser = JsonParser(json, self.label)
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
                if len(sample) >= SAMPLE and b"\n" in sample:
                    return sample[: sample.rindex(b"\n")]
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
        if b"\\u0000" in body or any(map(_is_deep, lines)):
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
            None if is_valid and b"\\u0000" not in text else _misfit(text)
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
    if _is_deep(text):
        return Misfit(f"is nested more than {DEEPEST} levels deep")
    if b"\\u0000" in text:
        return Misfit("holds a NUL character")
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        return Misfit(f"is not valid JSON: {error.msg} at character {error.colno}")
    if isinstance(found, dict):
        return Misfit("is not valid JSON")
    return Misfit(f"is not a JSON object but {_SHOWN[type(found).__name__]}")


_SHOWN = {
    "list": "a list",
    "str": "a text",
    "int": "a number",
    "float": "a number",
    "bool": "true or false",
    "NoneType": "null",
}
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
