"""Demand: everything of one chunk that is fixed before anybody waits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from lastword.sources.demo import avoidance, gaming, look_alikes  # noqa: F401  registers kinds of plants
from lastword.sources.demo.attempts import Attempts, draw_attempts
from lastword.sources.demo.calls import Calls, draw_calls
from lastword.sources.demo.customers import Customers, draw_customers
from lastword.sources.demo.issues import Issues
from lastword.sources.demo.world import World


@dataclass(frozen=True, slots=True)
class Demand:
    """Customers of one chunk, their issues, and their attempts to have them solved."""

    customers: Customers
    issues: Issues
    attempts: Attempts
    calls: Calls


@lru_cache(maxsize=1)
def draw_demand(world: World, chunk: int) -> Demand:
    """Draw the demand of one chunk; the same for the same world and chunk."""
    customers = draw_customers(world, chunk)
    issues, attempts = draw_attempts(world, chunk, customers)
    rng = world.stream("contacts", chunk)
    return Demand(customers, issues, attempts, draw_calls(world, rng, customers, issues, attempts))
