"""Surveys, closings, claims and codes: what is planted is found, and nothing in a clean desk."""

from __future__ import annotations

from typing import Any

import pytest

from analyses.integrity.desk import ALL, PLAYERS, Plants, desk
from lastword.analyses.integrity.audit import audit, audited
from lastword.analyses.integrity.result import Audit
from lastword.engine import Engine, Tables
from lastword.estimate import Bounds
from lastword.question import Context
from lastword.settings import Settings

TARGETS = [{"metric": "agent_code", "operator": ">=", "value": 0.7, "unit": "share"}]
MINE = {
    "auto_close", "begging", "bombardment", "boxes", "calendar", "coupling", "heaping",
    "inflation", "last_word", "reassignment", "steering",
}  # fmt: skip


@pytest.fixture(scope="module")
def planted() -> Audit:
    return audit(desk(ALL), targets=TARGETS, level="agent")


@pytest.fixture(scope="module")
def clean() -> Audit:
    return audit(desk(Plants()), targets=TARGETS, level="agent")


def found(made: Audit, detector: str) -> set[str | None]:
    return {sign.unit for sign in made.found if sign.detector == detector}


@pytest.mark.parametrize(
    "detector",
    ["auto_close", "begging", "bombardment", "inflation", "last_word", "reassignment", "steering"],
)
def test_the_centre_s_pattern_is_found(planted: Audit, detector: str) -> None:
    assert None in found(planted, detector)


@pytest.mark.parametrize(
    ("detector", "plant"),
    [("begging", "begged"), ("last_word", "dropped"), ("boxes", "boxed")],
)
def test_those_who_play_stand_out_and_nobody_else(
    planted: Audit, detector: str, plant: str
) -> None:
    assert found(planted, detector) - {None} == {f"a{agent:02d}" for agent in PLAYERS[plant]}


def test_the_colleague_who_gets_the_ratings_stands_out(planted: Audit) -> None:
    assert found(planted, "reassignment") - {None} == {"a15"}


def test_nothing_is_found_in_a_clean_desk(clean: Audit) -> None:
    """Fewer problems are claimed solved than stay quiet, units are alike, dates do not matter."""
    assert {sign.id for sign in clean.found if sign.detector in MINE} == set()
    assert MINE - {sign.detector for sign in clean.signs} <= {s.detector for s in clean.silent}


def test_month_ends_are_compared_with_other_days(planted: Audit, clean: Audit) -> None:
    ends = [made.of("calendar") for made in (planted, clean)]
    first, other = (next(s for s in signs if s.about == "month ends") for signs in ends)
    assert first.p < 0.01 < other.p
    assert first.estimate.lower < 10 < first.estimate.upper


def test_exhibits_lead_to_the_very_message(planted: Audit) -> None:
    texts = desk(ALL)["messages"].set_index("message_id").text
    for detector, word in (("begging", "give me a 10"), ("last_word", "amount")):
        sign = next(s for s in planted.found if s.detector == detector and s.unit is None)
        assert sign.exhibits
        assert all(word in texts[exhibit.message_id] for exhibit in sign.exhibits)


def test_harm_and_scores_stand_beside(planted: Audit) -> None:
    steering = next(s for s in planted.found if s.detector == "steering")
    assert any(harm.is_sure for harm in steering.harm)
    begging = next(s for s in planted.found if s.detector == "begging" and s.unit is None)
    assert set(begging.numbers_beside) == {"score_after_begging", "score_otherwise"}
    boxes = next(s for s in planted.found if s.detector == "boxes" and s.unit is not None)
    assert boxes.numbers_beside["wrap_up_so_coded"].value < 15
    assert boxes.numbers_beside["wrap_up_otherwise"].value > 40


def test_claims_stand_beside_what_all_three_have_in_common(planted: Audit) -> None:
    """75 % went well and say so, 80 % stay quiet, 84 % are claimed: little but claims is wrong."""
    sign = next(s for s in planted.found if s.detector == "inflation" and s.unit is None)
    solved, beyond = (
        sign.numbers_beside[name] for name in ("solved_in_common", "claimed_beyond_common")
    )
    assert isinstance(solved, Bounds) and isinstance(beyond, Bounds)
    assert 0.74 < solved.lower <= solved.upper < 0.82
    assert 0.0 < beyond.lower <= beyond.upper < 0.1


def test_every_finding_says_what_else_it_could_be(planted: Audit) -> None:
    for sign in planted.found:
        assert sign.explanations
        assert sign.sentence.startswith("Pattern consistent with")


def test_the_engines_find_the_same(engine: Engine, planted: Audit) -> None:
    frames: dict[str, Any] = desk(ALL)
    tables = Tables.of_frames(engine, frames)
    last = frames["contacts"].offered_at.max().to_pydatetime()
    settings = Settings.model_validate({"targets": TARGETS})
    made = audited(Context(tables, settings, last), level="agent")
    values = {sign.id: sign.p for sign in planted.signs if sign.detector in MINE}
    again = {sign.id: sign.p for sign in made.signs if sign.detector in MINE}
    assert again.keys() == values.keys()
    assert again == pytest.approx(values, rel=1e-6, abs=1e-12)


def test_missing_fields_are_said() -> None:
    frames = desk(Plants())
    made = audit({"contacts": frames["contacts"]}, targets=[])
    silent = {silence.detector: silence.why for silence in made.silent}
    assert "messages" in silent["begging"]
    assert "invitations" in silent["steering"]
