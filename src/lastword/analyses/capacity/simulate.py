"""Days played through caller by caller: call-backs, bursts, and what else no formula holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.analyses.capacity.callers import draw_callers
from lastword.analyses.capacity.queue import checked
from lastword.errors import UsageError
from lastword.estimate import Estimate, Unit
from lastword.result import Result
from lastword.stats.mean import cluster_mean
from lastword.stats.queueing.patience import Patience
from lastword.stats.queueing.simulation import Burst, CallBack, Lived, live_through

if TYPE_CHECKING:
    import altair as alt

    from lastword.charts.frame import Form

Floats = NDArray[np.float64]
MEASURES: dict[str, Unit] = {
    "waited": "share",
    "wait_over": "share",
    "abandoned": "share",
    "served_within": "share",
    "mean_wait": "seconds",
    "mean_hold": "seconds",
    "called_back": "share",
}


@dataclass(frozen=True, slots=True)
class Simulation(Result):
    """Simulated days; sums by day and interval, so that anything can be told with its error.

    Parameters
    ----------
    came
        Callers by day and interval, shape (R, T).
    sums
        Measure → its sum over these callers, shape (R, T): `waited`, `wait_over` and `abandoned`
        count callers, `served_within` those served in time, `mean_wait` and `mean_hold` are
        seconds until served or gone, with and without time not on hold.
    bursts
        How often agents came on demand on each day, shape (R,).
    agents
        Agents in each interval, shape (T,).
    interval_minutes, within, seed
        Length of an interval; the wait that shares speak of; which callers came.
    """

    came: Floats
    sums: dict[str, Floats]
    bursts: NDArray[np.int64]
    agents: NDArray[np.int64]
    interval_minutes: float
    within: float
    seed: int

    def numbers(self) -> dict[str, Estimate]:
        """Each measure over all callers of all days; the interval is the simulation's own error."""
        return {name: self.measure(name) for name in MEASURES}

    def measure(self, name: str) -> Estimate:
        """One measure over all callers, its error from the differences between days."""
        if name not in MEASURES:
            raise UsageError(f"no measure {name!r}. Choose among: {', '.join(MEASURES)}")
        totals, sizes = self.sums[name].sum(axis=1), self.came.sum(axis=1)
        return cluster_mean(totals, sizes, unit=MEASURES[name])

    def against(self, other: Simulation) -> dict[str, Estimate]:
        """Each measure of this plan less that of another, for the very same callers.

        Raises
        ------
        UsageError
            If the two do not hold the same callers.
        """
        if self.seed != other.seed or not np.array_equal(self.came, other.came):
            raise UsageError("compare simulations of the same arrivals, days and seed")
        sizes = self.came.sum(axis=1)
        return {
            name: cluster_mean((self.sums[name] - other.sums[name]).sum(axis=1), sizes, unit=unit)
            for name, unit in MEASURES.items()
        }

    def by_interval(self, name: str) -> Floats:
        """One measure in each interval, NaN where nobody ever came; shape (T,)."""
        came = self.came.sum(axis=0)
        return np.asarray(self.sums[name].sum(axis=0) / np.where(came > 0, came, np.nan))

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "days": self.came.shape[0],
            "callers": int(self.came.sum()),
            "within": self.within,
            "bursts_a_day": float(self.bursts.mean()),
            **{name: number.to_dict() for name, number in self.numbers().items()},
        }

    def chart(self, *, form: Form = "wide") -> alt.LayerChart:
        """Agents, and what callers meet, through the day."""
        from lastword.analyses.capacity.drawing import simulation_chart

        return simulation_chart(self, form=form)


