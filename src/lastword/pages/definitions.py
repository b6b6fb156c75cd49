"""Definitions: every metric used, who decides it, how it misleads."""

from __future__ import annotations

from collections.abc import Sequence

from lastword.pages.page import Block, Kind, Statement, Terms
from lastword.pages.words import count
from lastword.project.results import Results


def build(results: Results) -> tuple[Statement, Sequence[Block]] | None:
    """Define every metric."""
    terms = tuple(results.definitions.values())
    if not terms:
        return None
    verdicts = sum(term.kind == "verdict" for term in terms)
    lead = Statement(
        f"{count(len(terms), 'metric')}: {verdicts} are the customer's verdict, "
        f"{len(terms) - verdicts} the centre's view of itself.",
        note="`lastword explain METRIC` says the same in the terminal.",
    )
    return lead, [Terms(terms)]


PAGE = Kind(
    "definitions",
    "Definitions",
    "What does each number mean, and who decides it?",
    order=900,
    build=build,
    room="definitions",
)
