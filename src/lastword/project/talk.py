"""One contact's talk: its recordings, who spoke when, what was said, and the moments to hear."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from lastword.errors import UsageError
from lastword.project.ids import whole_id
from lastword.question import Context

Row = dict[str, Any]

TELLING = (
    "cancel_said", "effort_said", "heard_said", "resolution_said", "idea", "promise", "begging",
    "expectation_said",
)  # fmt: skip
"""Labels whose moment is worth hearing."""
_KINDS = {"dead_air": "nobody speaks", "hold": "on hold", "announcement": "recorded voice"}


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment that a finding or a measure points to.

    Parameters
    ----------
    at
        Seconds from the start of the recording.
    """

    at: float
    what: str
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """What is known of one recording of a contact.

    Parameters
    ----------
    recording
        Its row of `recordings`.
    sounds, messages
        Its stretches and its words, in order.
    moments
        What to listen to first, in order.
    """

    recording: Row
    sounds: tuple[Row, ...]
    messages: tuple[Row, ...]
    moments: tuple[Moment, ...]

    @property
    def file(self) -> Path | None:
        """The recording, where it can be reached from here."""
        path = Path(self.recording["uri"] or "")
        return path if path.is_file() else None

    def spans(self, kind: str, speaker: str | None = None) -> tuple[tuple[float, float], ...]:
        """Stretches of one kind (and speaker)."""
        return tuple(
            (row["start_seconds"], row["end_seconds"])
            for row in self.sounds
            if row["kind"] == kind and row["speaker"] == speaker
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self) | {"is_reachable": self.file is not None}


def talks(context: Context, contact_id: str) -> tuple[Talk, ...]:
    """The recordings of a contact, in the order of their places.

    Raises
    ------
    UsageError
        If there is no such contact, or no recording of it was heard; says why not where that is
        known.
    """
    tables = context.tables
    contact_id = whole_id(tables, "contact", contact_id)
    recordings = _rows(tables["recordings"], contact_id, "recording_id")
    heard = [row for row in recordings if row["state"] == "heard"]
    if not heard:
        reasons = "; ".join(f"{row['recording_id']}: {row['remark']}" for row in recordings)
        raise UsageError(
            f"no recording of {contact_id!r} was heard"
            + (f" ({reasons})." if reasons else ". `lastword listen --folder DIR` reads them.")
        )
    sounds = _rows(tables["sounds"], contact_id, "start_seconds")
    messages = _rows(tables["messages"], contact_id, "position")
    labels = _rows(tables["labels"], contact_id, "label_id")
    return tuple(_talk(row, sounds, messages, labels) for row in heard)


def _talk(recording: Row, sounds: list[Row], messages: list[Row], labels: list[Row]) -> Talk:
    name = recording["recording_id"]
    own = tuple(row for row in sounds if row["recording_id"] == name)
    said = tuple(row for row in messages if row["recording_id"] == name)
    moments = sorted([*_heard(own), *_read(said, labels)], key=lambda one: (one.at, one.what))
    return Talk(recording, own, said, tuple(moments))


def _heard(sounds: tuple[Row, ...]) -> list[Moment]:
    found = []
    for row in sounds:
        long = row["end_seconds"] - row["start_seconds"]
        if row["kind"] in _KINDS:
            found.append(Moment(row["start_seconds"], _KINDS[row["kind"]], long))
        elif row["kind"] == "interruption":
            found.append(Moment(row["start_seconds"], f"{row['speaker']} cuts in", None))
    return found


def _read(messages: tuple[Row, ...], labels: list[Row]) -> list[Moment]:
    places = {row["message_id"]: row["start_seconds"] for row in messages}
    return [
        Moment(places[row["message_id"]], f"{row['kind'].replace('_', ' ')}: {row['value']}")
        for row in labels
        if row["kind"] in TELLING and places.get(row["message_id"]) is not None
    ]


def _rows(table: ir.Table, contact_id: str, order: str) -> list[Row]:
    found: list[Row] = table.filter(table.contact_id == contact_id).to_pyarrow().to_pylist()
    return sorted(found, key=lambda row: (row[order] is None, row[order]))
