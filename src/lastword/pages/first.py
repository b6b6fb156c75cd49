"""First: who was greeted as a first-time caller and was not, and where the trail breaks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from lastword.charts.flow import flow
from lastword.estimate import say
from lastword.finding import Condition, Evidence
from lastword.linking.confidence import words
from lastword.pages.page import Block, Column, Figure, Headline, Kind, Note, Number, Rows, Statement
from lastword.pages.words import count, inside
from lastword.project.results import Results
from lastword.verdict.results import FalseFirst


def build(results: Results) -> tuple[Statement, Sequence[Block]] | None:
    """Say how many first-timers were none."""
    found = results.false_first
    if found is None:
        return None
    blocks: list[Block] = []
    if found.breaks:
        blocks += [_figure(found), _rows(found)]
    if found.links:
        blocks.append(_links(found))
    if found.unknown_customers:
        blocks.append(
            Note(
                f"{count(found.unknown_customers, 'contact')} came from customers that the data do "
                "not name. They are counted here and linked to nobody, so the true share is "
                "higher if anything.",
                "Unknown customers",
            )
        )
    return Statement(" ".join(_lines(found)), _numbers(found), "Of contacts that their own source "
                     "would call the first about a problem."), blocks  # fmt: skip


def headline(results: Results) -> Headline | None:
    """The row of the first screen."""
    found = results.false_first
    return Headline("FIRST?", _lines(found), "first", found.share.is_known) if found else None


def _lines(found: FalseFirst) -> tuple[str, ...]:
    if not found.share.is_known:
        return ("Not known: no contact could be linked to a customer.",)
    said = (
        f"{count(found.count, '“first-time” contact')} came from customers who had contacted "
        f"us before about it ({inside(found.share)})."
    )
    if not found.breaks:
        return (said,)
    earlier, later, number = found.breaks[0]
    return said, f"Main break: {earlier} → {later} ({number:,})."


def _numbers(found: FalseFirst) -> tuple[Number, ...]:
    return (Number("False first-timers", found.share, "false_first", "no customer is named"),)


def _figure(found: FalseFirst) -> Figure:
    return Figure(
        "breaks",
        "Where the trail breaks",
        "Contacts greeted as new, by the channel the customer had used before and the one they "
        "used then.",
        partial(flow, found.breaks, href="#rows-first"),
        "; ".join(f"{earlier} to {later}: {number:,}" for earlier, later, number in found.breaks),
        tuple({"earlier": a, "then": b, "contacts": n} for a, b, n in found.breaks),
        ("false_first",),
    )


def _rows(found: FalseFirst) -> Rows:
    return Rows(
        "rows-first",
        "Breaks by channel",
        (Column("Earlier"), Column("Then"), Column("Contacts", is_number=True)),
        found.breaks,
        Evidence("issues", (Condition("is_false_first", "==", True),), ("-contact_count",)),
        ("false_first",),
        more="lastword contacts --behind verdict.false_first",
    )


def _links(found: FalseFirst) -> Rows:
    return Rows(
        "rows-links",
        "What binds contacts to one problem",
        (
            Column("Rule"),
            Column("Links", is_number=True),
            Column("Of all", is_number=True),
            Column("How sure"),
        ),
        tuple(
            (_RULES.get(link.rule, link.rule), link.links, say(link.share), words(link.confidence))
            for link in found.links
        ),
        None,
        ("false_first",),
        "Every link keeps its rule and confidence: `lastword export issue_contacts`. A wrong one "
        "is put right with `lastword correct`.",
    )


_RULES = {
    "thread": "same ticket or conversation",
    "parent": "the contact names the one before",
    "reason": "same customer, same reason, within the window",
    "time": "same customer soon after, reason unknown",
    "correction": "corrected by hand",
}


PAGE = Kind(
    "first",
    "First contact?",
    "Who was greeted as new although they had been in touch?",
    order=40,
    build=build,
    headline=headline,
    findings=("linking.false_first", "verdict.false_first", "linking."),
)
