"""What customers did: came back, had a next issue, left; null while the window is open.

While it is open nothing is said in either direction: those who already came back would count and
those who may still do would not.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import ibis
import ibis.expr.types as ir

from lastword.engine import Tables
from lastword.engine.joins import extend
from lastword.engine.times import days_between, moment
from lastword.settings import Settings
from lastword.verdict.attach import is_by_customer

LEAVING = ("cancelled", "downgraded")


def did(issues: ir.Table, tables: Tables, settings: Settings, as_of: datetime) -> ir.Table:
    """What the customer of each issue did after it.

    The clock starts at the first claimed end; where nothing is claimed, at the end of the first
    answered contact, else of the first contact.

    Parameters
    ----------
    issues
        The issues with `claimed_at`.

    Returns
    -------
    ibis.expr.types.Table
        `issue_id`, `clock_at`, and the columns `did_…`, `came_back_days`, `next_issue_days` of
        `verdicts`.
    """
    windows = settings.verdict
    clocked = _clocked(issues, tables)
    back = _back(clocked, tables)
    acted = extend(clocked, back, "issue_id")
    came_back_days = days_between(acted.back_at, acted.clock_at)
    next_days = days_between(acted.next_issue_at, acted.ended_at)
    is_known = acted.person_id.notnull()
    return acted.select(
        "issue_id",
        "clock_at",
        came_back_days=came_back_days,
        did_come_back=is_known.ifelse(
            _within(came_back_days, acted.clock_at, windows.recontact_days, as_of), None
        ),
        next_issue_days=next_days,
        did_next_issue=is_known.ifelse(
            _within(next_days, acted.ended_at, windows.next_issue_days, as_of), None
        ),
    )


def left(issues: ir.Table, tables: Tables, settings: Settings, as_of: datetime) -> ir.Table:
    """Issues whose customer cancelled or downgraded within the leave window after them."""
    days = settings.verdict.leave_days
    outcomes = tables["outcomes"]
    leaving = outcomes.filter(outcomes.kind.isin(LEAVING)).select("customer_ref", left_at="at")
    persons = tables["persons"].select("customer_ref", "person_id")
    gone = leaving.inner_join(persons, "customer_ref").select("person_id", "left_at")
    gone = gone.filter(gone.left_at <= moment(as_of))
    near = issues.select("issue_id", "person_id", "opened_at", "ended_at").inner_join(
        gone, "person_id"
    )
    is_soon = days_between(near.left_at, near.ended_at) <= days
    soon = near.filter((near.left_at >= near.opened_at) & is_soon)
    return soon.select("issue_id").distinct().mutate(has_left=True)


def _clocked(issues: ir.Table, tables: Tables) -> ir.Table:
    contacts = tables["issue_contacts"]
    several = issues.filter(issues.contact_count > 1).select("issue_id")
    ends = contacts.semi_join(several, "issue_id")
    is_served = ends.outcome.isin(["answered", "self_served"]).fill_null(True)
    first = ends.group_by("issue_id").aggregate(
        served_end=ends.ended_at.min(where=is_served), first_end=ends.ended_at.min()
    )
    joined = extend(issues, first, "issue_id")
    ended_at = ibis.coalesce(joined.ended_at, joined.last_contact_at)
    clock = ibis.coalesce(joined.claimed_at, joined.served_end, joined.first_end, ended_at)
    return joined.select(
        "issue_id", "person_id", "next_issue_at", "contact_count", ended_at=ended_at, clock_at=clock
    )


def _back(clocked: ir.Table, tables: Tables) -> ir.Table:
    contacts = tables["issue_contacts"]
    came = contacts.filter(is_by_customer(contacts) & (contacts.position > 1))
    later = came.select("issue_id", "offered_at").inner_join(
        clocked.select("issue_id", "clock_at"), "issue_id"
    )
    later = later.filter(later.offered_at > later.clock_at)
    return later.group_by("issue_id").aggregate(back_at=later.offered_at.min())


def _within(
    days: ir.FloatingValue, start: ir.TimestampValue, window: float, as_of: datetime
) -> ir.BooleanValue:
    has_passed = start <= moment(as_of - timedelta(days=window))
    return has_passed.ifelse((days <= window).fill_null(False), None)
