"""What chance explains of coming back: reasons shuffled within customers, and a placebo window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import ibis
import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray

from lastword.engine import Engine
from lastword.engine.times import days_between, moment
from lastword.estimate import Estimate
from lastword.stats.mean import cluster_mean
from lastword.stats.proportion import cluster_share
from lastword.verdict.again import came_again, shuffled
from lastword.verdict.curves import curve, day_counts, watched_days
from lastword.verdict.results import Curve, ReasonReturn

MOST_CONTACTS = 2_000_000
SHUFFLE = "reasons shuffled within customer"
PLACEBO = "any contact in the window before"


@dataclass(frozen=True, slots=True)
class Chance:
    """Baselines of coming back; None where reasons or customers are unknown."""

    curve: Curve | None
    placebo: Curve | None
    reason: ReasonReturn | None


def chance(
    engine: Engine, contacts: ir.Table, as_of: datetime, *, window_days: float, pause_days: float
) -> Chance:
    """Baselines from whole buckets of persons, at most about two million contacts.

    A bucket is a random part of the persons (md5), so that the part stands for all.

    Parameters
    ----------
    contacts
        Contacts by known customers; see `watched`.
    window_days
        Window of the three numbers.
    pause_days
        Longest pause between contacts of one issue: what comes later is no return on the issue,
        by chance neither.
    """
    contacts = _sample(engine, contacts)
    placebo = _placebo(engine, contacts)
    coded = contacts.filter(contacts.reason.notnull())
    returns = engine.save(reason_returns(coded, following="next_same_reason_at"))
    contacted = reason_return(engine, returns, as_of, window_days)
    return Chance(_curve(engine, returns, as_of, pause_days), placebo, contacted)


def reason_returns(contacts: ir.Table, *, following: str | None = None) -> ir.Table:
    """Days from each contact's end to the next for the same reason: as coded, and shuffled.

    Parameters
    ----------
    contacts
        Contacts by known customers: `contact_id`, `person_id`, `reason`, `offered_at`,
        `ended_at`.
    following
        Column that holds when the person's next contact for the same reason began, if any.
    """
    lots = shuffled(contacts)
    again = came_again(lots, ["person_id", "reason"], "again_at", following=following)
    again = came_again(again, ["person_id", "shuffled_reason"], "chance_at")
    return again.select(
        "person_id",
        "ended_at",
        *(name for name in ("is_start",) if name in contacts.columns),
        days=days_between(again.again_at, again.ended_at),
        chance_days=days_between(again.chance_at, again.ended_at),
    )


def reason_return(
    engine: Engine, returns: ir.Table, as_of: datetime, window_days: float
) -> ReasonReturn | None:
    """Three numbers with intervals by customer: same reason, by chance, beyond chance."""
    counts = _by_person(returns, as_of, window_days)
    rows = engine.fetch(counts)
    if not rows.num_rows:
        return None
    persons, n, same, by_lot = (
        np.asarray(rows[name], dtype=np.int64) for name in ("persons", "n", "same", "by_lot")
    )
    sizes, came, drawn = (np.repeat(part, persons) for part in (n, same, by_lot))
    return ReasonReturn(
        days=window_days,
        same_reason=cluster_share(came, sizes),
        by_chance=cluster_share(drawn, sizes),
        beyond_chance=_beyond(came, drawn, sizes),
        method=f"{SHUFFLE}; contacts begun before the end of the first do not count",
    )


def _beyond(
    came: NDArray[np.int64], drawn: NDArray[np.int64], sizes: NDArray[np.int64]
) -> Estimate:
    return cluster_mean(came - drawn, sizes, unit="share")


def _by_person(returns: ir.Table, as_of: datetime, window_days: float) -> ir.Table:
    watched = returns.filter(watched_days(returns.ended_at, as_of) >= window_days)
    per_person = watched.group_by("person_id").aggregate(
        n=watched.count(),
        same=(watched.days <= window_days).fill_null(False).cast("int64").sum(),
        by_lot=(watched.chance_days <= window_days).fill_null(False).cast("int64").sum(),
    )
    return per_person.group_by(["n", "same", "by_lot"]).aggregate(persons=per_person.count())


def _curve(engine: Engine, returns: ir.Table, as_of: datetime, pause_days: float) -> Curve | None:
    first = returns.filter(returns.is_start)
    days = (first.chance_days <= pause_days).ifelse(first.chance_days, None)
    counts = day_counts(first, days, watched_days(first.ended_at, as_of))
    rows = engine.fetch(counts).to_pylist()
    return curve(SHUFFLE, rows) if rows else None


def _placebo(engine: Engine, contacts: ir.Table) -> Curve | None:
    begin = engine.fetch(contacts.aggregate(at=contacts.offered_at.min()))["at"][0].as_py()
    if begin is None:
        return None
    window = ibis.window(group_by="person_id", order_by=["offered_at", "contact_id"])
    before = contacts.mutate(before_at=contacts.offered_at.lag().over(window))
    first = before.filter(before.position == 1)
    counts = day_counts(
        first,
        days_between(first.offered_at, first.before_at),
        days_between(first.offered_at, moment(begin)),
    )
    rows = engine.fetch(counts).to_pylist()
    return curve(PLACEBO, rows) if rows else None


def _sample(engine: Engine, contacts: ir.Table) -> ir.Table:
    sizes = contacts.group_by("bucket").aggregate(rows=contacts.count())
    kept: list[int] = []
    total = 0
    for row in sorted(engine.fetch(sizes).to_pylist(), key=lambda row: row["bucket"]):
        if kept and total + row["rows"] > MOST_CONTACTS:
            break
        kept.append(row["bucket"])
        total += row["rows"]
    return contacts.filter(contacts.bucket.isin(kept))
