"""Tables on the scorecard's fairness: evaluators beside each other, and what is chosen."""

from __future__ import annotations

from lastword.analyses.people.calibration import Calibration
from lastword.analyses.people.chosen import Chosen
from lastword.analyses.people.evaluators import Evaluator
from lastword.estimate import capital, say
from lastword.pages.page import Block, Rows, columns


def fairness(found: Calibration) -> list[Block]:
    """Both tables, as far as anything is known."""
    blocks: list[Block] = []
    if found.evaluators:
        blocks.append(evaluators(found.evaluators))
    if found.chosen is not None:
        blocks.append(chosen(found.chosen))
    return blocks


def evaluators(found: tuple[Evaluator, ...]) -> Rows:
    """Every evaluator beside the others."""
    return Rows(
        "rows-people-evaluators",
        "Evaluators beside each other",
        columns(
            "Evaluator",
            numbers=("Assessments", "Points beside the others", "Change in a month",
                     "Criteria go together more"),
        )
        + columns("Beyond chance"),
        tuple(
            (one.name, one.assessments, one.leniency, one.drift, one.halo, capital(one.habits))
            for one in found
        ),
        note="On the same agents: share of the points that an evaluator gives less what the others "
        "give. Last number: mean correlation of two criteria of one assessment less that of the "
        "others; one impression for all criteria (halo) raises it. Beyond chance: over all "
        "evaluators and columns together.",
    )  # fmt: skip


def chosen(found: Chosen) -> Rows:
    """Assessed contacts beside the rest."""
    never = f"{found.never:,} of {found.agents:,} agents were never assessed. "
    return Rows(
        "rows-people-chosen",
        "Assessed contacts beside the rest",
        columns("Trait", numbers=("Of those assessed", "Of the rest", "Difference"))
        + columns("Sign"),
        tuple(
            (capital(one.title), say(one.chosen), say(one.rest), one.difference,
             "not like the rest" if one.is_told else "no sign")
            for one in found.traits
        ),
        note=f"{found.assessed:,} of {found.contacts:,} answered contacts of the channels that are "
        f"assessed. {never if found.never else ''}A scorecard of chosen contacts speaks of those "
        "alone.",
        empty="Too few of the assessed contacts are known by more than their score.",
    )  # fmt: skip
