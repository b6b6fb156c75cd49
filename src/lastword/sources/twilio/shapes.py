"""Events of TaskRouter: when they happened, and whom a task's attributes name."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from lastword.engine.times import iso_text, since_epoch
from lastword.ingest.recognition import Shape

WITHHELD = (
    "Anonymous",
    "anonymous",
    "+266696687",
    "+7378742833",
    "+2562533",
    "+8656696",
    "+86282452253",
)
"""What Twilio gives for callers who withhold their number."""
CANCELED = "task.canceled"
LEFT = "(?i)hang ?up|abandon|caller|customer"
"""Words of reasons why a task was canceled that name the customer."""
FIRST_MS = 100_000_000_000
"""From here on a count since 1970 is one of milliseconds."""


def events(records: ir.Table) -> ir.Table:
    """Say of each event when it happened, and read the attributes, which are JSON in a text."""
    at = _counted(ibis.coalesce(records.TimestampMs, records.Timestamp))
    before = (records.WorkerTimeInPreviousActivity.try_cast("float64") * 1000).round()
    caller = _attribute(records, "from").re_replace("^(?:whatsapp|sip|tel):", "")
    caller = caller.isin(WITHHELD).ifelse(None, caller)
    dialled, account = _attribute(records, "outbound_to"), _attribute(records, "customer_id")
    left = records.TaskCanceledReason.re_search(LEFT)
    address = ibis.coalesce(dialled, caller)
    return records.mutate(
        at=iso_text(at),
        since=iso_text(at - before.cast("int64")),
        customer=ibis.coalesce(account, address),
        account=account,
        phone=address.re_search("^[+]?[0-9]{5,}$").ifelse(address, None),
        email=ibis.coalesce(
            _attribute(records, "email"), address.contains("@").ifelse(address, None)
        ),
        line=_attribute(records, "called"),
        direction=_attribute(records, "direction"),
        media=_attribute(records, "channelType"),
        kind=_attribute(records, "taskType"),
        reservation=ibis.coalesce(records.TransferInitiatingReservationSid, records.ReservationSid),
        canceled_by=(records.EventType == CANCELED).ifelse(
            left.fill_null(False).ifelse("customer", "system"), None
        ),
        team=records.WorkerAttributes.re_extract(_pattern("team_(?:id|name)"), 1).nullif(""),
    )


def _attribute(records: ir.Table, name: str) -> ir.StringValue:
    return records.TaskAttributes.re_extract(_pattern(name), 1).nullif("")


def _pattern(name: str) -> str:
    return rf'"{name}"\s*:\s*"([^"]+)"'


def _counted(text: ir.StringValue) -> ir.IntegerValue:
    """Milliseconds since 1970 of a count of seconds or milliseconds, or of a time with offset Z."""
    count = text.try_cast("float64")
    counted = (count >= FIRST_MS).ifelse(count, count * 1000).round().cast("int64")
    written = since_epoch(text.re_replace("Z$", "").try_cast("timestamp"))
    return ibis.coalesce(counted, written)


READS = (
    "EventType",
    "ReservationSid",
    "TransferInitiatingReservationSid",
    "TaskCanceledReason",
    "Timestamp",
    "TimestampMs",
    "TaskAttributes",
    "WorkerAttributes",
    "WorkerTimeInPreviousActivity",
)
SHAPES = {"events": Shape(events, READS)}
