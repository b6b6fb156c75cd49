"""Talk: what customers ask for, in their own words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from lastword.analyses.voice.topics import Topic, Topics
from lastword.charts.dots import dots
from lastword.charts.rows import Row
from lastword.estimate import say
from lastword.finding import Condition, Evidence
from lastword.pages.page import Block, Column, Figure, Kind, Note, Number, Rows, Statement
from lastword.pages.words import count, short
from lastword.project.results import Results

_DRAWN = 12
_EVIDENCE = Evidence("labels", (Condition("kind", "==", "topic"),), ("-confidence",))


def build(results: Results) -> tuple[Statement, Sequence[Block]] | None:
    """Say what is asked for, what rises, and what reason codes keep of it."""
    found = results.voice.topics if results.voice else None
    if found is None or not found.topics:
        return None
    blocks: list[Block] = [_figure(found), _rows(found)]
    if found.kept is not None:
        blocks.append(Note(_kept(found.kept), "Words against reason codes"))
    if found.hidden:
        hidden = f"{count(found.hidden, 'contact')} on topics of too few customers are not shown."
        blocks.append(Note(hidden, tone="muted"))
    return _lead(found), blocks


def _lead(found: Topics) -> Statement:
    first = found.topics[0]
    rising = [topic for topic in found.topics if topic.is_rising]
    said = f"Most asked for: “{first.name}”, {short(first.share)} of contacts with words."
    if rising:
        said += f" Rising: {', '.join(f'“{topic.name}”' for topic in rising[:3])}."
    numbers = tuple(Number(f"“{topic.name}”", topic.share) for topic in found.topics[:3])
    return Statement(
        said, numbers, f"The request of {count(found.contacts, 'contact')}, grouped by meaning; "
        "each group bears the customers’ own phrase that tells it from the others.",
    )  # fmt: skip


def _figure(found: Topics) -> Figure:
    drawn = found.topics[:_DRAWN]
    rows = [
        Row(topic.name, topic.share, count(topic.contacts, "contact"), href="#rows-voice-topics")
        for topic in drawn
    ]
    return Figure(
        "voice-topics",
        "What is asked for",
        "Share of contacts with customers’ words; the line is the 95 % interval.",
        partial(dots, rows, domain=(0.0, _reach(found))),
        "; ".join(f"{topic.name}: {short(topic.share)}" for topic in drawn) + ".",
        tuple({"topic": topic.name, "share": topic.share} for topic in drawn),
    )


def _reach(found: Topics) -> float:
    """End of the scale: the next tenth above the largest share's interval."""
    highest = max((topic.share.upper or 0.0 for topic in found.topics), default=0.0)
    return min(1.0, math.ceil(highest * 10 + 1e-9) / 10)


def _rows(found: Topics) -> Rows:
    return Rows(
        "rows-voice-topics",
        "Topics, their change and the reason code they bear",
        (
            Column("Topic"), Column("Contacts", is_number=True), Column("Share", is_number=True),
            Column("Change lately", is_number=True), Column("News"),
            Column("Negative", is_number=True), Column("Reason code"),
            Column("bears it", is_number=True),
        ),
        tuple(
            (
                topic.name, topic.contacts, topic.share, topic.change, _news(topic),
                topic.negative, topic.reason, topic.with_reason if topic.reason else None,
            )
            for topic in found.topics
        ),
        evidence=_EVIDENCE,
        note="Lately: the last quarter of the period, against what was before. Rising: the "
        "interval of the change leaves out 0 with all topics compared at once.",
    )  # fmt: skip


def _news(topic: Topic) -> str:
    return "new" if topic.is_new else "rising" if topic.is_rising else ""


def _kept(kept: float) -> str:
    return (
        f"Reason codes keep {say(kept)} of what the topics say (mutual information over the "
        "topics’ entropy). What they do not keep is forced into the same boxes."
    )


PAGE = Kind(
    "talk",
    "What they talk about",
    "What do customers ask for, in their own words?",
    order=92,
    build=build,
    room="voice",
    findings=("voice.topics", "voice.words"),
)
