"""Avoidance and look-alikes: what each plant does to the calls that it touches."""

from __future__ import annotations

import numpy as np
import pytest

from lastword.sources.demo.attempts import BY_AGENT, BY_SYSTEM, BY_TRANSFER, CHAT, VOICE, Attempts
from lastword.sources.demo.chunk import draw_chunk
from lastword.sources.demo.plants import KINDS, Plant
from lastword.sources.demo.world import World

N = 4_000


def tries(rng: np.random.Generator) -> Attempts:
    """Attempts of one day each, a third of them chats."""
    return Attempts(
        issue=np.arange(N),
        position=rng.integers(0, 4, N),
        channel=np.where(rng.random(N) < 0.33, CHAT, VOICE),
        agent=rng.integers(0, 40, N),
        at=rng.uniform(0, 20 * 86_400, N),
        talk=np.floor(rng.gamma(2, 220, N)),
        hold=np.zeros(N),
        wrap=np.floor(rng.gamma(2, 22, N)),
        solve_logit=np.zeros(N),
        is_solving=np.zeros(N, dtype=bool),
        ended_by=np.zeros(N, dtype=np.int64),
        is_dropped=np.zeros(N, dtype=bool),
        returns_in=np.full(N, np.inf),
        touched=np.zeros(N, dtype=np.int64),
    )


def planted(plant: Plant) -> tuple[Attempts, Attempts, np.ndarray]:
    rng = np.random.default_rng(3)
    before = tries(rng)
    after, touched = KINDS[plant.kind].hook(plant, rng, before, np.ones(N, dtype=bool))
    assert (touched.any() and not touched.all()) or plant.kind == "product_wave"
    return before, after, touched


@pytest.mark.parametrize(
    ("kind", "column", "low", "high", "by"),
    [
        ("transfer_at_limit", "talk", 571, 599, BY_TRANSFER),
        ("wrap_up_limit", "wrap", 55, 59, None),
        ("rage_avoidance", "talk", 2, 9, BY_AGENT),
        ("line_outage", "talk", 2, 9, BY_SYSTEM),
        ("idle_timer", "talk", 600, 600, BY_SYSTEM),
    ],
)
def test_what_is_touched_lies_where_it_should(
    kind: str, column: str, low: float, high: float, by: int | None
) -> None:
    before, after, touched = planted(Plant(kind, 0.5, since_day=3))
    values = getattr(after, column)[touched]
    assert values.min() >= low and values.max() <= high
    assert by is None or (after.ended_by[touched] == by).all()
    for name in ("talk", "wrap", "ended_by"):
        assert (getattr(after, name)[~touched] == getattr(before, name)[~touched]).all()


def test_only_those_who_came_often_are_avoided() -> None:
    before, _, touched = planted(Plant("rage_avoidance", 0.5))
    assert before.position[touched].min() >= 2


def test_a_script_is_no_limit_and_a_wave_meets_everybody() -> None:
    _, after, touched = planted(Plant("fixed_script", 0.3))
    assert 500 < np.median(after.talk[touched]) < 600
    before, after, touched = planted(Plant("product_wave", 0.2))
    assert touched.all() and (after.talk >= np.floor(before.talk)).all()


def test_a_whole_centre_with_them_is_drawn() -> None:
    kinds = ("transfer_at_limit", "wrap_up_limit", "rage_avoidance", "line_outage")
    world = World(contacts=2_000, seed=4, plants=tuple(Plant(kind, 0.5) for kind in kinds))
    assert (draw_chunk(world, 0).contacts.touched > 0).any()
