"""Lanes: silence, hold, overlap, interruptions and mailboxes told apart, frame by frame."""

from __future__ import annotations

import numpy as np
import pytest

from lastword.audio.ears import STEP, Frames
from lastword.audio.lanes import Lanes, of_one, of_two
from lastword.audio.measures import measures

Spans = list[tuple[float, float]]
SPEAKERS = ("customer", "agent")


def frames(
    seconds: float, voice: tuple[Spans, ...], music: tuple[Spans, ...] = (), tones: Spans = ()
) -> Frames:
    n, channels = round(seconds / STEP), len(voice)

    def on(spans: tuple[Spans, ...]) -> np.ndarray:
        flags = np.zeros((n, channels), np.float32)
        for channel, parts in enumerate(spans):
            for start, end in parts:
                flags[round(start / STEP) : round(end / STEP), channel] = 1.0
        return flags

    level = np.full((n, channels), -30, np.float32)
    empty = np.zeros((n, 0), np.float32)
    return Frames(on(voice), on(music), level, on(tuple([tones] * channels)), empty)


def two(seconds: float, customer: Spans, agent: Spans, **more: object) -> Lanes:
    return of_two(frames(seconds, (customer, agent), **more), SPEAKERS)  # type: ignore[arg-type]


def test_silence_hold_overlap_and_dead_air_add_up() -> None:
    lanes = two(
        100,
        customer=[(10, 14), (30, 33)],
        agent=[(1, 5), (13, 16), (62, 66)],
        music=([], [(34, 60)]),
    )
    told = measures(lanes, 8.0, knows_speakers=True)
    assert told["customer_seconds"] == 7.0
    assert told["agent_seconds"] == 11.0
    assert told["overlap_seconds"] == 1.0
    assert told["hold_seconds"] == pytest.approx(26, abs=0.6)
    assert told["dead_airs"] == 1
    assert told["dead_air_seconds"] == 14.0  # 16 to 30; what follows the last word is no dead air
    assert told["silence_seconds"] == pytest.approx(100 - 17 - 26, abs=0.6)


def test_a_voice_between_two_stretches_of_music_is_recorded_unless_it_is_answered() -> None:
    music = ([], [(10, 30), (36, 60)])
    alone = two(80, [(2, 4)], [(0, 2), (31, 35), (62, 70)], music=music)
    assert alone.announcements.tolist() == [[31.0, 35.0]]
    answered = two(80, [(2, 4), (33, 34)], [(0, 2), (31, 35), (62, 70)], music=music)
    assert not len(answered.announcements)


def test_music_of_a_moment_is_no_hold() -> None:
    assert not len(two(30, [(1, 2)], [(3, 4)], music=([], [(10, 13)])).hold)


@pytest.mark.parametrize(
    ("customer", "agent", "expected"),
    [
        ([(3.0, 8.0)], [(0.0, 5.0)], ["customer"]),  # cuts in and goes on alone
        ([(3.0, 3.6)], [(0.0, 5.0)], []),  # “mhm”
        ([(3.0, 4.8)], [(0.0, 5.0)], []),  # talks along, does not get the floor
        ([(4.9, 8.0)], [(0.0, 5.0)], []),  # began as the other ended
        ([(0.0, 5.0)], [(2.0, 9.0)], ["agent"]),
    ],
)
def test_interruptions(customer: Spans, agent: Spans, expected: list[str]) -> None:
    found = two(20, customer, agent).interruptions()
    assert [one.speaker for one in found] == expected


def test_what_follows_the_beep_is_a_message_for_a_machine() -> None:
    beep = [(6.2, 6.7)]
    left = two(30, [(8, 14)], [(0, 6)], tones=beep)
    assert left.is_voicemail
    assert left.announcements.tolist() == [[0.0, 6.0]]
    assert not len(left.agent)
    answered = two(30, [(8, 14)], [(0, 6), (15, 20)], tones=beep)
    assert not answered.is_voicemail


def test_one_channel_knows_no_overlap() -> None:
    heard = frames(20, ([(1, 9)],))
    agent = np.zeros(2000, dtype=bool)
    agent[500:] = True
    lanes = of_one(heard, agent)
    assert lanes.customer.tolist() == [[1.0, 5.0]]
    assert lanes.agent.tolist() == [[5.0, 9.0]]
    told = measures(lanes, 8.0, knows_speakers=True)
    assert told["overlap_seconds"] is None
    assert told["agent_interruptions"] is None


def test_nothing_at_all_is_silence() -> None:
    told = measures(two(10, [], []), 8.0, knows_speakers=True)
    assert told["silence_seconds"] == 10.0
    assert told["dead_airs"] == 0
