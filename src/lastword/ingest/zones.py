"""From local time to UTC, alike on every engine: a zone's offsets as one expression.

Neither DuckDB without ICU nor Spark in UTC converts zones, so the offsets come from the zone
database of Python and travel inside the expression, as lists by month.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

TimeQuality = Literal["exact", "ambiguous", "shifted"]
QUALITIES: tuple[TimeQuality, ...] = ("exact", "ambiguous", "shifted")
_DAY, _QUALITY = 86_400, 1_000_000
_NEVER = 99_999
_MONTHS = range(1995 * 12, 2035 * 12)
FIRST, LAST = datetime(1995, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, order=True)
class Stretch:
    """A stretch of local time with one offset.

    Parameters
    ----------
    since
        Local time at which it begins.
    offset_seconds
        Seconds to take away from local time to reach UTC.
    quality
        ``ambiguous`` in the hour that clocks repeat (read as the first, unless that contradicts
        another time of the row), ``shifted`` in the
        hour that they skip (read with the offset before, that is, moved on), else ``exact``.
    """

    since: datetime
    offset_seconds: int
    quality: TimeQuality


@cache
def stretches(zone: str) -> tuple[Stretch, ...]:
    """All stretches of a zone from 1995 to 2035, in local order.

    Examples
    --------
    >>> [s.quality for s in stretches("UTC")]
    ['exact']
    """
    found = [Stretch(datetime(1, 1, 1), _offset(zone, FIRST), "exact")]
    day = FIRST
    while day < LAST:
        following = day + timedelta(days=1)
        before, after = _offset(zone, day), _offset(zone, following)
        if before != after:
            change = _change(zone, day, following)
            found += _around(change.replace(tzinfo=None), before, after)
        day = following
    return tuple(found)


@dataclass(frozen=True)
class Calendar:
    """The stretches of a zone by month, as lists that an expression can look into.

    Parameters
    ----------
    months
        Code of each month from 1995 to 2034 that has one; else −1 − its place in these lists:
    begins
        one list for each further stretch: minute of the month at which it begins;
    codes
        one list for each stretch, the first included: its code.
    """

    months: tuple[int, ...]
    begins: tuple[tuple[int, ...], ...]
    codes: tuple[tuple[int, ...], ...]


@cache
def calendar(zone: str) -> Calendar:
    """The calendar of a zone."""
    parts = stretches(zone)
    months = [_within(parts, datetime(at // 12, at % 12 + 1, 1)) for at in _MONTHS]
    changing = [month for month in months if len(month) > 1]
    longest = max((len(month) for month in changing), default=1)
    filled = [month + [(_NEVER, 0)] * (longest - len(month)) for month in changing]
    places = iter(range(len(changing)))
    return Calendar(
        months=tuple(-1 - next(places) if len(month) > 1 else month[0][1] for month in months),
        begins=tuple(tuple(month[at][0] for month in filled) for at in range(1, longest)),
        codes=tuple(tuple(month[at][1] for month in filled) for at in range(longest)),
    )


def fixed_offset(zone: str) -> int | None:
    """Seconds to take away from local time where a zone never changes them; else None.

    Examples
    --------
    >>> fixed_offset("UTC"), fixed_offset("Asia/Kolkata"), fixed_offset("Europe/Berlin")
    (0, 19800, None)
    """
    known = calendar(zone)
    return None if known.begins else known.months[0] % _QUALITY - _DAY


def repeated_seconds(zone: str) -> int:
    """How long the stretch is that clocks repeat when summer time ends; 0 where they never do.

    Examples
    --------
    >>> repeated_seconds("Europe/Berlin"), repeated_seconds("UTC")
    (3600, 0)
    """
    lengths = [
        part.offset_seconds - following.offset_seconds
        for part, following in pairwise(stretches(zone))
        if part.quality == "ambiguous"
    ]
    return lengths[-1] if lengths else 0


def month_code(local: ir.TimestampValue, zone: str) -> ir.IntegerValue:
    """First step: the code of the time's month, or where to look it up."""
    known = calendar(zone)
    if not known.begins:
        return local.isnull().ifelse(ibis.null("int64"), known.months[0])
    month = local.year() * 12 + local.month() - 1 - _MONTHS[0]
    return _listed(known.months)[month.clip(0, len(_MONTHS) - 1)]


def zone_code(local: ir.TimestampValue, month: ir.IntegerValue, zone: str) -> ir.IntegerValue:
    """Second step: offset and quality of a local time as one number, given its `month_code`."""
    known = calendar(zone)
    if not known.begins:
        return month
    minute = (local.day() - 1) * 1440 + local.hour() * 60 + local.minute()
    place = -1 - month
    code = _listed(known.codes[0])[place]
    for begins, then in zip(known.begins, known.codes[1:], strict=True):
        code = (minute >= _listed(begins)[place]).ifelse(_listed(then)[place], code)
    return (month >= 0).ifelse(month, code)


def to_utc(local: ir.TimestampValue, code: ir.IntegerValue) -> ir.TimestampValue:
    """UTC of a local time, given its `zone_code`."""
    return local - (code % _QUALITY - _DAY).as_interval("s")


def quality_of(code: ir.IntegerValue) -> ir.IntegerValue:
    """Place in `QUALITIES` of a local time, given its `zone_code`."""
    return (code >= _QUALITY).cast("int64") + (code >= 2 * _QUALITY).cast("int64")


def _within(parts: tuple[Stretch, ...], start: datetime) -> list[tuple[int, int]]:
    """Minute at which each stretch of a month begins, and its code."""
    end = (start + timedelta(days=31)).replace(day=1)
    first = max(part for part in parts if part.since <= start)
    inside = [part for part in parts if start < part.since < end]
    return [
        (int((part.since - start).total_seconds() // 60), _code(part)) for part in (first, *inside)
    ]


def _code(part: Stretch) -> int:
    return part.offset_seconds + _DAY + QUALITIES.index(part.quality) * _QUALITY


def _listed(numbers: tuple[int, ...]) -> ir.ArrayValue:
    return ibis.literal(list(numbers), type="array<int64>")


def _around(change: datetime, before: int, after: int) -> list[Stretch]:
    """Stretches that begin at a change of the offset, given as UTC."""
    early, late = sorted((before, after))
    quality: TimeQuality = "shifted" if after > before else "ambiguous"
    return [
        Stretch(change + timedelta(seconds=early), before, quality),
        Stretch(change + timedelta(seconds=late), after, "exact"),
    ]


def _change(zone: str, start: datetime, end: datetime) -> datetime:
    """First second after `start` with the offset of `end`."""
    before = _offset(zone, start)
    while end - start > timedelta(seconds=1):
        middle = start + timedelta(seconds=(end - start).total_seconds() // 2)
        if _offset(zone, middle) == before:
            start = middle
        else:
            end = middle
    return end


def _offset(zone: str, at: datetime) -> int:
    offset = at.astimezone(ZoneInfo(zone)).utcoffset()
    return int(offset.total_seconds()) if offset else 0
