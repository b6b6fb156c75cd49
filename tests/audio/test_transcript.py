"""Transcript: repetitions cut, words put back to where they were said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lastword.audio.lanes import Lanes
from lastword.audio.models import checked
from lastword.audio.phrases import agent_like, is_mailbox, is_recorded
from lastword.audio.roles import roles
from lastword.audio.spans import NONE
from lastword.audio.talk import are_swapped, recorded, redacted, utterances
from lastword.audio.transcript import WINDOW_SECONDS, Word, _Window, _windows, without_loops
from lastword.errors import UsageError


def words(text: str, begin: float = 0.0, lane: int = 0) -> list[Word]:
    return [
        Word(f" {word}", begin + place / 2, begin + place / 2 + 0.4, lane)
        for place, word in enumerate(text.split())
    ]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("thank you thank you thank you thank you thank you bye", "thank you bye"),
        ("no no no I said", "no no no I said"),
        ("five five five five one two", "five five five five one two"),
        ("1 1 1 1 1 1", "1 1 1 1 1 1"),
    ],
)
def test_loops_are_cut_and_numbers_are_none(said: str, expected: str) -> None:
    assert "".join(word.text for word in without_loops(words(said))).strip() == expected


def test_a_word_of_a_window_is_placed_in_its_own_stretch() -> None:
    window = _Window(1, np.zeros(0, np.float32), [(0.0, 10.0, 12.0), (2.35, 50.0, 54.0)])
    assert window.placed("a", 0.5, 0.9) == Word("a", 10.5, 10.9, 1)
    assert window.placed("b", 2.85, 3.0).start == pytest.approx(50.5)
    assert window.placed("c", 2.05, 2.15).end == 12.0


def test_voices_are_packed_and_silence_is_not_heard(tmp_path: Path) -> None:
    soundfile = pytest.importorskip("soundfile", reason="needs lastword[audio]")
    from lastword.audio.sound import HEARD_AT, opened

    rate, seconds = 8000, 150
    ramp = np.repeat(np.arange(seconds) / 200, rate).astype(np.float32)
    path = tmp_path / "two.wav"
    soundfile.write(path, np.column_stack((ramp, -ramp)), rate, subtype="FLOAT")
    lanes = [np.array([[5.0, 9.0], [58.0, 63.0], [100.0, 140.0]]), np.array([[61.0, 62.0]])]
    found = list(_windows(opened(path), lanes))
    assert all(len(w.samples) <= (WINDOW_SECONDS + 1) * HEARD_AT for w in found)
    first = next(w for w in found if w.lane == 0)
    heard = first.samples[: int(4.3 * HEARD_AT)]
    assert heard[int(0.65 * HEARD_AT)] == pytest.approx(0.025, abs=2e-3)  # second 5 of the file
    spans = sorted(place[1:] for w in found if w.lane == 0 for place in w.places)
    assert sum(end - start for start, end in spans) == pytest.approx(49.9, abs=0.01)
    other = next(w for w in found if w.lane == 1)
    assert other.samples[int(0.6 * HEARD_AT)] == pytest.approx(-0.305, abs=2e-3)


def test_utterances_are_parted_at_pauses_and_by_speaker() -> None:
    said = [*words("hello there"), *words("my name is Jo", 4.0, 1), *words("yes", 4.2)]
    found = utterances(said, ["agent" if word.lane == 0 else "customer" for word in said])
    assert [(one.author, one.text) for one in found] == [
        ("agent", "hello there"), ("customer", "my name is Jo"), ("agent", "yes"),
    ]  # fmt: skip


def test_recorded_voices_are_the_systems() -> None:
    lanes = Lanes(np.array([[9.0, 12.0]]), np.array([[0.0, 3.4]]), NONE, NONE, 20.0, True)
    said = words("please leave a message after the tone") + words("hi it is me", 9.0, 1)
    moved, found = recorded(lanes, utterances(said, ["agent"] * 7 + ["customer"] * 4))
    assert [one.author for one in found] == ["system", "customer"]
    assert moved.is_voicemail
    assert moved.announcements[0, 0] == 0.0


def test_swapped_channels_are_noticed() -> None:
    agentish = "Thank you for calling. How can I help you? Is there anything else?"
    found = utterances(words(agentish), ["customer"] * 13)
    assert agent_like(agentish) == 3
    assert are_swapped(found)


def test_what_is_written_holds_no_number() -> None:
    found = utterances(words("my card is four one one one one one one one"), ["customer"] * 11)
    kept, dropped = redacted(found)
    assert dropped == 1
    assert kept[0].text == "my card is [number]"


def test_the_side_that_is_called_greets_first_unless_words_say_otherwise() -> None:
    said = words("hello this is nothing")
    first = np.zeros(4, dtype=bool)
    assert not roles(said, first, is_outbound=False).agent_is_second
    assert roles(said, first, is_outbound=True).agent_is_second
    greeting = words("how can I help you")
    told = roles(greeting, np.ones(5, dtype=bool), is_outbound=False)
    assert told.agent_is_second
    assert told.confidence > roles(said, first, is_outbound=False).confidence


def test_mailboxes_and_menus() -> None:
    assert is_mailbox("Please leave a message after the tone.")
    assert is_recorded("Para español, marque 2") is True
    assert not is_recorded("I will call you after the meeting")


def test_a_model_is_compared_with_its_hash(tmp_path: Path) -> None:
    model = tmp_path / "model.bin"
    model.write_bytes(b"weights")
    with pytest.raises(UsageError, match="model_sha256"):
        checked(model, {"0" * 64: "tiny"}, setting="[recordings] model_sha256")
    digest = "9ac3bca6e22d85f1e8ac1d9cb8c4ecbfd2ea1ee4fa7d6d1a0cbe1ff1fe2b4b8e"
    with pytest.raises(UsageError, match="sha-256"):
        checked(model, {}, expected=digest)
    with pytest.raises(UsageError, match="no such file"):
        checked(tmp_path / "none.bin", {})
