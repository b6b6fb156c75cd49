"""Queues, patience and plans as a planner asks for them."""

from __future__ import annotations

import numpy as np
import pytest

import lastword as lw
from lastword.errors import UsageError


def waiting_room(callers: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Waits of callers with a mean patience of 300 s, or 60 s in type "new"."""
    random = np.random.default_rng(seed)
    kind = np.where(random.random(callers) < 0.3, "new", "known")
    patience = random.exponential(np.where(kind == "new", 60, 300))
    offered = np.where(random.random(callers) < 0.4, 0, random.exponential(90, callers))
    return np.minimum(patience, offered), patience < offered, kind


def test_patience_is_found_where_the_naive_mean_fails() -> None:
    waited, gave_up, kind = waiting_room(40_000, seed=3)
    study = lw.capacity.patience(waited, gave_up, by=kind)
    assert set(study.curves) == {"all", "known", "new"}
    for group, truth in (("known", 300), ("new", 60)):
        mean = study.means[group]
        assert mean.lower < truth < mean.upper
        assert study.naive_means[group] < 0.75 * truth
        assert study.quantile(0.25, group) == pytest.approx(truth * np.log(4 / 3), rel=0.1)
    assert study.frame().set_index("group").loc["all", "callers"] == 40_000


def test_interval_of_the_mean_covers() -> None:
    """95 % of 400 small centres; the Monte-Carlo error of the share is 1.1 points."""
    held = 0
    for seed in range(400):
        random = np.random.default_rng(seed)
        patience, offered = random.exponential(120, 300), random.exponential(60, 300)
        study = lw.capacity.patience(np.minimum(patience, offered), patience < offered)
        mean = study.means["all"]
        held += mean.lower <= 120 <= mean.upper
    assert 0.92 <= held / 400 <= 0.985


def test_weights_are_copies() -> None:
    waited, gave_up = [5.0, 30, 60], [True, False, True]
    weighted = lw.capacity.patience(waited, gave_up, weights=[2, 3, 1])
    copied = lw.capacity.patience(np.repeat(waited, [2, 3, 1]), np.repeat(gave_up, [2, 3, 1]))
    assert weighted.to_dict() == copied.to_dict()


def test_few_callers_give_no_quantile() -> None:
    waited, gave_up, _ = waiting_room(80, seed=1)
    study = lw.capacity.patience(waited, gave_up)
    assert study.quantile(0.25) is None


def test_nobody_gave_up() -> None:
    study = lw.capacity.patience([10.0, 20.0], [False, False])
    assert study.means["all"].value is None
    assert study.naive_means["all"] is None
    with pytest.raises(UsageError, match="nobody gave up"):
        study.curve()


def test_measured_patience_staffs_like_the_law_behind_it() -> None:
    random = np.random.default_rng(5)
    patience, offered = random.exponential(120, 4_000), random.exponential(200, 4_000)
    waited = np.ceil(np.minimum(patience, offered) / 5) * 5
    curve = lw.capacity.patience(waited, patience < offered).curve()
    measured = lw.capacity.staff([60, 90], 240, patience=curve)
    known = lw.capacity.staff([60, 90], 240, patience=120)
    assert np.abs(measured.agents - known.agents).max() <= 1
    assert measured.delivered is None


def test_queue_of_several_sizes() -> None:
    table = lw.capacity.queue(200, 180, [11, 14, 17], patience=120)
    frame = table.frame()
    assert (np.diff(frame["served_within"]) > 0).all()
    assert (frame["answered_within"] >= frame["served_within"]).all()
    assert table.to_dict()["agents"] == [11, 14, 17]
    assert "<table" in table._repr_html_()


def test_plan_with_shrinkage() -> None:
    plan = lw.capacity.staff([60, 120, 90, 60], 240, patience=120, shrinkage=0.3)
    assert (plan.scheduled * 0.7 >= plan.agents).all()
    assert ((plan.scheduled - 1) * 0.7 < plan.agents).all()
    assert plan.staff_hours == plan.agents.sum() / 2
    assert list(plan.frame().columns)[-2:] == ["wait_over", "abandoned"]
    assert plan.to_dict()["target"] == "P(wait > 20 s) < 5% & abandon < 2%"


def test_long_contacts_lag_behind_arrivals() -> None:
    arrivals = [0, 40, 40, 0, 0, 0]
    lagging = lw.capacity.staff(arrivals, 3600, patience=300)
    each = lw.capacity.staff(arrivals, 3600, patience=300, method="interval")
    assert lagging.agents[1] < each.agents[1]
    assert lagging.agents[3] > each.agents[3] == 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: lw.capacity.staff([10], 60, patience=-1), "patience is -1"),
        (lambda: lw.capacity.staff([10], 60, patience=60, shrinkage=1), "shrinkage is 1"),
        (lambda: lw.capacity.staff([10], 60, patience=60, target="fast"), "'fast' is not"),
        (lambda: lw.capacity.staff([10], 60, patience=60, method="x"), "choose 'mol'"),
        (lambda: lw.capacity.staff([], 60, patience=60), "one row of counts"),
        (lambda: lw.capacity.staff([1], 60, patience=60, interval_minutes=0), "minutes above 0"),
        (lambda: lw.capacity.patience([-1.0], [True]), "unknown or negative, the first in row 0"),
        (lambda: lw.capacity.patience([1.0], [True, False]), "same length"),
        (lambda: lw.capacity.patience([1.0], [True], by=["a", "b"]), "2 entries for 1 waits"),
        (lambda: lw.capacity.patience([], []), "at least one caller"),
        (lambda: lw.capacity.patience([1.0], [True]).curve("x"), "no group 'x'"),
        (lambda: lw.capacity.queue(200, 180, 5), "give at least 11 agents"),
    ],
)
def test_what_cannot_be(call: object, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        call()  # type: ignore[operator]
