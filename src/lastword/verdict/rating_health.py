"""Can the ratings be trusted? Unclear questions, orphans, flipped scales, machine clicks."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir

from lastword.engine import Tables
from lastword.engine.times import seconds_between
from lastword.finding import Condition, Evidence, Finding, NextStep
from lastword.question import Context
from lastword.stats.proportion import wilson
from lastword.verdict.attach import attach
from lastword.verdict.closures import auto_closures
from lastword.verdict.flipped import flipped
from lastword.verdict.said import addressed
from lastword.verdict.unclear import questions_read, unclear

ENGINEER = "data engineer"
OWNER = "survey owner"
CLICK_SECONDS = 2.0
BURST = 10
JUST_BEFORE_SECONDS = 3_600.0


def rating_health(context: Context) -> tuple[Finding, ...]:
    """Findings on answers and closings; none where nothing is wrong."""
    checks = (
        questions_read,
        unclear,
        _orphans,
        flipped,
        _machine_clicks,
        _reassigned,
        _auto_closed,
    )
    found = (check(context) for check in checks)
    return tuple(finding for finding in found if finding is not None)


def _orphans(context: Context) -> Finding | None:
    tables = context.tables
    answers = addressed(tables)
    placed = attach(answers, tables, key="answer_id", at="answered_at")
    lost = answers.anti_join(placed, "answer_id")
    row = _counts(tables, n=answers, orphans=lost)
    if not row["orphans"]:
        return None
    share = wilson(row["orphans"], row["n"])
    return Finding(
        id="verdict.health.orphaned_ratings",
        question="Does every answer belong to a contact?",
        answer="figure",
        sentence=f"{row['orphans']:,} of {row['n']:,} answers ({share.text()}) fit no contact, no "
        "thread and no customer within 7 days; they are left out.",
        estimates={"orphaned": share},
        evidence=Evidence("answers", (Condition("contact_id", "is null"),), ("-answered_at",)),
        innocent=("The contacts lie outside the period or in a system that was not exported.",),
        next_step=NextStep("Carry the ticket or call id into the survey as hidden data.", OWNER),
    )


def _machine_clicks(context: Context) -> Finding | None:
    tables = context.tables
    answers, asked = tables["answers"], tables["invitations"]
    both = answers.inner_join(asked.select("invitation_id", "invited_at"), "invitation_id")
    seconds = seconds_between(both.answered_at, both.invited_at)
    quick = both.filter((seconds >= 0) & (seconds <= CLICK_SECONDS))
    is_timed = answers.answered_at.notnull() & (
        answers.answered_at.truncate("D") != answers.answered_at
    )
    timed = answers.filter(is_timed).select("invitation_id", "answer_id", "answered_at")
    whole = timed.mutate(second=timed.answered_at.truncate("s"))
    form = ibis.coalesce(whole.invitation_id, whole.answer_id)
    bursts = whole.group_by("second").aggregate(forms=form.nunique())
    burst = bursts.filter(bursts.forms >= BURST)
    in_bursts = _number(tables, burst.aggregate(n=burst.forms.sum()))
    row = _counts(tables, n=answers, quick=quick)
    if not row["quick"] and not in_bursts:
        return None
    return Finding(
        id="verdict.health.machine_clicks",
        question="Did people give these ratings?",
        answer="figure",
        sentence=f"{row['quick']:,} answers came within 2 s of the invitation, {in_bursts:,} in "
        f"bursts of {BURST} or more in one second: more likely link scanners than customers.",
        estimates={"within_2_seconds": wilson(row["quick"], row["n"])},
        innocent=("Answers asked for in the chat itself, or loaded with the hour of an import.",),
        next_step=NextStep("Ask for a confirming click before an answer counts.", OWNER),
    )


def _reassigned(context: Context) -> Finding | None:
    tables = context.tables
    asked = tables["invitations"].filter(tables["invitations"].answered_at.notnull())
    contacts = tables["contacts"].select("contact_id", ended_by_agent="agent_id")
    both = asked.inner_join(contacts, "contact_id")
    known = both.filter(both.agent_id.notnull() & both.ended_by_agent.notnull())
    other = known.filter(known.agent_id != known.ended_by_agent)
    row = _counts(tables, n=known, other=other, moved=_moved(tables), rated=_rated(tables))
    total = row["n"] + row["rated"]
    credited = row["other"] + row["moved"]
    if not credited:
        return None
    share = wilson(credited, total)
    return Finding(
        id="verdict.health.reassigned_ratings",
        question="Does the rating go to the agent who served?",
        answer="figure",
        sentence=f"{credited:,} of {total:,} ratings ({share.text()}) are credited to an agent who "
        "did not end the contact, or whose thread changed hands in the hour before the rating.",
        estimates={"reassigned": share},
        innocent=("Hand-overs at the end of a shift.", "Tickets moved to a follow-up team."),
        next_step=NextStep(
            "Store the serving agent with the invitation; do not read agents' scores before.", OWNER
        ),
    )


def _rated(tables: Tables) -> ir.Table:
    events = tables["events"]
    rated = events.filter((events.kind == "rated") & events.thread_id.notnull())
    return rated.select("event_id", "thread_id", rated_at="at")


def _moved(tables: Tables) -> ir.Table:
    events = tables["events"]
    moved = events.filter(events.kind.isin(["assigned", "transferred"])).select(
        "thread_id", moved_at="at"
    )
    near = _rated(tables).inner_join(moved, "thread_id")
    seconds = seconds_between(near.rated_at, near.moved_at)
    return (
        near.filter((seconds >= 0) & (seconds <= JUST_BEFORE_SECONDS)).select("event_id").distinct()
    )


def _auto_closed(context: Context) -> Finding | None:
    found = auto_closures(context.tables)
    if not found.by:
        return None
    how = ", ".join(f"{name} ({count:,})" for name, count in found.by)
    lag = f", most often {found.lag_hours / 24:.1f} days after “solved”" if found.lag_hours else ""
    return Finding(
        id="verdict.health.auto_closures",
        question="Who closes?",
        answer="figure",
        sentence=f"{found.share.text()} of closings are automatic{lag}: recognised by {how}. "
        "They say nothing of the customer.",
        estimates={"automatic": found.share},
        evidence=Evidence("verdicts", (Condition("is_auto_closed", "==", True),), ("-claimed_at",)),
        caveats=("An issue that was never marked solved before such a closing has no real claim.",),
        innocent=("A closing rule is good housekeeping, as long as nobody counts it as success.",),
        next_step=NextStep(
            "Report “solved”, not “closed”; ask the customer before closing.", "head of service"
        ),
    )


def _counts(tables: Tables, **parts: ir.Table) -> dict[str, int]:
    return {name: _number(tables, part.aggregate(n=part.count())) for name, part in parts.items()}


def _number(tables: Tables, counted: ir.Table) -> int:
    row: dict[str, Any] = tables.engine.fetch(counted).to_pylist()[0]
    return int(row["n"] or 0)
