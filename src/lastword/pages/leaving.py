"""Leaving: why customers want to cancel, and whether anybody asked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from lastword.analyses.voice.compared import NO_EXPERIMENT
from lastword.analyses.voice.leaving import Leaving
from lastword.analyses.voice.retention import Retention
from lastword.charts.dots import dots
from lastword.charts.rows import Row
from lastword.finding import Condition, Evidence
from lastword.pages.page import Block, Column, Figure, Kind, Note, Number, Rows, Statement
from lastword.pages.words import count, short
from lastword.project.results import Results


def build(results: Results) -> tuple[Statement, Sequence[Block]] | None:
    """Say who wants to leave, why, who was asked, and whom to call."""
    found = results.voice.leaving if results.voice else None
    if found is None:
        return None
    blocks: list[Block] = [_figure(found), _quotes(found)] if found.reasons else []
    blocks.append(_open(found))
    if found.competitors:
        named = ", ".join(f"{name} ({n})" for name, n in found.competitors)
        blocks.append(Note(f"Named as the other choice: {named}."))
    return _lead(found), blocks


def _lead(found: Leaving) -> Statement:
    why = f" Most named: {found.reasons[0].name}." if found.reasons else ""
    said = (
        f"{count(found.customers, 'customer')} said that they want to leave, {short(found.share)} "
        f"of those whose words were read.{why}"
    )
    kept = found.retention
    if kept is not None:
        said += f" {short(kept.heard)} of those answered were asked something first."
    return Statement(said, (*_told(found), *_kept(kept)), NO_EXPERIMENT)


def _told(found: Leaving) -> tuple[Number, ...]:
    return (Number("Want to leave", found.share), Number("Gave no reason", found.unexplained))


def _kept(found: Retention | None) -> tuple[Number, ...]:
    """How they were treated, and what became of the heard beside the rushed."""
    if found is None:
        return (Number("Asked before an offer or the end", None, unknown="no agent's words"),)
    stayed, revenue = found.stayed, found.revenue
    silent = "too few, or leaving is not recorded"
    return (
        Number("Asked before an offer or the end", found.heard),
        Number("Seconds until then", found.seconds, unknown="no times"),
        Number("Messages until then", found.turns, unknown="neither was seen"),
        Number("Questions until then", found.questions, unknown="neither was seen"),
        Number("Stayed, if heard", stayed.heard if stayed else None, unknown=silent),
        Number("Stayed, if rushed", stayed.rushed if stayed else None, unknown=silent),
        Number("Difference, like with like", stayed.adjusted if stayed else None, unknown=silent),
        Number(
            "Revenue a customer, like with like",
            revenue.adjusted if revenue else None,
            unknown="no amounts",
        ),
    )


def _figure(found: Leaving) -> Figure:
    rows = [
        Row(
            reason.name,
            reason.share,
            count(reason.customers, "customer"),
            href="#rows-cancel-reasons",
        )
        for reason in found.reasons
    ]
    return Figure(
        "cancel-reasons",
        "Why they leave",
        "Share of the customers who gave a reason; a customer may give several.",
        partial(dots, rows),
        "; ".join(f"{reason.name}: {short(reason.share)}" for reason in found.reasons) + ".",
        tuple({"reason": reason.name, "share": reason.share} for reason in found.reasons),
    )


def _quotes(found: Leaving) -> Rows:
    return Rows(
        "rows-cancel-reasons",
        "In their words",
        (Column("Reason"), Column("Words"), Column("Conversation")),
        tuple(
            (reason.name, f"“{told.text}”", told.contact_id)
            for reason in found.reasons
            for told in reason.quotes
        ),
        evidence=Evidence("labels", (Condition("kind", "==", "cancel_reason"),), ("value",)),
    )


def _open(found: Leaving) -> Rows:
    return Rows(
        "rows-open-cancellations",
        "Who wants to leave and has not left: call today",
        (
            Column("Conversation"), Column("When"), Column("Why"), Column("Words"),
            Column("Was asked"),
        ),
        tuple(
            (
                intent.contact_id, f"{intent.at:%-d %b %Y}" if intent.at else None,
                ", ".join(intent.reasons) or None, f"“{intent.quote.text}”",
                "yes" if intent.was_asked else "no",
            )
            for intent in found.open
        ),
        empty="Nobody.",
    )  # fmt: skip


PAGE = Kind(
    "leaving",
    "Why they leave",
    "Who wants to leave, and why?",
    order=95,
    build=build,
    room="voice",
    findings=("voice.leaving",),
)
