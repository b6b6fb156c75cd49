"""Lanes: who spoke when, and what was heard while nobody did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from lastword.audio.ears import STEP, Frames
from lastword.audio.spans import (
    NONE,
    Flags,
    Spans,
    both,
    closed,
    either,
    lengths,
    longer,
    spans_of,
    touching,
    without,
)

Speaker = Literal["customer", "agent"]

VOICE = 0.5
PAUSE = 0.5
"""A shorter pause belongs to the turn."""
SHORTEST_VOICE = 0.15
HOLD_GAP, SHORTEST_HOLD = 4.0, 5.0
BETWEEN_MUSIC = 25.0
"""A voice of at most so many seconds between two stretches of music is recorded."""
_SMOOTH = 100
TONE, SHORTEST_TONE, LONGEST_TONE = 0.85, 0.2, 2.0
MESSAGE = 3.0
"""Seconds of speech after the beep that make a message."""
YIELDED, INTERRUPTING, INTO = 0.2, 1.0, 0.3


@dataclass(frozen=True, slots=True)
class Interruption:
    """One speaker cut the other off: began while the other spoke, and went on alone."""

    speaker: Speaker
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Heard:
    """What one channel holds: voices outside and inside the music, music, beeps."""

    voice: Spans
    recorded: Spans
    hold: Spans
    tones: Spans


@dataclass(frozen=True, slots=True)
class Lanes:
    """A recording as lanes of time.

    Parameters
    ----------
    customer, agent
        When each of them speaks.
    hold
        Hold music with the announcements in it.
    announcements
        Recorded voices, on hold or before the talk.
    seconds
        Of the whole recording.
    knows_overlap
        Whether both can be heard at once: only with two channels.
    is_voicemail
        Whether somebody speaks to a machine.
    channels
        For each channel, every voice on it, recorded ones too.
    """

    customer: Spans
    agent: Spans
    hold: Spans
    announcements: Spans
    seconds: float
    knows_overlap: bool
    is_voicemail: bool = False
    channels: tuple[Spans, ...] = ()

    @property
    def speech(self) -> Spans:
        """When anybody speaks."""
        return either(self.customer, self.agent)

    @property
    def overlap(self) -> Spans:
        """When both speak."""
        return both(self.customer, self.agent)

    @property
    def silence(self) -> Spans:
        """When nothing is heard."""
        whole = np.array([[0.0, self.seconds]])
        return without(whole, either(self.speech, self.hold, self.announcements))

    def dead_air(self, shortest: float) -> Spans:
        """Long silences between the first word and the last."""
        said = self.speech
        if not len(said):
            return NONE
        inside = both(self.silence, np.array([[said[0, 0], said[-1, 1]]]))
        return longer(inside, shortest)

    def interruptions(self) -> tuple[Interruption, ...]:
        """Who cut whom off, where two channels tell.

        A begins at least 0.3 s into B's turn and 0.2 s before its end, speaks for a second or
        more, and is still speaking when B has stopped. “Yes” and “mhm” do not last that long.
        """
        if not self.knows_overlap:
            return ()
        found = [
            *_cut_off("agent", self.agent, self.customer),
            *_cut_off("customer", self.customer, self.agent),
        ]
        return tuple(sorted(found, key=lambda one: one.start))


def heard_on(frames: Frames, channel: int) -> Heard:
    """Tell voices, hold music and beeps apart on one channel.

    Music that lasts five seconds is hold music; a voice in it is recorded.
    """
    hold = _hold(frames.music[:, channel], frames.voice[:, channel])
    raw = spans_of(frames.voice[:, channel] > VOICE, STEP)
    voice = closed(longer(closed(raw, 0.1), SHORTEST_VOICE), PAUSE)
    inside = both(voice, hold)
    return Heard(without(voice, hold), inside, hold, _tones(frames.tone[:, channel]))


def of_two(frames: Frames, speakers: Sequence[Speaker]) -> Lanes:
    """Lanes of a recording with a channel for each speaker.

    A recorded voice between two stretches of music, or one that asks for a message after the
    beep, is an announcement; whoever speaks on the other channel meanwhile stays a speaker.
    """
    heard = {name: heard_on(frames, place) for place, name in enumerate(speakers)}
    hold = either(heard["customer"].hold, heard["agent"].hold)
    voices = {name: one.voice for name, one in heard.items()}
    recorded = either(*(one.recorded for one in heard.values()))
    tones = either(*(one.tones for one in heard.values()))
    for name, other in zip(speakers, reversed(speakers), strict=True):
        between = _between_music(voices[name], hold, voices[other])
        recorded, voices[name] = either(recorded, between), without(voices[name], between)
    message = _after_the_beep(voices, tones)
    if message:
        prompt = _before(either(*voices.values()), message)
        recorded = either(recorded, prompt)
        voices = {name: without(voice, prompt) for name, voice in voices.items()}
    return Lanes(
        voices["customer"], voices["agent"], closed(either(hold, both(recorded, hold)), 0.01),
        recorded, frames.seconds, True, message is not None,
        tuple(either(heard[name].voice, heard[name].recorded) for name in speakers),
    )  # fmt: skip


def of_one(frames: Frames, agent: Flags) -> Lanes:
    """Lanes of a mono recording, from whose voice each frame is.

    Parameters
    ----------
    agent
        Frames that are the agent's, among those with a voice.
    """
    heard = heard_on(frames, 0)
    between = _between_music(heard.voice, heard.hold, NONE)
    voice = without(heard.voice, between)
    agents = both(voice, spans_of(agent, STEP))
    voices: dict[Speaker, Spans] = {"agent": agents, "customer": without(voice, agents)}
    recorded = either(heard.recorded, between)
    message = _after_the_beep(voices, heard.tones)
    if message:
        prompt = _before(voice, message)
        recorded = either(recorded, prompt)
        voices = {name: without(one, prompt) for name, one in voices.items()}
    return Lanes(
        voices["customer"], voices["agent"], heard.hold, recorded, frames.seconds, False,
        message is not None, (either(heard.voice, heard.recorded),),
    )  # fmt: skip


def _hold(music: np.ndarray, voice: np.ndarray) -> Spans:
    """Music over a second's average; gaps in it, as between two tracks, belong to it."""
    if len(music) < _SMOOTH:
        return NONE
    share = np.convolve(music > VOICE, np.ones(_SMOOTH) / _SMOOTH, mode="same")
    spans = closed(longer(spans_of(share > 0.5, STEP), 1.0), HOLD_GAP)
    return longer(spans, SHORTEST_HOLD)