def simulate(
    arrivals: ArrayLike,
    service_seconds: float,
    agents: ArrayLike,
    *,
    patience: float | Patience | None,
    interval_minutes: float = 30.0,
    within: float = 20.0,
    days: int = 200,
    service_cv: float = 1.0,
    callback: CallBack | None = None,
    burst: Burst | None = None,
    seed: int = 1,
) -> Simulation:
    """Play a day many times with a plan: who waits, who gives up, what a call-back or burst does.

    The same `seed` brings the same callers, with the same needs and the same patience, to every
    plan, so that `against` compares plans and not accidents.

    Parameters
    ----------
    arrivals
        Contacts expected in each interval of the day, shape (T,).
    service_seconds
        Mean handling time.
    agents
        Agents present in each interval, shape (T,), or one number. A shift that ends lets the
        contact in hand be finished.
    patience
        Mean patience in seconds, a curve, or None.
    interval_minutes, within
        Length of an interval; the wait in seconds that shares speak of.
    days
        How often the day is played.
    service_cv
        Standard deviation of handling times over their mean; 1 is exponential, as the formulas
        take it, real ones are often 0.7–1.5 and then log-normal.
    callback
        An offer of calling back: `CallBack(after_seconds=60, accepted=0.4)`.
    burst
        Agents on demand: `Burst(agents=3, after_seconds=60, lag_seconds=300)`.
    seed
        Names the callers.

    Raises
    ------
    UsageError
        If arrivals and agents do not fit, or an input cannot be.

    Examples
    --------
    >>> import lastword as lw
    >>> plan = lw.capacity.simulate([60, 90], 240, [10, 14], patience=120, days=50)
    >>> round(plan.measure("abandoned").value, 2)
    0.07
    >>> more = lw.capacity.simulate([60, 90], 240, [11, 15], patience=120, days=50)
    >>> more.against(plan)["abandoned"].upper < 0
    True
    """
    counts = np.atleast_1d(np.asarray(arrivals, np.float64))
    staffed = np.broadcast_to(np.asarray(agents, np.int64), counts.shape).copy()
    _check(counts, staffed, service_seconds, days)
    if not (interval_minutes > 0 and within >= 0 and service_cv > 0):
        raise UsageError("interval_minutes and service_cv must be above 0, within 0 or more")
    law, seconds = checked(patience), interval_minutes * 60
    sums = {name: np.zeros((days, counts.size)) for name in MEASURES}
    came, bursts = np.zeros((days, counts.size)), np.zeros(days, np.int64)
    for day, random in enumerate(np.random.default_rng(seed).spawn(days)):
        callers = draw_callers(
            counts, seconds, service_seconds, law, service_cv=service_cv, random=random
        )
        lived = live_through(callers, staffed, seconds, callback=callback, burst=burst)
        slot = (callers.arrivals // seconds).astype(np.int64)
        came[day] = np.bincount(slot, minlength=counts.size)
        bursts[day] = lived.bursts
        for name, values in _measures(lived, within).items():
            sums[name][day] = np.bincount(slot, values, counts.size)
    return Simulation(came, sums, bursts, staffed, interval_minutes, within, seed)


def _measures(lived: Lived, within: float) -> dict[str, Floats]:
    found: dict[str, NDArray[Any]] = {
        "waited": lived.waits > 0,
        "wait_over": lived.waits > within,
        "abandoned": ~lived.is_served,
        "served_within": lived.is_served & (lived.waits <= within),
        "mean_wait": lived.waits,
        "mean_hold": np.where(lived.is_called_back, 0.0, lived.waits),
        "called_back": lived.is_called_back,
    }
    return {name: np.asarray(values, np.float64) for name, values in found.items()}


def _check(counts: Floats, agents: NDArray[np.int64], service_seconds: float, days: int) -> None:
    if counts.ndim != 1 or not ((counts >= 0) & np.isfinite(counts)).all():
        raise UsageError("arrivals must be one row of counts, each 0 or more and finite")
    if (agents < 0).any():
        raise UsageError("agents must be 0 or more in every interval")
    if not (np.isfinite(service_seconds) and service_seconds > 0):
        raise UsageError(f"service_seconds is {service_seconds}; give seconds above 0")
    if days < 2:
        raise UsageError(f"days is {days}; give at least 2, so that the error can be told")
