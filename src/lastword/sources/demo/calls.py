"""Calls: what the queue needs to know of each attempt by telephone."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lastword.sources.demo import reasons
from lastword.sources.demo.agents import staff_of
from lastword.sources.demo.arrays import Floats, Ints
from lastword.sources.demo.arrivals import HOUR, into_hours
from lastword.sources.demo.attempts import VOICE, Attempts
from lastword.sources.demo.customers import Customers
from lastword.sources.demo.issues import Issues
from lastword.sources.demo.plants import kind_of
from lastword.sources.demo.world import World

PATIENCE_MEANS = (240.0, 6000.0)
PATIENT_SHARES = (0.25, 0.55, 0.25)
"""Share of callers who hold for long, by queue."""
RINGS_AGAIN = 0.65


@dataclass(frozen=True, slots=True)
class Calls:
    """Attempts by telephone, one element each.

    Parameters
    ----------
    attempt
        Index among the chunk's attempts.
    queue
        Index in `reasons.QUEUES`.
    at, service, patience
        Seconds.
    retry_at
        When the caller rings again after hanging up; infinite where never.
    touched
        Bit p is set where plant p shortened the patience.
    """

    attempt: Ints
    queue: Ints
    at: Floats
    service: Floats
    patience: Floats
    retry_at: Floats
    touched: Ints


def draw_calls(
    world: World,
    rng: np.random.Generator,
    customers: Customers,
    issues: Issues,
    attempts: Attempts,
) -> Calls:
    """Draw patience and retries of all attempts by telephone."""
    attempt = np.flatnonzero(attempts.channel == VOICE)
    queue = reasons.QUEUE_OF[issues.reason[attempts.issue[attempt]]]
    at, size = attempts.at[attempt], len(attempt)
    is_patient = rng.random(size) < np.array(PATIENT_SHARES)[queue]
    means = np.where(is_patient, PATIENCE_MEANS[1], PATIENCE_MEANS[0])
    service = (attempts.talk + attempts.hold + attempts.wrap)[attempt]
    calls = Calls(
        attempt=attempt,
        queue=queue,
        at=at,
        service=service,
        patience=np.ceil(rng.exponential(1, size) * means),
        retry_at=np.full(size, np.inf),
        touched=np.zeros(size, dtype=np.int64),
    )
    calls = _plant(world, rng, calls, attempts)
    delay = 60 + np.exp(rng.normal(np.log(12 * 60), 1.0, size))
    again = into_hours(at + calls.patience + delay, world.weekday, rng.exponential(HOUR, size))
    rings = rng.random(size) < RINGS_AGAIN
    return replace(calls, retry_at=np.where(rings, again, np.inf))


def _plant(world: World, rng: np.random.Generator, calls: Calls, attempts: Attempts) -> Calls:
    staff = staff_of(world)
    for number, plant in enumerate(world.plants):
        kind = kind_of(plant)
        if kind.stage == "patience":
            scope = staff.in_scope(plant, attempts.agent[calls.attempt], calls.at)
            patience, touched = kind.hook(plant, rng, calls.patience, scope)
            marks = calls.touched | touched.astype(np.int64) << number
            calls = replace(calls, patience=patience, touched=marks)
    return calls
