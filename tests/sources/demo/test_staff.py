"""What is planted about employees acts where it should, and nowhere when it is off."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lastword.sources.demo import World
from lastword.sources.demo.agents import MONTH, staff_of
from lastword.sources.demo.arrivals import HOUR
from lastword.sources.demo.chunk import Chunk, draw_chunk
from lastword.sources.demo.shifts import shifts_of, tired_hours

WORLD = World(contacts=12_000, seed=5, days=122, plants=(), messages_per_contact=0)


@pytest.fixture(scope="module")
def clean() -> Chunk:
    return draw_chunk(WORLD, 0)


def test_tiredness_grows_and_a_break_takes_half() -> None:
    agent, start = shifts_of(WORLD)
    at = start[:1] + np.array([0.0, 3.0, 3.999, 4.25, 4.5, 8.0, 9.0, -1.0]) * HOUR
    tired = tired_hours(WORLD, np.full(8, agent[0]), at)
    assert tired == pytest.approx([0, 3, 3.999, 2, 2, 5.5, 0, 0])


def test_the_tired_solve_less(clean: Chunk) -> None:
    tired = draw_chunk(replace(WORLD, fatigue=0.4), 0)
    shares = []
    for chunk in (clean, tired):
        tries = chunk.demand.attempts
        hours = tired_hours(WORLD, tries.agent, tries.at)
        on_shift = hours > 0
        late = hours[on_shift] > 3
        solves = tries.is_solving[on_shift]
        shares.append(solves[~late].mean() - solves[late].mean())
    assert abs(shares[0]) < 0.03
    assert shares[1] > 0.1


def test_customers_feel_the_mood_of_the_month_before() -> None:
    world = replace(WORLD, mood_lag=1, mood_effect=1.0, answer_rate=0.3)
    late = draw_chunk(world, 0)
    contact = late.surveys.contact[late.replies.survey]
    agent, at = late.contacts.agent[contact], late.contacts.at[contact]
    courtesy = late.replies.attributes[:, 0]
    known = (agent >= 0) & (at > MONTH) & (courtesy > 0)
    staff = staff_of(world)
    moods = np.column_stack(
        [staff.mood_at(agent[known], at[known], months_ago=ago) for ago in (0, 1)]
    )
    slope = np.linalg.lstsq(
        np.column_stack([np.ones(known.sum()), moods]), courtesy[known], rcond=None
    )[0]
    assert slope[2] > 3 * abs(slope[1])
