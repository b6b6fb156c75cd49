"""A day with given agents: how the callers live it, and what the centre sees of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.analyses.capacity.simulate import Simulation, simulate
from lastword.analyses.capacity.table import Table
from lastword.stats.queueing.patience import Patience

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

    from lastword.charts.frame import Form

Floats = NDArray[np.float64]
GOOD = 0.8
"""Share served in time from which a centre calls an interval good."""


@dataclass(frozen=True, slots=True)
class LivedDay(Table):
    """One day as its callers live it, interval by interval.

    Parameters
    ----------
    arrivals, agents
        Contacts expected, and agents present, in each interval, shape (T,).
    simulation
        The days played.
    """

    arrivals: Floats
    agents: NDArray[np.int64]
    simulation: Simulation

    @property
    def good_intervals(self) -> float | None:
        """The centre's view: share of intervals in which 80 % are served in time."""
        served = self.simulation.by_interval("served_within")
        known = served[~np.isnan(served)]
        return float((known >= GOOD).mean()) if known.size else None

    @property
    def callers_in_good(self) -> float | None:
        """The callers' view: share of callers who come in such an interval."""
        is_good = np.nan_to_num(self.simulation.by_interval("served_within")) >= GOOD
        came = self.simulation.came.sum(axis=0)
        return float(came[is_good].sum() / came.sum()) if came.sum() else None

    @property
    def hours_on_hold(self) -> float:
        """Hours of customers' lives that the day takes on hold."""
        held = self.simulation.sums["mean_hold"].sum(axis=1)
        return float(held.mean() / 3600)

    def frame(self) -> pd.DataFrame:
        """One row an interval: minute, arrivals, agents, and what callers meet."""
        import pandas as pd

        minutes = np.arange(self.agents.size) * self.simulation.interval_minutes
        columns: dict[str, Any] = {
            "starts_at_minute": minutes,
            "arrivals": self.arrivals,
            "agents": self.agents,
        }
        measures = ("waited", "wait_over", "abandoned", "served_within", "mean_wait")
        columns |= {name: self.simulation.by_interval(name) for name in measures}
        return pd.DataFrame(columns)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        seen = {
            "good_intervals": self.good_intervals,
            "callers_in_good": self.callers_in_good,
            "hours_on_hold": self.hours_on_hold,
        }
        return seen | self.simulation.to_dict() | super(LivedDay, self).to_dict()

    def chart(self, *, form: Form = "wide") -> alt.LayerChart:
        """Arrivals against agents, waits and hang-ups through the day."""
        return self.simulation.chart(form=form)


def day(
    arrivals: ArrayLike,
    service_seconds: float,
    agents: ArrayLike,
    *,
    patience: float | Patience | None,
    interval_minutes: float = 30.0,
    within: float = 20.0,
    days: int = 200,
    seed: int = 1,
) -> LivedDay:
    """Say how callers live a day with given agents: waits, hang-ups, hours of life on hold.

    The centre's view counts intervals, the callers' view callers, most of whom come when it is
    busy: a day with nine good half-hours out of ten can be a bad one for a third of the callers.

    Parameters
    ----------
    arrivals, service_seconds, agents, patience, interval_minutes, within, days, seed
        As in `simulate`, which plays the day.

    Examples
    --------
    >>> import lastword as lw
    >>> lived = lw.capacity.day([20, 120, 20], 240, [8, 14, 8], patience=180, days=50)
    >>> round(lived.good_intervals, 2), round(lived.callers_in_good, 2)
    (0.67, 0.25)
    """
    played = simulate(
        arrivals,
        service_seconds,
        agents,
        patience=patience,
        interval_minutes=interval_minutes,
        within=within,
        days=days,
        seed=seed,
    )
    counts = np.atleast_1d(np.asarray(arrivals, np.float64))
    return LivedDay(counts, played.agents, played)
