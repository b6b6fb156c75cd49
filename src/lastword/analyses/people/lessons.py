"""Lessons: how new agents learn, and where teams lose customers."""

from __future__ import annotations

from collections.abc import Sequence

from lastword.analyses.people.growth import Growth, growth
from lastword.analyses.people.outcomes import TITLES
from lastword.analyses.people.result import Agents, agents_result
from lastword.errors import NotTestable
from lastword.estimate import Estimate, say
from lastword.finding import Finding, NextStep
from lastword.question import Context

GROWTH = "How long until new agents' customers fare as well as everybody's?"
LOSSES = "With which problems does a team lose customers?"
NAMED = 3
"""So many losses at most are in a finding's numbers."""


def growth_findings(context: Context) -> Sequence[Finding]:
    """How fast new agents learn, on customers' outcomes."""
    try:
        return (growth_finding(context.once(growth)),)
    except NotTestable as error:
        return (untestable("people.growth", GROWTH, error),)


def growth_finding(found: Growth) -> Finding:
    """The gap of new agents and the time until it is closed."""
    curve = found.curve
    told = (
        f"Customers of new agents fare worse by {_points(curve.gap)} at first "
        f"({TITLES[found.outcome]}); nine tenths of that are made up after "
        f"{curve.months.text()} months."
        if curve.is_told
        else f"Customers of new agents cannot be told from those of their team's others "
        f"({_points(curve.gap, signed=True)} at first)."
    )
    return Finding(
        id="people.growth",
        question=GROWTH,
        answer="figure" if curve.is_told else "undecided",
        sentence=f"{told} {curve.newcomers} new agents.",
        estimates=dict(found.numbers()),
        effect=TITLES[found.outcome],
        privacy="centre",
        caveats=("If those who struggle leave early, the curve rises without anybody's learning.",),
        next_step=NextStep(
            "Give new agents the kinds of problems that they master first.", "team leads"
        ),
    )


def _others(count: int) -> str:
    return f"; {count} more such {'pair' if count == 1 else 'pairs'}" if count else ""


def _points(number: Estimate, *, signed: bool = False) -> str:
    """A difference of shares in points, its sign left to the words around it."""
    if number.value is None:
        return "an unknown amount"
    sign = 1 if signed else -1
    ends = [end for end in (number.lower, number.upper) if end is not None]
    low_high = sorted(sign * end * 100 for end in ends)
    inside = f" ({' to '.join(say(end, 'points') for end in low_high)})" if ends else ""
    return f"{say(sign * number.value * 100, 'points')} points{inside}"


def loss_findings(context: Context) -> Sequence[Finding]:
    """Where teams lose customers."""
    try:
        found = context.once(agents_result)
    except NotTestable as error:
        return (untestable("people.losses", LOSSES, error),)
    return (loss_finding(found),)


def loss_finding(found: Agents) -> Finding:
    """Kinds of problems in which a team's customers fare worse than those of others."""
    losses = found.losses()
    if not losses:
        sentence = "No team can be told from the others with any kind of problem or customer."
        return Finding("people.losses", LOSSES, "undecided", sentence, privacy="team")
    worst = losses[0]
    return Finding(
        id="people.losses",
        question=LOSSES,
        answer="figure",
        sentence=(
            f"{worst.unit} with “{worst.level}”: {_points(worst.beside_others, signed=True)} "
            f"beside other teams with the same{_others(len(losses) - 1)}."
        ),
        estimates={f"{one.unit} with {one.level}": one.beside_others for one in losses[:NAMED]},
        privacy="team",
        next_step=NextStep("Hear how others handle these, and teach it.", "team leads"),
    )


def untestable(name: str, question: str, error: NotTestable) -> Finding:
    """What is said of a question that the data cannot answer."""
    return Finding(name, question, "not testable", f"Not testable with this data: {error}.")
