"""Closures that say nothing: by a rule, by one account, or at a fixed lag after “solved”."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from lastword.engine import Tables
from lastword.engine.joins import extend
from lastword.engine.times import milliseconds_between
from lastword.estimate import Estimate
from lastword.stats.proportion import wilson

HOUR_MS = 3_600_000
LATE_HOURS = 24
ACCOUNT_SHARE = 0.2
ACCOUNT_LATE = 0.9
SPIKE_SHARE = 0.3
LEAST_CLOSURES = 20
HOW = ("a rule or bot", "one account", "a fixed lag")


def closures(tables: Tables) -> ir.Table:
    """Last closing event of each thread, and whether and how it is automatic.

    A closing is automatic if its actor is a rule or bot; if its account makes at least a fifth of
    all closings and nine in ten of those come a day or more after “solved”; or if it falls, a day
    or more after “solved”, into the one hour of lag that holds at least 30 % of all closings.

    Returns
    -------
    ibis.expr.types.Table
        `thread_id`, `closed_at`, `actor_id`, `lag_hours`, `is_auto_closed`, `how`.
    """
    closed = _last_closings(tables["events"])
    is_late = (closed.lag_hours >= LATE_HOURS).fill_null(False)
    closed = closed.mutate(is_late=is_late)
    counts = closed.aggregate(all=closed.count())
    accounts = _accounts(closed, counts)
    spikes = _spikes(closed, counts)
    joined = extend(extend(closed, accounts, "actor_id"), spikes, "lag_hours")
    by_rule = joined.actor.isin(["rule", "bot"]).fill_null(False)
    by_account = joined.is_closer.fill_null(False) & joined.is_late
    by_lag = joined.is_spike.fill_null(False) & joined.is_late
    how = ibis.cases((by_rule, HOW[0]), (by_account, HOW[1]), (by_lag, HOW[2]))
    return joined.select(
        "thread_id",
        "closed_at",
        "actor_id",
        "lag_hours",
        is_auto_closed=by_rule | by_account | by_lag,
        how=how,
    )


def _last_closings(events: ir.Table) -> ir.Table:
    marks = events.filter(events.thread_id.notnull() & events.kind.isin(["solved", "closed"]))
    last = marks.group_by("thread_id").aggregate(
        closed_at=marks["at"].max(where=marks.kind == "closed"),
        solved_at=marks["at"].max(where=marks.kind == "solved"),
    )
    last = last.filter(last.closed_at.notnull())
    closing = events.filter(events.kind == "closed").select(
        "thread_id", "actor", "actor_id", closed_at="at"
    )
    closing = closing.group_by(["thread_id", "closed_at"]).aggregate(
        actor=closing.actor.min(), actor_id=closing.actor_id.min()
    )
    closed = last.inner_join(closing, ["thread_id", "closed_at"])
    lag = milliseconds_between(closed.closed_at, closed.solved_at)
    return closed.select(
        "thread_id",
        "closed_at",
        "actor",
        "actor_id",
        lag_hours=(lag.cast("float64") / HOUR_MS).floor().cast("int64"),
    )


def _accounts(closed: ir.Table, counts: ir.Table) -> ir.Table:
    named = closed.filter(closed.actor_id.notnull())
    grouped = named.group_by("actor_id").aggregate(
        made=named.count(), late=named.is_late.cast("int64").sum()
    )
    both = grouped.cross_join(counts)
    is_big = (both.made >= LEAST_CLOSURES) & (both.made >= ACCOUNT_SHARE * both["all"])
    return both.select("actor_id", is_closer=is_big & (both.late >= ACCOUNT_LATE * both.made))


def _spikes(closed: ir.Table, counts: ir.Table) -> ir.Table:
    late = closed.filter(closed.is_late)
    grouped = late.group_by("lag_hours").aggregate(made=late.count())
    both = grouped.cross_join(counts)
    is_big = (both.made >= LEAST_CLOSURES) & (both.made >= SPIKE_SHARE * both["all"])
    return both.select("lag_hours", is_spike=is_big)


@dataclass(frozen=True, slots=True)
class AutoClosures:
    """How many closings say nothing of the customer.

    Parameters
    ----------
    share
        Automatic closings of all closings.
    by
        (how recognised, closings) in falling order.
    lag_hours
        The commonest lag of automatic closings after “solved”, in hours; None if none was
        solved first.
    """

    share: Estimate
    by: tuple[tuple[str, int], ...]
    lag_hours: int | None


def auto_closures(tables: Tables) -> AutoClosures:
    """Share of automatic closings and how they were recognised."""
    closed = closures(tables)
    grouped = closed.group_by(["how", "lag_hours"]).aggregate(made=closed.count())
    rows = tables.engine.fetch(grouped).to_pylist()
    total = sum(row["made"] for row in rows)
    auto = [row for row in rows if row["how"]]
    by = {how: sum(row["made"] for row in auto if row["how"] == how) for how in HOW}
    lags = [row for row in auto if row["lag_hours"] is not None]
    commonest = max(lags, key=lambda row: (row["made"], -row["lag_hours"]), default=None)
    return AutoClosures(
        share=wilson(sum(by.values()), total),
        by=tuple(sorted(((h, n) for h, n in by.items() if n), key=lambda pair: -pair[1])),
        lag_hours=commonest["lag_hours"] if commonest else None,
    )
