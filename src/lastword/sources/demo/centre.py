"""Centre: what is exported once and not by customer: agents, shifts, employee surveys."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from lastword.sources.demo.agents import MONTH, Staff, staff_of
from lastword.sources.demo.arrays import Ints
from lastword.sources.demo.arrivals import DAY, HOUR
from lastword.sources.demo.columns import joined, moments, wholes
from lastword.sources.demo.roster import roster_of
from lastword.sources.demo.shifts import PARTS, shifts_of
from lastword.sources.demo.world import World

PULSE_QUESTIONS = ("engagement", "tools", "workload")


def agents_table(world: World) -> pa.Table:
    """One row an agent and team, from when to when."""
    staff, roster = staff_of(world), roster_of(world)
    number = np.arange(world.agent_count)
    begun = staff.team_at(number, np.maximum(roster.hired_at, 0))
    moved = np.flatnonzero((staff.next_team != begun) & (staff.moved_at < world.seconds))
    until = np.full(world.agent_count, np.inf)
    until[moved] = staff.moved_at[moved]
    since = np.r_[np.maximum(roster.hired_at, 0), staff.moved_at[moved]]
    agent = np.r_[number, moved]
    return pa.table(
        {
            "agent_id": agent,
            "name": joined("Agent ", agent + 1),
            "team_id": np.r_[begun, staff.next_team[moved]],
            "site": pa.array([f"site {team % 2 + 1}" for team in staff.team[agent].tolist()]),
            "hired_on": moments(world, roster.hired_at[agent]),
            "mentor_id": wholes(roster.mentor[agent]),
            "valid_from": moments(world, since),
            "valid_until": moments(world, np.r_[until, np.full(len(moved), np.inf)]),
        }
    )


def shifts_table(world: World) -> pa.Table:
    """One row a stretch of an agent's state."""
    agent, start = shifts_of(world)
    parts = [
        pa.table(
            {
                "agent_id": agent,
                "state": pa.array([state] * len(agent), pa.string()),
                "started_at": moments(world, start + begin * HOUR),
                "ended_at": moments(world, start + end * HOUR),
            }
        )
        for state, begin, end in PARTS
    ]
    return pa.concat_tables(parts)


def pulses_table(world: World) -> pa.Table:
    """One figure a team, month and question; engagement follows the team's mood."""
    staff, rng = staff_of(world), world.stream("pulses")
    teams, months = staff.mood.shape
    team, month, question = (
        axis.ravel() for axis in np.indices((teams, months, len(PULSE_QUESTIONS)))
    )
    weight = np.array([0.5, 0.2, 0.1])[question]
    noise = rng.normal(0, 0.12, len(team))
    value = np.clip(3.6 + weight * staff.mood[team, month] + noise, 1, 5)
    return pa.table(
        {
            "team_id": team,
            "period_start": moments(world, np.floor(month * MONTH / DAY) * DAY),
            "period_end": moments(world, np.floor((month + 1) * MONTH / DAY) * DAY - DAY),
            "question": pa.array(PULSE_QUESTIONS).take(pa.array(question)),
            "value": np.round(value, 2),
            "respondents": wholes(_respondents(staff, team, rng)),
        }
    )


def _respondents(staff: Staff, team: Ints, rng: np.random.Generator) -> Ints:
    size = np.bincount(staff.team, minlength=staff.mood.shape[0])
    return rng.binomial(size[team], 0.8)
