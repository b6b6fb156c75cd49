"""The questions of the room: who can be told from the average, and what the scorecard rewards."""

from __future__ import annotations

from collections.abc import Sequence

from lastword.analyses.people.fairness import (
    CHOSEN,
    EVALUATORS,
    calibrated,
    chosen_findings,
    evaluator_findings,
)
from lastword.analyses.people.lessons import (
    GROWTH,
    LOSSES,
    growth_findings,
    loss_findings,
    untestable,
)
from lastword.analyses.people.outcomes import TITLES
from lastword.analyses.people.recognition import Recognition, recognition
from lastword.analyses.people.sensitivity import Sensitivity, sensitivity
from lastword.analyses.people.teams import teams
from lastword.analyses.people.unit import AgentStudy, Unit
from lastword.engine import Requires
from lastword.errors import NotTestable
from lastword.estimate import say
from lastword.finding import Finding, NextStep
from lastword.question import Context, Question

TEAMS = "Which teams' customers gain more, and is it more than luck?"
SCORECARD = "Would other teams be recognised if recognition followed customers?"
CRITERIA = "Which criteria of the scorecard tell what customers will say?"
ATTRIBUTION = "Would other teams stand out if problems were somebody else's?"
NAMED = 3
"""So many teams at most are named in a sentence."""


def team_findings(context: Context) -> Sequence[Finding]:
    """Teams above and below the average, or why nothing can be said."""
    try:
        return (team_finding(context.once(teams)),)
    except NotTestable as error:
        return (untestable("people.teams", TEAMS, error),)


def team_finding(study: AgentStudy) -> Finding:
    """Teams above and below the average, given what they were given."""
    above, below = study.told_apart()
    sure = (*above, *below)
    return Finding(
        id="people.teams",
        question=TEAMS,
        answer="figure" if sure else "undecided",
        sentence=_teams_sentence(study, above, below),
        estimates={unit.name: unit.value for unit in sure},
        effect=TITLES[study.outcome],
        privacy="team",
        caveats=(
            "A team that alone serves a kind of problem is that kind's own norm.",
            "Compared on channel, queue, reason and hours; what a team controls is not "
            "adjusted for.",
        ),
        next_step=NextStep("Listen to what they do differently.", "team leads"),
    )


def _teams_sentence(study: AgentStudy, above: Sequence[Unit], below: Sequence[Unit]) -> str:
    rest = len(study.units) - len(above) - len(below)
    if rest == len(study.units):
        needed = f"; {study.needed:,.0f} answers a team would tell" if study.needed else ""
        return (
            f"None of {rest} teams can be told from the average of {say(study.mean)} "
            f"({TITLES[study.outcome]}){needed}."
        )
    return (
        f"Above the average of {say(study.mean)} ({TITLES[study.outcome]}): {_some(above)}; below: "
        f"{_some(below)}. {rest} of {len(study.units)} cannot be told from it, on the same mix of "
        "problems."
    )


def _some(units: Sequence[Unit]) -> str:
    if not units:
        return "none"
    names = ", ".join(unit.name for unit in units)
    return names if len(units) <= NAMED else f"{len(units)} teams"


def scorecard_findings(context: Context) -> Sequence[Finding]:
    """How far today's scorecard and customers agree on teams."""
    try:
        found = context.once(recognition)
    except NotTestable as error:
        return (untestable("people.scorecard", SCORECARD, error),)
    if not found:
        lacking = NotTestable("no handle time or quality score of enough teams is known")
        return (untestable("people.scorecard", SCORECARD, lacking),)
    return tuple(scorecard_finding(one) for one in found)


