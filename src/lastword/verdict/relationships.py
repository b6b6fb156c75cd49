"""relationships: how the centre has treated each person; six facts, never one score."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import reduce

import ibis
import ibis.expr.types as ir

from lastword.engine import Tables, conform
from lastword.engine.joins import extend
from lastword.engine.times import days_between, moment
from lastword.settings import Settings
from lastword.verdict.attach import is_by_customer

REPLY_DAYS = 14.0
PROMISE_DAYS = 7.0
BAD_CSAT = 0.5


def relationships(tables: Tables, settings: Settings, as_of: datetime) -> ir.Table:
    """One row per known person; null where nothing was observed.

    Recognised, heard, solved for good, promises kept, feedback answered, stayed: each by itself.
    """
    parts = (
        _issues(tables),
        _promises(tables, as_of),
        _feedback(tables, as_of),
        _leavers(tables, as_of),
    )
    persons = reduce(lambda table, part: extend(table, part, "person_id"), parts, _contacts(tables))
    stayed = ~persons.has_cancelled.fill_null(False)
    has_outcomes = "outcomes" in tables.parts
    whole = persons.mutate(
        issue_count=persons.issue_count.fill_null(0),
        stayed=stayed if has_outcomes else ibis.null("boolean"),
    )
    return conform(whole, "relationships")


def outgoing(tables: Tables) -> ir.Table:
    """Contacts that the centre made to a person: outbound, or the call-back they wished."""
    contacts = tables["issue_contacts"]
    is_ours = (contacts.direction == "outbound").fill_null(False)
    made = contacts.filter(is_ours | contacts.is_callback.fill_null(False))
    return made.filter(made.person_id.notnull()).select("person_id", made_at="offered_at")


def promises(tables: Tables) -> ir.Table:
    """Contacts in which a call-back was promised: `contact_id`, `issue_id`, person and time."""
    labels = tables["labels"]
    promised = labels.filter((labels.kind == "promise") & labels.contact_id.notnull())
    contacts = tables["issue_contacts"].select("contact_id", "issue_id", "person_id", "ended_at")
    return promised.select("contact_id").distinct().inner_join(contacts, "contact_id")


def answered_within(rows: ir.Table, tables: Tables, *, key: str, at: str, days: float) -> ir.Table:
    """Rows (`key`, `person_id`, `at`) after which the centre contacted the person in time."""
    near = rows.select(key, "person_id", since=rows[at]).inner_join(outgoing(tables), "person_id")
    gap = days_between(near.made_at, near.since)
    return near.filter((gap >= 0) & (gap <= days)).select(key).distinct()


def _contacts(tables: Tables) -> ir.Table:
    contacts = tables["issue_contacts"]
    mine = contacts.filter(contacts.person_id.notnull() & is_by_customer(contacts))
    is_repeat = mine.contact_number > 1
    was_heard = mine.outcome.isin(["answered", "self_served"]).cast("float64")
    return mine.group_by("person_id").aggregate(
        contact_count=mine.count(),
        recognised=(1.0 - mine.is_false_first.cast("float64")).mean(where=is_repeat),
        heard=was_heard.mean(),
    )


def _issues(tables: Tables) -> ir.Table:
    verdicts = tables["verdicts"]
    known = verdicts.filter(verdicts.person_id.notnull())
    solved = ibis.coalesce(known.said_resolved, ~known.did_come_back).cast("float64")
    return known.group_by("person_id").aggregate(
        issue_count=known.count(), solved_for_good=solved.mean(where=known.is_mature)
    )


def _promises(tables: Tables, as_of: datetime) -> ir.Table:
    made = promises(tables)
    is_due = made.ended_at <= moment(as_of - timedelta(days=PROMISE_DAYS))
    due = made.filter(made.person_id.notnull() & is_due)
    kept = answered_within(due, tables, key="contact_id", at="ended_at", days=PROMISE_DAYS)
    both = extend(due, kept.mutate(is_kept=True), "contact_id")
    return both.group_by("person_id").aggregate(
        promises_kept=both.is_kept.fill_null(False).cast("float64").mean()
    )


def bad_answers(tables: Tables) -> ir.Table:
    """Issues whose customer said that it is not solved, or was dissatisfied."""
    verdicts = tables["verdicts"]
    is_bad = (verdicts.said_resolved == False) | (verdicts.said_csat < BAD_CSAT)  # noqa: E712
    bad = verdicts.filter(is_bad & verdicts.person_id.notnull() & verdicts.answered_at.notnull())
    return bad.select("issue_id", "person_id", "answered_at")


def _feedback(tables: Tables, as_of: datetime) -> ir.Table:
    bad = bad_answers(tables)
    bad = bad.filter(bad.answered_at <= moment(as_of - timedelta(days=REPLY_DAYS)))
    replied = answered_within(bad, tables, key="issue_id", at="answered_at", days=REPLY_DAYS)
    both = extend(bad, replied.mutate(is_replied=True), "issue_id")
    return both.group_by("person_id").aggregate(
        feedback_answered=both.is_replied.fill_null(False).cast("float64").mean()
    )


def _leavers(tables: Tables, as_of: datetime) -> ir.Table:
    outcomes = tables["outcomes"]
    is_gone = (outcomes.kind == "cancelled") & (outcomes["at"] <= moment(as_of))
    gone = outcomes.filter(is_gone).select("customer_ref").distinct()
    persons = gone.inner_join(tables["persons"].select("customer_ref", "person_id"), "customer_ref")
    return persons.select("person_id").distinct().mutate(has_cancelled=True)
