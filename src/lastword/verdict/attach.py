"""Attaching answers, invitations and events to the issue that they speak of."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from lastword.engine import Tables
from lastword.engine.base import union
from lastword.engine.times import days_between

ATTACH_DAYS = 7.0


def is_by_customer(table: ir.Table) -> ir.BooleanValue:
    """Whether the customer came by themselves: inbound, and not called back on their wish."""
    is_inbound = (table.direction == "inbound").fill_null(True)
    return is_inbound & ~table.is_callback.fill_null(False)


def attach(rows: ir.Table, tables: Tables, *, key: str, at: str) -> ir.Table:
    """Name the issue that each row speaks of.

    By contact; else by thread (its latest contact up to the moment); else by customer (the
    person's latest contact in the 7 days before the moment). A row that fits nowhere is left out.

    Parameters
    ----------
    rows
        Rows with the column `key`, `contact_id`, `thread_id`, `at` and, where the customer is
        known, `customer_ref`.
    key
        Column that names a row.
    at
        Column that holds its moment.

    Returns
    -------
    ibis.expr.types.Table
        `key` and `issue_id`, at most one issue a row.
    """
    contacts = tables["issue_contacts"]
    columns = [c for c in (key, "contact_id", "thread_id", "customer_ref") if c in rows.columns]
    rest = rows.select(*columns, at=rows[at])
    direct = rest.filter(rest.contact_id.notnull()).inner_join(
        contacts.select("contact_id", "issue_id"), "contact_id"
    )
    placed = [direct.select(key, "issue_id")]
    rest = rest.anti_join(placed[0], key)
    placed.append(_by_thread(rest.filter(rest.thread_id.notnull()), contacts, key))
    if "customer_ref" in columns:
        rest = rest.anti_join(placed[1], key)
        placed.append(_by_customer(rest.filter(rest.customer_ref.notnull()), tables, key))
    return union(placed)


def _by_thread(rows: ir.Table, contacts: ir.Table, key: str) -> ir.Table:
    near = rows.select(key, "thread_id", "at").inner_join(
        contacts.select("thread_id", "contact_id", "issue_id", "offered_at"), "thread_id"
    )
    is_after = (near.offered_at > near.at).fill_null(False)
    return _first(near, key, [is_after, near.offered_at.desc(), near.contact_id])


def _by_customer(rows: ir.Table, tables: Tables, key: str) -> ir.Table:
    persons = tables["persons"].select("customer_ref", "person_id")
    contacts = tables["issue_contacts"].select("person_id", "contact_id", "issue_id", "offered_at")
    known = rows.inner_join(persons, "customer_ref").select(key, "person_id", "at")
    near = known.inner_join(contacts, "person_id")
    days = days_between(near.at, near.offered_at)
    near = near.filter((days >= 0) & (days <= ATTACH_DAYS))
    return _first(near, key, [near.offered_at.desc(), near.contact_id])


def _first(near: ir.Table, key: str, order: list[ir.Value]) -> ir.Table:
    window = ibis.window(group_by=key, order_by=order)
    ranked = near.mutate(place=ibis.row_number().over(window))
    return ranked.filter(ranked.place == 0).select(key, "issue_id")
