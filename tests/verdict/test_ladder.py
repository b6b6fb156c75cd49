"""The ladder judges the same issues by every definition and says where it cannot."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from lastword.engine import Engine, Tables
from lastword.question import Context
from lastword.settings import Settings
from lastword.verdict.hidden_yes import INDICATORS, common
from lastword.verdict.ladder import ladder
from lastword.verdict.results import Ladder
from lastword.verdict.verdicts import verdicts
from verdict.conftest import at

AS_OF = at(days=120)


def judged(engine: Engine, tables: Tables, folder: Any) -> Context:
    engine.write(verdicts(tables, Settings(), AS_OF), folder / "verdicts")
    parts = {**tables.parts, "verdicts": sorted((folder / "verdicts").glob("*.parquet"))}
    return Context(Tables(engine, parts), Settings(), AS_OF)


def centre() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Twenty callers: 16 claimed solved, of whom 4 call again on day 3; 12 are asked, 6 say yes."""
    contacts, answers = [], []
    for i in range(20):
        name = f"c{i:02}"
        contacts.append(
            {
                "contact_id": name,
                "offered_at": at(days=1),
                "person": f"p{i}",
                "is_claimed_resolved": i < 16,
                "agent_id": "ann",
            }
        )
        if i < 4:
            contacts.append(
                {
                    "contact_id": f"{name}b",
                    "offered_at": at(days=4),
                    "person": f"p{i}",
                    "issue": name,
                    "is_claimed_resolved": True,
                    "agent_id": "bob",
                }
            )
        if i < 12:
            answers.append(
                {
                    "answer_id": name,
                    "contact_id": name,
                    "role": "resolved",
                    "value": float(i % 2),
                    "answered_at": at(days=5),
                }
            )
    return contacts, answers


@pytest.fixture(scope="module")
def found(engine: Engine, world: Any, tmp_path_factory: pytest.TempPathFactory) -> Ladder:
    contacts, answers = centre()
    tables = world(engine, AS_OF, contacts, answers=answers)
    return ladder(judged(engine, tables, tmp_path_factory.mktemp("judged")))


def test_every_definition_gets_its_share(found: Ladder) -> None:
    shares = {r.name: r.estimate and (r.estimate.value, r.estimate.n) for r in found.rungs}
    assert shares == {
        "agent_code": (16 / 20, 20),
        "one_touch_under_two": (12 / 20, 20),
        "one_touch_exactly_one": (12 / 20, 20),
        "no_customer_reply": (12 / 20, 20),
        "closed_in_15_minutes": (16 / 20, 20),
        "same_number_7d": (16 / 20, 20),
        "next_contact_avoidance_7d": (16 / 20, 20),
        "no_recontact": (16 / 20, 20),
        "customer_says_resolved": (6 / 12, 12),
        "customer_says_one_call": None,
        "first_call_right": (4 / 12, 12),
    }


def test_what_could_not_be_computed_says_why(found: Ladder) -> None:
    missing = {rung.name: rung.why_not for rung in found.rungs if rung.why_not}
    assert missing == {"customer_says_one_call": "no customer was asked how many contacts it took"}


def test_customers_contradict_the_agents_code(found: Ladder) -> None:
    pair = next(
        d
        for d in found.disagreements
        if (d.first, d.second) == ("agent_code", "customer_says_resolved")
    )
    assert (pair.both, pair.only_first, pair.only_second, pair.neither) == (6, 6, 0, 0)
    assert pair.no_given_yes is not None
    assert pair.no_given_yes.value == 0.5
    assert pair.pabak is not None
    assert pair.pabak.value == 0.0
    assert pair.kappa is not None
    assert pair.kappa.value == 0.0


def test_without_mature_issues_nothing_is_claimed(
    engine: Engine, world: Any, tmp_path: Any
) -> None:
    young = [{"contact_id": "a", "offered_at": at(days=119)}]
    found = ladder(judged(engine, world(engine, AS_OF, young), tmp_path))
    assert all(rung.estimate is None and rung.why_not for rung in found.rungs)
    assert found.disagreements == ()


def test_what_definitions_share_is_not_one_of_them() -> None:
    """Known classes: 60 % yes; each indicator errs by itself at a known rate."""
    yes, no = (0.95, 0.9, 0.9), (0.4, 0.5, 0.85)
    patterns = np.array(list(product((0, 1), repeat=3)))
    chance = [
        0.6 * np.prod([y if x else 1 - y for x, y in zip(p, yes, strict=True)])
        + 0.4 * np.prod([1 - n if x else n for x, n in zip(p, no, strict=True)])
        for p in patterns
    ]
    counts = np.round(np.array(chance) * 1e6).astype(np.int64)
    answers = {name: patterns[:, i] for i, name in enumerate(INDICATORS)}
    found = common(answers, counts)
    assert found is not None
    assert found.share.value == pytest.approx(0.6, abs=0.005)
    assert found.yes_if_so == pytest.approx(yes, abs=0.01)
    assert any("cannot be tested" in warning for warning in found.warnings)


def test_what_definitions_share_needs_issues_that_all_judge() -> None:
    unjudged = {name: np.array([1, 0, -1]) for name in INDICATORS}
    assert common(unjudged, np.array([40, 59, 10_000])) is None
