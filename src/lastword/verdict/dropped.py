"""Customers dropped: cut off while waiting, hung up on, closed on their open question."""

from __future__ import annotations

from typing import Any

import ibis.expr.types as ir

from lastword.engine.times import seconds_between
from lastword.metrics.times import is_offered
from lastword.question import Context
from lastword.stats.proportion import wilson
from lastword.verdict.results import Dropped

HOUR_SECONDS = 3_600.0
PILE_LEAST = 10
PILE_SHARE = 0.5


def dropped(context: Context) -> Dropped:
    """Count who was dropped, how, and who came back within the hour."""
    tables = context.tables
    counted = _counts(context)
    again = _again(context)
    return Dropped(
        offered=counted["offered"],
        abandoned=wilson(counted["abandoned"] or 0, counted["offered"]),
        cut_off=counted["cut_off"] or 0,
        cut_off_at_seconds=cut_off_second(tables.engine.fetch(_cut_off_waits(context)).to_pylist()),
        cut_off_again_in_hour=_share(again, "cut_off"),
        short=wilson(counted["short"], counted["timed"]) if counted["timed"] else None,
        short_again_in_hour=_share(again, "short"),
        unanswered=_unanswered(context),
    )


def cut_off_second(waits: list[dict[str, Any]]) -> float | None:
    """The second of waiting at which cut-offs pile up: where it and its neighbours hold half.

    Parameters
    ----------
    waits
        `second` and `rows`: cut-offs by whole second of waiting.

    Examples
    --------
    >>> cut_off_second([{"second": 1800, "rows": 40}, {"second": 90, "rows": 5}])
    1800.0
    """
    counts = {row["second"]: row["rows"] for row in waits if row["second"] is not None}
    total = sum(counts.values())
    if not counts:
        return None
    mode = max(counts, key=lambda second: (counts[second], -second))
    near = sum(counts.get(mode + step, 0) for step in (-1, 0, 1))
    return float(mode) if near >= max(PILE_LEAST, PILE_SHARE * total) else None


def is_short(contacts: ir.Table, seconds: float) -> ir.BooleanValue:
    """Whether a call was answered for less than `seconds`; null where talk time is unknown."""
    held = contacts.talk_seconds + contacts.hold_seconds.fill_null(0.0)
    is_call = (contacts.outcome == "answered") & (contacts.channel == "voice")
    return is_call.ifelse(held < seconds, None)


def _counts(context: Context) -> dict[str, Any]:
    contacts = context.tables["contacts"]
    offered = is_offered(contacts)
    short = is_short(contacts, context.settings.verdict.short_seconds)
    counted = contacts.aggregate(
        offered=(offered & contacts.outcome.notnull()).cast("int64").sum(),
        abandoned=(offered & (contacts.outcome == "abandoned")).cast("int64").sum(),
        cut_off=(contacts.outcome == "cut_off").cast("int64").sum(),
        short=short.cast("int64").sum(),
        timed=short.count(),
    )
    row: dict[str, Any] = context.tables.engine.fetch(counted).to_pylist()[0]
    return {name: value or 0 for name, value in row.items()}


def _cut_off_waits(context: Context) -> ir.Table:
    contacts = context.tables["contacts"]
    by_system = (contacts.outcome == "abandoned") & (contacts.ended_by == "system")
    cut = contacts.filter((contacts.outcome == "cut_off") | by_system)
    seconds = cut.mutate(second=cut.wait_seconds.round().cast("int64"))
    return seconds.group_by("second").aggregate(rows=seconds.count())


def _again(context: Context) -> dict[str, Any]:
    tables = context.tables
    calls, contacts = tables["contacts"], tables["issue_contacts"]
    short = calls.filter(is_short(calls, context.settings.verdict.short_seconds))
    members = contacts.filter(contacts.person_id.notnull())
    seconds = seconds_between(members.next_contact_at, members.ended_at)
    members = members.select(
        "contact_id", "outcome", is_back=(seconds <= HOUR_SECONDS).fill_null(False).cast("int64")
    )
    shorts = members.semi_join(short.select("contact_id"), "contact_id")
    cut = members.filter(members.outcome == "cut_off")
    counts = [
        group.aggregate(rows=group.count(), back=group.is_back.sum()) for group in (cut, shorts)
    ]
    rows = [tables.engine.fetch(count).to_pylist()[0] for count in counts]
    return dict(zip(("cut_off", "short"), rows, strict=True))


def _share(again: dict[str, Any], name: str) -> Any:
    row = again[name]
    return wilson(row["back"], row["rows"]) if row["rows"] else None


def _unanswered(context: Context) -> int:
    verdicts = context.tables["verdicts"]
    closed = verdicts.filter(verdicts.is_unanswered & verdicts.claimed_resolved)
    return int(context.tables.engine.fetch(closed.aggregate(n=closed.count()))["n"][0].as_py())
