"""Matching: by uri, by name, by time and agent; what cannot be told stays open. Consent."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from lastword.audio.consent import consents
from lastword.audio.matching import Candidate, Found, matched
from lastword.audio.names import Said
from lastword.engine import Engine, Tables
from written_tables import write_tables

NINE = datetime(2025, 2, 19, 9)


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


@pytest.fixture
def tables(engine: Engine, tmp_path: Path) -> Tables:
    def call(name: str, begin: float, agent: str, **more: object) -> dict[str, object]:
        return {"contact_id": f"pbx:{name}", "channel": "voice", "offered_at": at(begin),
                "answered_at": at(begin + 0.2), "ended_at": at(begin + 5),
                "agent_id": f"pbx:{agent}", "customer_ref": f"pbx:k{name}", **more}  # fmt: skip

    contacts = [
        call("1", 0, "a7", recording_uri="https://store/rec/2025/Call-AB.mp3?token=1"),
        call("2", 20, "a7", direction="outbound"),
        call("3", 25.5, "a7"),
        call("4", 25.6, "a9"),
        call("5", 200, "a9", channel="chat"),
    ]
    agents = [{"agent_id": "pbx:a9", "name": "Ann Ö. Lee"}]
    messages = [{"message_id": "m", "contact_id": "pbx:1", "author": "agent", "text": "hello"}]
    asked = [
        {"contact_id": "pbx:2", "purpose": "recording", "is_given": True, "at": at(20)},
        {"customer_ref": "pbx:k2", "purpose": "recording", "is_given": False, "at": at(90)},
        {"customer_ref": "pbx:k3", "purpose": "recording", "is_given": True, "at": at(10)},
        {"customer_ref": "pbx:k3", "purpose": "recording", "is_given": False, "at": at(20)},
        {"customer_ref": "pbx:k4", "purpose": "survey", "is_given": True, "at": at(20)},
    ]  # fmt: skip
    return write_tables(engine, tmp_path, contacts=contacts, agents=agents, messages=messages,
                        consents=asked)  # fmt: skip


def test_each_recording_goes_to_the_contact_it_is_of(tables: Tables) -> None:
    found = matched(
        tables,
        [
            Found("uri", "call-ab.WAV", Said()),
            Found("id", "x.wav", Said(id="2")),
            Found("time", "y.wav", Said(agent="A7", at=at(26))),
            Found("spelt", "z.wav", Said(agent="annlee", at=at(25.7))),
            Found("several", "v.wav", Said(at=at(25.8))),
            Found("chat", "u.wav", Said(at=at(201))),
            Found("nothing", "w.wav", Said(id="99", at=at(600))),
        ],
        60,
    )
    ids = {name: [one.contact_id for one in ones] for name, ones in found.items()}
    assert ids["uri"] == ["pbx:1"]
    assert ids["id"] == ["pbx:2"]
    assert ids["time"] == ["pbx:3"]  # the call before it had ended, within the tolerance
    assert ids["several"] == ["pbx:3", "pbx:4"]
    assert "nothing" not in ids
    assert "chat" not in ids
    assert found["uri"][0].has_words
    assert found["uri"][0].how == "uri"
    assert found["id"][0].is_outbound
    assert found["time"][0].began_at == at(25.7)


def test_the_last_word_counts_and_one_about_the_contact_most(tables: Tables) -> None:
    ones = [Candidate(f"pbx:{n}", "uri", f"pbx:k{n}", None, False, False) for n in "1234"]
    assert consents(tables, ones) == {
        "pbx:1": "unknown", "pbx:2": "given", "pbx:3": "refused", "pbx:4": "unknown",
    }  # fmt: skip
