"""When the customer of a first contact came again, as behaviour-only definitions see it."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from lastword.engine import Tables
from lastword.engine.joins import extend
from lastword.engine.times import days_between
from lastword.verdict.attach import is_by_customer


def returns(tables: Tables) -> ir.Table:
    """Days from the first contact's end to the next one: of the person, and of the same number.

    Returns
    -------
    ibis.expr.types.Table
        `issue_id`, `next_contact_days`, `has_number`, `same_number_days`.
    """
    contacts = tables["issue_contacts"]
    first = contacts.filter(contacts.position == 1).select(
        "issue_id", "contact_id", "channel", "customer_ref", "ended_at", "next_contact_at"
    )
    first = extend(first, _next_calls(contacts), "contact_id")
    has_number = (first.channel == "voice") & first.customer_ref.notnull()
    return first.select(
        "issue_id",
        next_contact_days=days_between(first.next_contact_at, first.ended_at),
        has_number=has_number.fill_null(False),
        same_number_days=days_between(first.next_call_at, first.ended_at),
    )


def _next_calls(contacts: ir.Table) -> ir.Table:
    is_call = (contacts.channel == "voice") & contacts.customer_ref.notnull()
    calls = contacts.filter(is_call & is_by_customer(contacts))
    order = ibis.window(group_by="customer_ref", order_by=[calls.offered_at, calls.contact_id])
    return calls.select("contact_id", next_call_at=calls.offered_at.lead().over(order))
