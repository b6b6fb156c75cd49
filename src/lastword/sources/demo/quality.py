"""Quality: assessments of calls by evaluators, who see courtesy better than solutions."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from lastword.sources.demo.agents import staff_of
from lastword.sources.demo.arrays import Floats, Ints, ordinal
from lastword.sources.demo.arrivals import DAY
from lastword.sources.demo.assessors import EVALUATORS
from lastword.sources.demo.chunk import Chunk
from lastword.sources.demo.columns import moments
from lastword.sources.demo.logs import in_time

ASSESSED = 0.01
CRITERIA = ("greeting", "solution", "empathy", "compliance")
MAX_SCORE = 5
OF_CALL, OF_EYE = 0.6, 0.5
"""Spread of calls of one agent, and of evaluators before one call (latent)."""
_CUTS = (-1.6, -0.9, -0.2, 0.8)


def evaluations_table(chunk: Chunk) -> pa.Table:
    """One row a criterion of an assessed call."""
    world, contacts = chunk.world, chunk.contacts
    rng = world.stream("quality", chunk.index)
    chance = ASSESSED * world.assessors.more_often(contacts.is_solving)
    is_chosen = rng.random(len(contacts.at)) < chance
    rows = in_time(chunk, (contacts.source == 0) & contacts.is_served & is_chosen)
    call, evaluator, is_second = _assigned(rng, len(rows), world.assessors.twice)
    latent = _latent(chunk, rng, rows)[call] + rng.normal(0, OF_EYE, (len(call), len(CRITERIA)))
    rows = rows[call]
    at = contacts.ended_at[rows] + rng.uniform(1 * DAY, 6 * DAY, len(rows))
    scores = ordinal(world.assessors.seen(latent, evaluator, at / world.seconds), _CUTS)
    each = np.repeat(np.arange(len(rows)), len(CRITERIA))
    return pa.table(
        {
            "evaluation_id": (2 * chunk.number[rows] + is_second)[each],
            "call_id": chunk.number[rows][each],
            "agent_id": contacts.agent[rows][each],
            "evaluator": evaluator[each],
            "evaluated_at": moments(world, at[each]),
            "criterion": pa.array(list(CRITERIA) * len(rows), pa.string()),
            "score": scores.ravel(),
            "max_score": np.full(len(each), MAX_SCORE),
        }
    )


def _assigned(rng: np.random.Generator, calls: int, twice: float) -> tuple[Ints, Ints, Ints]:
    """Call, evaluator, and 1 where it is the call's second assessment, of every assessment."""
    first = rng.integers(1, EVALUATORS + 1, calls)
    again = np.flatnonzero(rng.random(calls) < twice)
    other = (first[again] + rng.integers(0, EVALUATORS - 1, len(again))) % EVALUATORS + 1
    is_second = np.repeat([0, 1], [calls, len(again)])
    return np.r_[np.arange(calls), again], np.r_[first, other], is_second


def _latent(chunk: Chunk, rng: np.random.Generator, rows: Ints) -> Floats:
    """How good each call was, one column a criterion."""
    staff, agent = staff_of(chunk.world), chunk.contacts.agent[rows]
    manner = staff.manner[agent].mean(axis=1)
    solution = 0.2 + 0.5 * chunk.contacts.is_solving[rows] + staff.skill[agent]
    quality = (0.6 + 0 * manner, solution, 0.2 + manner, 0.5 + 0.2 * manner)
    return np.stack(quality, axis=1) + rng.normal(0, OF_CALL, (len(rows), len(CRITERIA)))
