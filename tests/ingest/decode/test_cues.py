"""Who said what in a text: times, speakers, lines that go on, and what cannot be read."""

from __future__ import annotations

from lastword.ingest.decode.cues import about, dialogue_cues, timed_cues
from lastword.ingest.recognition import by_text
from lastword.sources.registry import kinds

SPANISH = """[00:00:05] Cliente: Buenos días.
[00:09] Agente: ¿En qué puedo ayudarle?
[00:01:10] Cliente: Mi factura: está mal.
"""
NAMED = """Ann: Hi there
Agent: Hello Ann
Ann: It is broken
and I said so: twice
Zoe: bye
"""


def test_a_clock_before_the_speaker_is_kept() -> None:
    cues = list(dialogue_cues(SPANISH))
    assert [cue.start for cue in cues] == ["00:00:05", "00:00:09", "00:01:10"]
    assert (cues[2].speaker, cues[2].text) == ("Cliente", "Mi factura: está mal.")


def test_a_name_speaks_if_it_begins_two_lines() -> None:
    cues = list(dialogue_cues(NAMED))
    assert [(cue.speaker, cue.text) for cue in cues] == [
        ("Ann", "Hi there"),
        ("Agent", "Hello Ann"),
        ("Ann", "It is broken and I said so: twice Zoe: bye"),
    ]


def test_lines_above_say_what_it_is_about() -> None:
    text = "Ticket: 41\nStarted at: 2024-03-04 10:00\n\nAgent: Hello\nCustomer: Hi\n"
    assert about(text) == {"contact_id": "41", "started_at": "2024-03-04 10:00"}
    assert [cue.line for cue in dialogue_cues(text)] == [4, 5]


def test_what_nobody_says_is_a_fault_with_its_line() -> None:
    (fault, *_) = dialogue_cues("Minutes of the call\nAgent: Hello\nCustomer: Hi\n")
    assert (fault.line, fault.fault) == (1, "says nothing of who speaks")
    faults = list(timed_cues("WEBVTT\n\nlost words\n\n00:01.000 --> 00:02.000\n"))
    assert [(cue.line, cue.fault) for cue in faults] == [
        (3, "has no line of times"),
        (5, "has no words"),
    ]


def test_what_is_no_dialogue_is_not_taken_for_one() -> None:
    known = kinds()
    assert all(by_text(text, known) is not None for text in (SPANISH, NAMED))
    for text in (
        "id,agent,customer\n1,Agent: x,Customer: y\n",
        '{"agent": "x",\n "customer": "y"}\n',
        "Agent: Zed\n",
        "to do: call\nagent Zed\nto do: write\n",
    ):
        found = by_text(text, known)
        assert found is None or found.mapping.name != "dialogue"
