"""Ideas: what customers wish for, with their words and who heard it."""

from __future__ import annotations

from collections.abc import Sequence

from lastword.analyses.voice.ideas import Idea
from lastword.finding import Condition, Evidence
from lastword.pages.page import Block, Column, Kind, Note, Rows, Statement
from lastword.pages.words import count
from lastword.project.results import Results

_EVIDENCE = Evidence("labels", (Condition("kind", "==", "idea"),), ("-confidence",))


def build(results: Results) -> tuple[Statement, Sequence[Block]] | None:
    """List the ideas, those of most customers first."""
    found = results.voice.ideas if results.voice else ()
    if not found:
        return None
    first = found[0]
    lead = Statement(
        f"{count(len(found), 'idea')}. Most wished for, by {count(first.customers, 'customer')}: "
        f"“{first.title}”",
        note="Wishes merged over their wordings; a customer counts once.",
    )
    credit = Note(
        "Credit is for listening. It is no count to be paid by: who is paid for ideas collects "
        "words, not wishes.",
        tone="muted",
    )
    return lead, (_rows(found), credit)


def _rows(found: tuple[Idea, ...]) -> Rows:
    return Rows(
        "rows-ideas",
        "Ideas",
        (
            Column("Idea"), Column("In customers’ words"), Column("Customers", is_number=True),
            Column("Heard by agents", is_number=True), Column("Last heard"),
            Column("Conversations", is_detail=True),
        ),
        tuple(
            (
                idea.idea_id, f"“{idea.title}”", idea.customers, len(idea.agents) or None,
                f"{idea.last_at:%-d %b %Y}" if idea.last_at else None,
                ", ".join(dict.fromkeys(told.contact_id for told in idea.quotes)),
            )
            for idea in found
        ),
        evidence=_EVIDENCE,
        note="Read a conversation with `lastword read CONTACT`; give an idea a status, merge two "
        "or add one by hand with `lastword ideas`.",
        shown=15,
        more="lastword ideas",
    )  # fmt: skip


PAGE = Kind(
    "ideas",
    "Ideas",
    "What do customers wish for?",
    order=94,
    build=build,
    room="voice",
    findings=("voice.ideas",),
)
