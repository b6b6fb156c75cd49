"""Health: which data can be trusted, before anything else is believed."""

from __future__ import annotations

from collections.abc import Sequence

from lastword.finding import Finding
from lastword.pages.page import Block, Cell, Column, Kind, Rows, Statement
from lastword.pages.words import count
from lastword.project.results import Results

_STARTS = ("verdict.health", "health.", "ingest.")


def build(results: Results) -> tuple[Statement, Sequence[Block]] | None:
    """List every check of the data with what it found."""
    checks = [f for f in results.findings if f.id.startswith(_STARTS)]
    if not checks:
        return None
    faults = [check for check in checks if check.answer != "not testable"]
    if len(checks) == 1:
        return Statement(checks[0].sentence), []
    said = f"{count(len(faults), 'thing')} to know before believing the numbers."
    return Statement(said), [_rows(checks)]


def _rows(checks: Sequence[Finding]) -> Rows:
    return Rows(
        "rows-health",
        "Checks",
        (Column("Question"), Column("Answer"), Column("What was found"), Column("What to do")),
        tuple(_check(check) for check in checks),
    )


def _check(check: Finding) -> tuple[Cell, ...]:
    step = check.next_step.action if check.next_step else ""
    return check.question, check.answer, check.sentence, step


PAGE = Kind(
    "health",
    "Data health",
    "Can the data be trusted?",
    order=110,
    build=build,
    room="data",
    findings=_STARTS,
    shows=("verdict",),
)
