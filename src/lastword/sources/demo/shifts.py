"""Shifts: when each agent works, and how tired they are of it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from lastword.sources.demo.arrays import Floats, Ints
from lastword.sources.demo.arrivals import DAY, HOUR
from lastword.sources.demo.world import World

PARTS = (("available", 0.0, 4.0), ("break", 4.0, 4.5), ("available", 4.5, 8.5))
"""State, and from when to when in hours of the shift."""
MOST_AGENTS = 500
"""Shifts are known of so many agents at most: larger centres export them elsewhere."""
RELIEF = 0.5
"""Share of the tiredness that the break takes away."""


@lru_cache(maxsize=8)
def shifts_of(world: World) -> tuple[Ints, Floats]:
    """Agent and beginning (seconds) of every shift."""
    rng = world.stream("shifts")
    agents = min(world.agent_count, MOST_AGENTS)
    day = np.arange(world.days)
    days = day[(day + world.weekday) % 7 != 6]
    works = rng.random((agents, len(days))) < 0.75
    agent, place = np.nonzero(works)
    start = days[place] * DAY + rng.integers(8, 12, len(agent)) * HOUR
    return agent, start.astype(np.float64)


def tired_hours(world: World, agent: Ints, at: Floats) -> Floats:
    """Hours of work in each agent's bones; the break takes half away, 0 outside of shifts."""
    who, start = shifts_of(world)
    grid = np.full((world.agent_count, world.days + 1), np.inf)
    grid[who, (start // DAY).astype(np.int64)] = start
    day = np.clip(at // DAY, 0, world.days).astype(np.int64)
    passed = (at - grid[agent, day]) / HOUR
    rest, back, end = PARTS[1][1], PARTS[1][2], PARTS[-1][2]
    tired = np.where(passed < rest, passed, RELIEF * rest + np.maximum(passed - back, 0.0))
    return np.where((passed >= 0) & (passed < end), tired, 0.0)
