"""Waits, repeats and what waiting does, made by hand for pages and report."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd

from lastword.analyses.capacity.calibration import Bin, Calibration
from lastword.analyses.capacity.centre import Capacity, summed
from lastword.analyses.capacity.demand import Burden, Demand
from lastword.analyses.capacity.log import Waits
from lastword.analyses.capacity.price import Band, Price
from lastword.estimate import Estimate
from lastword.settings import CapacitySettings

DAYS, FIRST, LAST = 98, 16, 36


def intervals(random: np.random.Generator) -> pd.DataFrame:
    """Fourteen weeks of half-hours from 8 to 18 o'clock; a quarter wait, two in five give up."""
    days = np.datetime64("2026-07-20") + np.arange(DAYS)
    slots = np.arange(FIRST, LAST) * np.timedelta64(30, "m")
    starts = (days.astype("datetime64[m]")[:, None] + slots).ravel()
    mean = np.tile(12 + 10 * np.sin(np.linspace(0, np.pi, slots.size)), DAYS)
    offered = random.poisson(mean * np.repeat(np.arange(DAYS) % 7 < 5, slots.size))
    over = random.binomial(offered, 0.24)
    lost = random.binomial(over, 0.4)
    rows = pd.DataFrame(
        {
            "starts_at": starts,
            "offered": offered,
            "answered": offered - lost,
            "gave_up": lost,
            "short": lost // 4,
            "over": over,
            "in_time": offered - over,
            "wait_seconds": over * 95.0,
            "answer_seconds": (over - lost) * 110.0,
            "handle_seconds": (offered - lost) * 240.0,
            "handled": offered - lost,
            "agents": np.minimum(offered, 4),
        }
    )
    return rows[rows.offered > 0]


def callers(random: np.random.Generator, reasons: tuple[str, str]) -> Waits:
    """Twenty thousand callers, one in three of the first reason and in a hurry."""
    size = 20_000
    hurry = random.random(size) < 0.3
    patience = random.exponential(np.where(hurry, 60, 300))
    offered = np.where(random.random(size) < 0.5, 0, random.exponential(90, size))
    return Waits(
        np.round(np.minimum(patience, offered)),
        np.ones(size),
        patience < offered,
        np.where(hurry, *reasons),
        np.where(random.random(size) < 0.5, "high", "regular"),
    )


@cache
def waiting(reasons: tuple[str, str] = ("new customer", "bill")) -> Capacity:
    """Everything that is known of these callers."""
    random = np.random.default_rng(6)
    rows = intervals(random)
    found = summed(CapacitySettings.model_validate({}), callers(random, reasons), rows)
    return replace(found, calibration=foretold())


def foretold() -> Calibration:
    """Two bins of hours, foretold well and less well."""

    def share(value: float, n: int) -> Estimate:
        return Estimate(value, value - 0.02, value + 0.02, n, "Wilson")

    bins = (Bin(80, 0.04, share(0.05, 5_200)), Bin(40, 0.21, share(0.26, 3_000)))
    return Calibration(120, 8_200, 0.10, share(0.13, 8_200), 0.031, 0.025, bins)


def repeats() -> Demand:
    def each(value: float) -> Estimate:
        return Estimate(value, 0.9 * value, 1.1 * value, 2_140, "linearised", unit="score")

    def share(value: float) -> Estimate:
        return Estimate(value, 0.98 * value, 1.02 * value, 22_870, "linearised")

    unknown = Estimate(None, None, None, 2_140, "linearised", unit="money")
    return Demand(
        issues=22_870,
        contacts=41_204,
        weeks=4.4,
        once=share(0.63),
        repeats=share(0.44),
        repeats_of_unsolved=each(2.1),
        freed=share(0.012),
        hours_a_week=310.0,
        life_a_week=520.0,
        money_a_week=None,
        burdens=(
            Burden("said solved", 1_305, each(1.3), each(14.2), each(9.1), unknown),
            Burden("said unsolved", 835, each(2.6), each(31.0), each(18.4), unknown),
        ),
        change=None,
    )


def waits_price() -> Price:
    def share(value: float) -> Estimate:
        return Estimate(value, value - 0.005, value + 0.005, 900, "linearised")

    names = ("up to 20 s", "20–60 s", "over 5 min")
    bands = tuple(
        Band(name, 900, {"short": share(0.01 * (k + 1)), "back": share(0.1)})
        for k, name in enumerate(names)
    )
    return Price(bands, {"short": share(0.02), "back": share(0.0)}, ("short",))
