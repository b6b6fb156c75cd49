"""Expectations of a centre: findings from its tables, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest

from lastword.analyses.expectations.loyalty import loyalties
from lastword.analyses.expectations.questions import QUESTIONS
from lastword.analyses.expectations.topics import topics
from lastword.engine import Engine, Tables
from lastword.finding import Finding
from lastword.question import Context, ask
from lastword.settings import Settings

AS_OF = datetime(2024, 12, 31)
OPENED = datetime(2024, 6, 1)
Row = dict[str, Any]


def issues(n: int = 900) -> list[Row]:
    """Falling short costs recommending and staying; late deliveries are complained about."""
    rng = np.random.default_rng(1)
    gaps = rng.choice((-1, 0, 1), n, p=(0.3, 0.4, 0.3))
    return [
        {
            "issue_id": f"i{k}",
            "person_id": f"p{k}",
            "bucket": 0,
            "is_mature": True,
            "opened_at": OPENED,
            "contact_count": 1,
            "is_answered": True,
            "agent_id": f"a{k % 45}",
            "reason": "late" if rng.random() < (0.6 if gap < 0 else 0.2) else "advice",
            "said_expectation": int(gap),
            "said_nps": int(np.clip(round(8 + 3 * min(gap, 0) + rng.normal(0, 1.5)), 0, 10)),
            "did_leave": bool(rng.random() < (0.3 if gap < 0 else 0.1)),
        }
        for k, gap in enumerate(gaps)
    ]


def context(tables: Tables) -> Context:
    return Context(tables, Settings.model_validate({}), AS_OF)


def found(tables: Tables) -> dict[str, Finding]:
    own = context(tables)
    return {finding.id: finding for question in QUESTIONS for finding in ask(question, own)}


@pytest.fixture
def centre(make_tables: Callable[..., Tables]) -> Callable[[Engine], Tables]:
    rows = issues()
    bought = [
        {"customer_ref": f"c{k}", "kind": "renewed", "at": OPENED + timedelta(days=10)}
        for k in range(0, 900, 3)
    ]
    persons = [
        {"customer_ref": f"c{k}", "person_id": f"p{k}", "rule": "single", "confidence": 1.0}
        for k in range(900)
    ]
    return lambda engine: make_tables(engine, verdicts=rows, outcomes=bought, persons=persons)


def test_said_before_done_on_both_engines(
    engine: Engine, centre: Callable[[Engine], Tables]
) -> None:
    got = loyalties(context(centre(engine)))
    assert [measure.column for measure, _ in got.curves] == ["said_nps", "stayed", "bought"]
    assert got.said is got.curves[0][1]
    rows = issues()
    for name, of in (
        ("said_nps", lambda r: r["said_nps"]),
        ("stayed", lambda r: not r["did_leave"]),
    ):
        curve = {m.column: c for m, c in got.curves}[name]
        for band, gap in zip(curve.bands, (-1, 0, 1), strict=True):
            own = [of(row) for row in rows if row["said_expectation"] == gap]
            assert band.n == len(own)
            assert band.mean.value == pytest.approx(np.mean(own), rel=1e-9)
    assert got.curves[2][1].bands[0].mean.value == pytest.approx(1 / 3, abs=0.08)


def test_findings(duckdb_engine: Engine, centre: Callable[[Engine], Tables]) -> None:
    got = found(centre(duckdb_engine))
    assert set(got) == {
        "expectations.plateau",
        "expectations.plateau.stayed",
        "expectations.plateau.bought",
        "expectations.topics",
    }
    assert got["expectations.plateau"].estimates["latent below"].lower > 0.5
    assert got["expectations.plateau"].evidence.table == "verdicts"
    assert "late" in got["expectations.topics"].sentence
    assert "by “stayed”?" in got["expectations.plateau.stayed"].question


def test_topics_are_shares_of_complaints_and_praise(
    engine: Engine, centre: Callable[[Engine], Tables]
) -> None:
    got = topics(context(centre(engine)))
    rows = issues()
    bad = [row["reason"] == "late" for row in rows if row["said_expectation"] < 0]
    good = [row["reason"] == "late" for row in rows if row["said_expectation"] > 0]
    late = got.topics[0]
    assert (late.name, late.complaints, late.praises) == ("late", sum(bad), sum(good))
    assert late.of_complaints.value == pytest.approx(np.mean(bad))
    assert late.difference.value == pytest.approx(np.mean(bad) - np.mean(good))
    assert late.is_sure
    assert got.source == "reason codes"


def test_topics_in_the_words_come_before_reason_codes(
    duckdb_engine: Engine, make_tables: Callable[..., Tables]
) -> None:
    rows = issues(200)
    labels = [
        {"label_id": f"l{k}", "contact_id": f"c{k}", "kind": "topic", "value": "rude"}
        for k, row in enumerate(rows)
        if row["said_expectation"] < 0
    ]
    links = [
        {"contact_id": f"c{k}", "issue_id": f"i{k}", "position": 1, "rule": "first",
         "confidence": 1.0, "bucket": 0, "offered_at": OPENED}
        for k in range(200)
    ]  # fmt: skip
    tables = make_tables(duckdb_engine, verdicts=rows, labels=labels, issue_contacts=links)
    got = topics(context(tables))
    assert got.source == "customers' words"
    assert got.topics[0].of_complaints.value == 1
    assert got.topics[0].praises == 0


def test_what_was_not_asked_is_not_testable(
    duckdb_engine: Engine, make_tables: Callable[..., Tables]
) -> None:
    bare = [{k: v for k, v in row.items() if not k.startswith("said")} for row in issues(50)]
    got = found(make_tables(duckdb_engine, verdicts=bare))
    assert {finding.answer for finding in got.values()} == {"not testable"}
    assert "nobody was asked" in got["expectations.plateau"].sentence
    assert got["expectations.plateau"].next_step is not None
