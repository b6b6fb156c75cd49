"""The page of a call: lanes, moments, words, and a player where the file can be reached."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from lastword.project.results import Results
from lastword.project.talk import Moment, Talk
from lastword.report.talk import measured, talk_page
from report.test_html import Reader

FRAME = Results("Acme service", datetime(2025, 2, 20), None, 0, 0, 0, 0)
RECORDING: dict[str, Any] = {
    "recording_id": "c 1.wav", "contact_id": "files:c1", "uri": None, "remark": None,
    "lasted_seconds": 278.0, "agent_seconds": 134.0, "customer_seconds": 35.0,
    "hold_seconds": 0.0, "dead_air_seconds": 12.0, "overlap_seconds": None,
    "agent_interruptions": None, "customer_interruptions": 1, "is_voicemail": False,
    "speaker_confidence": 0.92,
}  # fmt: skip
SOUNDS = (
    {"kind": "speech", "speaker": "agent", "start_seconds": 0.5, "end_seconds": 9.0},
    {"kind": "speech", "speaker": "customer", "start_seconds": 9.5, "end_seconds": 20.0},
    {"kind": "dead_air", "speaker": None, "start_seconds": 61.0, "end_seconds": 73.0},
)
MESSAGES = (
    {"start_seconds": 0.5, "author": "agent", "text": "How can I help you?"},
    {"start_seconds": 9.5, "author": None, "text": "<b>Hello</b>, 4111 1111 1111 1111"},
)
MOMENTS = (Moment(61.0, "nobody speaks", 12.0),)


def page(tmp_path: Path, *, is_there: bool) -> tuple[str, Reader]:
    path = tmp_path / "c 1.wav"
    if is_there:
        path.write_bytes(b"RIFF")
    talk = Talk(RECORDING | {"uri": str(path)}, SOUNDS, MESSAGES, MOMENTS)
    text = talk_page(FRAME, [talk])
    return text, Reader(text)


def test_the_page_is_the_calls_own(tmp_path: Path) -> None:
    text, read = page(tmp_path, is_there=True)
    said = " ".join(read.words)
    assert read.open == []
    assert '<h1 id="title-talk">Call files:c1, 4:38</h1>' in text
    assert "<title>Acme service: Call files:c1, 4:38</title>" in text
    for words in ("Customer", "Agent", "How can I help you?", "not sure who", "nobody speaks",
                  "1:01", "0:12"):  # fmt: skip
        assert words in said
    assert "<b>Hello" not in text
    assert "4111 1111" not in text


def test_the_player_is_allowed_to_load_the_file_and_nothing_else(tmp_path: Path) -> None:
    text, read = page(tmp_path, is_there=True)
    address = (tmp_path / "c 1.wav").as_uri()
    assert address.startswith("file:///")
    assert ("audio", "src", address) in read.attributes
    assert f"{address}#t=61.0" in read.values("href")
    assert "img-src data:; media-src file:; base-uri" in text
    assert "script" not in read.tags


def test_without_the_file_there_is_no_player(tmp_path: Path) -> None:
    text, read = page(tmp_path, is_there=False)
    assert "audio" not in read.tags
    assert "media-src" not in text
    assert "cannot be reached from here" in text


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({}, "4:38 long, the agent speaks 2:14, the customer 0:35, 0:12 of dead air, the customer "
             "cuts in 1 time. Who speaks is told with 92 % confidence."),
        ({"speaker_confidence": None, "agent_seconds": None, "customer_seconds": None,
          "customer_interruptions": None, "dead_air_seconds": 0.0, "is_voicemail": True},
         "4:38 long, a message for a machine. Who speaks cannot be told."),
    ],
)  # fmt: skip
def test_measures_say_what_is_known(row: dict[str, Any], said: str) -> None:
    assert measured(Talk(RECORDING | row, (), (), ())) == said
