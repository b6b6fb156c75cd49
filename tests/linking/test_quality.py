"""Quality of links: exact pair counts, and errors estimated from pauses alone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lastword.engine import Engine, Tables, arrow_schema
from lastword.linking import issue_contacts
from lastword.linking.quality import agreement, linking_errors, links_by_rule
from lastword.settings import LinkingSettings

START = datetime(2022, 1, 1)
YEAR = 365
SETTINGS = LinkingSettings.model_validate({"window_days": 20})


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(labels=st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz")), max_size=25))
def test_pairs_are_those_of_brute_force(
    duckdb_engine: Engine, labels: list[tuple[str, str]]
) -> None:
    table = pa.table(
        {
            "predicted": pa.array([p for p, _ in labels], pa.string()),
            "true": pa.array([t for _, t in labels], pa.string()),
        }
    )
    found = agreement(duckdb_engine, duckdb_engine.frame(table))
    pairs = list(combinations(labels, 2))
    assert found.found == sum(a[0] == b[0] for a, b in pairs)
    assert found.true == sum(a[1] == b[1] for a, b in pairs)
    assert found.both == sum(a == b for a, b in pairs)
    assert (found.precision is None) == (found.found == 0)


def test_precision_recall_and_f1(engine: Engine) -> None:
    table = pa.table({"predicted": list("aabbb"), "true": list("xxxyy")})
    found = agreement(engine, engine.frame(table))
    assert (found.precision, found.recall, found.f1) == (0.5, 0.5, 0.5)


def _history(rng: random.Random, person: str, chance: float) -> Iterator[tuple[float, int]]:
    """Times of a person's contacts about one reason, each with the number of its true issue."""
    day, issue = rng.expovariate(chance), 0
    while day < YEAR:
        moment = day
        while moment < YEAR:
            yield moment, issue
            if rng.random() > 0.3:
                break
            moment += rng.expovariate(1 / 3)
        day += rng.expovariate(chance)
        issue += 1


@pytest.mark.slow
def test_errors_estimated_from_pauses_are_near_the_true_ones(duckdb_engine: Engine) -> None:
    """One centre of about 9,000 contacts: Monte-Carlo error of the merge rate about 0.004."""
    rng = random.Random(3)
    contacts, merged, issues = [], 0, 0
    for i in range(3000):
        times = sorted(_history(rng, f"p{i}", 2 / YEAR))
        issues += len({issue for _, issue in times})
        merged += sum(b[0] - a[0] <= 20 and a[1] != b[1] for a, b in pairwise(times))
        contacts += [
            {
                "contact_id": f"c{i}-{n:02d}",
                "customer_ref": f"p{i}",
                "reason": "bill",
                "offered_at": START + timedelta(days=day),
                "source": "s",
                "load_id": "l",
            }
            for n, (day, _) in enumerate(times)
        ]
    tables = _linked(duckdb_engine, contacts)
    found = linking_errors(tables, SETTINGS)
    assert found.merges == pytest.approx(merged / found.issues, abs=0.02)
    assert found.splits < 0.02
    assert found.issues == pytest.approx(issues - merged, rel=0.01)
    counts = [issues for _, issues in found.issues_by_window]
    assert counts == sorted(counts, reverse=True)
    assert dict(found.issues_by_window)[20.0] == found.issues


def _linked(engine: Engine, contacts: list[dict[str, Any]]) -> Tables:
    tables = Tables(engine, {})
    rows = pa.Table.from_pylist(contacts, arrow_schema("contacts"))
    tables._open["contacts"] = engine.frame(rows)
    references = sorted({row["customer_ref"] for row in contacts})
    persons = pa.table(
        {
            "customer_ref": references,
            "person_id": references,
            "confidence": np.ones(len(references)),
        }
    )
    as_of = START + timedelta(days=YEAR + 50)
    plan = issue_contacts(tables, engine.frame(persons), SETTINGS, (), as_of)
    tables._open["issue_contacts"] = engine.save(plan.step(plan.table))
    return tables


def test_rules_share_the_links(engine: Engine) -> None:
    rules = ("first", "thread", "thread", "reason")
    rows = [
        {
            "issue_id": "a",
            "contact_id": str(position),
            "position": position,
            "rule": rule,
            "bucket": 0,
            "confidence": None if rule == "first" else 0.9,
            "offered_at": START,
        }
        for position, rule in enumerate(rules, start=1)
    ]
    tables = Tables(engine, {})
    schema = arrow_schema("issue_contacts")
    tables._open["issue_contacts"] = engine.frame(pa.Table.from_pylist(rows, schema))
    found = links_by_rule(tables)
    assert [(rule.rule, rule.links, round(rule.share, 3)) for rule in found] == [
        ("thread", 2, 0.667),
        ("reason", 1, 0.333),
    ]
