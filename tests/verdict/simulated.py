"""A small contact centre with planted verdicts: who answers depends on what is seen, or not."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lastword.engine import arrow_schema

REASONS = ("billing", "delivery", "login", "contract", "outage", "refund", "advice", "complaint")
CHANNELS = ("voice", "chat", "email", "web")


def issues(
    rng: np.random.Generator,
    *,
    issues: int = 20_000,
    agents: int = 200,
    answering: float = 0.09,
    hidden: float = 0.0,
    icc: float = 0.03,
    answering_spread: float = 0.0,
) -> tuple[pa.Table, np.ndarray]:
    """Rows of `verdicts`, and whether each customer would say “resolved”.

    Answering depends on contacts, waiting, claim and coming back; with `hidden` (log-odds) also
    on the answer itself. Agents differ: `icc` on the logit scale in solving, `answering_spread`
    (log-odds) in how many of their customers answer.
    """
    shares = rng.dirichlet(np.full(agents, 3.0))
    agent = rng.choice(agents, issues, p=shares)
    skill = rng.normal(0, np.sqrt(icc / (1 - icc) * np.pi**2 / 3), agents)
    reason = rng.choice(len(REASONS), issues, p=np.array([5, 4, 4, 3, 2, 2, 1, 1]) / 22)
    channel = rng.choice(len(CHANNELS), issues, p=(0.5, 0.2, 0.2, 0.1))
    wait = rng.lognormal(np.array([4.5, 3.0, 9.0, 9.5])[channel], 1.0)
    slow = np.log1p(wait) - 4.5
    solvable = np.linspace(0.9, -0.7, len(REASONS))[reason] - 0.12 * slow
    would = rng.random(issues) < _expit(0.25 + solvable + skill[agent])
    contacts = 1 + rng.poisson(np.where(would, 0.25, 0.9))
    back = rng.random(issues) < np.where(would, 0.06, 0.35)
    claimed = rng.random(issues) < np.where(would, 0.95, 0.75) - 0.15 * back
    ease = rng.normal(0, 1, agents)[agent] * answering_spread
    pull = 0.25 * (contacts - 1) - 0.15 * slow + 0.6 * claimed - 0.7 * back + ease + hidden * would
    answered = rng.random(issues) < _expit(pull - _centre(pull, answering))
    return _rows(agent, reason, channel, wait, contacts, back, claimed, answered, would), would


def with_top_box(verdicts: pa.Table, satisfied: np.ndarray) -> pa.Table:
    """The same verdicts, where whoever answered also said whether they are very satisfied."""
    place = verdicts.schema.get_field_index("said_top_box")
    said = pc.if_else(verdicts["is_answered"], pa.array(satisfied), pa.scalar(None, pa.bool_()))
    return verdicts.set_column(place, verdicts.schema.field(place), said)


def _centre(pull: np.ndarray, share: float) -> float:
    low, high = -20.0, 20.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if _expit(pull - middle).mean() > share else (low, middle)
    return (low + high) / 2


def _rows(agent, reason, channel, wait, contacts, back, claimed, answered, would) -> pa.Table:
    n = len(agent)
    columns = {
        "issue_id": [f"sim:{i}" for i in range(n)],
        "bucket": np.zeros(n, np.int64),
        "is_mature": np.ones(n, bool),
        "opened_at": [datetime(2024, 1, 1)] * n,
        "agent_id": [f"sim:a{a}" for a in agent],
        "channel": np.array(CHANNELS)[channel],
        "reason": np.array(REASONS)[reason],
        "contact_count": contacts,
        "wait_seconds": wait,
        "is_invited": np.ones(n, bool),
        "is_answered": answered,
        "said_resolved": [bool(w) if a else None for a, w in zip(answered, would, strict=True)],
        "did_come_back": back,
        "claimed_resolved": claimed,
    }
    schema = arrow_schema("verdicts")
    return pa.table(
        {
            field.name: pa.array(columns[field.name], field.type)
            if field.name in columns
            else pa.nulls(n, field.type)
            for field in schema
        },
        schema=schema,
    )


def _expit(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))
