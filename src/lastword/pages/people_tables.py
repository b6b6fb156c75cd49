"""Tables of the pages on people."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from lastword.analyses.people.calibration import Calibration
from lastword.analyses.people.examples import Example
from lastword.analyses.people.nominations import Nominations
from lastword.analyses.people.outcomes import TITLES
from lastword.analyses.people.recognition import Recognition
from lastword.analyses.people.result import Agents
from lastword.analyses.people.sensitivity import WAYS, Sensitivity
from lastword.analyses.people.strengths import Strength
from lastword.analyses.people.unit import AgentStudy, Unit
from lastword.estimate import Estimate, capital, say
from lastword.pages.page import Cell, Column, Rows, columns


def teams(study: AgentStudy) -> Rows:
    """Every team with what it was given."""
    return Rows(
        "rows-people",
        "Teams with what they were given",
        columns(
            "Team",
            numbers=("Problems", "As it stands", "Expected of its mix", "Fair value", "Place",
                     "Reliability", "Answers still missing"),
        )
        + columns("Standing"),
        tuple(_team(unit) for unit in study.units),
        note="Fair value: the centre's average plus the team's difference from what was expected "
        "of its mix (channel, queue, reason, hours), drawn towards the average as far as luck "
        "could explain it. Answers still missing: until seven tenths of a difference are true.",
    )  # fmt: skip


def _team(unit: Unit) -> tuple[Cell, ...]:
    missing = None if unit.missing is None else math.ceil(unit.missing)
    return (
        unit.name, unit.problems, say(unit.raw), say(unit.given), unit.value, unit.place,
        f"{unit.reliability:.2f}", missing, unit.standing,
    )  # fmt: skip


def outcomes(found: Agents) -> Rows:
    """Every outcome, and how many teams can be told apart by it."""
    return Rows(
        "rows-people-outcomes",
        "Everything that customers gained",
        columns(
            "Outcome",
            numbers=("All", "Teams differ by (points)", "Teams above", "below", "of",
                     "Answers a team needs"),
        ),
        tuple(_outcome(study) for study in found.studies),
        note="An outcome by which no team stands out may still matter to every customer: then it "
        "is the centre's to change, not a team's.",
    )  # fmt: skip


def _outcome(study: AgentStudy) -> tuple[Cell, ...]:
    above, below = study.told_apart()
    needed = None if study.needed is None else math.ceil(study.needed)
    return (
        capital(TITLES[study.outcome]), say(study.mean), say(study.spread * 100, "points"),
        len(above), len(below), len(study.units), needed,
    )  # fmt: skip


def attribution(found: Sensitivity) -> Rows:
    """Every team under every rule of whose a problem is."""
    changed = set(found.changed())
    return Rows(
        "rows-people-attribution",
        "Whose a problem is",
        columns("Team", numbers=[capital(WAYS[way]) for way in found.studies]) + columns("Stands"),
        tuple(
            (own[0].name, *(unit.value for unit in own),
             own[0].standing if own[0].name not in changed else "depends on the rule")
            for own in found.rows()
        ),
        note="Most problems of one contact are the same under all three.",
    )  # fmt: skip


def places(found: Recognition) -> Rows:
    """Places by customers beside places by the scorecard."""
    return Rows(
        f"rows-people-{found.scorecard.replace(' ', '-')}",
        f"By customers instead of by {found.scorecard}",
        columns("Team", numbers=("Place by customers", f"Place by {found.scorecard}", "Gain")),
        tuple((one.name, one.by_customers, one.by_scorecard, one.gain) for one in found.places),
        note=f"Correlation of the two orders: {found.agreement.text()}.",
    )


def criteria(found: Calibration) -> Rows:
    """The scorecard's criteria."""
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


def losses(found: Sequence[Strength]) -> Rows:
    """Kinds in which a team's customers fare worse than elsewhere."""
    return Rows(
        "rows-growth-losses",
        "Where a team loses customers",
        columns("Team", "With", "Kind", numbers=("Problems", "Less than elsewhere")),
        tuple((o.unit, o.level, o.kind, o.problems, o.beside_others) for o in found),
        empty="No team can be told from the others with any kind of problem or customer.",
        note="Share of good outcomes less what others reach with the same, luck taken out over all "
        "teams and kinds together.",
    )


def gifts(found: Sequence[Strength]) -> Rows:
    """Kinds with which a team does better than with everything else."""
    return Rows(
        "rows-growth-gifts",
        "With whom and what a team does best",
        columns("Team", "With", "Kind", numbers=("Problems", "More than with the rest")),
        tuple((o.unit, o.level, o.kind, o.problems, o.beside_itself) for o in found),
        empty="No team does better with one kind than with the rest of its work, beyond luck.",
    )


def heard(found: Sequence[Example]) -> Rows:
    """Good conversations."""
    return Rows(
        "rows-growth-examples",
        "Conversations to learn from",
        (Column("Contact"), Column("About"), Column("Team"), Column("Why"),
         Column("In the customer's words", is_detail=True)),
        tuple((o.contact_id, o.reason, o.team, o.why, o.words) for o in found),
        note="`lastword read CONTACT` shows one in full. Two of each reason at most.",
        empty="No good conversation is on record, as text or recording.",
    )  # fmt: skip


def candidates(found: Nominations) -> Rows:
    """What speaks for whom, in the order of names."""
    return Rows(
        "rows-growth-leaders",
        "Who could be asked whether they want to lead",
        columns("Agent", "What speaks for them", "Ideas that came of their listening"),
        tuple(
            (one.name, _evidence(one.evidence), "; ".join(one.ideas)) for one in found.candidates
        ),
        note=f"Of {found.considered:,} agents of whom enough is known. In the order of names: "
        "evidence to talk about, not a score.{_mentoring(found)}",
        empty="Nobody stands out in this data.",
    )


def _mentoring(found: Nominations) -> str:
    return f" Mentees say nothing here: {found.mentoring}." if found.mentoring else ""


def _evidence(told: Mapping[str, Estimate]) -> str:
    return "; ".join(f"{what}: {number.text()}" for what, number in told.items())


def reviews(found: Nominations) -> Rows:
    """Whether groups are passed over."""
    rows = [
        (kind, one.group, one.people, one.chosen, one.ratio, "look into it" if one.is_adverse
         else "no sign")
        for kind, impacts in found.reviews.items()
        for one in impacts
    ]  # fmt: skip
    return Rows(
        "rows-growth-review",
        "Is anybody passed over?",
        columns("By", "Group", numbers=("Agents", "Stand out", "Beside the highest rate"))
        + columns("Sign"),
        tuple(rows),
        note="A rate below four fifths of the highest that chance does not explain (Fisher's exact "
        "test, 5 %) asks for a reason. Small groups are not shown.",
        empty="No two groups are large enough to be compared.",
    )
