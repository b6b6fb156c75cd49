"""Who came back: same issue or any, by how the contact went, minus what chance explains."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import ibis
import ibis.expr.types as ir

from lastword.engine import Engine, Tables
from lastword.engine.joins import extend
from lastword.engine.times import days_between
from lastword.estimate import Estimate
from lastword.question import Context
from lastword.stats.proportion import wilson
from lastword.verdict.again import came_again
from lastword.verdict.attach import is_by_customer
from lastword.verdict.chance import Chance, chance
from lastword.verdict.curves import curve, day_counts, excess, watched_days
from lastword.verdict.dropped import is_short
from lastword.verdict.results import Curve, Recontact
from lastword.verdict.watched import watched

MINUS_SHUFFLE = "same issue minus shuffled reasons"
MINUS_PLACEBO = "any contact minus placebo window before"
OUTCOMES = {"answered": "answered", "short": "short", "abandoned": "abandoned"}


def recontact(context: Context) -> Recontact:
    """Kaplan–Meier curves of coming back, and what remains when chance is taken off.

    Issues are watched from their first claimed end; those whose watch ends at the stated moment
    are censored there. “Any” counts the person's next contact about anything from the same clock,
    and so does chance.
    """
    tables, as_of, settings = context.tables, context.as_of, context.settings
    contacts = watched(tables)
    same, any_ = _of_issues(tables.engine, contacts, as_of)
    by_chance: Chance = chance(
        tables.engine,
        contacts,
        as_of,
        window_days=settings.verdict.recontact_days,
        pause_days=settings.linking.window_days,
    )
    return Recontact(
        same=same,
        any=any_,
        chance=by_chance.curve,
        excess=excess(same, by_chance.curve, MINUS_SHUFFLE) if by_chance.curve else (),
        by_outcome=_by_outcome(context),
        reopened=reopened(tables),
        reason=by_chance.reason,
        placebo=by_chance.placebo,
        beyond_placebo=excess(any_, by_chance.placebo, MINUS_PLACEBO) if by_chance.placebo else (),
    )


def _of_issues(engine: Engine, contacts: ir.Table, as_of: datetime) -> tuple[Curve, Curve]:
    again = came_again(contacts, ["person_id"], "again_at", following="next_contact_at")
    starts = again.filter(again.is_start)
    watch = watched_days(starts.ended_at, as_of)
    both = {
        "same issue": starts.came_back_days,
        "any contact": days_between(starts.again_at, starts.ended_at),
    }
    counts = [
        day_counts(starts, days, watch).mutate(which=ibis.literal(name))
        for name, days in both.items()
    ]
    rows = engine.fetch(ibis.union(*counts)).to_pylist()
    same, any_ = (curve(name, [row for row in rows if row["which"] == name]) for name in both)
    return same, any_


def _by_outcome(context: Context) -> tuple[Curve, ...]:
    tables = context.tables
    contacts = went(tables, context.settings.verdict.short_seconds)
    returned = came_again(contacts, ["person_id"], "again_at", following="next_contact_at")
    days = days_between(returned.again_at, returned.ended_at)
    watched = watched_days(returned.ended_at, context.as_of)
    rows = tables.engine.fetch(day_counts(returned, days, watched, by=["how"])).to_pylist()
    groups = {how: [row for row in rows if row["how"] == how] for how in OUTCOMES}
    return tuple(curve(OUTCOMES[how], group) for how, group in groups.items() if group)


def went(tables: Tables, short_seconds: float) -> ir.Table:
    """Contacts of known customers, and `how` they went: answered, short or abandoned.

    Short is a call answered for less than `short_seconds`; abandoned includes cut-offs. Contacts
    that went another way (voicemail, self-service, unknown) have null.
    """
    contacts = tables["issue_contacts"]
    mine = contacts.filter(contacts.person_id.notnull() & is_by_customer(contacts))
    mine = mine.select(
        "contact_id",
        "person_id",
        "channel",
        "outcome",
        "offered_at",
        "ended_at",
        "next_contact_at",
    )
    calls = tables["contacts"]
    short = calls.filter(is_short(calls, short_seconds)).select("contact_id")
    marked = extend(mine, short.mutate(is_short=True), "contact_id")
    how = ibis.cases(
        (marked.is_short.fill_null(False), "short"),
        (marked.outcome == "answered", "answered"),
        (marked.outcome.isin(["abandoned", "cut_off"]), "abandoned"),
    )
    return marked.mutate(how=how).drop("is_short", "channel", "outcome")


def reopened(tables: Tables) -> Estimate | None:
    """Share of solved or closed threads that the system itself calls reopened."""
    if "events" not in tables.parts:
        return None
    events = tables["events"]
    threads = (
        events.filter(events.thread_id.notnull())
        .group_by("thread_id")
        .aggregate(
            is_done=events.kind.isin(["solved", "closed"]).any(),
            is_reopened=(events.kind == "reopened").any(),
        )
    )
    done = threads.filter(threads.is_done)
    counted = done.aggregate(n=done.count(), k=done.is_reopened.cast("int64").sum())
    row: Mapping[str, Any] = tables.engine.fetch(counted).to_pylist()[0]
    return wilson(row["k"], row["n"]) if row["n"] else None
