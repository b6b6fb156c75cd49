"""Listener: one recording heard from beginning to end."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from lastword.audio import models
from lastword.audio.ears import STEP, Ears, Frames, ears
from lastword.audio.lanes import Lanes, Speaker, heard_on, of_one, of_two
from lastword.audio.measures import measures
from lastword.audio.roles import roles, words_of_second
from lastword.audio.sound import Sound, opened
from lastword.audio.spans import NONE
from lastword.audio.speakers import Voices, told_apart
from lastword.audio.talk import SURE, Utterance, are_swapped, recorded, redacted, utterances
from lastword.audio.transcript import Transcriber, Transcript, Whisper, whisper
from lastword.audio.voiceprint import Voiceprints, voiceprints
from lastword.errors import InputRefused
from lastword.settings import RecordingSettings

VERSION = "1"
"""Counts up when what is heard in the same recording changes."""
SOURCE = "recordings"
Hearing = dict[str, Any]
"""Rows of `recordings` (one), `sounds` and `messages`, as plain values."""


@dataclass(frozen=True, slots=True)
class Job:
    """One recording to be heard, and the contact that it is of.

    Parameters
    ----------
    began_at
        When the talk began, naive UTC: messages are dated from it.
    has_words
        Whether the contact's words are known already: then no transcript is written.
    """

    recording_id: str
    path: str
    contact_id: str
    matched_by: str
    began_at: datetime | None = None
    is_outbound: bool = False
    has_words: bool = False


def hearing_version(settings: RecordingSettings, models: Sequence[str]) -> str:
    """Name of everything that decides what is heard: models, rules and settings.

    What was heard under another name is heard again.
    """
    chosen = settings.model_dump_json(include={"channels", "language", "dead_air_seconds"})
    words = f"{VERSION} {models} {chosen}"
    return hashlib.sha256(words.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Listener:
    """Hears recordings one by one.

    Parameters
    ----------
    transcriber
        None: only what is heard is measured, no word is written down.
    encoder
        None: the two voices of mono recordings are not told apart.
    """

    settings: RecordingSettings
    ears: Ears
    transcriber: Transcriber | None = None
    encoder: Voiceprints | None = None

    @classmethod
    def of(cls, settings: RecordingSettings) -> Listener:
        """A listener with the models that the settings name.

        Raises
        ------
        MissingExtra
            If `lastword[audio]` is not installed.
        UsageError
            If a model is missing or another one than expected.
        """
        encoder = voiceprints(Path(settings.speakers)) if settings.speakers else None
        return cls(settings, ears(), _transcriber(settings), encoder)

    @property
    def version(self) -> str:
        """Name of models, rules and settings together."""
        used = (self.ears, self.transcriber, self.encoder)
        return hearing_version(self.settings, [one.version if one else "" for one in used])

    def hear(self, job: Job) -> Hearing:
        """Hear one recording; one that cannot be read is refused with the reason."""
        path = Path(job.path)
        row: dict[str, Any] = {
            "recording_id": job.recording_id,
            "contact_id": job.contact_id,
            "matched_by": job.matched_by,
            "uri": job.path,
            "hearing": self.version,
        }
        try:
            row |= _file(path)
            sound = opened(path, longest_hours=self.settings.longest_hours)
            row["sha256"] = models.sha256(path)
            return self._heard(job, sound, row)
        except InputRefused as refusal:
            return {"recording": {**row, "state": "refused", "remark": str(refusal)}}
        except OSError as error:
            reason = f"the file cannot be opened: {error.strerror or error}"
            return {"recording": {**row, "state": "refused", "remark": reason}}

    def _heard(self, job: Job, sound: Sound, row: dict[str, Any]) -> Hearing:
        frames = self.ears.hear(sound)
        if not frames.seconds:
            raise InputRefused("is damaged: no sound can be read from it; export it again")
        transcriber = None if job.has_words else self.transcriber
        heard: _Two | _One = (
            _Two(frames, self.settings.channels)
            if sound.channels == 2
            else _One(frames, self.encoder, job.is_outbound)
        )
        written = transcriber.transcribe(sound, heard.channels) if transcriber else None
        lanes, said, sure = heard.told(written)
        lanes, said = recorded(lanes, said)
        remarks = [sound.remark, _cut_short(sound, frames)]
        if sound.channels == 2 and are_swapped(said):
            remarks.append("the channels seem swapped: see [recordings] channels")
        said, dropped = redacted(said)
        row |= {
            "state": "heard",
            "remark": "; ".join(filter(None, remarks)) or None,
            "channels": sound.channels,
            "lasted_seconds": round(frames.seconds, 2),
            **measures(lanes, self.settings.dead_air_seconds, knows_speakers=sure is not None),
            "speaker_confidence": None if sure is None else round(sure, 3),
            "language": (written.language or None) if written else None,
            "words": sum(one.words for one in said) if written else None,
            "numbers_dropped": dropped if written else None,
        }
        return {
            "recording": row,
            "sounds": sounds(lanes, self.settings.dead_air_seconds, heard.voices, sure),
            "messages": [_message(job, place, one) for place, one in enumerate(said, start=1)],
        }


def _file(path: Path) -> dict[str, Any]:
    told = path.stat()
    written = datetime.fromtimestamp(int(told.st_mtime), UTC).replace(tzinfo=None)
    return {"size": told.st_size, "modified_at": written.isoformat()}


class _Two:
    """A recording with a channel for each speaker."""

    voices: Voices | None = None

    def __init__(self, frames: Frames, speakers: tuple[Speaker, Speaker]) -> None:
        self._speakers = speakers
        self._lanes = of_two(frames, self._speakers)
        self.channels = self._lanes.channels

    def told(self, written: Transcript | None) -> tuple[Lanes, list[Utterance], float | None]:
        """Lanes, what was said, and how sure it is who spoke."""
        words = written.words if written else ()
        return self._lanes, utterances(words, [self._speakers[w.lane] for w in words]), 1.0


class _One:
    """A recording with both speakers in one channel."""

    def __init__(self, frames: Frames, encoder: Voiceprints | None, is_outbound: bool) -> None:
        self._frames, self._is_outbound = frames, is_outbound
        self.voices = told_apart(frames, heard_on(frames, 0).voice, encoder)
        self._second = self.voices.turns()
        self.channels = of_one(frames, self._second).channels

    def told(self, written: Transcript | None) -> tuple[Lanes, list[Utterance], float | None]:
        """Lanes, what was said, and how sure it is who spoke; None where one voice is heard."""
        words = written.words if written else ()
        second = words_of_second(words, self.voices.second)
        who = roles(words, second, is_outbound=self._is_outbound)
        agent = self._second if who.agent_is_second else ~self._second
        lanes = of_one(self._frames, agent)
        names: list[Speaker] = [
            "agent" if is_second == who.agent_is_second else "customer" for is_second in second
        ]
        if not self.voices.are_two:
            lanes = replace(lanes, customer=lanes.speech, agent=NONE)
            said = utterances(words, ["customer"] * len(words))
            known: Speaker | None = "customer" if lanes.is_voicemail else None
            return lanes, [replace(one, author=known) for one in said], None
        said = [self._sure(one, who.confidence) for one in utterances(words, names)]
        spoken = self.voices.confidence(lanes.speech)
        weights = lanes.speech[:, 1] - lanes.speech[:, 0]
        return lanes, said, float(np.average(spoken, weights=weights)) * who.confidence

    def _sure(self, one: Utterance, role: float) -> Utterance:
        sure = float(self.voices.confidence(np.array([[one.start, one.end + STEP]]))[0]) * role
        return replace(one, confidence=sure, author=one.author if sure >= SURE else None)


def sounds(
    lanes: Lanes, dead_air_seconds: float, voices: Voices | None, sure: float | None
) -> list[dict[str, Any]]:
    """Stretches of the table `sounds`, in the order of time."""
    found: list[dict[str, Any]] = []
    for name, spans in (("customer", lanes.customer), ("agent", lanes.agent)):
        told = voices.confidence(spans) if voices is not None else np.ones(len(spans))
        known = name if sure is not None else None
        found += [
            _sound("speech", known, start, end, round(float(one), 3))
            for (start, end), one in zip(spans, told, strict=True)
        ]
    for kind, spans in (("hold", lanes.hold), ("announcement", lanes.announcements),
                        ("dead_air", lanes.dead_air(dead_air_seconds))):  # fmt: skip
        found += [_sound(kind, None, start, end) for start, end in spans]
    found += [_sound("interruption", one.speaker, one.start, one.end)
              for one in lanes.interruptions()]  # fmt: skip
    return sorted(found, key=lambda one: (one["start_seconds"], one["kind"]))


def _sound(
    kind: str, speaker: str | None, start: float, end: float, confidence: float | None = None
) -> dict[str, Any]:
    return {
        "kind": kind,
        "speaker": speaker,
        "start_seconds": round(float(start), 2),
        "end_seconds": round(float(end), 2),
        "confidence": confidence,
    }


def _message(job: Job, place: int, said: Utterance) -> dict[str, Any]:
    at = job.began_at + timedelta(seconds=said.start) if job.began_at else None
    return {
        "position": place,
        "sent_at": at.isoformat() if at else None,
        "author": said.author,
        "text": said.text,
        "is_public": True,
        "start_seconds": round(said.start, 2),
        "end_seconds": round(said.end, 2),
    }


def _cut_short(sound: Sound, frames: Frames) -> str:
    if sound.seconds - frames.seconds <= 1.0:
        return ""
    return f"ends after {frames.seconds:.0f} of {sound.seconds:.0f} s: the file is cut off"


def _transcriber(settings: RecordingSettings) -> Whisper | None:
    if not settings.model:
        return None
    return whisper(Path(settings.model), settings.model_sha256, settings.language)