def _tones(tone: np.ndarray) -> Spans:
    spans = longer(closed(spans_of(tone > TONE, STEP), 0.05), SHORTEST_TONE)
    return spans[lengths(spans) <= LONGEST_TONE]


def _between_music(voice: Spans, hold: Spans, other: Spans) -> Spans:
    """Voices in a short gap between two stretches of hold music, where the other says nothing."""
    gaps = np.column_stack((hold[:-1, 1], hold[1:, 0])) if len(hold) > 1 else NONE
    short = gaps[lengths(gaps) <= BETWEEN_MUSIC]
    alone = [gap for gap in short if not len(touching(other, *gap))]
    return both(voice, np.array(alone).reshape(-1, 2))


def _after_the_beep(voices: dict[Speaker, Spans], tones: Spans) -> float | None:
    """Where a message begins: after a beep that a voice led up to, and then only one speaks."""
    said = either(*voices.values())
    for start, end in tones:
        led = len(touching(said, start - 3.0, start)) > 0
        later = {name: spans[spans[:, 0] >= end - STEP] for name, spans in voices.items()}
        speaking = [spans for spans in later.values() if len(spans)]
        if led and len(speaking) == 1 and float(lengths(speaking[0]).sum()) >= MESSAGE:
            return float(end)
    return None


def _before(spans: Spans, moment: float) -> Spans:
    return both(spans, np.array([[0.0, moment]]))


def _cut_off(name: Speaker, mine: Spans, theirs: Spans) -> list[Interruption]:
    found = []
    for start, end in longer(mine, INTERRUPTING):
        for begun, stopped in touching(theirs, start, start + STEP):
            if begun + INTO < start < stopped - YIELDED and end > stopped:
                found.append(Interruption(name, float(start), float(stopped)))
    return found
