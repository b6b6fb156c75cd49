"""Genesys Cloud: calls as details of conversations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lastword.sources.demo.chunk import Chunk
from lastword.sources.demo.contacts import ABANDONED
from lastword.sources.demo.reasons import NAMES
from lastword.sources.demo.vendors.clock import stamp
from lastword.sources.demo.vendors.telephones import Served, calls, numbers, queue_of, served

Json = dict[str, Any]
_GONE = ("peer", "client", "system", "transfer")
"""How an agent's session ends if the customer, the agent, the system or a transfer ends it."""


def conversations(chunk: Chunk) -> Iterator[Json]:
    """One record a call."""
    rows = calls(chunk, is_old_line=False)
    for row, number in zip(map(int, rows), numbers(chunk, rows), strict=True):
        yield _Conversation(chunk, row, number).as_json()


class _Conversation:
    def __init__(self, chunk: Chunk, row: int, number: str | None) -> None:
        self._chunk, self._row = chunk, row
        self._id = str(int(chunk.number[row]))
        self._is_back = bool(chunk.contacts.is_callback[row])
        self._number = f"tel:{number}" if number else None
        self._participants: list[Json] = []

    def as_json(self) -> Json:
        contacts, row = self._chunk.contacts, self._row
        begins, ends = float(contacts.at[row]), float(contacts.ended_at[row])
        ender = "client" if contacts.ended_by[row] == 0 else "peer"
        number = {"dnis" if self._is_back else "ani": self._number}
        self._add("customer", [self._segment("interact", begins, ends, ender)], number)
        if not self._is_back:
            self._wait()
        for part in served(self._chunk, row):
            self._serve(part)
        return {
            "conversationId": self._id,
            "conversationStart": self._at(begins),
            "conversationEnd": self._at(ends),
            "originatingDirection": "outbound" if self._is_back else "inbound",
            "participants": self._participants,
        }

    def _wait(self) -> None:
        contacts, row = self._chunk.contacts, self._row
        ender = "peer" if contacts.outcome[row] == ABANDONED else "system"
        ender = "transfer" if contacts.is_served[row] else ender
        begins, ends = float(contacts.at[row]), float(contacts.answered_at[row])
        waited = self._segment("interact", begins, ends, ender)
        self._add("acd", [waited | {"queueId": queue_of(self._chunk, row)}])

    def _serve(self, part: Served) -> None:
        contacts, row = self._chunk.contacts, self._row
        ender = _GONE[3 if part.passes_on else int(contacts.ended_by[row])]
        pause = part.begins + part.talk // 2
        segments = [self._segment("interact", part.begins, part.ends, ender)]
        if part.hold:
            back = pause + part.hold
            segments = [
                self._segment("interact", part.begins, pause),
                self._segment("hold", pause, back),
                self._segment("interact", back, part.ends, ender),
            ]
        if not part.passes_on:
            wrap = self._segment("wrapup", part.ends, part.ends + float(contacts.wrap[row]))
            segments.append(wrap | {"wrapUpCode": NAMES[self._chunk.closing.code[row]]})
        queue = {"queueId": queue_of(self._chunk, row)}
        media = "callback" if self._is_back else "voice"
        told = [segment | queue for segment in segments]
        self._add("agent", told, {"mediaType": media}, userId=str(part.agent))

    def _add(
        self, purpose: str, segments: list[Json], session: Json | None = None, **more: Any
    ) -> None:
        name = f"{self._id}-{len(self._participants)}"
        direction = "outbound" if self._is_back else "inbound"
        given: Json = {"sessionId": f"{name}-s", "mediaType": "voice", "direction": direction}
        given |= {**(session or {}), "metrics": [], "segments": segments}
        told = {"participantId": name, "purpose": purpose, "sessions": [given], **more}
        self._participants.append(told)

    def _segment(self, kind: str, begins: float, ends: float, ender: str | None = None) -> Json:
        told = {"segmentType": kind, "segmentStart": self._at(begins), "segmentEnd": self._at(ends)}
        return told | ({"disconnectType": ender} if ender else {})

    def _at(self, at: float) -> str:
        return stamp(self._chunk.world, at)
