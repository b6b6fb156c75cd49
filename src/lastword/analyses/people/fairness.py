"""Fairness of the scorecard: whether evaluators judge alike, and what they get to judge."""

from __future__ import annotations

from collections.abc import Sequence

from lastword.analyses.people.calibration import Calibration, calibration
from lastword.analyses.people.chosen import Chosen
from lastword.analyses.people.evaluators import Evaluator
from lastword.analyses.people.lessons import untestable
from lastword.errors import NotTestable
from lastword.estimate import say
from lastword.finding import Finding, NextStep
from lastword.question import Context

EVALUATORS = "Do evaluators judge alike?"
CHOSEN = "Are the contacts that are assessed like all others?"
MANY = 3
"""So many evaluators at most are told of one by one in a sentence."""


def calibrated(context: Context) -> Calibration:
    """The project's scorecard against itself and against customers."""
    return calibration(context)


def evaluator_findings(context: Context) -> Sequence[Finding]:
    """Evaluators who are severe, drift, or give one mark to everything."""
    try:
        found = context.once(calibrated).evaluators
    except NotTestable as error:
        return (untestable("people.evaluators", EVALUATORS, error),)
    if not found:
        lacking = NotTestable("too few assessments say who made them")
        return (untestable("people.evaluators", EVALUATORS, lacking),)
    return (evaluator_finding(found),)


def evaluator_finding(found: Sequence[Evaluator]) -> Finding:
    """What is beyond chance of any evaluator, all of them beside each other."""
    apart = [one for one in found if one.told]
    estimates = {f"{one.name}: {way}": getattr(one, way) for one in apart for way in one.told}
    if not apart:
        sentence = f"None of {len(found)} evaluators can be told from the others."
    else:
        told = "; ".join(map(_habit, apart[:MANY]))
        more = f"; and {len(apart) - MANY} more" if len(apart) > MANY else ""
        head = f"{len(apart)} of {len(found)} evaluators judge otherwise than the others"
        sentence = f"{head}: {told}{more}."
    return Finding(
        id="people.evaluators",
        question=EVALUATORS,
        answer="figure" if apart else "undecided",
        sentence=sentence,
        estimates=estimates,
        effect="share of the points, or correlation, beside the other evaluators",
        privacy="agent",
        caveats=(
            "Compared on the same agents; an evaluator who gets an agent's harder calls looks "
            "severe.",
            "Beyond chance over all evaluators together (Holm).",
        ),
        next_step=NextStep("Let them judge the same calls and talk about them.", "QA lead")
        if apart
        else None,
    )


def _habit(one: Evaluator) -> str:
    said = {
        "leniency": f"{one.leniency.text()} of the points",
        "drift": f"{one.drift.text()} of the points a month",
        "halo": f"criteria go together by {one.halo.text()} more",
    }
    return f"{one.name} ({one.habits}: {', '.join(said[way] for way in one.told)})"


def chosen_findings(context: Context) -> Sequence[Finding]:
    """Whether what was assessed is a fair sample."""
    try:
        found = context.once(calibrated).chosen
    except NotTestable as error:
        return (untestable("people.chosen", CHOSEN, error),)
    if found is None or not found.traits:
        lacking = NotTestable("too few assessed contacts are known by their id")
        return (untestable("people.chosen", CHOSEN, lacking),)
    return (chosen_finding(found),)


def chosen_finding(found: Chosen) -> Finding:
    """Traits in which assessed contacts differ from the rest."""
    told = [trait for trait in found.traits if trait.is_told]
    head = f"{found.assessed:,} of {found.contacts:,} contacts were assessed"
    if told:
        parts = "; ".join(
            f"{trait.title}: {say(trait.chosen)} of them, {say(trait.rest)} of the rest"
            for trait in told
        )
        sentence = f"{head}, and they are not like the others: {parts}."
    else:
        sentence = f"{head}; nothing tells them from the others."
    return Finding(
        id="people.chosen",
        question=CHOSEN,
        answer="figure" if told else "undecided",
        sentence=sentence,
        estimates={trait.title: trait.difference for trait in found.traits},
        effect="share of assessed contacts less share of the rest",
        privacy="centre",
        caveats=("Compared within the channels that are assessed at all.",),
        innocent=("Calls may be chosen by length or after a complaint on purpose.",),
        next_step=NextStep("Draw contacts by lot, the same number of each agent.", "QA lead")
        if told
        else None,
    )
