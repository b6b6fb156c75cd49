"""Kinds of days: weekdays, holidays, and the first day after the centre was closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from lastword.errors import MissingExtra, UsageError

HOLIDAY = 7
"""Kind of a holiday on which contacts came; 0–6 are weekdays from Monday."""
Days = NDArray[np.datetime64]


def holidays_of(place: str | Iterable[date], first: date, last: date) -> frozenset[date]:
    """Public holidays from `first` to `last`.

    Parameters
    ----------
    place
        ISO country, with its region if wanted (``"US"``, ``"DE-BY"``), by the package `holidays`;
        or the days themselves; ``""`` knows none.

    Raises
    ------
    UsageError
        If the country or region is not known.
    MissingExtra
        If `holidays` is not installed.
    """
    if not isinstance(place, str):
        return frozenset(day for day in place if first <= day <= last)
    if not place:
        return frozenset()
    try:
        from holidays import country_holidays
    except ImportError as error:
        raise MissingExtra("holidays", "holidays") from error
    country, _, region = place.partition("-")
    years = range(first.year, last.year + 1)
    try:
        known = country_holidays(country, subdiv=region or None, years=years)
    except NotImplementedError as error:
        raise UsageError(
            f"holidays of {place!r} are not known. Give an ISO country such as 'US', a region "
            "such as 'DE-BY', or the dates themselves"
        ) from error
    return frozenset(day for day in known if first <= day <= last)


def day_kinds(days: Days, is_open: NDArray[np.bool_], off: frozenset[date]) -> NDArray[np.int64]:
    """Kind of each day: weekday 0–6 from Monday, `HOLIDAY`, or −1 where nothing came.

    A day after a holiday on which the centre was closed is of the kind that usually follows
    closed days: a Tuesday after a Monday off is as busy as a Monday.

    Parameters
    ----------
    days
        Consecutive days, the past before the future, shape (D,).
    is_open
        Whether contacts came; True for days to come unless their weekday never has any.
    off
        Holidays.
    """
    weekday = (days.astype("datetime64[D]").astype(np.int64) + 3) % 7
    is_off = np.isin(days.astype("datetime64[D]"), np.array(sorted(off), "datetime64[D]"))
    kinds = np.where(is_open, np.where(is_off, HOLIDAY, weekday), -1)
    usual = [bool(is_open[(weekday == k) & ~is_off].any()) for k in range(7)]
    first = next((k for k in range(7) if usual[k] and not usual[k - 1]), None)
    if first is not None:
        after = np.concatenate(([False], is_off[:-1] & ~is_open[:-1]))
        kinds[after & (kinds >= 0) & (kinds < HOLIDAY)] = first
    return np.asarray(kinds, np.int64)
