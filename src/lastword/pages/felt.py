"""Felt: how customers felt from start to end, and what they say about their own contact."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from lastword.analyses.voice.courtesy import HABITS, Courtesy
from lastword.analyses.voice.journey import MOODS, Journey
from lastword.analyses.voice.promises import Promises
from lastword.analyses.voice.result import Voice
from lastword.charts.flow import flow
from lastword.finding import Condition, Evidence
from lastword.pages.page import Block, Column, Figure, Kind, Note, Number, Rows, Statement
from lastword.pages.words import count, short
from lastword.project.results import Results

_SAID = ("effort_said", "resolution_said", "heard_said", "expectation_said", "cancel_said")


def build(results: Results) -> tuple[Statement, Sequence[Block]] | None:
    """Say how it felt, what was said, what was promised, how it was answered."""
    found = results.voice
    if found is None:
        return None
    blocks: list[Block] = []
    if found.journey is not None:
        blocks.append(_figure(found.journey))
    blocks.append(_said(found))
    if found.promises is not None:
        blocks.append(_promises(found.promises))
    if found.courtesy is not None:
        blocks.append(_habits(found.courtesy))
    blocks.append(
        Note(
            "Emotion is read from customers’ words only, never from their voice, and never of "
            "agents. A label is a reading, not a fact: `lastword correct label-wrong` mends one.",
            tone="muted",
        )
    )
    return _lead(found), blocks


def _lead(found: Voice) -> Statement:
    way = found.journey
    if way is None:
        return Statement(f"Words of customers were read in {count(found.contacts, 'contact')}.")
    said = (
        f"{short(way.start['negative'])} of conversations begin negative, "
        f"{short(way.end['negative'])} end so. Of those that begin negative, {short(way.won)} end "
        "otherwise."
    )
    numbers = (
        Number("Begin negative", way.start["negative"]),
        Number("End negative", way.end["negative"]),
        Number("Turned for the better", way.won, unknown="none began negative"),
        Number("Turned for the worse", way.lost),
    )
    return Statement(said, numbers, f"First against last message of the customer, "
                     f"{count(way.conversations, 'conversation')} with two or more.")  # fmt: skip


def _figure(way: Journey) -> Figure:
    cells = [
        (start, end, way.moves[start, end])
        for start in MOODS
        for end in MOODS
        if way.moves.get((start, end))
    ]
    return Figure(
        "moods",
        "From the first message to the last",
        "Conversations by the mood of the customer’s first (rows) and last message (columns).",
        partial(flow, cells, rows_title="first", columns_title="last"),
        "; ".join(f"{start} to {end}: {n:,}" for start, end, n in cells) + ".",
        tuple({"first": start, "last": end, "conversations": n} for start, end, n in cells),
    )


def _said(found: Voice) -> Rows:
    told = [row for row in found.said if row.contacts]
    return Rows(
        "rows-said",
        "What customers say of their own contact",
        (
            Column("Customers say that"), Column("Contacts", is_number=True),
            Column("Found", is_number=True), Column("Corrected", is_number=True),
            Column("Solved, against others", is_number=True),
        ),
        tuple(
            (row.kind.words, row.contacts, row.found, row.corrected, row.effect) for row in told
        ),
        evidence=Evidence("labels", (Condition("kind", "in", _SAID),), ("kind",)),
        note="Corrected: for what reading misses and gets wrong, as measured at first sight of "
        "hand-labelled messages; unknown where nobody labelled any. Last column: difference in "
        "the share who answer “solved”, corrected likewise; unknown where too few answered.",
        empty="Nothing of the kind was read.",
    )  # fmt: skip


def _promises(found: Promises) -> Rows:
    return Rows(
        "rows-promises",
        "Promises",
        (Column("Promises"), Column("Value", is_number=True)),
        (
            ("made", found.made),
            ("that name a day", found.dated),
            ("to call or answer, kept by that day", found.kept),
        ),
        evidence=Evidence("labels", (Condition("kind", "==", "promise"),), ("value",)),
        note="Kept: the company contacted the customer on the same problem by the end of the day.",
    )


def _habits(found: Courtesy) -> Rows:
    rows = tuple((HABITS[habit], share) for habit, share in found.habits.items())
    return Rows(
        "rows-courtesy",
        "How customers are answered",
        (Column("The agent"), Column("Share of contacts", is_number=True)),
        (*rows, ("used a canned text (of longer messages)", found.canned)),
        evidence=Evidence("labels", (Condition("kind", "==", "courtesy"),), ("value",)),
        note="Of the centre, never of a person.",
    )


PAGE = Kind(
    "felt",
    "How it felt",
    "How does it feel from start to end?",
    order=93,
    build=build,
    room="voice",
    findings=("voice.journey", "voice.effort_said"),
)
