"""Outcomes: what customers did afterwards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastword.sources.demo.arrays import Floats, Ints, expit
from lastword.sources.demo.arrivals import DAY
from lastword.sources.demo.demand import Demand
from lastword.sources.demo.endings import Endings
from lastword.sources.demo.records import stack
from lastword.sources.demo.world import World

KINDS = ("cancelled", "renewed", "bought", "complained", "refunded")
LEAVES, LEAVES_IF_UNSOLVED, LEAVES_PER_EFFORT = -4.6, 1.4, 0.35
_OTHERS = ((1, -3.2, 0.8), (2, -3.0, 0.6), (3, -3.6, -1.6), (4, -4.2, -0.9))
"""(kind, logit if not solved, what solving adds to it)."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What customers of one chunk did, one element each."""

    customer: Ints
    kind: Ints
    at: Floats
    amount: Floats


def leave_probability(endings: Endings) -> Floats:
    """Probability of cancelling after an issue: unsolved problems and effort drive it."""
    score = LEAVES_IF_UNSOLVED * ~endings.says_solved + LEAVES_PER_EFFORT * endings.effort
    return expit(LEAVES + score)


def draw_outcomes(
    world: World, rng: np.random.Generator, demand: Demand, endings: Endings
) -> Outcomes:
    """Draw cancellations, renewals, purchases, complaints and refunds within the period."""
    parts = [_draw(rng, demand, endings, 0, leave_probability(endings))]
    for kind, base, if_solved in _OTHERS:
        chance = expit(np.where(endings.says_solved, base + if_solved, base))
        parts.append(_draw(rng, demand, endings, kind, chance))
    everything = stack(parts)
    inside = everything.at < world.seconds
    key = everything.customer * len(KINDS) + everything.kind
    _, first = np.unique(key, return_index=True)
    keep = np.sort(first[inside[first]])
    return Outcomes(
        everything.customer[keep],
        everything.kind[keep],
        everything.at[keep],
        everything.amount[keep],
    )


def _draw(
    rng: np.random.Generator, demand: Demand, endings: Endings, kind: int, chance: Floats
) -> Outcomes:
    does = np.flatnonzero(rng.random(len(chance)) < chance)
    size = len(does)
    return Outcomes(
        customer=demand.issues.customer[does],
        kind=np.full(size, kind),
        at=np.floor(endings.last_at[does] + rng.uniform(1 * DAY, 40 * DAY, size)),
        amount=np.round(rng.lognormal(np.log(45), 0.6, size), 2).astype(np.float64),
    )
