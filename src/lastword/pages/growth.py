"""Growth: how agents learn, where teams lose customers, whom to learn from."""

from __future__ import annotations

from collections.abc import Sequence

from lastword.pages import people_figures, people_tables
from lastword.pages.page import Block, Kind, Note, Statement
from lastword.pages.words import sentence
from lastword.project.results import Results


def build(results: Results) -> tuple[Statement, Sequence[Block]] | None:
    """Say how fast new agents learn, where customers are lost, and what to learn from."""
    found = results.agents
    if found is None:
        return None
    blocks: list[Block] = []
    if found.growth is not None:
        blocks.append(people_figures.curve(found.growth))
    blocks += [
        people_tables.heard(found.examples),
        people_tables.gifts(found.gifts()),
        people_tables.losses(found.losses()),
    ]
    if results.nominations is not None:
        blocks += [
            people_tables.candidates(results.nominations),
            people_tables.reviews(results.nominations),
            Note(
                "Ask people before proposing them, show them their own page, and let somebody "
                "outside their line look at the review.",
                "Before using this",
            ),
        ]
    return Statement(_lead(results)), blocks


def _lead(results: Results) -> str:
    findings = [results.finding(name) for name in ("people.growth", "people.losses")]
    told = [finding.sentence for finding in findings if finding is not None]
    return sentence(*told) or "Too little is known of agents to say how they learn."


PAGE = Kind(
    "growth",
    "Growth",
    "How do agents learn, and from whom?",
    order=77,
    build=build,
    room="people",
    findings=("people.growth", "people.losses"),
)
