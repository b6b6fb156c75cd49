"""A centre of eight teams over fourteen rounds whose mood customers feel a round later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest

from lastword.engine import Engine, Tables
from lastword.question import Context
from lastword.settings import Settings

START = datetime(2025, 1, 6)
TEAMS, ROUNDS, ASKED = 8, 14, 6
ROUND = timedelta(days=14)
AS_OF = START + ROUNDS * ROUND
Make = Callable[..., Tables]


def pulse(team: str, number: int, value: float, respondents: int | None) -> dict[str, Any]:
    start = START + number * ROUND
    return {
        "unit_id": team,
        "period_start": start,
        "period_end": start + ROUND - timedelta(days=1),
        "question": "engagement",
        "value": value,
        "scale_min": 1.0,
        "scale_max": 5.0,
        "respondents": respondents,
    }


def issue(name: str, team: str, at: datetime, csat: float | None) -> dict[str, dict[str, Any]]:
    """One issue of one contact with its verdict, as rows of each table."""
    own = {"issue_id": name, "bucket": 0, "opened_at": at, "contact_count": 1}
    return {
        "issues": own
        | {"last_contact_at": at, "channel_count": 1, "agent_count": 1, "transfer_count": 0,
           "source_count": 1, "abandoned_count": 0, "first_contact_id": name,
           "last_contact_id": name, "is_mature": True, "is_false_first": False},
        "verdicts": own
        | {"is_mature": True, "is_answered": csat is not None, "team_id": team,
           "said_csat": csat},
    }  # fmt: skip


@pytest.fixture
def centre(engine: Engine, make_tables: Make) -> Context:
    """Customers' satisfaction follows the team's mood of the round before."""
    random = np.random.default_rng(5)
    mood = random.normal(size=(TEAMS, ROUNDS + 1))
    pulses, issues, verdicts, agents = [], [], [], []
    for team in range(TEAMS):
        name = f"hr:{team}"
        agents += [
            {"agent_id": f"a{team}-{n}", "team_id": name, "valid_from": START} for n in range(10)
        ]
        for number in range(ROUNDS):
            pulses.append(pulse(name, number, 3 + 0.4 * mood[team, number + 1], 8 if team else 3))
            for n in range(ASKED):
                at = START + number * ROUND + timedelta(days=n, hours=10)
                csat = 0.6 + 0.1 * mood[team, number] + 0.05 * random.normal()
                rows = issue(f"i{team}-{number}-{n}", name, at, float(np.clip(csat, 0, 1)))
                issues.append(rows["issues"])
                verdicts.append(rows["verdicts"])
    tables = make_tables(engine, pulses=pulses, issues=issues, verdicts=verdicts, agents=agents)
    return Context(tables, Settings(), AS_OF)
