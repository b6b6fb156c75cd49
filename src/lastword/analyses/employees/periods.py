"""Periods: the rounds of the employee survey, or weeks, into which days are put."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
WEEK = 7


@dataclass(frozen=True, slots=True)
class Periods:
    """Periods that follow each other without a gap.

    Parameters
    ----------
    starts
        First day of each, ascending.
    end
        First day after the last one.
    word
        ``"round"`` or ``"week"``.
    """

    starts: tuple[date, ...]
    end: date
    word: str

    def of(self, days: Iterable[date]) -> Ints:
        """Number of each day's period; −1 outside of all."""
        when = np.array(list(days), dtype="datetime64[D]")
        found = np.searchsorted(np.array(self.starts, dtype="datetime64[D]"), when, "right") - 1
        return np.where(when < np.datetime64(self.end), found, -1).astype(np.int64)

    def sums(self, rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
        """Sums of columns over each unit's periods, from rows of units and days."""
        placed = rows.assign(period=self.of(rows.day.dt.date))
        inside = placed[placed.period >= 0]
        return inside.groupby(["unit", "period"], as_index=False)[columns].sum()


def rounds(starts: Iterable[datetime], end: date) -> Periods:
    """Rounds of a survey: units that begin within half a round's length of each other share one.

    Examples
    --------
    >>> days = [datetime(2025, 1, 6), datetime(2025, 1, 8), datetime(2025, 2, 6)]
    >>> len(rounds([*days, datetime(2025, 3, 6)], date(2025, 4, 6)).starts)
    3
    """
    days = sorted({start.date() for start in starts})
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    usual = max(gaps, default=0)
    first: list[date] = []
    for day in days:
        if not first or (day - first[-1]).days > usual / 2:
            first.append(day)
    return Periods(tuple(first), max(end, *first) if first else end, "round")


def weeks(first: date, end: date) -> Periods:
    """Whole weeks from Monday; a piece at either end is left out.

    Examples
    --------
    >>> weeks(date(2025, 1, 8), date(2025, 1, 29)).starts[0]
    datetime.date(2025, 1, 13)
    """
    monday = first + timedelta(days=-first.weekday() % WEEK)
    count = max(0, (end - monday).days // WEEK)
    starts = tuple(monday + timedelta(days=WEEK * n) for n in range(count))
    return Periods(starts, monday + timedelta(days=WEEK * count), "week")
