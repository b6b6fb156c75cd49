"""The scorecard against itself and against customers."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lastword.analyses.people import calibration
from lastword.analyses.people.fairness import calibrated
from lastword.engine import Engine
from lastword.errors import NotTestable, UsageError
from lastword.question import Context
from lastword.settings import Settings
from written_tables import write_tables


def assessments(n: int, seed: int = 1) -> pd.DataFrame:
    """*Solved it* says what customers say; *greeting* says nothing; two evaluators judge each."""
    random = np.random.default_rng(seed)
    verdict = random.random(n) < 0.6
    rows = []
    for contact in range(n):
        true = {"solved it": 4 * verdict[contact] + random.integers(0, 2),
                "greeting": random.integers(0, 6)}  # fmt: skip
        for criterion, score in true.items():
            for evaluator in ("ann", "bob"):
                noise = random.integers(-1, 2) if criterion == "greeting" else 0
                rows.append(
                    {"contact_id": f"c{contact}", "evaluator_id": evaluator, "max_score": 5.0,
                     "agent_id": f"a{contact % 20}", "criterion": criterion,
                     "score": float(np.clip(score + noise, 0, 5)),
                     "verdict": float(verdict[contact])}
                )  # fmt: skip
    return pd.DataFrame(rows)


def test_telling_and_idle_criteria() -> None:
    found = {one.name: one for one in calibration(assessments(300)).criteria}
    telling, idle = found["solved it"], found["greeting"]
    assert telling.agreement is not None
    assert telling.agreement.value == pytest.approx(1.0)
    assert idle.agreement is not None
    assert 0.6 < (idle.agreement.value or 0) < 0.95
    assert telling.gain is not None
    assert (telling.gain.lower or 0) > 0.8
    assert idle.gain is not None
    assert (idle.gain.lower or 0) < 0 < (idle.gain.upper or 0)


def test_one_evaluator_has_nobody_to_agree_with() -> None:
    rows = assessments(40)
    found = calibration(rows[rows.evaluator_id == "ann"])
    assert all(one.agreement is None and one.evaluators == 1 for one in found.criteria)
    assert found.evaluators == (), "one alone has nobody to be severe beside"
    assert list(found.frame().columns[:3]) == ["criterion", "assessments", "evaluators"]


def test_missing_evaluators_and_few_assessments() -> None:
    rows = assessments(40).assign(evaluator_id=None)
    found = calibration(rows)
    assert all(one.agreement is None for one in found.criteria)
    assert found.evaluators == () and found.chosen is None
    with pytest.raises(NotTestable, match="at least 30"):
        calibration(assessments(5))
    with pytest.raises(UsageError, match="no column criterion"):
        calibration(rows.drop(columns="criterion"))


def test_a_severe_evaluator_and_long_calls_on_both_engines(engine: Engine, tmp_path: Path) -> None:
    """Forty of eighty calls, all judged by four; Eve gives a point of five less."""
    start = datetime(2025, 1, 6)
    calls = [
        {"issue_id": f"i{n}", "contact_id": f"c{n}", "position": 1, "bucket": 0, "rule": "first",
         "is_last": True, "offered_at": start + timedelta(days=n), "outcome": "answered",
         "channel": "voice", "agent_id": f"a{n % 10}", "handle_seconds": 900.0 if n < 40 else 100.0}
        for n in range(80)
    ]  # fmt: skip
    scores = [
        {"evaluation_id": f"e{n}{who}", "contact_id": f"c{n}", "agent_id": f"a{n % 10}",
         "evaluator_id": who, "evaluated_at": start + timedelta(days=n), "criterion": criterion,
         "score": 3.0 + (n * 13 + 5 * ord(who[0]) + place) % 7 * 0.1 - (who == "eve"),
         "max_score": 5.0}
        for n in range(40) for who in ("ann", "bob", "cid", "eve")
        for place, criterion in enumerate(("greeting", "solution"))
    ]  # fmt: skip
    tables = write_tables(engine, tmp_path, issue_contacts=calls, evaluations=scores)
    settings = Settings.model_validate({"privacy": {"agent_names": True}})
    found = calibrated(Context(tables, settings, start))
    by_name = {one.name: one for one in found.evaluators}
    assert by_name["eve"].leniency.value == pytest.approx(-0.2, abs=0.02)
    assert "leniency" in by_name["eve"].told
    assert by_name["ann"].assessments == 40
    assert found.chosen is not None
    assert (found.chosen.contacts, found.chosen.assessed) == (80, 40)
    assert [(t.title, t.chosen, t.rest) for t in found.chosen.traits] == [
        ("longer than its channel's mean", 1.0, 0.0)
    ]
