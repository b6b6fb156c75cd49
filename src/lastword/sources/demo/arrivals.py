"""Arrivals: when customers get in touch, and the hours in which somebody answers."""

from __future__ import annotations

import numpy as np

from lastword.sources.demo.arrays import Floats, Ints

HOUR = 3600
DAY = 24 * HOUR
WEEK_HOURS = 168
OPENS, CLOSES = 8, 20

_BY_HOUR = np.array([9, 12, 13, 11, 8, 8, 9, 9, 8, 6, 4, 3], dtype=float)
_BY_DAY = np.array([1.35, 1.1, 1.0, 1.0, 0.95, 0.5, 0.0])


def week_profile() -> Floats:
    """Relative arrivals in each of the 168 hours from Monday 00:00; 0 while closed."""
    profile = np.zeros((7, 24))
    profile[:, OPENS:CLOSES] = _BY_DAY[:, None] * _BY_HOUR[None, :]
    return profile.ravel()


def draw_times(rng: np.random.Generator, days: int, weekday: int, size: int) -> Floats:
    """Seconds since the first midnight of `size` approaches, by the week's profile.

    `weekday` is the first day's, 0 = Monday.
    """
    hours = np.arange(days * 24)
    steps = np.cumsum(week_profile()[(hours + weekday * 24) % WEEK_HOURS])
    hour = np.searchsorted(steps / steps[-1], rng.random(size), side="right")
    return np.floor((hour + rng.random(size)) * HOUR)


def into_hours(at: Floats, weekday: int, delay: Floats) -> Floats:
    """Move moments outside opening hours to `delay` seconds after the next opening."""
    day, second = np.floor(at / DAY), at % DAY
    day = day + (second >= CLOSES * HOUR)
    is_sunday = (day + weekday) % 7 == 6
    opening = (day + is_sunday) * DAY + OPENS * HOUR
    is_open = (second >= OPENS * HOUR) & (second < CLOSES * HOUR) & ~is_sunday
    return np.floor(np.where(is_open, at, opening + delay))


def week_hour(at: Floats, weekday: int) -> Ints:
    """Hour of the week, 0 = Monday 00:00, of each moment."""
    hours: Ints = ((at // HOUR).astype(np.int64) + weekday * 24) % WEEK_HOURS
    return hours
