"""From local time to UTC, alike on every engine: a zone's offsets as one expression.

Neither DuckDB without ICU nor Spark in UTC converts zones, so the offsets come from the zone
database of Python and travel inside the expression, as a balanced tree of comparisons.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

from lastword.engine.times import moment

TimeQuality = Literal["exact", "ambiguous", "shifted"]
QUALITIES: tuple[TimeQuality, ...] = ("exact", "ambiguous", "shifted")
_DAY, _QUALITY = 86_400, 1_000_000
FIRST, LAST = datetime(1995, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Stretch:
    """A stretch of local time with one offset.

    Parameters
    ----------
    since
        Local time at which it begins.
    offset_seconds
        Seconds to take away from local time to reach UTC.
    quality
        ``ambiguous`` in the hour that clocks repeat (read as the first), ``shifted`` in the
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


def zone_code(local: ir.TimestampValue, zone: str) -> ir.IntegerValue:
    """Offset and quality of a local time as one number, so that the tree is walked once."""
    return _tree(local, stretches(zone))


def to_utc(local: ir.TimestampValue, code: ir.IntegerValue) -> ir.TimestampValue:
    """UTC of a local time, given its `zone_code`."""
    return local - (code % _QUALITY - _DAY).as_interval("s")


def quality_of(code: ir.IntegerValue) -> ir.IntegerValue:
    """Place in `QUALITIES` of a local time, given its `zone_code`."""
    return (code >= _QUALITY).cast("int64") + (code >= 2 * _QUALITY).cast("int64")


def _tree(local: ir.TimestampValue, parts: tuple[Stretch, ...]) -> ir.IntegerValue:
    if len(parts) == 1:
        quality = QUALITIES.index(parts[0].quality)
        return ibis.literal(parts[0].offset_seconds + _DAY + quality * _QUALITY, "int64")
    middle = len(parts) // 2
    return (local < moment(parts[middle].since)).ifelse(
        _tree(local, parts[:middle]), _tree(local, parts[middle:])
    )


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
