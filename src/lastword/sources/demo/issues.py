"""Issues: the customers' problems, and which problem leads to another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastword.sources.demo import reasons
from lastword.sources.demo.arrays import Flags, Floats, Ints, choose
from lastword.sources.demo.arrivals import DAY, HOUR, draw_times, into_hours
from lastword.sources.demo.world import World

ISSUES_PER_CUSTOMER = 1.2
VARIED = 0.8


@dataclass(frozen=True, slots=True)
class Issues:
    """Problems, one element each.

    Parameters
    ----------
    customer
        Index within the chunk.
    reason
        Index in `reasons.REASONS`.
    opened_at
        Seconds since the first midnight.
    difficulty
        Logit taken off the chance of solving it.
    cause
        Issue that led to this one; −1 where none did.
    """

    customer: Ints
    reason: Ints
    opened_at: Floats
    difficulty: Floats
    cause: Ints


def first_issues(world: World, rng: np.random.Generator, customers: int) -> Issues:
    """Issues that arise by themselves."""
    counts = rng.poisson(ISSUES_PER_CUSTOMER * world.days / 92, customers)
    customer = np.repeat(np.arange(customers), counts)
    reason = _varied(rng, customer, choose(rng, reasons.SHARES, len(customer)))
    return Issues(
        customer=customer,
        reason=reason,
        opened_at=draw_times(rng, world.days, world.weekday, len(customer)),
        difficulty=reasons.DIFFICULTY[reason] + rng.normal(0, 0.8, len(customer)),
        cause=np.full(len(customer), -1),
    )


def _varied(rng: np.random.Generator, customer: Ints, reason: Ints) -> Ints:
    """Give most customers' second problem another reason than their first."""
    alike = np.r_[False, (customer[1:] == customer[:-1]) & (reason[1:] == reason[:-1])]
    alike = alike[: len(reason)] & (rng.random(len(reason)) < VARIED)
    other = (reason + rng.integers(1, len(reasons.REASONS), len(reason))) % len(reasons.REASONS)
    return np.where(alike, other, reason)


def next_issues(
    world: World, rng: np.random.Generator, issues: Issues, is_solved: Flags, last_at: Floats
) -> Issues:
    """Issues that follow a solved one: reason A leads to reason B within 2 to 25 days."""
    leads = rng.random(len(issues.reason)) < reasons.NEXT_SHARE[issues.reason]
    cause = np.flatnonzero(is_solved & leads)
    reason = reasons.NEXT_OF[issues.reason[cause]]
    begins = last_at[cause] + rng.uniform(2 * DAY, 25 * DAY, len(cause))
    opened = into_hours(begins, world.weekday, rng.exponential(HOUR, len(cause)))
    inside = opened < world.seconds
    cause, reason = cause[inside], reason[inside]
    return Issues(
        customer=issues.customer[cause],
        reason=reason,
        opened_at=opened[inside],
        difficulty=reasons.DIFFICULTY[reason] + rng.normal(0, 0.8, len(cause)),
        cause=cause,
    )
