"""Calibration: hang-ups of hours that were not used, foretold from patience and the waits offered.

Patience is learnt from all days but the last two weeks. Of each hour of those weeks only the waits
are taken; how many gave up is foretold from them and compared with how many did.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lastword.analyses.capacity.log import Waits, fetch, live_contacts
from lastword.analyses.capacity.patience import patience
from lastword.engine.times import days_between
from lastword.estimate import Estimate
from lastword.question import Context
from lastword.stats.proportion import wilson
from lastword.stats.queueing.patience import Patience
from lastword.stats.survival import kaplan_meier

Floats = NDArray[np.float64]
HELD_DAYS = 14
FEWEST_CALLERS, FEWEST_HOURS, FEWEST_LOST = 30, 10, 100
"""Callers of an hour, hours, and hang-ups of the other days, below which nothing is compared."""
_BINS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0)
_OF_CHANCE = (2 / np.pi) ** 0.5
"""Mean distance from its mean of a normal number with standard deviation 1."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Hours of which about the same was foretold: the share foretold, and who gave up."""

    hours: int
    foretold: float
    observed: Estimate


@dataclass(frozen=True, slots=True)
class Calibration:
    """Hang-ups foretold and observed on days that patience was not learnt from.

    Parameters
    ----------
    hours, callers
        What was compared.
    foretold
        Share of callers foretold to give up.
    observed
        Share who did.
    error, of_chance
        Mean distance of an hour's share from what was foretold, weighted by callers; and what
        chance alone would make of it.
    bins
        Hours by what was foretold.
    """

    hours: int
    callers: int
    foretold: float
    observed: Estimate
    error: float
    of_chance: float
    bins: tuple[Bin, ...]


def count_hours(context: Context) -> pd.DataFrame:
    """Callers of the last two weeks by hour, second of waiting, and whether they gave up."""
    contacts = live_contacts(context)
    dated = contacts.cross_join(contacts.aggregate(latest=contacts.offered_at.max()))
    late = dated.filter(days_between(dated.latest, dated.offered_at) < HELD_DAYS)
    cells = late.select(
        hour=late.offered_at.truncate("h"),
        second=late.wait_seconds.round().cast("int64"),
        gave_up=late.outcome == "abandoned",
    )
    keys = ["hour", "second", "gave_up"]
    return fetch(context, cells.group_by(keys).aggregate(n=cells.count()), keys)


def calibrate(waits: Waits, late: pd.DataFrame) -> Calibration | None:
    """Compare; None where too few hours, or too few hang-ups of other days, are known.

    Parameters
    ----------
    waits
        All callers.
    late
        Those of the last two weeks, as `count_hours` gives them.
    """
    known = _rest(waits, late)
    lost = known[known.gave_up].n.sum()
    hours = [own for _, own in late.groupby("hour") if own.n.sum() >= FEWEST_CALLERS]
    if lost < FEWEST_LOST or len(hours) < FEWEST_HOURS:
        return None
    curve = patience(known.second, known.gave_up, weights=known.n).curve()
    callers = np.array([own.n.sum() for own in hours], np.float64)
    gone = np.array([own.n[own.gave_up].sum() for own in hours], np.float64)
    said = np.array([foretold(own.second, own.gave_up, own.n, curve) for own in hours])
    share = callers / callers.sum()
    noise = np.sqrt(said * (1 - said) / callers)
    return Calibration(
        hours=len(hours),
        callers=int(callers.sum()),
        foretold=float(share @ said),
        observed=wilson(float(gone.sum()), float(callers.sum())),
        error=float(share @ np.abs(gone / callers - said)),
        of_chance=float(share @ noise * _OF_CHANCE),
        bins=_binned(said, gone, callers),
    )


def foretold(second: pd.Series, gave_up: pd.Series, callers: pd.Series, curve: Patience) -> float:
    """Share of callers who will give up in an hour, from the waits that it offered.

    ∫ (1 − Ḡ(v)) dF(v): F is the wait that a caller who never gives up would have had, by
    Kaplan–Meier with the hang-ups censored; Ḡ is the share still willing to wait.
    """
    seconds, place = np.unique(second, return_inverse=True)
    lost = np.bincount(place, callers * gave_up, seconds.size)
    served = np.bincount(place, callers * ~gave_up, seconds.size)
    offered = kaplan_meier(seconds, served, lost)
    mass = -np.diff(np.concatenate(([1.0], offered.survival)))
    gone = 1 - curve.share_left(seconds)
    return float((mass * gone).sum() + offered.survival[-1] * gone[-1])


def _rest(waits: Waits, late: pd.DataFrame) -> pd.DataFrame:
    """Callers of all other days, by second and whether they gave up."""
    every = pd.DataFrame({"second": waits.seconds, "gave_up": waits.gave_up, "n": waits.callers})
    both = pd.concat([every, late[["second", "gave_up", "n"]].assign(n=-late.n)])
    left = both.groupby(["second", "gave_up"])["n"].sum()
    return left[left > 0].reset_index()


def _binned(said: Floats, gone: Floats, callers: Floats) -> tuple[Bin, ...]:
    bins = []
    for low, high in pairwise(_BINS):
        own = (said >= low) & (said < high)
        if own.any():
            size = float(callers[own].sum())
            mean = float((said * callers)[own].sum()) / size
            bins.append(Bin(int(own.sum()), mean, wilson(float(gone[own].sum()), size)))
    return tuple(bins)
