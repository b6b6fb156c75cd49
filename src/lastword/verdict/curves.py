"""From days to events and censoring to Kaplan–Meier curves, via day histograms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray

from lastword.engine.times import days_between, moment
from lastword.estimate import Estimate
from lastword.stats.proportion import difference
from lastword.stats.survival import kaplan_meier
from lastword.verdict.results import Curve

HORIZON = 30
MARKS = (1.0, 7.0, 14.0, 30.0)


def watched_days(start: ir.TimestampValue, as_of: datetime) -> ir.FloatingValue:
    """Days from `start` to the stated moment: how long it has been watched."""
    return days_between(moment(as_of), start)


def day_counts(table: ir.Table, days: Any, watched: Any, by: Sequence[str] = ()) -> ir.Table:
    """Count events and censorings by whole day up to the horizon.

    An event on the k-th day counts at k; watching that ends within the k-th day without an event
    counts as censored at k − 1.

    Parameters
    ----------
    days
        Days to the event, null where there was none.
    watched
        Days watched; rows not watched at all are left out.
    by
        Columns to count by.
    """
    is_event = ((days <= watched) & (days <= HORIZON)).fill_null(False)
    event_day = ibis.greatest(days.ceil(), 1)
    last_day = ibis.least(watched.floor(), HORIZON)
    rows = table.select(
        *by,
        is_event=is_event,
        day=is_event.ifelse(event_day, last_day).cast("int64"),
        is_watched=watched > 0,
    )
    rows = rows.filter(rows.is_watched)
    return rows.group_by([*by, "day", "is_event"]).aggregate(rows=rows.count())


def curve(name: str, counts: Sequence[dict[str, Any]]) -> Curve:
    """Share that came back by day, from day counts."""
    events, censored = _histogram(counts, True), _histogram(counts, False)
    survival = kaplan_meier(np.arange(HORIZON + 1.0), events, censored)
    days = tuple(float(day) for day in range(HORIZON + 1))
    return Curve(
        name=name,
        days=days,
        share=_share(survival.survival),
        lower=_share(survival.upper),
        upper=_share(survival.lower),
        at_risk=tuple(int(n) for n in survival.at_risk),
        n=int(events.sum() + censored.sum()),
        at=tuple((day, survival.happened(day)) for day in MARKS),
    )


def excess(first: Curve, other: Curve, method: str) -> tuple[tuple[float, Estimate], ...]:
    """Difference of two curves at 1, 7, 14 and 30 days; conservative where they share customers."""
    pairs = zip(first.at, other.at, strict=True)
    return tuple((day, difference(a, b, method=method)) for (day, a), (_, b) in pairs)


def _histogram(counts: Sequence[dict[str, Any]], is_event: bool) -> NDArray[np.float64]:
    out = np.zeros(HORIZON + 1)
    for row in counts:
        if row["is_event"] == is_event:
            out[row["day"]] += row["rows"]
    return out


def _share(survival: NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(float(min(max(1 - s, 0.0), 1.0)) for s in survival)
