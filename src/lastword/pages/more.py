"""More: findings of rooms that have no page of their own."""

from __future__ import annotations

from collections.abc import Sequence

from lastword.pages.page import Block, Kind, Statement
from lastword.pages.registry import page_of
from lastword.pages.words import count
from lastword.project.questions import ROOMS
from lastword.project.results import Results


def build(results: Results) -> tuple[Statement, Sequence[Block]] | None:
    """Keep every finding on some page, so that none is lost."""
    rest = [finding for finding in results.findings if page_of(finding) == PAGE.slug]
    return (Statement(f"{count(len(rest), 'finding')} besides."), []) if rest else None


PAGE = Kind(
    "more",
    "More",
    "What else was found?",
    order=130,
    build=build,
    room="more",
    shows=ROOMS,
)
