"""The centre's own log, counted in the engine: waits by second, and intervals of time."""

from __future__ import annotations

from dataclasses import dataclass

import ibis.expr.types as ir
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lastword.errors import NotTestable
from lastword.metrics.times import handle_seconds, is_offered
from lastword.question import Context

Floats = NDArray[np.float64]
LIVE = ("voice", "chat")
"""Channels on which a customer waits for an agent to come."""
WITHIN = 20.0
SHORT = 10.0
"""Seconds within which hanging up counts as a wrong number."""
_ENDINGS = ("answered", "abandoned", "cut_off")


@dataclass(frozen=True, slots=True)
class Waits:
    """How many callers waited so many seconds, shape (C,) each.

    Parameters
    ----------
    seconds, callers
        Whole seconds of waiting, and callers.
    gave_up
        Whether these gave up; who was cut off by the system or answered did not.
    reason, priority
        As the source names them; empty where unknown.
    """

    seconds: Floats
    callers: Floats
    gave_up: NDArray[np.bool_]
    reason: NDArray[np.str_]
    priority: NDArray[np.str_]


def live_contacts(context: Context) -> ir.Table:
    """Contacts by customers who waited for an agent to come, with their wait.

    Raises
    ------
    NotTestable
        If no wait or no ending is recorded.
    """
    contacts = context.tables["contacts"]
    if not {"wait_seconds", "outcome"} <= context.tables.filled("contacts"):
        raise NotTestable("no contact says how long the customer waited and how it ended")
    is_live = contacts.channel.isin(LIVE) & is_offered(contacts)
    waited = contacts.outcome.isin(_ENDINGS) & contacts.wait_seconds.notnull()
    return contacts.filter(is_live & waited)


def count_waits(context: Context) -> Waits:
    """Count callers by whole second of waiting, ending, reason and priority.

    Raises
    ------
    NotTestable
        If nobody waited for an agent.
    """
    contacts = live_contacts(context)
    cells = contacts.select(
        second=contacts.wait_seconds.round().cast("int64"),
        gave_up=contacts.outcome == "abandoned",
        reason=contacts.reason.fill_null(""),
        priority=contacts.priority.fill_null(""),
    )
    keys = ["second", "gave_up", "reason", "priority"]
    counted = fetch(context, cells.group_by(keys).aggregate(n=cells.count()), keys)
    if counted.empty:
        raise NotTestable("nobody waited for an agent in these data")
    return Waits(
        seconds=counted.second.to_numpy(float),
        callers=counted.n.to_numpy(float),
        gave_up=counted.gave_up.to_numpy(bool),
        reason=counted.reason.to_numpy(str),
        priority=counted.priority.to_numpy(str),
    )


def count_intervals(context: Context) -> pd.DataFrame:
    """Count what happened in each interval of time, local time of the source.

    Returns
    -------
    pandas.DataFrame
        `starts_at`, then callers `offered`, `answered`, `gave_up`, `short` (gave up within 10 s),
        `over` (waited more than 20 s), `in_time` (answered within 20 s), `wait_seconds` of all and
        `answer_seconds` of the answered, `handle_seconds` of `handled`, and `agents` who ended a
        contact that began there.
    """
    minutes = context.settings.capacity.interval_minutes
    contacts = live_contacts(context)
    answered = contacts.outcome == "answered"
    gave_up, wait = contacts.outcome == "abandoned", contacts.wait_seconds
    rows = contacts.select(
        "agent_id",
        wait_seconds=wait,
        zone=contacts.time_zone.fill_null("UTC"),
        hour=contacts.offered_at.truncate("h"),
        part=(contacts.offered_at.minute().cast("float64") / minutes).floor().cast("int64"),
        answered=answered.cast("int64"),
        gave_up=gave_up.cast("int64"),
        short=(gave_up & (wait < SHORT)).cast("int64"),
        over=(wait > WITHIN).cast("int64"),
        in_time=(answered & (wait <= WITHIN)).cast("int64"),
        answer_seconds=answered.ifelse(wait, 0.0),
        handle_seconds=handle_seconds(contacts),
    )
    sums = ("answered", "gave_up", "short", "over", "in_time", "wait_seconds", "answer_seconds")
    keys = ["zone", "hour", "part"]
    counted = rows.group_by(keys).aggregate(
        offered=rows.count(),
        handled=rows.handle_seconds.count(),
        handle_seconds=rows.handle_seconds.sum(),
        agents=rows.agent_id.nunique(),
        **{name: rows[name].sum() for name in sums},
    )
    return _local(fetch(context, counted, keys), minutes)


def _local(cells: pd.DataFrame, minutes: int) -> pd.DataFrame:
    """Intervals in local time; those of several zones are added."""
    begun = cells.hour + pd.to_timedelta(cells.part * minutes, unit="min")
    starts = pd.Series(pd.NaT, index=cells.index, dtype="datetime64[ns]")
    for zone in cells.zone.unique():
        of_zone = cells.zone == zone
        stamps = pd.DatetimeIndex(begun[of_zone]).tz_localize("UTC").tz_convert(zone)
        starts[of_zone] = stamps.tz_localize(None).floor(f"{minutes}min")
    numbers = cells.drop(columns=["zone", "hour", "part"]).fillna(0)
    return numbers.groupby(starts.rename("starts_at")).sum().reset_index()


def fetch(context: Context, table: ir.Table, order: list[str]) -> pd.DataFrame:
    """Bring counts into Python in a fixed order, so that engines agree to the last digit."""
    frame: pd.DataFrame = context.tables.engine.fetch(table).to_pandas()
    return frame.sort_values(order, ignore_index=True)


def band_of(seconds: ir.FloatingValue, edges: tuple[float, ...]) -> ir.IntegerValue:
    """Number of the band that a wait lies in: 0 up to and including the first edge."""
    above = [(seconds > edge).cast("int64") for edge in edges]
    return sum(above[1:], above[0])
