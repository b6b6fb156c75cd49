"""Talk: a page of one contact's recordings: two lanes, what was said, moments, and a player."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from urllib.parse import quote

from lastword.charts.lanes import Flag, Lane, lanes
from lastword.estimate import say
from lastword.pages.page import Block, Column, Figure, Note, Page, Player, Rows, Statement
from lastword.pages.words import clock, sentence
from lastword.project.results import Results
from lastword.project.talk import Talk
from lastword.report.html import html
from lastword.text.redaction import redact

ALL = 100_000


def talk_page(results: Results, talks: Sequence[Talk]) -> str:
    """Write the page as one HTML text; the recording itself stays where it is."""
    blocks: list[Block] = []
    for number, talk in enumerate(talks, start=1):
        blocks += _blocks(talk, number)
    reached = sum(talk.file is not None for talk in talks)
    note = "" if reached else "The recording cannot be reached from here: no player."
    lead = Statement(" ".join(measured(talk) for talk in talks), note=note)
    lasted = sum(talk.recording["lasted_seconds"] for talk in talks)
    title = f"Call {talks[0].recording['contact_id']}, {clock(lasted)}"
    page = Page("talk", title, title, lead, tuple(blocks))
    return html(results, [page], heading=title, plays=reached > 0)


def measured(talk: Talk) -> str:
    """The measures of a recording in a sentence; what is not known is not said."""
    row = talk.recording
    parts = [
        f"{clock(row['lasted_seconds'])} long",
        _told(row["agent_seconds"], "the agent speaks {}"),
        _told(row["customer_seconds"], "the customer {}"),
        _told(row["hold_seconds"], "{} on hold"),
        _told(row["dead_air_seconds"], "{} of dead air"),
        _told(row["overlap_seconds"], "{} both at once"),
        _times(row["agent_interruptions"], "the agent cuts in"),
        _times(row["customer_interruptions"], "the customer cuts in"),
        "a message for a machine" if row["is_voicemail"] else "",
    ]
    sure = row["speaker_confidence"]
    unsure = f" Who speaks is told with {say(sure)} confidence." if sure and sure < 1 else ""
    unknown = " Who speaks cannot be told." if sure is None else ""
    return ", ".join(part for part in parts if part).capitalize() + "." + unsure + unknown


def _told(seconds: float | None, words: str) -> str:
    return words.format(clock(seconds)) if seconds else ""


def _times(count: int | None, words: str) -> str:
    return f"{words} {count} time{'s' * (count != 1)}" if count else ""


def _blocks(talk: Talk, number: int) -> list[Block]:
    blocks: list[Block] = [_figure(talk, number)]
    address = talk.file.as_uri() if talk.file else ""
    if address:
        moments = tuple((clock(one.at), f"{address}#t={one.at:.1f}") for one in talk.moments)
        blocks.append(Player(quote(address, safe=":/%#=."), "Listen", moments))
    if talk.recording["remark"]:
        blocks.append(Note(talk.recording["remark"], "About the file", tone="attention"))
    blocks += [_moments(talk, number), _said(talk, number)]
    return blocks


def _figure(talk: Talk, number: int) -> Figure:
    drawn = [
        Lane("Customer", talk.spans("speech", "customer"), "reward"),
        Lane("Agent", talk.spans("speech", "agent"), "link"),
        Lane("Somebody", talk.spans("speech"), "ink"),
        Lane(
            "Hold and recorded voices", (*talk.spans("hold"), *talk.spans("announcement")), "bars"
        ),
    ]
    known = [lane for lane in drawn if lane.spans]
    flags = [Flag(one.at, str(place)) for place, one in enumerate(talk.moments, start=1)]
    seconds = talk.recording["lasted_seconds"]
    data = tuple({"lane": lane.name, "start": s, "end": e} for lane in known for s, e in lane.spans)
    return Figure(
        f"lanes-{number}", "Who speaks when",
        "A bar is a turn. The numbered lines are the moments listed below.",
        partial(lanes, known, seconds, flags=flags), measured(talk), data,
    )  # fmt: skip


def _moments(talk: Talk, number: int) -> Rows:
    rows = tuple(
        (str(place), clock(one.at), one.what, None if one.seconds is None else clock(one.seconds))
        for place, one in enumerate(talk.moments, start=1)
    )
    head = (Column("No."), Column("At"), Column("What"), Column("Lasts"))
    return Rows(f"moments-{number}", "Moments", head, rows, shown=ALL, empty="None stands out.")


def _said(talk: Talk, number: int) -> Rows:
    rows = tuple(
        (clock(row["start_seconds"] or 0.0), row["author"] or "not sure who", redact(row["text"]))
        for row in talk.messages
        if row["text"]
    )
    note = sentence("Card numbers and codes were left out before anything was written.")
    return Rows(
        f"said-{number}", "What was said", (Column("At"), Column("Who"), Column("Words")), rows,
        shown=ALL, note=note, empty="No transcript: name a model in [recordings].",
    )  # fmt: skip
