"""A made result of the voice room, for tests of pages and renderings."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from lastword.analyses.voice.compared import Compared
from lastword.analyses.voice.courtesy import HABITS, Courtesy
from lastword.analyses.voice.ideas import Idea
from lastword.analyses.voice.journey import MOODS, Journey
from lastword.analyses.voice.leaving import Leaving, OpenIntent, Reason
from lastword.analyses.voice.promises import Promises
from lastword.analyses.voice.quoting import Quote
from lastword.analyses.voice.result import Voice
from lastword.analyses.voice.retention import Retention
from lastword.analyses.voice.said import KINDS, Said
from lastword.analyses.voice.topics import Topic, Topics
from lastword.estimate import Estimate
from lastword.stats.proportion import newcombe, wilson

AT = datetime(2026, 10, 12, 9, 30)
WORDS = (
    "the engineer did not come",
    "I want to cancel, it has become too expensive.",
    "Could you not simply text me before the engineer comes?",
)


RETENTION = Retention(
    42, wilson(20, 42), wilson(25, 42), wilson(10, 42),
    Estimate(82.0, 70.0, 94.0, 35, "clustered mean", unit="seconds"),
    Estimate(2.1, 1.7, 2.5, 35, "clustered mean", unit="count"),
    Estimate(0.6, 0.4, 0.8, 35, "clustered mean", unit="count"),
    Compared(wilson(12, 20), wilson(8, 22), newcombe(12, 20, 8, 22), newcombe(11, 20, 9, 22)),
    None,
)  # fmt: skip


def made_voice(words: tuple[str, str, str] = WORDS) -> Voice:
    topic, leaving, idea = words
    quote = Quote(leaving, "chat:1")
    return Voice(
        contacts=4_000,
        said=tuple(
            Said(kind, 200, wilson(200, 4_000), wilson(260, 4_000), newcombe(40, 90, 300, 400))
            for kind in KINDS
        ),
        topics=Topics((_topic(topic, 400), _topic("charge on my bill", 320)), 4_000, 12, 0.61),
        journey=_journey(),
        leaving=Leaving(
            37, wilson(37, 2_900), (Reason("price", 21, wilson(21, 30), (quote,)),),
            wilson(7, 37), RETENTION, (("acme", 3),),
            (OpenIntent("chat:1", AT, ("price",), quote, False),),
        ),
        ideas=(
            Idea("a1b2c3", idea, 212, (("b:7", 12), ("b:9", 3)), AT, AT,
                 (Quote(idea, "chat:2"),), ("chat:2:1",)),
        ),
        promises=Promises(80, wilson(60, 80), wilson(30, 50)),
        courtesy=Courtesy(
            1_900, {habit: wilson(300, 1_900) for habit in HABITS}, wilson(700, 1_500)
        ),
    )  # fmt: skip


def hostile_voice(words: tuple[str, str, str]) -> Voice:
    made = made_voice(words)
    assert made.leaving is not None
    return replace(made, leaving=replace(made.leaving, competitors=((words[0], 2),)))


def _topic(name: str, contacts: int) -> Topic:
    change = newcombe(contacts // 2, 1_000, contacts // 2, 3_000)
    shares = wilson(contacts, 4_000), wilson(contacts // 4, contacts), wilson(90, 100)
    return Topic(name, contacts, shares[0], change, False, True, shares[1], "visit", shares[2])


def _journey() -> Journey:
    moods = {mood: wilson(100 + 40 * place, 640) for place, mood in enumerate(MOODS)}
    moves = {(start, end): 40 for start in MOODS for end in MOODS}
    return Journey(640, moods, moods, wilson(120, 160), wilson(30, 480), wilson(40, 640), moves)
