"""Quality: assessments of calls by evaluators, who see courtesy better than solutions."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from lastword.sources.demo.agents import staff_of
from lastword.sources.demo.arrays import ordinal
from lastword.sources.demo.arrivals import DAY
from lastword.sources.demo.chunk import Chunk
from lastword.sources.demo.columns import moments
from lastword.sources.demo.logs import in_time

ASSESSED = 0.01
EVALUATORS = 8
CRITERIA = ("greeting", "solution", "empathy", "compliance")
MAX_SCORE = 5
_CUTS = (-1.6, -0.9, -0.2, 0.8)


def evaluations_table(chunk: Chunk) -> pa.Table:
    """One row a criterion of an assessed call."""
    world, contacts = chunk.world, chunk.contacts
    rng = world.stream("quality", chunk.index)
    draw = rng.random(len(contacts.at))
    rows = in_time(chunk, (contacts.source == 0) & contacts.is_served & (draw < ASSESSED))
    staff, agent = staff_of(world), contacts.agent[rows]
    manner, size = staff.manner[agent].mean(axis=1), len(rows)
    solution = 0.2 + 0.5 * contacts.is_solving[rows] + staff.skill[agent]
    quality = (0.6 + 0 * manner, solution, 0.2 + manner, 0.5 + 0.2 * manner)
    latent = np.stack(quality, axis=1)
    scores = ordinal(latent + rng.normal(0, 0.8, latent.shape), _CUTS)
    evaluator = rng.integers(1, EVALUATORS + 1, size)
    at = contacts.ended_at[rows] + rng.uniform(1 * DAY, 6 * DAY, size)
    each = np.repeat(np.arange(size), len(CRITERIA))
    return pa.table(
        {
            "evaluation_id": chunk.number[rows][each],
            "call_id": chunk.number[rows][each],
            "agent_id": agent[each],
            "evaluator": evaluator[each],
            "evaluated_at": moments(world, at[each]),
            "criterion": pa.array(list(CRITERIA) * size, pa.string()),
            "score": scores.ravel(),
            "max_score": np.full(len(each), MAX_SCORE),
        }
    )
