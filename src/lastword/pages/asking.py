"""Asking: who was asked, by which medium, who answered, and whether anybody acted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from lastword.charts.dots import dots
from lastword.charts.rows import Row
from lastword.finding import Condition, Evidence
from lastword.pages.page import Block, Column, Figure, Kind, Note, Number, Rows, Statement
from lastword.pages.words import count, sentence, short
from lastword.project.results import Results
from lastword.verdict.results import Asking


def build(results: Results) -> tuple[Statement, Sequence[Block]] | None:
    """Say how customers were asked."""
    asking = results.asking
    if asking is None:
        return None
    blocks: list[Block] = []
    if asking.by_medium:
        blocks += [_figure(asking), _rows(asking)]
    blocks += _notes(asking)
    return _lead(asking), blocks


def _lead(asking: Asking) -> Statement:
    acted = asking.answered_bad_followed_up
    said = sentence(
        f"{short(asking.invited)} of problems were followed by a question,",
        f"{short(asking.answered)} by an answer.",
        f"Of bad answers, {acted.text()} were followed up." if acted else "",
    )
    numbers = (
        Number("Asked", asking.invited, "", "no invitations in the data"),
        Number("Answered", asking.answered, "", "no invitations in the data"),
        Number("Bad answers followed up", acted, "", "no record of follow-up"),
    )
    return Statement(said, numbers, f"{count(asking.reminders, 'reminder')} sent.")


def _figure(asking: Asking) -> Figure:
    rows = tuple(
        Row(medium.replace("_", " "), rate, f"{sent:,} asked", href="#rows-asking")
        for medium, sent, rate in asking.by_medium
    )
    return Figure(
        "media",
        "Who answers, by how they were asked",
        "Dots: share of invitations answered. Lines: 95 % interval.",
        partial(dots, rows),
        "; ".join(f"{row.label}: {short(row.number)}" for row in rows) + ".",
        tuple({"medium": m, "asked": sent, "answered": rate} for m, sent, rate in asking.by_medium),
    )


def _rows(asking: Asking) -> Rows:
    return Rows(
        "rows-asking",
        "By medium",
        (Column("Medium"), Column("Asked", is_number=True), Column("Answered", is_number=True)),
        tuple((medium.replace("_", " "), sent, rate) for medium, sent, rate in asking.by_medium),
        Evidence("invitations", (Condition("answered_at", "is null"),), ("-invited_at",)),
        more="lastword contacts --behind verdict.asking",
    )


def _notes(asking: Asking) -> list[Block]:
    notes: list[Block] = []
    if asking.asked_too_often:
        notes.append(Note(f"{count(asking.asked_too_often, 'customer')} were asked more often than "
                          "the project allows. Ask them less before asking anybody more.",
                          "Asked too often", "attention"))  # fmt: skip
    if asking.withheld:
        notes.append(Note(f"{count(asking.withheld, 'invitation')} were withheld.", "Withheld"))
    if asking.missing_questions:
        missing = ", ".join(asking.missing_questions)
        notes.append(Note(f"Never asked: {missing}. `lastword survey` writes the questions, with "
                          "whom to ask and how often.", "Questions that are missing",
                          "attention"))  # fmt: skip
    return notes


PAGE = Kind(
    "asking",
    "Asking",
    "Whom do we ask, who answers, and does anybody act on it?",
    order=80,
    build=build,
    findings=("verdict.asking", "verdict.survey"),
)
