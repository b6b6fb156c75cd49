"""Is the feed sound? Duplicated contacts, clock errors, days that are missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from statistics import median
from typing import Any

import ibis.expr.types as ir

from lastword.engine.times import moment
from lastword.finding import Condition, Evidence, Finding, NextStep
from lastword.question import Context
from lastword.stats.proportion import wilson

ROLE = "data engineer"
USUAL_CONTACTS = 20


def feed_health(context: Context) -> tuple[Finding, ...]:
    """Findings on the contacts as they were delivered; none where nothing is wrong."""
    found = (_duplicates(context), _clock(context), _gaps(context))
    return tuple(finding for finding in found if finding is not None)


def _duplicates(context: Context) -> Finding | None:
    contacts = context.tables["contacts"]
    known = contacts.filter(contacts.customer_ref.notnull())
    same = known.group_by(["customer_ref", "channel", "offered_at"]).aggregate(copies=known.count())
    row = _one(context, same.aggregate(n=same.copies.sum(), extra=(same.copies - 1).sum()))
    if not row["extra"]:
        return None
    share = wilson(row["extra"], row["n"])
    return Finding(
        id="verdict.health.duplicates",
        question="Is any contact in the data twice?",
        answer="figure",
        sentence=f"{row['extra']:,} contacts repeat another of the same customer, channel and "
        f"second under a different id ({share.text()}).",
        estimates={"duplicates": share},
        caveats=("They count as recontacts within the minute if they stay in.",),
        innocent=("A party line or a shared account can begin two contacts in one second.",),
        next_step=NextStep("Find out which export writes contacts twice, and drop one.", ROLE),
    )


def _clock(context: Context) -> Finding | None:
    contacts = context.tables["contacts"]
    backwards = (contacts.ended_at < contacts.offered_at) | (
        contacts.answered_at < contacts.offered_at
    )
    is_future = contacts.offered_at > moment(context.as_of + timedelta(days=1))
    counted = contacts.aggregate(
        n=contacts.count(),
        backwards=backwards.fill_null(False).cast("int64").sum(),
        future=is_future.cast("int64").sum(),
        doubtful=contacts.time_quality.isin(["ambiguous", "shifted"]).cast("int64").sum(),
    )
    row = _one(context, counted)
    wrong = row["backwards"] + row["future"]
    if not wrong and not row["doubtful"]:
        return None
    return Finding(
        id="verdict.health.clock",
        question="Are the times right?",
        answer="figure",
        sentence=f"{row['backwards']:,} contacts end or are answered before they begin, "
        f"{row['future']:,} lie in the future, {row['doubtful']:,} fall into an hour that the "
        "clock change makes ambiguous.",
        estimates={"clock_errors": wilson(wrong, row["n"])},
        evidence=Evidence(
            "contacts", (Condition("offered_at", ">", context.as_of),), ("-offered_at",)
        )
        if row["future"]
        else None,
        innocent=("Two systems with clocks that differ by seconds.",),
        next_step=NextStep(
            "Set the zone of the export, or clock_skew_seconds of its source.", ROLE
        ),
    )


def _gaps(context: Context) -> Finding | None:
    contacts = context.tables["contacts"]
    days = contacts.mutate(day=contacts.offered_at.date())
    counted = days.group_by("day").aggregate(contacts=days.count())
    rows = context.tables.engine.fetch(counted).to_pylist()
    gaps = missing_days({row["day"]: row["contacts"] for row in rows if row["day"]})
    if not gaps:
        return None
    shown = ", ".join(f"{day:%d %b %Y}" for day in gaps[:5])
    more = f" and {len(gaps) - 5} more" if len(gaps) > 5 else ""
    return Finding(
        id="verdict.health.gaps",
        question="Are days missing from the feed?",
        answer="figure",
        sentence=f"{len(gaps)} days hold no contact although their weekday usually does: "
        f"{shown}{more}.",
        caveats=("Recontacts and next issues on these days cannot be seen.",),
        innocent=("Public holidays, strikes, closures.",),
        next_step=NextStep("Load these days again, or note why they are empty.", ROLE),
    )


def missing_days(counts: dict[date, int]) -> list[date]:
    """Days without contacts whose weekday's median day holds at least 20.

    Examples
    --------
    >>> days = {date(2024, 1, 1) + timedelta(days=i): 50 for i in range(28) if i != 9}
    >>> missing_days(days)
    [datetime.date(2024, 1, 10)]
    """
    if not counts:
        return []
    begin, end = min(counts), max(counts)
    every = [begin + timedelta(days=i) for i in range((end - begin).days + 1)]
    by_weekday: defaultdict[int, list[int]] = defaultdict(list)
    for day in every:
        by_weekday[day.weekday()].append(counts.get(day, 0))
    usual = {weekday: median(values) for weekday, values in by_weekday.items()}
    return [d for d in every if d not in counts and usual[d.weekday()] >= USUAL_CONTACTS]


def _one(context: Context, counted: ir.Table) -> dict[str, Any]:
    rows: Sequence[dict[str, Any]] = context.tables.engine.fetch(counted).to_pylist()
    return {name: value or 0 for name, value in rows[0].items()}
