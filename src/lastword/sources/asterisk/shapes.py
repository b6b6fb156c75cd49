"""Lines of a queue log: when the waiting and the talk that they tell of began and ended."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from lastword.engine.times import iso_text, since_epoch
from lastword.ingest.recognition import Shape

WAITED = {
    "CONNECT": "data1",
    "ABANDON": "data3",
    "EXITWITHTIMEOUT": "data3",
    "EXITEMPTY": "data3",
    "EXITWITHKEY": "data4",
}
"""Event that ends a waiting → where it keeps the seconds of it."""
TALKED = {
    "COMPLETEAGENT": "data2",
    "COMPLETECALLER": "data2",
    "TRANSFER": "data4",
    "BLINDTRANSFER": "data4",
    "ATTENDEDTRANSFER": "data4",
}
"""Event that ends a talk → where it keeps the seconds of it."""
ENTRY, ANSWER = "ENTERQUEUE", "CONNECT"
CALL_BEGAN = r"(?:^|-)([0-9]{9,10})\.[0-9]+$"
"""Asterisk names a call by the second in which it began, counted from 1970, and a number."""
EXTENSION = "^(?:Local|SIP|PJSIP|IAX2|SCCP|DAHDI|Agent)/([^@/]+?)(?:-[0-9a-f]{8})?(?:[@/].*)?$"
"""Channels of one extension: Local/2004@from-internal/n, SIP/2004, PJSIP/2004-0000001a."""
NUMBER = "^([+]?[0-9*#]{3,})$"
QUARTER_MS = 15 * 60 * 1000
"""Zones lie whole quarters of an hour from UTC."""


def lines(records: ir.Table) -> ir.Table:
    """Say of each line which stretch of which call it begins or ends, and when.

    A line that ends a waiting or a talk tells its seconds, so that the beginning is known even
    where its own line is in another file.
    """
    rows = _timed(records)
    began = rows.callid.re_extract(CALL_BEGAN, 1).nullif("").cast("int64") * 1000
    is_entry, ends_wait, ends_talk = (
        (rows.event == ENTRY).fill_null(False),
        rows.event.isin(list(WAITED)),
        rows.event.isin(list(TALKED)),
    )
    is_answer = rows.event == ANSWER
    told = rows.event + "-" + rows.callid + "-" + rows.queuename + "-" + rows.at.cast("string")
    return rows.mutate(
        time=iso_text(rows.at),
        agent=ibis.coalesce(rows.agent.re_extract(EXTENSION, 1).nullif(""), rows.agent),
        caller=is_entry.ifelse(rows.data2.re_extract(NUMBER, 1).nullif(""), None),
        menu_id=is_entry.ifelse("menu-" + rows.callid, None),
        menu_from=iso_text(began),
        wait_id=(is_entry | ends_wait).ifelse("wait-" + told, None),
        wait_from=iso_text(is_entry.ifelse(rows.at, rows.at - _told(rows, WAITED))),
        wait_to=ends_wait.ifelse(iso_text(rows.at), None),
        talk_id=(is_answer | ends_talk).ifelse("talk-" + told, None),
        talk_from=iso_text(is_answer.ifelse(rows.at, rows.at - _told(rows, TALKED))),
        talk_to=ends_talk.ifelse(iso_text(rows.at), None),
    ).drop("at")


def _told(rows: ir.Table, places: Mapping[str, str]) -> ir.IntegerValue:
    """Milliseconds that an event tells; null where it tells none."""
    told = [(rows.event == event, rows[column]) for event, column in places.items()]
    return (ibis.cases(*told).try_cast("float64") * 1000).round().cast("int64")


def _timed(records: ir.Table) -> ir.Table:
    """Add `at`, milliseconds since 1970 in UTC.

    The file counts seconds since 1970. A database keeps local times, whose zone is proven: a
    call's name tells when it began, in UTC, and it reached its queue within a quarter of an
    hour, so that whole quarters between its name and its first line are the zone. Lines without
    a call take the offset of their day's calls.
    """
    counted = (records.time.try_cast("float64") * 1000).round().cast("int64")
    local = since_epoch(records.time.try_cast("timestamp"))
    began = records.callid.re_extract(CALL_BEGAN, 1).nullif("").cast("int64") * 1000
    rows = records.mutate(local=local, gap=local - began, day=records.time.left(10))
    first = rows.gap.min().over(ibis.window(group_by="callid"))
    rows = rows.mutate(quarters=rows.gap.notnull().ifelse((first / QUARTER_MS).floor(), None))
    of_day = rows.quarters.min().over(ibis.window(group_by="day"))
    offset = ibis.coalesce(rows.quarters, of_day).cast("int64") * QUARTER_MS
    rows = rows.mutate(at=ibis.coalesce(counted, rows.local - offset))
    return rows.drop("local", "gap", "day", "quarters")


SHAPES = {
    "lines": Shape(
        lines,
        ("time", "callid", "queuename", "agent", "event", "data1", "data2", "data3", "data4"),
    )
}
