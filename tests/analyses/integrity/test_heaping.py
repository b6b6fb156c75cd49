"""Heaping: agents whose customers' tops are not theirs, and agents who are only better."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from lastword.analyses.integrity.audit import audit
from lastword.analyses.integrity.result import Audit

AGENTS, ANSWERS = 12, 400
BETTER, HEAPED = "a02", "a07"


def frames(dose: float, *, answers: int = ANSWERS) -> dict[str, pd.DataFrame]:
    rng = np.random.default_rng(5)
    agent = np.repeat([f"a{i:02d}" for i in range(AGENTS)], answers)
    felt = rng.normal(3.4 + 0.8 * (agent == BETTER), 1.2)
    score = np.clip(np.round(felt), 1, 5)
    score[(agent == HEAPED) & (rng.random(agent.size) < dose)] = 5
    contact = [f"c{i}" for i in range(agent.size)]
    return {
        "contacts": pd.DataFrame(
            {
                "contact_id": contact, "agent_id": agent, "channel": "chat",
                "customer_ref": [f"p{i % 900}" for i in range(agent.size)],
                "offered_at": datetime(2026, 1, 1) + pd.to_timedelta(np.arange(agent.size), "h"),
            }
        ),
        "answers": pd.DataFrame(
            {
                "answer_id": contact, "contact_id": contact, "role": "csat", "value": score,
                "scale_min": 1.0, "scale_max": 5.0,
            }
        ),
    }  # fmt: skip


@pytest.fixture(scope="module")
def planted() -> Audit:
    return audit(frames(0.3), targets=[], level="agent")


def test_who_heaps_is_found_and_who_is_better_is_not(planted: Audit) -> None:
    found = [sign for sign in planted.found if sign.detector == "heaping"]
    assert {sign.unit for sign in found} == {None, HEAPED}
    assert "1 of 12 agents" in next(sign for sign in found if sign.unit is None).sentence


def test_the_excess_covers_what_was_planted(planted: Audit) -> None:
    sign = next(s for s in planted.found if s.detector == "heaping" and s.unit == HEAPED)
    lower = 1 - 0.18
    assert sign.estimate.lower < 0.3 * lower * ANSWERS < sign.estimate.upper
    assert [harm.what for harm in sign.harm][-1] == "came again within 7 days"


def test_honest_scores_flag_nobody() -> None:
    made = audit(frames(0.0), targets=[])
    assert made.of("heaping") and not made.found


def test_few_scores_are_not_testable() -> None:
    made = audit(frames(0.3, answers=40), targets=[])
    why = next(silence.why for silence in made.silent if silence.detector == "heaping")
    assert "60 scores on one scale" in why
