"""What callers meet in a steady queue, for one number of agents or many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from lastword.analyses.capacity.table import Table, columns_of
from lastword.errors import UsageError
from lastword.stats.queueing.patience import Patience
from lastword.stats.queueing.queue import Waits, waits

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

    from lastword.charts.frame import Form

_SHOWN = (
    "waited",
    "abandoned",
    "mean_wait",
    "mean_wait_served",
    "wait_over",
    "virtual_over",
    "served_within",
    "answered_within",
    "occupancy",
    "queue_length",
)


@dataclass(frozen=True, slots=True)
class QueueTable(Table):
    """Waits for every combination of the input, see `lastword.stats.queueing.queue.Waits`."""

    arrivals_per_hour: Any
    service_seconds: Any
    agents: Any
    waits: Waits

    def frame(self) -> pd.DataFrame:
        """One row an interval: the input, then shares (0–1) and seconds."""
        import pandas as pd

        given = np.broadcast_arrays(self.arrivals_per_hour, self.service_seconds, self.agents)
        names = ("arrivals_per_hour", "service_seconds", "agents")
        columns = {name: np.ravel(column) for name, column in zip(names, given, strict=True)}
        found = {name: np.ravel(getattr(self.waits, name)) for name in _SHOWN}
        return pd.DataFrame(columns | found)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; `within` is the wait in seconds that shares speak of."""
        return {"within": self.waits.within, **columns_of(self.frame())}

    def chart(self, *, form: Form = "wide") -> alt.LayerChart:
        """Shares waiting, giving up and served in time, over the agents or the rows given."""
        from lastword.analyses.capacity.drawing import queue_chart

        return queue_chart(self, form=form)


def queue(
    arrivals_per_hour: ArrayLike,
    service_seconds: ArrayLike,
    agents: ArrayLike,
    *,
    patience: float | Patience | None = None,
    within: float = 20.0,
) -> QueueTable:
    """Say how long callers wait and how many give up with so many agents.

    Erlang C without patience, Erlang A with a mean patience, M/M/n+G with a curve; scalars and
    arrays, broadcast against each other.

    Parameters
    ----------
    arrivals_per_hour
        Contacts offered an hour.
    service_seconds
        Mean handling time: talk, hold and wrap-up.
    agents
        Agents present.
    patience
        Mean patience in seconds of *all* callers (not of those who hung up), a curve such as
        `PatienceStudy.curve()`, or None for callers who never give up.
    within
        Seconds that the service levels speak of.

    Raises
    ------
    UsageError
        If a rate, time or number cannot be, or a queue without patience would grow for ever; says
        how many agents would do.

    Notes
    -----
    Three service levels stand side by side: `served_within` of all offered, `answered_within` of
    the answered, and 1 − `wait_over`, in which who hung up in time counts as well treated.

    Examples
    --------
    >>> import lastword as lw
    >>> table = lw.capacity.queue(200, 180, [11, 14], patience=120).frame()
    >>> table[["agents", "abandoned", "served_within"]].round(3).to_dict("list")
    {'agents': [11, 14], 'abandoned': [0.094, 0.023], 'served_within': [0.742, 0.933]}
    """
    hourly = np.asarray(arrivals_per_hour, np.float64)
    return QueueTable(
        hourly,
        service_seconds,
        agents,
        waits(hourly / 3600, service_seconds, agents, checked(patience), within=within),
    )


def checked(patience: float | Patience | None) -> float | Patience | None:
    """Check that a patience is a positive number of seconds, a curve, or None."""
    if patience is None or isinstance(patience, Patience):
        return patience
    if not (isinstance(patience, int | float) and 0 < patience < float("inf")):
        raise UsageError(
            f"patience is {patience!r}; give a mean patience in seconds above 0, a curve from "
            "lw.capacity.patience(…).curve(), or None for callers who never give up"
        )
    return float(patience)
