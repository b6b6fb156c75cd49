"""Next issues: which problem tends to follow which, and what solving it ahead would save."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from lastword.charts.bars import bars
from lastword.charts.rows import Row
from lastword.estimate import Estimate
from lastword.finding import Condition, Evidence
from lastword.pages.page import Block, Column, Figure, Kind, Number, Rows, Statement
from lastword.project.results import Results
from lastword.verdict.results import NextIssue

_DRAWN = 10


def build(results: Results) -> tuple[Statement, Sequence[Block]] | None:
    """Say which problems bring the next one."""
    pairs = results.next_issues
    if not pairs:
        return None
    first = pairs[0]
    lead = Statement(
        f"After “{first.reason}”, {first.share.text()} come with “{first.next_reason}” within the "
        f"window, {first.lift.text()} times as often as others: "
        f"about {first.avoidable:,.0f} contacts could be avoided.",
        (Number("Share that comes next", first.share), Number("Times as often", first.lift)),
        "Ranked by contacts beyond the base rate.",
    )
    return lead, [_figure(pairs[:_DRAWN]), _rows(pairs)]


def _figure(pairs: Sequence[NextIssue]) -> Figure:
    rows = tuple(_row(pair) for pair in pairs)
    return Figure(
        "avoidable",
        "Contacts that an answer ahead of time could avoid",
        "Contacts beyond what these customers would have made anyway.",
        partial(bars, rows),
        "; ".join(f"{p.reason}, then {p.next_reason}: {p.avoidable:,.0f}" for p in pairs) + ".",
        tuple({"reason": p.reason, "next": p.next_reason, "avoidable": p.avoidable} for p in pairs),
    )


def _row(pair: NextIssue) -> Row:
    number = Estimate(pair.avoidable, None, None, n=pair.count, method="count", unit="count")
    label = f"{pair.reason} → {pair.next_reason}"
    return Row(label, number, f"{pair.count:,} pairs", role="attention", href="#rows-next")


def _rows(pairs: Sequence[NextIssue]) -> Rows:
    return Rows(
        "rows-next",
        "Pairs of problems",
        (
            Column("Problem"),
            Column("Next problem"),
            Column("Pairs", is_number=True),
            Column("Share that comes next", is_number=True),
            Column("Times as often as others", is_number=True),
            Column("Avoidable contacts", is_number=True),
        ),
        tuple(
            (p.reason, p.next_reason, p.count, p.share, p.lift, round(p.avoidable)) for p in pairs
        ),
        Evidence("issues", (Condition("next_issue_id", "is not null"),), ("-next_issue_at",)),
        more="lastword issues --behind verdict.next_issues",
    )


PAGE = Kind(
    "next",
    "Next problem",
    "Which problem brings the next one?",
    order=70,
    build=build,
    findings=("verdict.next",),
)
