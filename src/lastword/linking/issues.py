"""One problem of one customer: the table `issues`, aggregated from `issue_contacts`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import ibis
import ibis.expr.types as ir

from lastword.engine import Tables, conform
from lastword.engine.joins import extend
from lastword.engine.times import milliseconds_between, moment
from lastword.linking.links import DAY_MS, approaches
from lastword.settings import LinkingSettings, VerdictSettings

UNANSWERED = ("abandoned", "cut_off")


def issues(
    tables: Tables, settings: LinkingSettings, verdict: VerdictSettings, as_of: datetime
) -> ir.Table:
    """Aggregate the contacts of each issue, and name the person's next issue.

    An issue counts once its customer approached the centre: groups of outbound contacts alone
    (campaigns) stay in `issue_contacts` but are no issues. It is *mature* once its last contact
    lies both the linking window and the recontact window behind `as_of`: until then a further
    contact could still join it, or count as coming back.

    Parameters
    ----------
    tables
        With ``issue_contacts``, and ``legs`` where the sources record transfers.
    """
    step = issues_step(tables, settings, verdict, as_of)
    return step(tables["issue_contacts"])


def issues_step(
    tables: Tables, settings: LinkingSettings, verdict: VerdictSettings, as_of: datetime
) -> Callable[[ir.Table], ir.Table]:
    """`issues` for some buckets of `issue_contacts`, for `engine.write_parts`.

    Examples
    --------
    >>> step = issues_step(tables, linking, verdict, as_of)  # doctest: +SKIP
    >>> engine.write_parts(tables.parts["issue_contacts"], folder, step=step)  # doctest: +SKIP
    """
    legs = tables["legs"] if tables.parts.get("legs") else None
    wait = round(max(settings.window_days, verdict.recontact_days) * DAY_MS)
    return partial(_step, legs=legs, as_of=as_of, wait=wait)


def _step(contacts: ir.Table, *, legs: ir.Table | None, as_of: datetime, wait: int) -> ir.Table:
    rows = _passed_on(contacts, legs)
    found = rows.group_by("issue_id").aggregate(
        **_counted(rows), **_sums(rows), **_ends(rows), **_claims(rows)
    )
    found = found.filter(found.contact_count > 0)
    age = milliseconds_between(moment(as_of), found.last_contact_at)
    claimed = ibis.cases(
        (found.yes_at.isnull() & found.no_at.isnull(), None),
        (found.yes_at.fill_null(0) > found.no_at.fill_null(0), True),
        else_=False,
    )
    found = found.mutate(
        reason=found.named["reason"],
        first_contact_id=found.issue_id,
        is_claimed_resolved=claimed,
        is_mature=age >= wait,
    )
    return conform(_followed(found), "issues")


def _passed_on(contacts: ir.Table, legs: ir.Table | None) -> ir.Table:
    """Contacts with how often they were passed on: by their legs, else by how they ended."""
    ended = (contacts.ended_by == "transfer").fill_null(False).cast("int64")
    if legs is None:
        return contacts.mutate(transfers=ended)
    passed = legs.filter(legs.transferred_to.notnull())
    counts = passed.group_by("contact_id").aggregate(passed=passed.count())
    rows = extend(contacts.mutate(transfers=ended), counts, "contact_id")
    return rows.mutate(transfers=ibis.coalesce(rows.passed, rows.transfers))


def _counted(rows: ir.Table) -> dict[str, ir.Value]:
    unanswered = rows.outcome.isin(UNANSWERED).fill_null(False)
    return {
        "contact_count": rows.count(where=approaches(rows)),
        "channel_count": rows.channel.nunique(),
        "agent_count": rows.agent_id.nunique(),
        "source_count": rows.source.nunique(),
        "transfer_count": rows.transfers.sum(),
        "abandoned_count": rows.count(where=unanswered),
    }


def _sums(rows: ir.Table) -> dict[str, ir.Value]:
    return {
        "wait_seconds": rows.wait_seconds.sum(),
        "handle_seconds": rows.handle_seconds.sum(),
        "customer_seconds": rows.customer_seconds.sum(),
        "confidence": rows.confidence.min(),
        "is_false_first": rows.is_false_first.any(),
    }


def _ends(rows: ir.Table) -> dict[str, Any]:
    """What the first and the last contact say; exactly one row is either."""
    last = {
        name: rows[column].max(where=rows.is_last)
        for name, column in (
            ("last_contact_id", "contact_id"),
            ("last_channel", "channel"),
            ("queue", "queue"),
            ("team_id", "team_id"),
            ("agent_id", "agent_id"),
            ("ended_at", "ended_at"),
        )
    }
    named = ibis.struct({"position": rows.position, "reason": rows.reason})
    return {
        "person_id": rows.person_id.max(),
        "bucket": rows.bucket.max(),
        "opened_at": rows.offered_at.min(),
        "last_contact_at": rows.offered_at.max(),
        "first_channel": rows.channel.max(where=rows.position == 1),
        "named": named.min(where=rows.reason.notnull()),
        **last,
    }


def _claims(rows: ir.Table) -> dict[str, ir.Value]:
    return {
        "yes_at": rows.position.max(where=rows.is_claimed_resolved),
        "no_at": rows.position.max(where=~rows.is_claimed_resolved),
    }


def _followed(found: ir.Table) -> ir.Table:
    """The next issue that the same person begins; unknown for unknown customers."""
    owner = ibis.coalesce(found.person_id, ibis.literal("?") + found.issue_id)
    found = found.mutate(owner=owner)
    time = ibis.window(group_by="owner", order_by=["opened_at", "issue_id"])
    return found.mutate(
        next_issue_id=found.issue_id.lead().over(time),
        next_issue_at=found.opened_at.lead().over(time),
        next_reason=found.reason.lead().over(time),
    )
