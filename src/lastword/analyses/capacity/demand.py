"""Repeat contacts feed demand: what unsolved problems bring, and what solving one more frees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from lastword.analyses.capacity.log import fetch
from lastword.engine.joins import extend
from lastword.engine.times import moment
from lastword.errors import NotTestable, UsageError
from lastword.estimate import Estimate, Unit
from lastword.question import Context, answer
from lastword.result import Numbers, Result
from lastword.stats.mean import cluster_difference, cluster_mean

_WEEK_DAYS = 7.0
_BURDENS: dict[str, Unit] = {"contacts": "score", "minutes": "score", "agent_minutes": "score"}


@dataclass(frozen=True, slots=True)
class Burden(Result):
    """What problems of one kind cost, each.

    Parameters
    ----------
    name
        Which problems, for example ``"said unsolved"``.
    issues
        How many.
    contacts
        Contacts for each.
    minutes, agent_minutes
        Minutes of the customer's life, and of agents' time, for each; unknown where the log does
        not hold them.
    money
        What agents' time costs, for each; unknown without an hour's cost.
    """

    name: str
    issues: int
    contacts: Estimate
    minutes: Estimate
    agent_minutes: Estimate
    money: Estimate


@dataclass(frozen=True, slots=True)
class Change(Result):
    """Problems opened before and after a change, each with contacts, minutes of life and money.

    Parameters
    ----------
    at
        When the change came.
    before, after
        What a problem took: all of them first, then by what their customers said.
    difference
        After less before over all problems, by name: `contacts`, `minutes`, `agent_minutes`, and
        `money` where an hour's cost is known.
    """

    at: datetime
    before: tuple[Burden, ...]
    after: tuple[Burden, ...]
    difference: dict[str, Estimate]

    def numbers(self) -> Numbers:
        """The differences."""
        return {name: number for name, number in self.difference.items() if number.is_known}


@dataclass(frozen=True, slots=True)
class Demand(Result):
    """What repeat contacts bring, in contacts, hours and money.

    Parameters
    ----------
    issues, contacts, weeks
        Mature problems, their contacts, and how many weeks they were opened in.
    once
        Share of problems with a single contact.
    repeats
        Share of contacts that are a second or later one for the same problem.
    repeats_of_unsolved
        Further contacts for each problem that one contact did not solve.
    freed
        Share of all contacts that would not come if one more in a hundred problems took a single
        contact only.
    hours_a_week, life_a_week, money_a_week
        Agents' hours, hours of customers' lives, and money that repeats take in a week; None
        where the log or the settings do not hold them.
    burdens
        Problems by what their customers said.
    change
        The same before and after the day that ``[capacity] changed_on`` names; None without it, or
        where one side holds no mature problem.
    """

    issues: int
    contacts: int
    weeks: float
    once: Estimate
    repeats: Estimate
    repeats_of_unsolved: Estimate
    freed: Estimate
    hours_a_week: float | None
    life_a_week: float | None
    money_a_week: float | None
    burdens: tuple[Burden, ...]
    change: Change | None

    def contacts_freed(self, points: float) -> float:
        """Contacts a week that would not come if `points` more in a hundred took one contact."""
        return points * (self.freed.value or 0.0) * self.contacts / self.weeks


def demand(data: Any) -> Demand:
    """Say how much of the demand is repeats, and what solving problems for good would free.

    Parameters
    ----------
    data
        A project, or the context of an analysis.

    Raises
    ------
    NotTestable
        If no problem is old enough to know whether its customer came back.
    """
    return answer(data, demand_of)


def demand_of(context: Context) -> Demand:
    """Count repeats of mature issues by day opened and by what their customers said."""
    changed = context.settings.capacity.changed_on
    at = None if changed is None else datetime.combine(changed, time())
    daily = _daily(context, at)
    if daily.empty:
        raise NotTestable("no problem is old enough to know whether its customer came back")
    days = daily.drop(columns=["said", "is_unhappy", "is_after"]).groupby("day").sum()
    issues, contacts = float(days.issues.sum()), float(days.contacts.sum())
    weeks = max((days.index.max() - days.index.min()).days + 1, 1) / _WEEK_DAYS
    again = (days.contacts - days.issues).to_numpy()
    unsolved = (days.issues - days.once).to_numpy()
    share = cluster_mean(again, unsolved, unit="score")
    hours = _hours(days.repeat_handle, weeks)
    cost = context.settings.capacity.hourly_cost
    return Demand(
        issues=round(issues),
        contacts=round(contacts),
        weeks=weeks,
        once=cluster_mean(days.once, days.issues, unit="share"),
        repeats=cluster_mean(again, days.contacts, unit="share"),
        repeats_of_unsolved=share,
        freed=_scaled(share, 0.01 * issues / contacts),
        hours_a_week=hours,
        life_a_week=_hours(days.repeat_life, weeks),
        money_a_week=None if hours is None or cost is None else hours * cost,
        burdens=_by_verdict(daily, cost),
        change=None if at is None else _change(daily, at, cost),
    )


def demand_change(data: Any, at: datetime) -> Change:
    """Say what a problem took before and after a change: contacts, minutes of life, money.

    Parameters
    ----------
    data
        A project, or the context of an analysis.
    at
        When the change came; problems opened later are compared with those opened before.

    Raises
    ------
    UsageError
        If no mature problem was opened on one of the sides.

    Notes
    -----
    Intervals are over days. What else changed at the same time changes the numbers too: compare
    with a team or site that did not change.
    """
    return answer(data, lambda context: _change_at(context, at))


def _change_at(context: Context, at: datetime) -> Change:
    change = _change(_daily(context, at), at, context.settings.capacity.hourly_cost)
    if change is None:
        raise UsageError(f"no problem was opened, and is old enough, on one side of {at:%Y-%m-%d}")
    return change


def _change(daily: pd.DataFrame, at: datetime, cost: float | None) -> Change | None:
    before, after = (daily[daily.is_after == is_after] for is_after in (False, True))
    if before.empty or after.empty:
        return None
    difference = {name: _difference(before, after, name) for name in _BURDENS}
    if cost is not None:
        difference["money"] = _money(difference["agent_minutes"], cost)
    first, then = (
        (_burden("all", side, cost), *_by_verdict(side, cost)) for side in (before, after)
    )
    return Change(at, first, then, difference)


def _daily(context: Context, change: datetime | None) -> pd.DataFrame:
    """Sums of mature issues by day opened and by what their customers said."""
    tables = context.tables
    links, verdicts = tables["issue_contacts"], tables["verdicts"]
    repeats = links.filter(links.position > 1)
    later = repeats.group_by("issue_id").aggregate(
        repeat_handle=repeats.handle_seconds.sum(), repeat_life=repeats.customer_seconds.sum()
    )
    issues = tables["issues"]
    known = issues.filter(issues.is_mature & (issues.contact_count > 0))
    said = verdicts.select(
        "issue_id",
        said=ibis.cases(
            (verdicts.said_resolved, "said solved"), (~verdicts.said_resolved, "said unsolved")
        ),
        is_unhappy=(verdicts.said_csat <= 0.25).fill_null(False),
    )
    return _summed(context, extend(extend(known, said, "issue_id"), later, "issue_id"), change)


def _summed(context: Context, joined: ir.Table, change: datetime | None) -> pd.DataFrame:
    is_after = joined.opened_at >= moment(change) if change else ibis.literal(False)
    rows = joined.mutate(
        day=joined.opened_at.truncate("D"),
        said=joined.said.fill_null("not asked"),
        is_unhappy=joined.is_unhappy.fill_null(False),
        is_after=is_after,
    )
    keys = ["day", "said", "is_unhappy", "is_after"]
    counted = rows.group_by(keys).aggregate(
        issues=rows.count(),
        contacts=rows.contact_count.sum(),
        once=(rows.contact_count == 1).cast("int64").sum(),
        minutes=rows.customer_seconds.sum() / 60.0,
        timed=rows.customer_seconds.count(),
        agent_minutes=rows.handle_seconds.sum() / 60.0,
        handled=rows.handle_seconds.count(),
        repeat_handle=rows.repeat_handle.sum(),
        repeat_life=rows.repeat_life.sum(),
    )
    return fetch(context, counted, keys)


def _by_verdict(daily: pd.DataFrame, cost: float | None) -> tuple[Burden, ...]:
    groups = [(name, daily[daily.said == name]) for name in ("said solved", "said unsolved")]
    groups.append(("dissatisfied", daily[daily.is_unhappy]))
    return tuple(_burden(name, rows, cost) for name, rows in groups if rows.issues.sum() > 0)


_SIZES = {"contacts": "issues", "minutes": "timed", "agent_minutes": "handled"}


def _burden(name: str, rows: pd.DataFrame, cost: float | None) -> Burden:
    days = rows.groupby("day")[[*_BURDENS, *set(_SIZES.values())]].sum()
    numbers = {
        part: cluster_mean(days[part].fillna(0), days[_SIZES[part]], unit=unit)
        for part, unit in _BURDENS.items()
    }
    money = _money(numbers["agent_minutes"], cost)
    return Burden(name, int(rows.issues.sum()), **numbers, money=money)


def _money(minutes: Estimate, hourly_cost: float | None) -> Estimate:
    """What minutes of agents cost; unknown without an hour's cost."""
    if hourly_cost is None:
        return Estimate(None, None, None, minutes.n, minutes.method, minutes.level, "money")
    return _scaled(minutes, hourly_cost / 60, "money")


def _difference(before: pd.DataFrame, after: pd.DataFrame, name: str) -> Estimate:
    size = _SIZES[name]
    sides = [side.groupby("day")[[name, size]].sum() for side in (before, after)]
    days = sides[0].index.union(sides[1].index)
    old, new = (side.reindex(days, fill_value=0.0) for side in sides)
    return cluster_difference(new[name], new[size], old[name], old[size], unit=_BURDENS[name])


def _hours(seconds: Any, weeks: float) -> float | None:
    total = float(np.nansum(seconds))
    return total / 3600 / weeks if total > 0 else None


def _scaled(number: Estimate, factor: float, unit: Unit = "share") -> Estimate:
    value, lower, upper = (
        None if end is None else end * factor for end in (number.value, number.lower, number.upper)
    )
    return Estimate(value, lower, upper, number.n, number.method, number.level, unit)
