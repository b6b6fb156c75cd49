"""The questions of the room: who can be told from the average, and what the scorecard rewards."""

from __future__ import annotations

from collections.abc import Sequence

from lastword.analyses.people.calibration import Calibration, calibration
from lastword.analyses.people.outcomes import OUTCOMES
from lastword.analyses.people.recognition import Recognition, recognition, teams
from lastword.analyses.people.study import AgentStudy, Unit
from lastword.engine import Requires
from lastword.errors import NotTestable
from lastword.estimate import say
from lastword.finding import Finding, NextStep
from lastword.question import Context, Question

TEAMS = "Which teams' customers gain more, and is it more than luck?"
SCORECARD = "Would other teams be recognised if recognition followed customers?"
CRITERIA = "Which criteria of the scorecard tell what customers will say?"
NAMED = 3
"""So many teams at most are named in a sentence."""
TITLES = {outcome.name: outcome.title for outcome in OUTCOMES}


def team_findings(context: Context) -> Sequence[Finding]:
    """Teams above and below the average, or why nothing can be said."""
    try:
        return (team_finding(context.once(teams)),)
    except NotTestable as error:
        return (_untestable("people.teams", TEAMS, error),)


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
        needed = f"; {study.needed:,.0f} answers a team would tell" if study.spread else ""
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
        return (_untestable("people.scorecard", SCORECARD, error),)
    if not found:
        lacking = NotTestable("no handle time or quality score of enough teams is known")
        return (_untestable("people.scorecard", SCORECARD, lacking),)
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
            f"{numbers.text()}). {most.name} would win {most.gain} of {len(found.places)} places."
        ),
        estimates={f"customers and {found.scorecard}": numbers},
        privacy="team",
        caveats=("Luck in both orders pulls their correlation towards 0.",),
    )  # fmt: skip


def criterion_findings(context: Context) -> Sequence[Finding]:
    """Which criteria of quality assessments go with solved problems."""
    try:
        found = context.once(calibrated)
    except NotTestable as error:
        return (_untestable("people.criteria", CRITERIA, error),)
    known = [one for one in found.criteria if one.gain is not None]
    if not known:
        lacking = NotTestable("too few customers of assessed contacts were asked")
        return (_untestable("people.criteria", CRITERIA, lacking),)
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


def calibrated(context: Context) -> Calibration:
    """The project's scorecard against itself and against customers."""
    return calibration(context)


def _untestable(name: str, question: str, error: NotTestable) -> Finding:
    return Finding(name, question, "not testable", f"Not testable with this data: {error}.")


QUESTIONS: tuple[Question, ...] = (
    Question(
        "people.teams", TEAMS, Requires({"issue_contacts": ("team_id",)}), team_findings
    ),
    Question(
        "people.scorecard", SCORECARD, Requires({"issue_contacts": ("team_id",)}),
        scorecard_findings,
    ),
    Question(
        "people.criteria", CRITERIA, Requires({"evaluations": ("score",)}), criterion_findings
    ),
)  # fmt: skip
