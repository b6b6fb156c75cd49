"""People: teams by what their customers gained, and what today's scorecard rewards."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from lastword.analyses.people.calibration import Calibration
from lastword.analyses.people.drawing import caterpillar
from lastword.analyses.people.questions import TITLES
from lastword.analyses.people.recognition import Recognition
from lastword.analyses.people.study import AgentStudy
from lastword.estimate import say
from lastword.pages.page import Block, Figure, Kind, Note, Rows, Statement, columns
from lastword.pages.words import count
from lastword.project.results import Results


def build(results: Results) -> tuple[Statement, Sequence[Block]] | None:
    """Say which teams can be told from the average, and whom the scorecard would reward."""
    finding = results.finding("people.teams")
    if finding is None:
        return None
    study, blocks = results.teams, list[Block]()
    if study is not None:
        blocks += [_figure(study), _rows(study)]
    blocks += [_places(found) for found in results.recognition or ()]
    if results.calibration is not None:
        blocks.append(_criteria(results.calibration))
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
        if math.isfinite(study.needed)
        else "Nothing shows that teams differ."
    )
    return Statement(sentence, (), spread + needed)


def _figure(study: AgentStudy) -> Figure:
    above, below = study.told_apart()
    return Figure(
        "people-teams",
        f"Teams: {TITLES[study.outcome]}",
        "Each team on the centre's mix of problems, with luck taken out; line: 95 % interval. "
        "Grey: cannot be told from the average.",
        partial(caterpillar, study),
        f"{count(len(above), 'team')} above and {count(len(below), 'team')} below an average of "
        f"{say(study.mean)}, of {len(study.units)}.",
        tuple({"team": unit.name, "value": unit.value} for unit in study.units),
    )


def _rows(study: AgentStudy) -> Rows:
    rows = tuple(
        (
            unit.name,
            unit.problems,
            say(unit.raw),
            say(unit.given),
            unit.value,
            unit.place,
            f"{unit.reliability:.2f}",
            unit.standing,
        )
        for unit in study.units
    )
    return Rows(
        "rows-people",
        "Teams with what they were given",
        columns(
            "Team",
            numbers=("Problems", "As it stands", "Expected of its mix", "Fair value", "Place",
                     "Reliability"),
        )
        + columns("Standing"),
        rows,
        note="Fair value: the centre's average plus the team's difference from what was expected "
        "of its mix (channel, queue, reason, hours), drawn towards the average as far as luck "
        "could explain it.",
    )  # fmt: skip


def _places(found: Recognition) -> Rows:
    return Rows(
        f"rows-people-{found.scorecard.replace(' ', '-')}",
        f"By customers instead of by {found.scorecard}",
        columns("Team", numbers=("Place by customers", f"Place by {found.scorecard}", "Gain")),
        tuple((one.name, one.by_customers, one.by_scorecard, one.gain) for one in found.places),
        note=f"Correlation of the two orders: {found.agreement.text()}.",
    )


def _criteria(found: Calibration) -> Rows:
    return Rows(
        "rows-people-criteria",
        "The scorecard's criteria, and what they say of customers",
        columns(
            "Criterion",
            numbers=("Assessments", "Evaluators", "Evaluators agree (alpha)",
                     "More solved at full points"),
        ),
        tuple(
            (one.name, one.assessments, one.evaluators, one.agreement, one.gain)
            for one in found.criteria
        ),
        note="Alpha: 1 is full agreement, 0 chance; unknown where no contact was judged by two. "
        "Last column: share who say solved at full points less share at none.",
    )  # fmt: skip


PAGE = Kind(
    "people",
    "People",
    "Which teams' customers gain more, and is it more than luck?",
    order=75,
    build=build,
    room="people",
    findings=("people.",),
)
