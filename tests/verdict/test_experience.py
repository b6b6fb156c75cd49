"""Experience on issues counted by hand."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pyarrow.parquet as pq
import pytest

from lastword.engine import Engine, Tables
from lastword.question import Context
from lastword.settings import Settings
from lastword.verdict.experience import experience
from lastword.verdict.response import fit, score
from verdict import simulated

START = datetime(2024, 1, 1)


def verdict(number, **columns):
    base = {
        "issue_id": f"i{number}",
        "bucket": 0,
        "is_mature": True,
        "opened_at": START,
        "agent_id": f"a{number % 2}",
        "contact_count": 1,
        "is_answered": True,
    }
    return base | columns


def issue(number, **columns):
    base = {
        "issue_id": f"i{number}",
        "bucket": 0,
        "opened_at": START,
        "last_contact_at": START,
        "contact_count": 1,
        "channel_count": 1,
        "agent_count": 1,
        "transfer_count": 0,
        "source_count": 1,
        "abandoned_count": 0,
        "first_contact_id": f"i{number}",
        "last_contact_id": f"i{number}",
        "agent_id": f"a{number % 2}",
        "is_mature": True,
        "is_false_first": False,
    }
    return base | columns


def asked(tables: Tables) -> Context:
    return Context(tables, Settings(), START)


def test_figures_counted_by_hand(engine: Engine, make_tables) -> None:
    verdicts = [
        verdict(0, said_top_box=True, said_top_two=True, said_csat=1.0, said_nps=10),
        verdict(1, said_top_box=False, said_top_two=True, said_csat=0.75, said_nps=7),
        verdict(2, said_top_box=False, said_top_two=False, said_csat=0.25, said_nps=2),
        verdict(3, said_effort=0.5, said_expectation=-1, is_first_call_right=True),
        verdict(4, said_effort=1.0, said_expectation=0, is_first_call_right=False),
        verdict(5, is_mature=False, said_top_box=True, said_nps=10, said_effort=0.0),
    ]
    issues = [
        issue(0, contact_count=3, channel_count=2, transfer_count=2, customer_seconds=600.0),
        issue(1, customer_seconds=200.0),
        issue(2),
        issue(3, transfer_count=1, customer_seconds=100.0),
        issue(5, contact_count=9, channel_count=3, is_mature=False),
    ]
    got = experience(asked(make_tables(engine, verdicts=verdicts, issues=issues)))
    names = [name for name in got.__dataclass_fields__ if name != "weighted"]
    values = {name: getattr(got, name).value for name in names}
    assert values == pytest.approx(
        {
            "csat_top_box": 1 / 3,
            "csat_top_two": 2 / 3,
            "csat_mean": 2 / 3,
            "nps": 0.0,
            "effort": 0.75,
            "expectation_below": 0.5,
            "expectation_above": 0.0,
            "first_call_right": 0.5,
            "contacts_per_issue": 1.5,
            "customer_seconds": 300.0,
            "more_than_one_channel": 0.25,
            "transferred": 0.5,
        }
    )
    assert got.csat_top_box.n == 3
    assert got.customer_seconds.unit == "seconds"
    assert got.nps.lower < 0 < got.nps.upper


def test_each_answer_stands_for_those_like_it(engine: Engine, make_tables) -> None:
    """Weights 3, 1, 4, 2: top box 3/8, mean (3 + 0.75 + 1)/8, NPS 100 (3 − 4)/8, effort 0.5."""
    verdicts = [
        verdict(0, weight=3.0, said_top_box=True, said_csat=1.0, said_nps=10),
        verdict(1, weight=1.0, said_top_box=False, said_csat=0.75, said_nps=7),
        verdict(2, weight=4.0, said_top_box=False, said_csat=0.25, said_nps=2),
        verdict(3, weight=2.0, said_effort=0.5),
        verdict(4, said_top_box=True, said_csat=1.0, said_nps=10, said_effort=1.0),
    ]
    got = experience(asked(make_tables(engine, verdicts=verdicts, issues=[issue(0)]))).weighted
    assert {name: number.value for name, number in got.items()} == pytest.approx(
        {"csat_top_box": 3 / 8, "csat_mean": 4.75 / 8, "nps": -12.5, "effort": 0.5}
    )
    assert (got["csat_top_box"].n, got["effort"].n) == (3, 1)
    assert got["nps"].method.startswith("response-weighted")


@pytest.mark.slow
def test_weights_bring_satisfaction_to_all_customers(duckdb_engine: Engine, tmp_path) -> None:
    """16 centres: .95 of 16 has Monte-Carlo error .05; the mean errors one of .006."""
    covered, weighted, plain = 0, [], []
    for seed in range(16):
        rng = np.random.default_rng(seed)
        verdicts, would = simulated.issues(rng, issues=5000, agents=100)
        satisfied = rng.random(5000) < np.where(would, 0.7, 0.2)
        path = tmp_path / f"{seed}.parquet"
        pq.write_table(simulated.with_top_box(verdicts, satisfied), path)
        context = asked(Tables(duckdb_engine, {"verdicts": [path]}))
        context.tables._open["verdicts"] = duckdb_engine.save(score(context, fit(context)))
        got = experience(context)
        number = got.weighted["csat_top_box"]
        covered += number.lower <= satisfied.mean() <= number.upper
        weighted.append(number.value - satisfied.mean())
        plain.append(got.csat_top_box.value - satisfied.mean())
    assert covered >= 13
    assert abs(np.mean(weighted)) < 0.015 < np.mean(plain)


def test_what_was_never_asked_is_none(duckdb_engine: Engine, make_tables) -> None:
    tables = make_tables(duckdb_engine, verdicts=[verdict(0)], issues=[issue(0)])
    got = experience(asked(tables))
    assert (got.csat_top_box, got.nps, got.effort, got.first_call_right) == (None,) * 4
    assert got.weighted == {}
    assert got.contacts_per_issue.value == 1
    assert got.customer_seconds.value is None


def test_likeness_within_agents_widens(duckdb_engine: Engine, make_tables) -> None:
    """The same answers, once all of one agent's customers alike, once mixed over agents."""
    alike = [verdict(n, agent_id=f"a{n // 10}", said_top_box=n // 10 < 5) for n in range(100)]
    mixed = [verdict(n, agent_id=f"a{n % 10}", said_top_box=n // 10 < 5) for n in range(100)]
    wide, narrow = (
        experience(asked(make_tables(duckdb_engine, verdicts=rows, issues=[]))).csat_top_box
        for rows in (alike, mixed)
    )
    assert wide.value == narrow.value == 0.5
    assert wide.upper - wide.lower > 2 * (narrow.upper - narrow.lower)
