"""Doses: how long, how densely and how hard an agent had worked when a contact began."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from lastword.analyses.employees.work import AT_WORK
from lastword.engine import Tables
from lastword.engine.joins import extend
from lastword.engine.times import seconds_between

HOUR = 3600.0
PAUSE_SECONDS = 6 * HOUR
"""Whoever did nothing for so long begins a new working day."""
LOOKED_BACK = 5
"""Contacts over which an agent's occupancy is taken."""
HARD_POSITION = 3
"""A customer's contact about the same problem from which on it counts as hard."""


@dataclass(frozen=True, slots=True)
class Dose:
    """One strain.

    Parameters
    ----------
    name, title
        Key, which is its column, and in words.
    width, bins
        Width of a bin and how many there are; the last one is open.
    span
        From nothing to a full dose: what a fall is told over.
    step_words
        What a full dose is, in words.
    by_day
        Whether the next working day's dose at the same place is a placebo.
    """

    name: str
    title: str
    width: float
    bins: int
    span: float
    step_words: str
    by_day: bool


DOSES: tuple[Dose, ...] = (
    Dose("hours", "hours on shift", 1.0, 9, 8.0, "eight hours on shift", False),
    Dose("unbroken", "hours without a break", 1.0, 6, 4.0, "four hours without a break", False),
    Dose("occupancy", "occupancy over the last five contacts", 0.2, 5, 0.5,
         "50 points more occupancy", True),
    Dose("streak", "hard conversations in a row", 1.0, 5, 3.0, "three hard conversations in a row",
         True),
)  # fmt: skip
NAMES = tuple(dose.name for dose in DOSES)


def doses(tables: Tables) -> ir.Table:
    """Answered contacts with what the agent had behind at their beginning.

    Returns
    -------
    ir.Table
        `contact_id`, `issue_id`, `person_id`, `agent_id`, `channel`, `at`, `ended_at`, `is_last`,
        `next_contact_at`, `session` (working day of the agent), `place` in it, and one column a
        dose, null where it is not known.
    """
    served = _served(tables)
    has_shifts = {"state", "ended_at"} <= tables.filled("shifts")
    events = served.mutate(builds=ibis.literal(not has_shifts), rested_at=_never())
    if has_shifts:
        events = events.union(_stretches(tables, served))
    placed = _sessions(events)
    inside = placed.filter(placed.contact_id.notnull() & placed.is_covered)
    return _strains(inside, tables.filled("shifts") >= {"state"})


def _served(tables: Tables) -> ir.Table:
    contacts = tables["issue_contacts"]
    known = contacts.filter(
        (contacts.outcome == "answered").fill_null(False)
        & contacts.agent_id.notnull()
        & contacts.ended_at.notnull()
    )
    labels = tables["labels"]
    upset = labels.filter((labels.kind == "emotion") & (labels.value == "negative"))
    heard = upset.select("contact_id").distinct().mutate(is_upset=ibis.literal(True))
    marked = extend(known, heard.filter(heard.contact_id.notnull()), "contact_id")
    waited = (marked.wait_seconds.fill_null(0.0) * 1000).cast("int64").as_interval("ms")
    return marked.select(
        "contact_id", "issue_id", "person_id", "agent_id", "channel", "ended_at", "is_last",
        "next_contact_at",
        at=marked.offered_at + waited,
        handled=marked.handle_seconds.fill_null(0.0),
        is_hard=(marked.position >= HARD_POSITION) | marked.is_upset.fill_null(False),
    )  # fmt: skip


def _never() -> ir.TimestampScalar:
    return ibis.null("timestamp")


def _stretches(tables: Tables, like: ir.Table) -> ir.Table:
    """Stretches at work and on break as events of the same columns."""
    shifts = tables["shifts"]
    known = shifts.filter(shifts.state.isin([*AT_WORK, "break"]) & shifts.ended_at.notnull())
    is_break = known.state == "break"
    own = {
        "agent_id": known.agent_id,
        "at": known.started_at,
        "ended_at": known.ended_at,
        "handled": ibis.literal(0.0),
        "is_hard": ibis.literal(False),
    }
    schema = like.schema()
    columns = {name: own.get(name, ibis.null(schema[name])) for name in like.columns}
    rested = is_break.ifelse(known.ended_at, _never())
    return known.select(**columns, builds=ibis.literal(True), rested_at=rested)


def _sessions(events: ir.Table) -> ir.Table:
    """Number each agent's working days, when they began, and the latest break in them."""
    order = [ibis.asc("at"), ibis.desc("builds"), ibis.asc("ended_at"), ibis.asc("contact_id")]
    before = ibis.window(group_by="agent_id", order_by=order, rows=(None, -1))
    so_far = ibis.window(group_by="agent_id", order_by=order, rows=(None, 0))
    ends = events.mutate(built_until=events.builds.ifelse(events.ended_at, _never()))
    gaps = ends.mutate(last_end=ends.built_until.max().over(before))
    is_new = gaps.builds & (
        gaps.last_end.isnull() | (seconds_between(gaps["at"], gaps.last_end) > PAUSE_SECONDS)
    )
    begun = gaps.mutate(is_new=is_new.fill_null(True).ifelse(1, 0))
    numbered = begun.mutate(
        session=begun.is_new.sum().over(so_far),
        began_at=(begun.is_new == 1).ifelse(begun["at"], _never()).max().over(so_far),
        covered_until=begun.built_until.max().over(so_far),
        rested=begun.rested_at.max().over(so_far),
    )
    is_covered = (numbered["at"] <= numbered.covered_until).fill_null(False)
    return numbered.mutate(is_covered=is_covered & (numbered.session > 0))


def _strains(contacts: ir.Table, has_breaks: bool) -> ir.Table:
    order = [ibis.asc("at"), ibis.asc("contact_id")]
    day = ibis.window(group_by=["agent_id", "session"], order_by=order)
    before = ibis.window(group_by=["agent_id", "session"], order_by=order, rows=(None, -1))
    behind = ibis.window(group_by=["agent_id", "session"], order_by=order, rows=(-LOOKED_BACK, -1))
    easy = (~contacts.is_hard).ifelse(1, 0)
    seen = contacts.mutate(
        place=ibis.row_number().over(day),
        easy_before=easy.sum().over(before).fill_null(0),
        since=contacts["at"].lag(LOOKED_BACK).over(day),
        busy=contacts.handled.sum().over(behind),
    )
    run = ibis.window(group_by=["agent_id", "session", "easy_before"], order_by=order)
    free_since = ibis.greatest(seen.began_at, seen.rested.fill_null(seen.began_at))
    passed = seconds_between(seen["at"], seen.since)
    share = (passed > 0).ifelse(seen.busy / (passed > 0).ifelse(passed, 1.0), ibis.null("float64"))
    free = seconds_between(seen["at"], free_since) / HOUR
    unbroken = (free > 0).ifelse(free, 0.0)
    return seen.select(
        "contact_id", "issue_id", "person_id", "agent_id", "channel", "at", "ended_at", "is_last",
        "next_contact_at", "session", "place",
        hours=seconds_between(seen["at"], seen.began_at) / HOUR,
        unbroken=unbroken if has_breaks else ibis.null("float64"),
        occupancy=(share > 1).ifelse(1.0, share),
        streak=ibis.row_number().over(run).cast("float64"),
    )  # fmt: skip
