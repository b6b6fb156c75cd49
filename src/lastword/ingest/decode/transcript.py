"""Transcripts of one conversation a file to staged text."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path, PurePosixPath

import numpy as np
import pyarrow as pa

from lastword.errors import InputRefused
from lastword.ingest.decode.archive import Member
from lastword.ingest.decode.cues import Cue, about, dialogue_cues, timed_cues
from lastword.ingest.decode.encoding import as_utf8
from lastword.ingest.decode.hints import Format
from lastword.ingest.decode.limits import LONGEST_RECORD
from lastword.ingest.decode.stage import Fault, Stage, StageWriter, clip

SPOKEN: tuple[Format, ...] = ("webvtt", "srt", "dialogue")
COLUMNS = ("file", "position", "speaker", "text", "start", "end", "contact_id", "started_at")
ENDINGS = (".gz", ".txt", ".vtt", ".srt", ".webvtt")


class Transcript:
    """A text of one conversation.

    Its name is part of what it says: most transcripts name their contact nowhere else.
    """

    def __init__(self, member: Member, kind: Format, encoding: str | None) -> None:
        self.label = member.label
        self._member = member
        self._kind = kind
        self._encoding = encoding

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, equal for all transcripts."""
        return COLUMNS

    @cached_property
    def sha256(self) -> str:
        """Digest of the content and of the file's name."""
        return hashlib.sha256(f"{self._member.sha256}\n{self._name}".encode()).hexdigest()

    def stage(self, folder: Path) -> Stage:
        """Write one record an utterance."""
        text = self._text
        told = about(text)
        cues = list(dialogue_cues(text) if self._kind == "dialogue" else timed_cues(text))
        rows, numbers = [], []
        with StageWriter(folder) as writer:
            for number, cue in enumerate(cues, start=1):
                if cue.fault:
                    writer.refuse(Fault(number, cue.line, None, clip(cue.text), cue.fault))
                    continue
                numbers.append(number)
                rows.append(self._record(cue, len(numbers), told))
            columns = pa.table(
                {name: pa.array([row[name] for row in rows], pa.string()) for name in COLUMNS}
            )
            writer.add(columns, np.array(numbers, dtype=np.int64))
            return writer.close(self.label, COLUMNS, self.sha256, encoding=self._encoding)

    def _record(self, cue: Cue, position: int, told: dict[str, str]) -> dict[str, str | None]:
        return {
            "file": self._name,
            "position": str(position),
            "speaker": cue.speaker,
            "text": cue.text,
            "start": cue.start,
            "end": cue.end,
            "contact_id": told.get("contact_id"),
            "started_at": told.get("started_at"),
        }

    @property
    def _name(self) -> str:
        name = PurePosixPath(self.label).name
        for ending in ENDINGS:
            name = name.removesuffix(ending)
        return name

    @cached_property
    def _text(self) -> str:
        found = b""
        with self._member.open() as content:
            for chunk in as_utf8(content, self._encoding):
                found += chunk
                if len(found) > LONGEST_RECORD:
                    raise InputRefused(
                        f"{self.label}: longer than {LONGEST_RECORD:,} bytes, which no transcript "
                        "of one conversation is. Split it into one file a conversation."
                    )
        return found.decode("utf-8", "replace").removeprefix("\ufeff")
