"""People: teams by what their customers gained, and what today's scorecard rewards."""

from __future__ import annotations

from collections.abc import Sequence

from lastword.analyses.people.recognition import Recognition
from lastword.analyses.people.unit import AgentStudy
from lastword.estimate import say
from lastword.pages import people_figures, people_tables, scorecard_tables
from lastword.pages.page import Block, Kind, Note, Statement
from lastword.pages.words import count
from lastword.project.results import Results


def build(results: Results) -> tuple[Statement, Sequence[Block]] | None:
    """Say which teams can be told from the average, and whom the scorecard would reward."""
    finding = results.finding("people.teams")
    if finding is None:
        return None
    study, blocks = results.teams, list[Block]()
    if study is not None:
        blocks += [people_figures.teams(study), people_tables.teams(study)]
        blocks += _hidden(study)
    if results.agents is not None:
        blocks.append(people_tables.outcomes(results.agents))
        if results.agents.sensitivity is not None:
            blocks.append(people_tables.attribution(results.agents.sensitivity))
    for found in results.recognition or ():
        blocks += [people_figures.risers(found), people_tables.places(found), *_luck(found)]
    if results.calibration is not None:
        if any(one.gain is not None for one in results.calibration.criteria):
            blocks.append(people_figures.criteria(results.calibration))
        blocks.append(people_tables.criteria(results.calibration))
        blocks += scorecard_tables.fairness(results.calibration)
    blocks.append(
        Note(
            "Places are intervals because a difference this small may be luck. Nobody should be "
            "ranked, paid or warned by a place that spans most of the list.",
            "How to read places",
        )
    )
    return _lead(finding.sentence, study), blocks


def _lead(sentence: str, study: AgentStudy | None) -> Statement:
    if study is None:
        return Statement(sentence)
    spread = "True differences between teams: standard deviation "
    spread += f"{say(study.spread * 100, 'points')} points. "
    needed = (
        f"A team needs {study.needed:,.0f} answers for a figure that is seven tenths true."
        if study.needed is not None
        else "Nothing shows that teams differ."
    )
    return Statement(sentence, (), spread + needed)


def _hidden(study: AgentStudy) -> list[Block]:
    if not study.hidden:
        return []
    return [
        Note(
            f"{count(study.hidden, 'team')} not shown: too few agents are behind the figures, or "
            "those of a small team would follow from them.",
            "Hidden",
            "muted",
        )
    ]


def _luck(found: Recognition) -> list[Block]:
    """How far both orders, and who would gain, repeat themselves."""
    if found.customers is None or found.card is None or found.gains is None:
        return []
    customers, card = found.customers, found.card
    told = "is more than luck" if found.is_stable else "cannot be told from luck"
    return [
        Note(
            f"Dealt into halves at random, the order by customers repeats itself with "
            f"{customers.halves.text()}, that by {found.scorecard} with {card.halves.text()}; from "
            f"one month to the next with {customers.months.text()} and {card.months.text()}. Who "
            f"would gain {told} ({found.gains.text()} between halves).",
            "Stable, or luck",
        )
    ]


PAGE = Kind(
    "people",
    "People",
    "Which teams' customers gain more, and is it more than luck?",
    order=75,
    build=build,
    room="people",
    findings=(
        "people.teams",
        "people.attribution",
        "people.scorecard",
        "people.criteria",
        "people.evaluators",
        "people.chosen",
    ),
)
