"""What each contact is within its issue and its person's history."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from lastword.linking.confidence import (
    BY_HAND,
    CONTINUED,
    REASON_UNKNOWN,
    SAME_REASON,
    SAME_THREAD,
    fading,
)
from lastword.linking.issue_corrections import Moves
from lastword.linking.links import window_ms
from lastword.linking.neighbours import earliest
from lastword.settings import LinkingSettings


def told(rows: ir.Table, moves: Moves, settings: LinkingSettings) -> ir.Table:
    """Fill the columns of `issue_contacts` that need the contacts before and after.

    Parameters
    ----------
    rows
        What `links.linked_contacts` returns.
    moves
        Contacts that a correction moved to another issue.
    """
    rows = _ruled(_positioned(moves.applied(rows)), window_ms(settings))
    return _followed(_greeted(rows))


def _positioned(rows: ir.Table) -> ir.Table:
    issue = ibis.window(group_by=["owner", "root"], order_by="number")
    earlier = ibis.window(group_by=["owner", "root"], order_by="number", rows=(None, -1))
    return rows.mutate(
        position=ibis.row_number().over(issue).cast("int64") + 1,
        is_last=rows.number.lead().over(issue).isnull(),
        issue_id=rows.contact_id.first().over(issue),
        previous_at=rows.at.lag().over(issue),
        previous_channel=rows.channel.lag().over(issue),
        previous_ref=rows.customer_ref.lag().over(issue),
        previous_confidence=rows.person_confidence.lag().over(issue),
        earlier_approaches=rows.is_approach.cast("int64").sum().over(earlier).fill_null(0),
    )


def _ruled(rows: ir.Table, longest: int) -> ir.Table:
    """Rule and confidence of the link that brings a contact into its issue."""
    is_first, in_strand = rows.position == 1, rows.number != rows.first_number
    rule = ibis.cases(
        (is_first, rows.is_known.ifelse("first", "unknown_customer")),
        (rows.is_moved, "correction"),
        (in_strand & (rows.has_parent | ~rows.has_thread), "parent"),
        (in_strand, "thread"),
        (rows.is_coded, "reason"),
        else_="time",
    )
    pause = rows.at - rows.previous_at
    unsure = ibis.least(
        rows.person_confidence.fill_null(1.0), rows.previous_confidence.fill_null(1.0)
    )
    tied = (rows.customer_ref == rows.previous_ref).fill_null(True).ifelse(1.0, unsure)
    confidence = ibis.cases(
        (is_first, ibis.null("float64")),
        (rule == "correction", BY_HAND),
        (rule == "parent", CONTINUED),
        (rule == "thread", SAME_THREAD),
        (rule == "reason", fading(SAME_REASON, pause, longest) * tied),
        else_=fading(REASON_UNKNOWN, pause, longest) * tied,
    )
    return rows.mutate(rule=rule, confidence=confidence)


def _greeted(rows: ir.Table) -> ir.Table:
    """Whether a contact's own source and channel would call it the first of its issue."""
    own = ibis.window(group_by=["owner", "root", "source", "channel", "customer_ref"])
    first = rows.number.min(where=rows.is_approach).over(own)
    is_first = rows.is_approach & (rows.number == first).fill_null(False)
    return rows.mutate(
        is_first_claimed=is_first, is_false_first=is_first & (rows.earlier_approaches > 0)
    )


def _followed(rows: ir.Table) -> ir.Table:
    """The owner's next inbound contact, and the next one for the same coded reason."""
    upto = ibis.window(group_by="owner", order_by="number", rows=(None, 0))
    later = ibis.window(group_by="owner", order_by="number", rows=(1, None))
    again = ibis.window(group_by=["owner", "reason_code"], order_by="number", rows=(1, None))
    same = rows.offered_at.min(where=rows.is_return).over(again)
    next_contact = earliest(
        rows.number,
        where=rows.is_return,
        over=later,
        at=rows.offered_at,
        issue_id=rows.issue_id,
    )
    rows = rows.mutate(next_same_reason_at=rows.reason_code.isnull().ifelse(None, same))
    rows = rows.mutate(
        contact_number=rows.is_approach.cast("int64").sum().over(upto), next_contact=next_contact
    )
    return rows.mutate(
        next_contact_at=rows.next_contact["at"],
        next_contact_issue_id=rows.next_contact["issue_id"],
    ).drop("next_contact")