def scorecard_finding(found: Recognition) -> Finding:
    """Whether one figure of the scorecard orders teams as customers do."""
    numbers = found.agreement
    most = found.places[0]
    undecided = numbers.lower is None or numbers.lower <= 0 <= (numbers.upper or 0.0)
    told = (
        "cannot be told from chance"
        if undecided
        else "agree"
        if (numbers.value or 0) > 0
        else "contradict each other"
    )
    return Finding(
        id=f"people.scorecard.{found.scorecard.replace(' ', '_')}",
        question=SCORECARD,
        answer="undecided" if undecided else "figure",
        sentence=(
            f"Teams by customers and teams by {found.scorecard}: the orders {told} (correlation "
            f"{numbers.text()}). {most.name} would win {most.gain} of {len(found.places)} places. "
            f"{_luck(found)}"
        ).strip(),
        estimates=dict(found.numbers()),
        privacy="team",
        caveats=("Luck in both orders pulls their correlation towards 0.",),
    )  # fmt: skip


def _luck(found: Recognition) -> str:
    """Whether who would gain is the same in both halves of the problems."""
    if found.gains is None or not found.gains.is_known:
        return ""
    told = "so it is not luck alone" if found.is_stable else "so it may be luck"
    return f"Who would gain repeats itself in split halves with {found.gains.text()}, {told}."


def attribution_findings(context: Context) -> Sequence[Finding]:
    """What the rule of whose a problem is does to teams."""
    try:
        return (attribution_finding(context.once(sensitivity)),)
    except NotTestable as error:
        return (untestable("people.attribution", ATTRIBUTION, error),)


def attribution_finding(found: Sensitivity) -> Finding:
    """Whether another rule of whose a problem is would name other teams."""
    changed, teams_ = found.changed(), len(found.rows())
    told = (
        f"Whichever agent a problem is put down to, the same of {teams_} teams stand out."
        if not changed
        else f"{len(changed)} of {teams_} teams stand out under one rule of whose a problem is and "
        "not under another: do not name them."
    )
    agree = "; ".join(f"{way}: {number.text()}" for way, number in found.numbers().items())
    return Finding(
        id="people.attribution",
        question=ATTRIBUTION,
        answer="figure",
        sentence=f"{told} Correlation with problems shared by all who served them: {agree}.",
        estimates=dict(found.numbers()),
        privacy="team",
    )


def criterion_findings(context: Context) -> Sequence[Finding]:
    """Which criteria of quality assessments go with solved problems."""
    try:
        found = context.once(calibrated)
    except NotTestable as error:
        return (untestable("people.criteria", CRITERIA, error),)
    known = [one for one in found.criteria if one.gain is not None]
    if not known:
        lacking = NotTestable("too few customers of assessed contacts were asked")
        return (untestable("people.criteria", CRITERIA, lacking),)
    telling = [one for one in known if one.gain and (one.gain.lower or 0.0) > 0]
    names = ", ".join(f"{one.name} ({one.gain.text()})" for one in telling if one.gain)
    return (
        Finding(
            id="people.criteria",
            question=CRITERIA,
            answer="figure" if telling else "undecided",
            sentence=f"{len(telling)} of {len(known)} criteria go with solved problems"
            + (f": {names}." if names else "."),
            estimates={one.name: one.gain for one in known if one.gain is not None},
            effect="share who say solved, full points against none",
            privacy="centre",
            caveats=("Contacts are rarely drawn by chance for assessment.",),
        ),
    )


_TEAMS = Requires({"issue_contacts": ("team_id",)})
_SCORES = Requires({"evaluations": ("score",)})

QUESTIONS: tuple[Question, ...] = (
    Question("people.teams", TEAMS, _TEAMS, team_findings),
    Question("people.attribution", ATTRIBUTION, _TEAMS, attribution_findings),
    Question("people.scorecard", SCORECARD, _TEAMS, scorecard_findings),
    Question("people.criteria", CRITERIA, _SCORES, criterion_findings),
    Question("people.evaluators", EVALUATORS, _SCORES, evaluator_findings),
    Question("people.chosen", CHOSEN, _SCORES, chosen_findings),
    Question("people.growth", GROWTH, Requires({"issue_contacts": ("agent_id",)}), growth_findings),
    Question("people.losses", LOSSES, _TEAMS, loss_findings),
)
