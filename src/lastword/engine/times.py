"""Time arithmetic that is equal on every engine: whole milliseconds, naive UTC."""

from __future__ import annotations

from datetime import datetime

import ibis
import ibis.expr.types as ir

DAY_SECONDS = 86_400
EPOCH = datetime(1970, 1, 1)


def milliseconds_between(later: ir.TimestampValue, earlier: ir.TimestampValue) -> ir.IntegerValue:
    """Whole milliseconds from `earlier` to `later`; negative if they are in the other order."""
    return later.delta(earlier, unit="millisecond").cast("int64")


def since_epoch(at: ir.TimestampValue) -> ir.IntegerValue:
    """Whole milliseconds since 1970, UTC."""
    return milliseconds_between(at, moment(EPOCH))


def seconds_between(later: ir.TimestampValue, earlier: ir.TimestampValue) -> ir.FloatingValue:
    """Seconds from `earlier` to `later`, to the millisecond."""
    return milliseconds_between(later, earlier).cast("float64") / 1000.0


def days_between(later: ir.TimestampValue, earlier: ir.TimestampValue) -> ir.FloatingValue:
    """Days of 86,400 seconds from `earlier` to `later`."""
    return milliseconds_between(later, earlier).cast("float64") / (1000.0 * DAY_SECONDS)


def moment(at: datetime) -> ir.TimestampScalar:
    """A stated moment (naive UTC) as an expression."""
    return ibis.literal(at.isoformat(sep=" ")).cast("timestamp")


def iso_text(milliseconds: ir.IntegerValue) -> ir.StringValue:
    """A moment (milliseconds since 1970, UTC) as an ISO text without offset."""
    return (moment(EPOCH) + milliseconds.as_interval("ms")).cast("string")
