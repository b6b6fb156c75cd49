"""What the demo centre plants about evaluators, newcomers and mentors is found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from lastword.analyses.people.calibration import Calibration
from lastword.analyses.people.fairness import calibrated, chosen_findings, evaluator_findings
from lastword.analyses.people.growth import growth
from lastword.analyses.people.mentors import FEWEST_MENTEES, mentors
from lastword.engine import open_engine
from lastword.question import Context
from lastword.settings import Settings
from lastword.sources.demo import Learning, World
from lastword.sources.demo.assessors import DAZZLED, SEVERE, SOFTENING
from lastword.text.pseudonym import pseudonym
from planted_people import planted_tables

WORLD = World(
    contacts=60_000,
    seed=11,
    days=183,
    agents=60,
    plants=(),
    messages_per_contact=0,
    learning=Learning(share=0.35, gap=2.4, months=0.9, until=0.4, spared=0.9),
)


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    with open_engine("duckdb") as engine:
        tables = planted_tables(engine, tmp_path_factory.mktemp("planted"), WORLD, answer=0.5)
        yield Context(tables, Settings(), datetime(2025, 8, 1))


@pytest.fixture(scope="module")
def found(context: Context) -> Calibration:
    return context.once(calibrated)


def evaluator(number: int) -> str:
    return pseudonym(f"hr:{number}", "evaluator")


def test_each_planted_habit_is_told_of_its_evaluator_alone(found: Calibration) -> None:
    told = {one.name: one.told for one in found.evaluators if one.told}
    assert told == {
        evaluator(SEVERE): ("leniency",),
        evaluator(DAZZLED): ("halo",),
        evaluator(SOFTENING): ("drift",),
    }
    by_name = {one.name: one for one in found.evaluators}
    assert -0.3 < (by_name[evaluator(SEVERE)].leniency.value or 0) < -0.1
    assert by_name[evaluator(DAZZLED)].habits == "one impression for all criteria"


def test_chosen_calls_are_not_like_the_rest(context: Context, found: Calibration) -> None:
    assert found.chosen is not None
    traits = {trait.title: trait for trait in found.chosen.traits}
    assert traits["the customer says solved"].is_told
    assert (traits["the customer says solved"].difference.lower or 0) > 0
    assert not traits["longer than its channel's mean"].is_told
    sentences = [
        finding.sentence
        for ask in (evaluator_findings, chosen_findings)
        for finding in ask(context)
    ]
    assert sentences[0].startswith("3 of 8 evaluators judge otherwise than the others: ")
    assert "they are not like the others" in sentences[1]


def test_newcomers_learn_as_planted(context: Context) -> None:
    """Nine tenths of the gap are closed after 2.3 time constants of .9 months: 2.07 months."""
    curve = context.once(growth).curve
    assert curve.is_told
    assert (curve.months.lower or 9) < 0.9 * 2.3026 < (curve.months.upper or 0)


def test_gifted_mentors_newcomers_fare_better(context: Context) -> None:
    found = {one.name: one for one in context.once(mentors)}
    assert all(one.mentees >= FEWEST_MENTEES for one in found.values())
    gifted = [one.beside.value or 0 for one in found.values() if int(one.name[3:]) % 2 == 0]
    others = [one.beside.value or 0 for one in found.values() if int(one.name[3:]) % 2]
    assert min(gifted) > max(others)
    assert min(gifted) > 0 > max(others)
    assert not any(
        found[f"hr:{number}"].is_above for number in (1, 3, 5) if f"hr:{number}" in found
    )
