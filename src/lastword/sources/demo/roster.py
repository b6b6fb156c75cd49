"""Roster: who is new and learns from whom, and who is given the hard problems."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lastword.sources.demo import reasons
from lastword.sources.demo.agents import MONTH, staff_of
from lastword.sources.demo.arrays import Flags, Floats, Ints
from lastword.sources.demo.arrivals import DAY
from lastword.sources.demo.world import World

SETTLED_DAYS = 500
"""Everybody else was hired at least so long before the first day."""
HARD_TEAMS = 3
"""Every third team serves the technical line, where problems are so dealt out."""
TECHNICAL = reasons.QUEUES.index("technical")
_SPREAD = 2_654_435_761
"""Spreads seconds over agents without a random stream (Knuth's multiplier)."""


@dataclass(frozen=True, slots=True)
class Roster:
    """All agents, one element each.

    Parameters
    ----------
    world
        The centre.
    hired_at
        Seconds since the first midnight; far below 0 for those who have been there for long.
    mentor
        Who showed a newcomer the ropes; −1 for all others.
    is_gifted
        Whether the mentor spares newcomers a part of their gap.
    settled, hard
        Who was there on the first day; those of them who serve the technical line.
    """

    world: World
    hired_at: Floats
    mentor: Ints
    is_gifted: Flags
    settled: Ints
    hard: Ints

    @property
    def is_new(self) -> Flags:
        """Who was hired within the period."""
        return np.asarray(self.mentor >= 0)

    def serving(self, agent: Ints, reason: Ints, at: Floats) -> Ints:
        """Who serves: nobody before the first day, and hard problems go to the technical line."""
        place = at.astype(np.int64) * _SPREAD % 2**32
        if self.world.routing:
            is_hard = reasons.QUEUE_OF[reason] == TECHNICAL
            is_sent = is_hard & (place / 2**32 < self.world.routing)
            agent = np.where(is_sent, self.hard[place % len(self.hard)], agent)
        is_early = at < self.hired_at[agent]
        return np.where(is_early, self.settled[place % len(self.settled)], agent)

    def lack(self, agent: Ints, at: Floats) -> Floats:
        """Logit of solving that each agent lacks at each moment for being new."""
        learning = self.world.learning
        months = np.maximum(at - self.hired_at[agent], 0.0) / MONTH
        spared = 1 - learning.spared * self.is_gifted[self.mentor[agent]]
        lack = learning.gap * spared * np.exp(-months / learning.months)
        return np.where(self.is_new[agent], lack, 0.0)


@lru_cache(maxsize=8)
def roster_of(world: World) -> Roster:
    """Draw who is new; mentors are the first settled agent of each team, every other one gifted."""
    rng, team = world.stream("roster"), staff_of(world).team
    size, learning = world.agent_count, world.learning
    is_new = rng.random(size) < learning.share
    is_new[: world.team_count] = False
    settled = np.flatnonzero(~is_new)
    hired = np.floor(rng.uniform(0, learning.until, size) * world.days) * DAY
    before = -DAY * (SETTLED_DAYS + rng.integers(0, 3000, size))
    mentor = np.where(is_new, team, -1)
    return Roster(
        world=world,
        hired_at=np.where(is_new, hired, before),
        mentor=mentor,
        is_gifted=(np.arange(size) < world.team_count) & (np.arange(size) % 2 == 0),
        settled=settled,
        hard=settled[team[settled] % HARD_TEAMS == 0],
    )
