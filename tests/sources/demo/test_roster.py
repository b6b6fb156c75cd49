"""Newcomers begin, learn and are mentored as planted; hard problems go where they are sent."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from lastword.sources.demo import Assessors, Learning, World, canonical, reasons
from lastword.sources.demo.agents import MONTH, staff_of
from lastword.sources.demo.assessors import DAZZLED, SEVERE
from lastword.sources.demo.chunk import Chunk, draw_chunk
from lastword.sources.demo.roster import HARD_TEAMS, TECHNICAL, roster_of

WORLD = World(
    contacts=20_000,
    seed=5,
    plants=(),
    messages_per_contact=0,
    learning=Learning(share=0.3, gap=3.0, months=1.0, until=0.3),
    routing=0.8,
)


@pytest.fixture(scope="module")
def chunk() -> Chunk:
    return draw_chunk(WORLD, 0)


def test_nobody_serves_before_the_first_day(chunk: Chunk) -> None:
    roster, tries = roster_of(WORLD), chunk.demand.attempts
    assert (tries.at >= roster.hired_at[tries.agent]).all()
    assert 5 < roster.is_new.sum() < 25
    team = staff_of(WORLD).team
    new = np.flatnonzero(roster.is_new)
    assert (team[roster.mentor[new]] == team[new]).all()
    assert not roster.is_new[roster.mentor[new]].any()


def test_newcomers_solve_less_and_catch_up(chunk: Chunk) -> None:
    roster, tries = roster_of(WORLD), chunk.demand.attempts
    first = (tries.position == 0) & roster.is_new[tries.agent]
    months = (tries.at - roster.hired_at[tries.agent])[first] / MONTH
    solves = tries.is_solving[first]
    usual = tries.is_solving[(tries.position == 0) & ~roster.is_new[tries.agent]].mean()
    assert solves[months < 0.4].mean() < usual - 0.2
    assert solves[months > 2].mean() > usual - 0.1


def test_the_technical_line_is_served_by_its_own(chunk: Chunk) -> None:
    """Of four teams two are on that line: half of all other problems are theirs too."""
    tries = chunk.demand.attempts
    is_hard = reasons.QUEUE_OF[chunk.demand.issues.reason[tries.issue]] == TECHNICAL
    own = staff_of(WORLD).team[tries.agent] % HARD_TEAMS == 0
    assert own[is_hard].mean() > 0.85
    assert own[~is_hard].mean() == pytest.approx(0.5, abs=0.05)


def test_a_world_without_newcomers_is_as_before() -> None:
    world = replace(WORLD, contacts=2_000, learning=Learning(), routing=0.0)
    roster = roster_of(world)
    agent, at = np.arange(40), np.linspace(0, world.seconds, 40)
    assert (roster.serving(agent, np.zeros(40, dtype=np.int64), at) == agent).all()
    assert not roster.lack(agent, at).any()


def test_evaluators_err_as_planted() -> None:
    """Means of 8 evaluators in one centre: only the planted ones are off, by 4 errors."""
    world = World(contacts=60_000, seed=6, plants=(), messages_per_contact=0)
    tables = canonical(world)
    rows = tables["evaluations"].to_pandas()
    rows["who"] = rows.evaluator_id.str[3:].astype(int)
    mean = rows.groupby("who").score.mean()
    others = mean.drop(SEVERE)
    assert mean[SEVERE] < others.min() - 0.3
    wide = rows.pivot_table("score", ["evaluation_id", "who"], "criterion")
    spread = wide.std(axis=1).groupby("who").mean()
    assert spread[DAZZLED] < 0.6 * spread.drop(DAZZLED).min()
    twice = rows.groupby("contact_id").evaluation_id.nunique()
    assert 0.05 < (twice > 1).mean() < 0.3
    fair = canonical(replace(world, contacts=5_000, assessors=Assessors(0, 0, 0, 0, 0)))
    contacts = fair["evaluations"]["contact_id"].to_pandas()
    assert contacts.value_counts().max() == 4
    assert isinstance(tables["true_agents"], pa.Table)
    assert tables["true_agents"].num_rows == world.agent_count
