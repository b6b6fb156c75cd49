"""Made-up callers: the same ones for every plan, so that differences are no accident."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lastword.stats.queueing.patience import Patience
from lastword.stats.queueing.simulation import Callers

Floats = NDArray[np.float64]


def draw_callers(
    counts: Floats,
    interval_seconds: float,
    service_seconds: float,
    patience: float | Patience | None,
    *,
    service_cv: float,
    random: np.random.Generator,
) -> Callers:
    """Draw the callers of one day: Poisson arrivals, handling times and patience.

    Parameters
    ----------
    counts
        Expected contacts in each interval, shape (T,).
    service_cv
        Standard deviation of handling times over their mean: 1 draws exponential ones, anything
        else log-normal ones.
    """
    arrivals_by, services_by, patience_by, chances_by = random.spawn(4)
    came = arrivals_by.poisson(counts)
    starts = np.repeat(np.arange(counts.size) * interval_seconds, came)
    arrivals = np.sort(starts + arrivals_by.random(starts.size) * interval_seconds)
    size = arrivals.size
    return Callers(
        arrivals,
        _services(service_seconds, service_cv, size, services_by),
        _patience(patience, size, patience_by),
        chances_by.random(size),
    )


def _services(mean: float, cv: float, size: int, random: np.random.Generator) -> Floats:
    if cv == 1:
        return random.exponential(mean, size)
    sigma = np.sqrt(np.log1p(cv**2))
    return random.lognormal(np.log(mean) - sigma**2 / 2, sigma, size)


def _patience(law: float | Patience | None, size: int, random: np.random.Generator) -> Floats:
    if law is None:
        return np.full(size, np.inf)
    if not isinstance(law, Patience):
        return random.exponential(law, size)
    left = random.random(size)
    never = left <= law.willing[-1]
    seconds = np.interp(left, law.willing[::-1], law.seconds[::-1])
    return np.where(never & (law.willing[-1] > 0), np.inf, seconds)
