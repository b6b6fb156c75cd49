"""Agents by outcome: fair to what they were given, silent where luck explains it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lastword.analyses.people import agents
from lastword.analyses.people.questions import QUESTIONS
from lastword.analyses.people.recognition import recognition
from lastword.engine import Engine, Tables
from lastword.errors import NotTestable, UsageError
from lastword.question import Context, ask
from lastword.settings import Settings

START = datetime(2025, 1, 6, 9)
Make = Callable[..., Tables]


def centre(make: Make, engine: Engine, *, problems: int = 4800, gap: float = 0.0) -> Context:
    """Eight teams; the first two get a queue in which half as many problems can be solved.

    Parameters
    ----------
    gap
        By how much the last team's share is above the others', like for like.
    """
    random = np.random.default_rng(11)
    contacts: list[dict[str, Any]] = []
    verdicts: list[dict[str, Any]] = []
    for place in range(problems):
        team = place % 8
        is_hard = random.random() < (0.8 if team < 2 else 0.2)
        share = (0.4 if is_hard else 0.8) + gap * (team == 7)
        name, at = f"p{place:05d}", START + timedelta(minutes=place)
        common = {"issue_id": name, "bucket": 0}
        contacts.append(
            common
            | {"contact_id": name, "position": 1, "offered_at": at, "outcome": "answered",
               "direction": "inbound", "channel": "voice", "queue": "hard" if is_hard else "easy",
               "team_id": f"team {team}", "agent_id": f"agent {place % 40}",
               "handle_seconds": 300.0 + 20 * team}
        )  # fmt: skip
        verdicts.append(
            common
            | {"is_mature": True, "is_answered": True, "opened_at": at, "contact_count": 1,
               "said_resolved": bool(random.random() < share)}
        )  # fmt: skip
    tables = make(engine, issue_contacts=contacts, verdicts=verdicts)
    return Context(tables, Settings(), START + timedelta(days=60))


def test_a_hard_queue_is_nobodys_fault(engine: Engine, make_tables: Make) -> None:
    context = centre(make_tables, engine, gap=0.12)
    study = agents(context)
    found = study.frame().set_index("team_id")
    fair, raw = found["value"], found["raw"]
    hard, easy = ["team 0", "team 1"], [f"team {n}" for n in range(2, 7)]
    bias = raw[hard].mean() - raw[easy].mean()
    assert bias < -0.18
    assert abs(fair[hard].mean() - fair[easy].mean()) < 0.1 * abs(bias) + 0.02
    assert study.units[0].name == "team 7"
    assert study.units[0].standing == "above"
    (sentence,) = [f.sentence for f in ask(QUESTIONS[0], context)]
    assert sentence.startswith("Above the average of")
    assert ": team 7; below: " in sentence
    (by_time,) = context.once(recognition)
    assert by_time.scorecard == "handle time"
    assert by_time.places[0].name == "team 7"
    assert by_time.places[0].gain == 7


def test_luck_names_nobody() -> None:
    """30 centres of 20 agents, 60 answers each, all alike: an agent is named in few of them."""
    random = np.random.default_rng(2)
    names = np.repeat(np.arange(20), 60)
    named = 0
    for _ in range(30):
        frame = pd.DataFrame({"agent": names, "y": random.random(1200) < 0.7})
        above, below = agents(frame, "y", by="agent").told_apart()
        named += bool(above or below)
    assert named <= 4


def test_parts_of_a_problem(duckdb_engine: Engine, make_tables: Make) -> None:
    contacts, verdicts = [], []
    for place in range(40):
        name = f"p{place}"
        for position in (1, 2):
            contacts.append(
                {"issue_id": name, "contact_id": f"{name}/{position}", "position": position,
                 "bucket": 0, "offered_at": START, "outcome": "answered",
                 "team_id": f"team {(place + position) % 4}"}
            )  # fmt: skip
        verdicts.append(
            {"issue_id": name, "bucket": 0, "is_mature": True, "is_answered": True,
             "opened_at": START, "contact_count": 2, "said_resolved": place % 4 == 0}
        )  # fmt: skip
    tables = make_tables(duckdb_engine, issue_contacts=contacts, verdicts=verdicts)
    context = Context(tables, Settings(), START + timedelta(days=60))
    share = {
        way: agents(context, attribution=way).frame().set_index("team_id").raw.round(3).to_dict()
        for way in ("shared", "first", "last")
    }
    assert share["first"] == {"team 0": 0, "team 1": 1, "team 2": 0, "team 3": 0}
    assert share["last"] == {"team 0": 0, "team 1": 0, "team 2": 1, "team 3": 0}
    assert share["shared"] == {"team 0": 0, "team 1": 0.5, "team 2": 0.5, "team 3": 0}


def test_refusals() -> None:
    frame = pd.DataFrame({"agent": list("aabbcc"), "y": [0, 1] * 3})
    with pytest.raises(NotTestable, match="3 agent with a known outcome"):
        agents(frame, "y", by="agent")
    with pytest.raises(UsageError, match="no column nobody"):
        agents(frame, "y", by="nobody")
