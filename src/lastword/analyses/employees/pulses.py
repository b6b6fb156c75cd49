"""Pulses: how employees fare, how that changed, and what the silent could change about it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from lastword.analyses.employees.surveys import ALL, CHOSEN, Scale, Survey, survey, surveyed
from lastword.analyses.employees.units import unit_column
from lastword.analyses.employees.work import members
from lastword.errors import NotTestable, UsageError
from lastword.estimate import Bounds, Estimate
from lastword.question import Context, answer
from lastword.result import Numbers, Result
from lastword.stats.panel import panel
from lastword.stats.quantile import normal_quantile, student_quantile
from lastword.stats.release import Shown

FEWEST_UNITS = 5
WIDEST = "widest that the scale allows"


@dataclass(frozen=True, slots=True)
class UnitLevel:
    """One unit's answer to one question in the latest round, and how far it moved.

    Parameters
    ----------
    value, before
        Latest and previous mean; None where it is hidden or was never asked.
    persons
        How many answered; None where hidden.
    as_of
        When the figure was released, if an earlier one stands.
    """

    name: str
    value: Estimate | None
    before: float | None
    persons: int | None
    as_of: str


@dataclass(frozen=True, slots=True)
class Level:
    """One question over its rounds.

    Parameters
    ----------
    start
        First day of the latest round.
    value
        Mean of all units together; None where it is hidden.
    change
        From the round before.
    participation
        Share who answered; unknown where it is not known how many there are.
    bounds
        What the mean of everybody can be, whatever the silent think.
    units
        Largest first.
    """

    question: str
    start: date
    value: Estimate | None
    change: Estimate | None
    participation: Estimate | None
    bounds: Bounds | None
    units: tuple[UnitLevel, ...]


@dataclass(frozen=True, slots=True)
class Pulses(Result):
    """The employee survey.

    Parameters
    ----------
    levels
        One a question.
    chosen
        Question → mean of chosen units together, where some were chosen; None where hidden.
    who_answers
        Change of a unit's mean answer for ten points more participation, over all questions in
        their scale's points; None where too few units and rounds are known.
    shown, hidden, given_away
        Figures shown and hidden, and groups that an earlier release under laxer settings tells.
    minimum, unsized
        Smallest group; rows that do not say how many answered.
    """

    levels: tuple[Level, ...]
    chosen: dict[str, Estimate | None]
    who_answers: Estimate | None
    shown: int
    hidden: int
    given_away: int
    minimum: int
    unsized: int

    def numbers(self) -> Numbers:
        """Level and change of every question."""
        named = [(level.question, level.value) for level in self.levels]
        named += [(f"{level.question}, change", level.change) for level in self.levels]
        named += [(f"{question}, {CHOSEN}", value) for question, value in self.chosen.items()]
        return {name: value for name, value in named if value is not None}

    def frame(self) -> pd.DataFrame:
        """One row a question and unit; hidden values are missing."""
        rows = [
            {
                "question": level.question,
                "round": level.start,
                "unit": unit.name,
                "value": None if unit.value is None else unit.value.value,
                "before": unit.before,
                "respondents": unit.persons,
            }
            for level in self.levels
            for unit in level.units
        ]
        return pd.DataFrame(rows)


def pulses(data: Any, *, units: Sequence[str] = ()) -> Pulses:
    """Say how employees fare, without giving any small group away.

    Figures are released in a fixed order (everybody, then units from the largest) as far as no
    group of fewer than ``privacy.min_group`` who answered can be worked out from them and from
    everything released before. Changes, intervals and everything else that is said of the survey
    are computed from released figures alone.

    Parameters
    ----------
    data
        A project, or an analysis's context.
    units
        Units that one figure more is wanted of, together.

    Raises
    ------
    NotTestable
        If no answers are known, or not how many answered.
    UsageError
        If a unit is not in the survey.

    Notes
    -----
    Interval of a mean of which only n is known: the variance of answers on a scale from a to b is
    at most (b − m)(m − a). Bhatia and Davis (2000), doi:10.1080/00029890.2000.12005203.
    """
    if not units:
        return answer(data, released_pulses)

    def ask(context: Context) -> Pulses:
        return _pulses(context, surveyed(context, units))

    return answer(data, ask)


def released_pulses(context: Context) -> Pulses:
    """The employee survey of a project, every unit of it."""
    return _pulses(context, context.once(survey))


def _pulses(context: Context, found: Survey) -> Pulses:
    staff = _staff(context, found)
    levels = tuple(_level(found, question, staff) for question in found.questions)
    chosen = {
        question: _mean(shown, found.scales[question])
        for question in found.questions
        for shown in [found.shown(question, found.starts(question)[-1], CHOSEN)]
        if CHOSEN in found.releases[question, found.starts(question)[-1]].figures
    }
    return Pulses(
        levels, chosen, _who_answers(found, staff), *found.counts, found.given_away,
        found.minimum, found.unsized,
    )  # fmt: skip


def _staff(context: Context, found: Survey) -> pd.DataFrame:
    """Agents of each unit in each round; empty where the data do not hold them."""
    try:
        return members(context.tables, unit_column(context.tables), found.periods)
    except NotTestable:
        return pd.DataFrame(columns=["unit", "period", "agents"])


def _level(found: Survey, question: str, staff: pd.DataFrame) -> Level:
    starts, scale = found.starts(question), found.scales[question]
    latest, before = starts[-1], starts[-2] if len(starts) > 1 else None
    whole = found.shown(question, latest)
    names = [name for name in found.releases[question, latest].figures if name not in (ALL, CHOSEN)]
    period = int(found.periods.of([latest])[0])
    asked = staff[(staff.period == period) & staff.unit.isin(names)]
    there = round(asked.agents.sum()) if len(asked) == len(names) else 0
    return Level(
        question=question,
        start=latest,
        value=_mean(whole, scale),
        change=_change(found, question, (before, latest)) if before else None,
        participation=_participation(whole, there),
        bounds=_bounds(whole, scale, there),
        units=tuple(_unit(found, question, name, (before, latest)) for name in names),
    )


def _unit(found: Survey, question: str, name: str, starts: tuple[date | None, date]) -> UnitLevel:
    before, latest = starts
    shown = found.shown(question, latest, name)
    earlier = found.shown(question, before, name) if before else None
    return UnitLevel(
        name,
        _mean(shown, found.scales[question]),
        earlier.mean if earlier else None,
        shown.persons if shown else None,
        shown.at if shown else "",
    )


def _mean(shown: Shown | None, scale: Scale) -> Estimate | None:
    if shown is None:
        return None
    half, (low, high) = _half(shown, scale), scale
    if half is None or low is None or high is None:
        return Estimate(shown.mean, None, None, shown.persons, WIDEST, unit="score")
    lower, upper = max(low, shown.mean - half), min(high, shown.mean + half)
    ends = min(shown.mean, lower), max(shown.mean, upper)
    return Estimate(shown.mean, *ends, n=shown.persons, method=WIDEST, unit="score")


def _half(shown: Shown, scale: Scale) -> float | None:
    low, high = scale
    if low is None or high is None:
        return None
    most = max(0.0, (high - shown.mean) * (shown.mean - low))
    return normal_quantile() * math.sqrt(most / shown.persons)


def _change(found: Survey, question: str, starts: tuple[date, date]) -> Estimate | None:
    """Mean change of the units shown in both rounds; of all together where they are few."""
    rows = found.released(question)
    before, after = (rows[rows.start == start].set_index("unit") for start in starts)
    both = before.join(after, how="inner", lsuffix="_before")
    if len(both) < FEWEST_UNITS:
        return _change_of_all(found, question, starts)
    moved = (both.value - both.value_before).to_numpy()
    weight = ((both.persons + both.persons_before) / 2).to_numpy(dtype=float)
    value, units = float(np.average(moved, weights=weight)), len(both)
    spread = float((weight**2 * (moved - value) ** 2).sum())
    error = math.sqrt(units / (units - 1) * spread) / float(weight.sum())
    half = student_quantile(units - 1) * error
    n = int(both.persons.sum())
    return Estimate(value, value - half, value + half, n, f"{units} units, paired", unit="score")


def _change_of_all(found: Survey, question: str, starts: tuple[date, date]) -> Estimate | None:
    before, after = (found.shown(question, start) for start in starts)
    if before is None or after is None:
        return None
    value, scale = after.mean - before.mean, found.scales[question]
    halves = [_half(shown, scale) for shown in (before, after)]
    if halves[0] is None or halves[1] is None:
        return Estimate(value, None, None, after.persons, WIDEST, unit="score")
    half = math.hypot(halves[0], halves[1])
    return Estimate(value, value - half, value + half, after.persons, WIDEST, unit="score")


def _participation(whole: Shown | None, there: int) -> Estimate | None:
    if whole is None or there < whole.persons:
        return None
    return Estimate(whole.persons / there, None, None, there, "count")


def _bounds(whole: Shown | None, scale: Scale, there: int) -> Bounds | None:
    low, high = scale
    if whole is None or low is None or high is None or there < whole.persons:
        return None
    said, silent = whole.persons * whole.mean, there - whole.persons
    lower, upper = ((said + silent * end) / there for end in (low, high))
    method = "the silent at either end of the scale"
    return Bounds(lower, upper, n=there, method=method, unit="score")


def _who_answers(found: Survey, staff: pd.DataFrame) -> Estimate | None:
    """Whether a unit's answers rise or fall with how many of it answer."""
    rows = pd.concat(
        [found.released(question).assign(question=question) for question in found.questions]
    ).merge(staff, on=["unit", "period"])
    rows = rows[rows.persons <= rows.agents]
    pooled = rows.groupby(["unit", "period"], as_index=False).agg(
        value=("value", "mean"), persons=("persons", "mean"), agents=("agents", "mean")
    )
    share = pooled.persons / pooled.agents * 10
    try:
        return panel(
            pooled.unit, pooled.period, share, pooled.value, lags=0, leads=0, errors="jackknife"
        ).effects[0]
    except UsageError:
        return None
