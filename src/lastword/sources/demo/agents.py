"""Agents: who serves, in which team, how well, and how their team fares."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lastword.sources.demo.arrays import Flags, Floats, Ints
from lastword.sources.demo.arrivals import DAY
from lastword.sources.demo.plants import Plant
from lastword.sources.demo.world import World

MONTH = 30.5 * DAY
MOVERS = 0.06


@dataclass(frozen=True, slots=True)
class Staff:
    """All agents, one element each; effects are latent (logit or standard deviations).

    Parameters
    ----------
    skill
        Added to the logit of solving.
    pace
        Added to the logarithm of talk time.
    overstating
        Added to the probability of claiming an unsolved contact as solved.
    manner
        One column per driver of the world: what customers experience of each.
    team, next_team, moved_at
        Team, team after a move, and when (seconds; infinite for most).
    mood
        Teams × months, standard normal.
    """

    skill: Floats
    pace: Floats
    overstating: Floats
    manner: Floats
    team: Ints
    next_team: Ints
    moved_at: Floats
    mood: Floats

    def team_at(self, agent: Ints, at: Floats) -> Ints:
        """Team of each agent at each moment."""
        return np.where(at >= self.moved_at[agent], self.next_team[agent], self.team[agent])

    def mood_at(self, agent: Ints, at: Floats, *, months_ago: int = 0) -> Floats:
        """Mood of each agent's team at each moment, or so many months before."""
        last = self.mood.shape[1] - 1
        month = np.clip(at // MONTH - months_ago, 0, last).astype(np.int64)
        mood: Floats = self.mood[self.team_at(agent, at), month]
        return mood

    def in_scope(self, plant: Plant, agent: Ints, at: Floats) -> Flags:
        """Whether each served contact lies within a plant's teams and time."""
        since = at >= plant.since_day * DAY
        if not plant.teams:
            return since
        team = self.team_at(agent, at)
        return since & np.isin(team % plant.of if plant.of else team, plant.teams)


@lru_cache(maxsize=8)
def staff_of(world: World) -> Staff:
    """Draw the world's agents and teams."""
    rng = world.stream("agents")
    count, teams = world.agent_count, world.team_count
    months = int(np.ceil(world.seconds / MONTH))
    team = np.arange(count) % teams
    is_mover = rng.random(count) < MOVERS
    return Staff(
        skill=rng.normal(0, world.agent_sd, count),
        pace=rng.normal(0, 0.12, count),
        overstating=rng.normal(0, 0.05, count),
        manner=rng.normal(0, [d.agent_sd for d in world.drivers], (count, len(world.drivers))),
        team=team,
        next_team=np.where(is_mover, rng.integers(0, teams, count), team),
        moved_at=np.where(
            is_mover, np.floor(rng.uniform(0.2, 0.8, count) * world.days) * DAY, 1e12
        ),
        mood=_moods(rng, teams, months),
    )


def _moods(rng: np.random.Generator, teams: int, months: int) -> Floats:
    lasting = rng.normal(0, np.sqrt(0.6), (teams, 1))
    return lasting + rng.normal(0, np.sqrt(0.4), (teams, months))
