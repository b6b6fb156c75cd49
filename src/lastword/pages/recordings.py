"""Recordings: what calls are made of, and what became of each recording."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from lastword.analyses.voice.recordings import Recordings
from lastword.charts.dots import dots
from lastword.charts.rows import Row
from lastword.finding import Condition, Evidence
from lastword.pages.page import Block, Column, Figure, Kind, Note, Number, Rows, Statement
from lastword.pages.words import clock, count, short
from lastword.project.results import Results

_SILENCES = Evidence("sounds", (Condition("kind", "==", "dead_air"),))
_STATES = {
    "heard": "heard",
    "no_consent": "no consent: not read",
    "unmatched": "no contact fits",
    "ambiguous": "several contacts fit",
    "refused": "cannot be read",
    "copy": "the same as another",
}


def build(results: Results) -> tuple[Statement, Sequence[Block]] | None:
    """Say how calls are spent, who cuts in, where it is silent, and what was not read."""
    found = results.recordings
    if found is None:
        return None
    blocks: list[Block] = [_states(found)]
    if found.heard:
        blocks = [_figure(found), _silences(found), *blocks]
    blocks.append(
        Note(
            "Heard on this machine, measured in seconds of sound. Nothing is inferred about what "
            "anybody feels. Lanes and player of one call: `lastword listen CONTACT --output FILE`.",
            tone="muted",
        )
    )
    return _lead(found), blocks


def _lead(found: Recordings) -> Statement:
    if not found.heard:
        total = sum(found.states.values())
        return Statement(f"Of {count(total, 'recording')} none was read.")
    said = (
        f"Customers are on hold for {short(found.hold)} of a call; {short(found.with_dead_air)} of "
        "calls have a long silence."
    )
    numbers = (
        Number("Share of a call on hold", found.hold),
        Number("Share in which nothing is heard", found.silence),
        Number("Calls with a long silence", found.with_dead_air),
    )
    note = f"{count(found.heard, 'recording')} heard, {found.hours:,.1f} hours."
    return Statement(said, numbers, note)


def _figure(found: Recordings) -> Figure:
    told = (
        ("Somebody speaks", found.talk, "share of a call"),
        ("On hold", found.hold, "share of a call"),
        ("Nothing is heard", found.silence, "share of a call"),
        ("The agent’s share of what is said", found.agent_talk, "needs to know who speaks"),
        ("A long silence", found.with_dead_air, "share of calls"),
        ("The agent cuts in", found.cut_in_by_agent, "share of calls; needs two channels"),
        ("The customer cuts in", found.cut_in_by_customer, "share of calls; needs two channels"),
    )
    rows = [Row(label, number, under, "cannot be told") for label, number, under in told]
    return Figure(
        "recordings-shares", "What calls are made of",
        "The line is the 95 % interval, over agents.",
        partial(dots, rows, domain=(0.0, 1.0)),
        "; ".join(f"{label}: {short(number)}" for label, number, _ in told) + ".",
        tuple({"what": label, "share": number} for label, number, _ in told),
    )  # fmt: skip


def _silences(found: Recordings) -> Rows:
    return Rows(
        "rows-recordings-silences", "The longest silences",
        (Column("Contact"), Column("At"), Column("Lasts", is_number=True)),
        tuple((one.contact_id, clock(one.start_seconds), clock(one.seconds))
              for one in found.silences),
        evidence=_SILENCES,
        note="A silence often means a slow screen: look at the tool before the agent.",
        empty="No long silence was heard.",
    )  # fmt: skip


def _states(found: Recordings) -> Rows:
    return Rows(
        "rows-recordings-states", "What became of the recordings",
        (Column("What"), Column("Recordings", is_number=True)),
        tuple((_STATES.get(state, state), n) for state, n in found.states.items()),
        evidence=Evidence("recordings"),
    )  # fmt: skip


PAGE = Kind(
    "recordings",
    "What is heard in calls",
    "What are our calls made of: talk, hold, silence?",
    order=97,
    build=build,
    room="voice",
    findings=("voice.recordings",),
)
