"""Shrinkage as the log of agents' states shows it."""

from __future__ import annotations

from typing import Any

from lastword.analyses.capacity.log import fetch
from lastword.analyses.capacity.shrinkage import Shrinkage
from lastword.engine.times import seconds_between
from lastword.errors import NotTestable
from lastword.question import Context, answer

AWAY = ("break", "training")
AT_WORK = ("available", "busy", "wrap")


def shrinkage(data: Any) -> Shrinkage:
    """Say which share of their shifts agents are away, and how it varies between days.

    Time on break or in training against all time of the shift; who did not come at all, or was
    offline, is not in such a log: add leave and sickness to the mean.

    Parameters
    ----------
    data
        A project, or the context of an analysis.

    Raises
    ------
    NotTestable
        If agents' states are not recorded on at least two days.
    """
    return answer(data, _shrinkage)


def _shrinkage(context: Context) -> Shrinkage:
    shifts = context.tables["shifts"]
    known = shifts.filter(shifts.state.isin([*AWAY, *AT_WORK]) & shifts.ended_at.notnull())
    seconds = seconds_between(known.ended_at, known.started_at)
    is_away = known.state.isin(AWAY)
    rows = known.select(
        day=known.started_at.truncate("D"), seconds=seconds, away=is_away.ifelse(seconds, 0.0)
    )
    sums = rows.group_by("day").aggregate(seconds=rows.seconds.sum(), away=rows.away.sum())
    days = fetch(context, sums, ["day"])
    days = days[days.seconds > 0]
    if len(days) < 2:
        raise NotTestable("agents' states are not recorded on at least two days")
    return Shrinkage.of_days(days.away / days.seconds)
