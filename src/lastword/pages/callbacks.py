"""Callbacks: whom to win back today, what happened, their words, who could own it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lastword.finding import Evidence
from lastword.pages.page import Block, Column, Kind, Rows, Statement
from lastword.pages.words import count
from lastword.project.results import Results

_SHOWN = 25


def build(results: Results) -> tuple[Statement, Sequence[Block]] | None:
    """List whom to call."""
    listing = results.callbacks
    if not listing:
        return None
    reasons = Counter(reason for row in listing for reason in row.why.split(", "))
    why = ", ".join(f"{number:,} {reason}" for reason, number in reasons.most_common())
    lead = Statement(
        f"Call {'this' if len(listing) == 1 else 'these'} {count(len(listing), 'customer')} "
        f"today: {why}.",
        note="Most urgent first. `lastword callbacks done CONTACT --result …` records what came "
        "of a call.",
    )
    return lead, [_rows(results)]


def _rows(results: Results) -> Rows:
    shown = results.callbacks[:_SHOWN]
    return Rows(
        "rows-callbacks",
        "Call these customers",
        (
            Column("Customer"),
            Column("Why"),
            Column("What happened"),
            Column("Their words", is_detail=True),
            Column("Who could own it", is_detail=True),
            Column("When"),
            Column("Contact", is_detail=True),
        ),
        tuple(
            (
                row.customer_ref or row.person_id,
                row.why,
                row.happened,
                row.words,
                row.owner,
                row.at,
                row.contact_id,
            )
            for row in shown
        ),
        Evidence("verdicts"),
        total=len(results.callbacks),
        more="lastword callbacks",
    )


PAGE = Kind(
    "callbacks",
    "Win back",
    "Whom should we call today?",
    order=90,
    build=build,
    findings=("verdict.callbacks", "verdict.callback"),
)
