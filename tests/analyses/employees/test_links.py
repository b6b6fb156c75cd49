"""Employees before customers, on both engines; what cannot be told is said."""

from __future__ import annotations

import pytest

from analyses.employees.conftest import AS_OF, Make, issue, pulse
from lastword.analyses.employees import links, pulses
from lastword.analyses.employees.questions import QUESTIONS
from lastword.engine import Engine
from lastword.errors import NotTestable, UsageError
from lastword.question import Context, ask
from lastword.settings import Settings


def test_the_planted_arrow_is_found_and_no_other(centre: Context) -> None:
    found = links(centre)
    (engagement,) = found.links
    assert engagement.arrows is not None
    assert engagement.arrows.units == 6  # without the hidden ones
    assert engagement.claims["ex_drives_cx"] == "supported"
    assert engagement.claims["cx_drives_ex"] != "supported"
    lag = engagement.effects["ex_drives_cx"]
    assert lag.lower is not None and lag.upper is not None
    assert lag.lower < 25 < lag.upper  # .1 of a scale of 1 for .4 points of the survey
    said = {finding.id: finding for finding in ask(QUESTIONS[0], centre)}
    assert said["employees.ex_drives_cx"].answer == "supported"
    assert "points a round later" in said["employees.ex_drives_cx"].sentence

    survey = pulses(centre)
    hidden = [unit.name for unit in survey.levels[0].units if unit.value is None]
    assert "hr:0" in hidden
    assert len(hidden) == 2  # and one more, so that the difference tells nothing
    level = survey.levels[0]
    assert level.participation is not None
    assert level.participation.value == pytest.approx(59 / 80)
    assert level.bounds is not None and level.value is not None
    assert level.bounds.lower < (level.value.value or 0) < level.bounds.upper
    assert level.change is not None and level.change.method == "6 units, paired"


def test_outcomes_that_are_not_there(duckdb_engine: Engine, make_tables: Make) -> None:
    context = _two_teams(duckdb_engine, make_tables)
    with pytest.raises(UsageError, match="satisfaction, solved, settled"):
        links(context, outcome="joy")
    with pytest.raises(NotTestable, match="nothing is known"):
        links(context, outcome="solved")
    (link,) = links(context).links
    assert link.arrows is None
    assert "at least 5 are needed" in link.why_not
    said = ask(QUESTIONS[0], context)
    assert {finding.answer for finding in said} == {"not testable"}


def test_units_that_nobody_belongs_to(duckdb_engine: Engine, make_tables: Make) -> None:
    context = _two_teams(duckdb_engine, make_tables, survey_of="office")
    (finding,) = ask(QUESTIONS[0], context)
    assert finding.answer == "not testable"
    assert "office 0" in finding.sentence


def _two_teams(engine: Engine, make: Make, *, survey_of: str = "hr") -> Context:
    rows = [issue(f"i{n}", f"hr {n % 2}", AS_OF.replace(day=1), 0.5) for n in range(20)]
    survey = [pulse(f"{survey_of} {n % 2}", n // 2, 3.0, 9) for n in range(8)]
    tables = make(
        engine, pulses=survey, issues=[row["issues"] for row in rows],
        verdicts=[row["verdicts"] for row in rows],
    )  # fmt: skip
    return Context(tables, Settings(), AS_OF)
