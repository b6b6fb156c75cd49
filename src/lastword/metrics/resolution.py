"""Every definition of “resolved” in use, each on the same mature issues."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from lastword.metrics.metric import Metric

if TYPE_CHECKING:
    import ibis.expr.types as ir

WINDOW_DAYS = 7.0
QUICK_MINUTES = 15.0


def _claimed_and(condition: Any, table: ir.Table) -> Any:
    return table.claimed_resolved & condition


def _one_touch_under_two(table: ir.Table) -> Any:
    return _claimed_and(table.touches < 2, table)


def _one_touch_exactly_one(table: ir.Table) -> Any:
    return _claimed_and(table.touches == 1, table)


def _no_customer_reply(table: ir.Table) -> Any:
    return _claimed_and(~table.has_customer_reply, table)


def _closed_in_15_minutes(table: ir.Table) -> Any:
    from lastword.engine.times import seconds_between

    is_quick = seconds_between(table.claimed_at, table.opened_at) <= QUICK_MINUTES * 60
    return table.claimed_resolved.notnull().ifelse(is_quick.fill_null(False), None)


def _no_return_within(days: Any, is_watched: Any) -> Any:
    return is_watched.ifelse((days > WINDOW_DAYS).fill_null(True), None)


def _one_call_by_customer(table: ir.Table) -> Any:
    is_one = table.said_contacts_needed == 1
    return is_one.notnull().ifelse(table.said_resolved & is_one, None)


_metric = partial(Metric, grain="issue", table="verdicts", unit="share")


METRICS = (
    _metric(
        "agent_code",
        "Agent's code",
        "What does the centre claim was solved?",
        kind="performance",
        decider="agent",
        expression=lambda t: t.claimed_resolved,
        formula="issues whose last claim by agent or system is “resolved” / issues with a claim",
        needs=("verdicts.claimed_resolved",),
        trap="Whoever is measured by it decides it. A closed ticket is not a solved problem.",
        source="Disposition code or status of most help desks; 83 % claimed where 67 % of "
        "customers agreed (SQM), 76 % v 40 % (CEB)",
    ),
    _metric(
        "one_touch_under_two",
        "One touch, fewer than 2 replies",
        "How many were solved with at most one reply?",
        kind="performance",
        decider="system",
        expression=_one_touch_under_two,
        formula="claimed resolved and fewer than 2 public replies by agents / issues with a claim",
        needs=("verdicts.claimed_resolved", "verdicts.touches"),
        trap="Counts tickets that were closed without any reply at all as one-touch successes.",
        source="Zendesk Explore, one-touch tickets: agent replies < 2 and solved",
    ),
    _metric(
        "one_touch_exactly_one",
        "One touch, exactly 1 reply",
        "How many were solved with exactly one reply?",
        kind="performance",
        decider="system",
        expression=_one_touch_exactly_one,
        formula="claimed resolved and exactly 1 public reply by an agent / issues with a claim",
        needs=("verdicts.claimed_resolved", "verdicts.touches"),
        trap="One reply that closes the ticket counts, whether or not it helped; a kind second "
        "message to make sure counts against.",
        source="dbt_zendesk, is_one_touch_resolution",
    ),
    _metric(
        "no_customer_reply",
        "No customer reply",
        "How many were solved without a further word from the customer?",
        kind="performance",
        decider="behaviour",
        expression=_no_customer_reply,
        formula="claimed resolved and no word or contact of the customer after the first reply / "
        "issues with a claim",
        needs=("verdicts.claimed_resolved", "verdicts.has_customer_reply"),
        trap="A customer who gives up in silence counts as solved; one who says thanks does not.",
        source="Freshservice, first contact resolution: no further customer interaction",
    ),
    _metric(
        "closed_in_15_minutes",
        "Closed within 15 minutes",
        "How many were closed within a quarter of an hour?",
        kind="performance",
        decider="system",
        expression=_closed_in_15_minutes,
        formula="first claimed at most 15 minutes after the issue opened, though later reopened / "
        "issues with a claim",
        needs=("verdicts.claimed_resolved", "verdicts.claimed_at"),
        trap="Rewards closing fast: what is reopened later still counts as solved.",
        source="Zammad, first contact resolution",
    ),
    _metric(
        "same_number_7d",
        "Same number not back in 7 days",
        "How many callers did not call again from the same number within 168 hours?",
        kind="performance",
        decider="behaviour",
        expression=lambda t: _no_return_within(t.same_number_days, t.has_number),
        formula="first call's number does not call within 168 h of its end / issues that began "
        "with a call from a known number",
        needs=("verdicts.has_number",),
        trap="Blind to every other number and channel; a new problem counts as a failure.",
        source="QueueMetrics, first call resolution: same caller number within 168 h",
    ),
    _metric(
        "next_contact_avoidance_7d",
        "No next contact in 7 days",
        "How many customers did not have to come again for anything within a week?",
        kind="performance",
        decider="behaviour",
        expression=lambda t: _no_return_within(t.next_contact_days, t.has_person),
        formula="no further contact by the same person, any reason or channel, within 7 days of "
        "the first contact's end / issues of known persons",
        needs=("verdicts.person_id",),
        trap="A new problem counts as a failure; a customer who left counts as a success.",
        source="Genesys, next contact avoidance: 7 days, initiator only",
    ),
    _metric(
        "no_recontact",
        "No recontact on the issue",
        "How many customers did not come back about the same problem?",
        kind="performance",
        decider="behaviour",
        expression=lambda t: ~t.did_come_back,
        formula="no contact on the same issue within the recontact window after its first claimed "
        "end / issues of known persons",
        needs=("verdicts.did_come_back",),
        trap="Silence is read as success. Customers also stay silent because they gave up, and "
        "some come back by chance.",
        source="Lastword",
    ),
    _metric(
        "customer_says_resolved",
        "Customer's own answer",
        "How many customers say that it is solved?",
        kind="verdict",
        decider="customer",
        expression=lambda t: t.said_resolved,
        formula="customers who answer “solved” (partly counts as no) / customers who answered",
        needs=("verdicts.said_resolved",),
        trap="Speaks of those who answered: see the estimate for everybody and its bounds.",
        source="Only the customer decides what “resolved” means",
    ),
    _metric(
        "customer_says_one_call",
        "Customer's answer: solved in one call",
        "How many customers say that it is solved, and took one contact?",
        kind="verdict",
        decider="customer",
        expression=_one_call_by_customer,
        formula="customers who say “solved” and count one contact / customers who answered both",
        needs=("verdicts.said_resolved", "verdicts.said_contacts_needed"),
        trap="Customers forget contacts, above all those in other channels.",
        source="SQM, first call resolution: the customer says resolved and in one call; "
        "70–79 % is called good, 80 % world-class",
    ),
    _metric(
        "first_call_right",
        "First call right",
        "How many customers say that it is solved, in one contact over all channels, for good?",
        kind="verdict",
        decider="customer",
        expression=lambda t: t.is_first_call_right,
        formula="says solved, one contact over all channels, no next issue within the window / "
        "customers who answered",
        needs=("verdicts.is_first_call_right",),
        trap="Needs contacts of all channels; those that no export holds make it look better.",
        source="Lastword; one-contact resolution over all channels",
    ),
)
