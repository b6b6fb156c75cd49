"""Shrinkage as a distribution: enough are there as often as said."""

from __future__ import annotations

import numpy as np
import pytest

import lastword as lw
from lastword.errors import UsageError


@pytest.mark.parametrize("sd", [0.0, 0.06])
def test_enough_are_there_as_often_as_said(sd: float) -> None:
    """100,000 days; one agent fewer would not do. Monte-Carlo error 0.1 points."""
    shrinkage = lw.capacity.Shrinkage(0.3, sd, sure=0.9)
    needed = 40
    scheduled = int(shrinkage.scheduled(needed))
    random = np.random.default_rng(3)
    share = np.full(100_000, 0.7)
    if sd:
        spread = 0.21 / sd**2 - 1
        share = random.beta(0.7 * spread, 0.3 * spread, 100_000)
    assert (random.binomial(scheduled, share) >= needed).mean() >= 0.895
    assert (random.binomial(scheduled - 1, share) >= needed).mean() < 0.905


def test_more_spread_needs_more_people() -> None:
    sizes = [int(lw.capacity.Shrinkage(0.3, sd).scheduled(100)) for sd in (0, 0.03, 0.06)]
    assert sizes == sorted(set(sizes))
    assert lw.capacity.Shrinkage(0.0).scheduled([0, 7]).tolist() == [0, 7]
    assert lw.capacity.Shrinkage(0.3).scheduled([0]).tolist() == [0]


def test_from_days_and_in_a_plan() -> None:
    absent = lw.capacity.Shrinkage.of_days([0.25, 0.3, 0.35])
    assert absent.mean == pytest.approx(0.3)
    assert absent.sd == pytest.approx(0.05)
    fixed = lw.capacity.staff([90], 240, patience=120, shrinkage=0.3)
    varying = lw.capacity.staff([90], 240, patience=120, shrinkage=absent)
    assert varying.scheduled[0] > fixed.scheduled[0]


def test_what_cannot_be() -> None:
    with pytest.raises(UsageError, match="below 1"):
        lw.capacity.Shrinkage(1.0)
    with pytest.raises(UsageError, match="cannot stray"):
        lw.capacity.Shrinkage(0.1, 0.5)
    with pytest.raises(UsageError, match="two days"):
        lw.capacity.Shrinkage.of_days([0.3])
