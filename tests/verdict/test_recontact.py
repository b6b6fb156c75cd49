"""Coming back is a censored curve, and chance is taken off."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from lastword.engine import Engine
from lastword.errors import UsageError
from lastword.verdict import recontact
from lastword.verdict.again import came_again, shuffled
from verdict.conftest import at
from verdict.test_ladder import AS_OF, judged


def call(name: str, days: float, **rest: Any) -> dict[str, Any]:
    return {"contact_id": name, "offered_at": at(days=days), "reason": "bill", **rest}


def test_curves_watch_from_the_claimed_end_and_censor(
    engine: Engine, world: Any, tmp_path: Any
) -> None:
    contacts = [
        call("a", 0, person="a", issue="a"),
        call("a2", 5, person="a", issue="a", reason="bill"),
        call("b", 0, person="b"),
        call("b2", 10, person="b", issue="b2", reason="card"),
        call("c", 0, person="c", outcome="abandoned"),
        call("c2", 0.5, person="c", issue="c", talk_seconds=3.0),
        call("d", 118, person="d"),
        call("e", 0, person=None),
    ]
    events = [
        {"event_id": "1", "thread_id": "x", "at": at(1), "kind": "solved"},
        {"event_id": "2", "thread_id": "x", "at": at(2), "kind": "reopened"},
        {"event_id": "3", "thread_id": "y", "at": at(2), "kind": "closed"},
    ]
    found = recontact(judged(engine, world(engine, AS_OF, contacts, events=events), tmp_path))
    same = dict(found.same.at)
    assert found.same.n == 5
    assert [same[day].value for day in (1.0, 7.0, 30.0)] == [0.0, 0.25, 0.25]
    assert dict(found.any.at)[14.0].value == 0.5
    shares = {c.name: dict(c.at)[1.0].value for c in found.by_outcome}
    assert shares == {"answered": 0.0, "short": 0.0, "abandoned": 1.0}
    assert found.reopened is not None
    assert (found.reopened.value, found.reopened.n) == (0.5, 2)


def test_every_curve_has_the_clock_of_the_issue(engine: Engine, world: Any, tmp_path: Any) -> None:
    """Who hangs up and tries again has not come back: in no curve."""
    contacts = [
        call("a", 0, person="a", outcome="abandoned"),
        call("a2", 0.1, person="a", issue="a"),
        call("a3", 20, person="a", issue="a3"),
        call("b", 0, person="b"),
        call("b2", 3, person="b", issue="b2", reason="card"),
        call("c", 0, person="c", direction="outbound"),
    ]
    found = recontact(judged(engine, world(engine, AS_OF, contacts), tmp_path))
    assert found.chance is not None
    curves = (found.same, found.any, found.chance)
    assert [curve.n for curve in curves] == [4, 4, 4], "the centre's own call is no problem brought"
    assert [dict(curve.at)[7.0].value for curve in curves] == [0.0, 0.25, 0.0]
    assert dict(found.any.at)[30.0].value == 0.5
    assert dict(found.chance.at)[30.0].value == 0.0, "no longer the same issue after 20 days"


def frame(rows: list[tuple[str, str, float, float, str]]) -> pa.Table:
    return pa.table(
        {
            "contact_id": [r[0] for r in rows],
            "person_id": [r[1] for r in rows],
            "offered_at": pa.array([at(days=r[2]) for r in rows], pa.timestamp("us")),
            "ended_at": pa.array([at(days=r[3]) for r in rows], pa.timestamp("us")),
            "reason": [r[4] for r in rows],
        }
    )


def test_contacts_begun_before_the_end_are_no_return(engine: Engine) -> None:
    rows = [("1", "a", 0, 5, "x"), ("2", "a", 1, 2, "x"), ("3", "a", 7, 8, "x")]
    found = came_again(engine.frame(frame(rows)), ["person_id", "reason"], "again_at")
    again = {row["contact_id"]: row["again_at"] for row in engine.fetch(found).to_pylist()}
    assert again == {"1": at(days=7), "2": at(days=7), "3": None}


def test_shuffling_keeps_each_customers_reasons(engine: Engine) -> None:
    rows = [(str(i), f"p{i % 3}", i, i, f"r{i % 5}") for i in range(60)]
    found = engine.fetch(shuffled(engine.frame(frame(rows)))).to_pylist()
    for person in ("p0", "p1", "p2"):
        mine = [row for row in found if row["person_id"] == person]
        assert sorted(r["reason"] for r in mine) == sorted(r["shuffled_reason"] for r in mine)
    assert any(row["reason"] != row["shuffled_reason"] for row in found)


@pytest.mark.slow
def test_unrelated_contacts_return_by_chance_alone() -> None:
    """Reasons drawn at random: nothing remains beyond chance (Monte-Carlo error about .01)."""
    rng = np.random.default_rng(7)
    n = 20_000
    calls = pd.DataFrame(
        {
            "who": rng.integers(0, 4_000, n),
            "when": datetime(2024, 1, 1) + pd.to_timedelta(rng.uniform(0, 100, n), unit="D"),
            "why": rng.choice(["bill", "card", "app"], n, p=[0.5, 0.3, 0.2]),
        }
    )
    found = recontact(calls, customer="who", at="when", reason="why").reason
    assert found is not None
    beyond = found.beyond_chance
    assert beyond.lower is not None
    assert beyond.upper is not None
    assert beyond.lower < 0 < beyond.upper
    assert found.same_reason.value == pytest.approx(found.by_chance.value, abs=0.01)


@pytest.mark.slow
def test_planted_returns_are_found_beyond_chance_and_not_overstated() -> None:
    """10 % of contacts get a second one within 5 days for the same reason.

    Customers with few contacts keep their pairs when reasons are shuffled: the excess is cautious.
    """
    rng = np.random.default_rng(8)
    n = 20_000
    first = pd.DataFrame(
        {
            "who": rng.integers(0, 8_000, n),
            "when": datetime(2024, 1, 1) + pd.to_timedelta(rng.uniform(0, 300, n), unit="D"),
            "why": rng.choice([f"r{i}" for i in range(12)], n),
        }
    )
    back = first[rng.uniform(size=n) < 0.10].copy()
    back["when"] += pd.to_timedelta(rng.uniform(0.1, 5, len(back)), unit="D")
    calls = pd.concat([first, back], ignore_index=True)
    found = recontact(calls, customer="who", at="when", reason="why").reason
    assert found is not None
    assert found.beyond_chance.lower is not None
    assert found.beyond_chance.upper is not None
    assert found.beyond_chance.lower > 0.04
    assert found.beyond_chance.upper < 0.1


def test_a_frame_without_the_column_is_refused() -> None:
    calls = pd.DataFrame({"who": ["a"], "when": [datetime(2024, 1, 1)]})
    with pytest.raises(UsageError, match=r"no column whom\. Choose among: who, when"):
        recontact(calls, customer="whom", at="when")


def test_frames_of_any_kind_give_the_same_curve() -> None:
    calls = pa.table(
        {
            "who": ["a", "a", "b"],
            "when": [datetime(2024, 1, 1) + timedelta(days=d) for d in (0, 3, 40)],
        }
    )
    one = recontact(calls, customer="who", at="when")
    other = recontact(calls.to_pandas(), customer="who", at="when")
    assert one == other
    assert dict(one.any.at)[7.0].value == 0.5
