"""The next contact after a contact's end: one rule for persons, reasons and shuffled reasons."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import and_

import ibis
import ibis.expr.types as ir

from lastword.engine.joins import extend


def came_again(
    contacts: ir.Table, keys: Sequence[str], name: str, *, following: str | None = None
) -> ir.Table:
    """Add when the next contact with the same `keys` began, if after this contact's end.

    The next contact in order of time is the answer unless it began before this one ended; for
    those few a join looks further. Rows with a null key have no next contact.

    Parameters
    ----------
    contacts
        Contacts by customers: `contact_id`, `offered_at`, `ended_at` and the `keys`.
    keys
        What must be equal, for example ``["person_id", "reason"]``.
    name
        Name of the new column.
    following
        Column that holds when the next contact in order of time began, where it is known
        (`issue_contacts` knows it of persons and their reasons); else the contacts are sorted.
    """
    is_keyed = reduce(and_, (contacts[key].notnull() for key in keys))
    window = ibis.window(group_by=list(keys), order_by=["offered_at", "contact_id"])
    next_at = contacts[following] if following else contacts.offered_at.lead().over(window)
    ordered = contacts.mutate(following=is_keyed.ifelse(next_at, None))
    crossing = ordered.filter(ordered.following <= ordered.ended_at)
    starts = contacts.select(*keys, began="offered_at")
    later = crossing.select("contact_id", "ended_at", *keys).inner_join(starts, list(keys))
    later = later.filter(later.began > later.ended_at)
    found = later.group_by("contact_id").aggregate(beyond=later.began.min())
    rows = extend(ordered, found, "contact_id")
    direct = (rows.following > rows.ended_at).ifelse(rows.following, None)
    return rows.mutate(**{name: ibis.coalesce(direct, rows.beyond)}).drop("following", "beyond")


def shuffled(contacts: ir.Table, *, seed: int = 0) -> ir.Table:
    """Add `shuffled_reason`: the reasons of each person's contacts, in random order.

    The order is that of md5 of contact and seed, so that every engine shuffles alike.
    """
    salted = (contacts.contact_id + f":{seed}").hexdigest("md5")
    by_time = ibis.window(group_by="person_id", order_by=["offered_at", "contact_id"])
    by_lot = ibis.window(group_by="person_id", order_by=["lot", "contact_id"])
    drawn = contacts.mutate(lot=salted)
    drawn = drawn.mutate(
        place=ibis.row_number().over(by_time), drawn=ibis.row_number().over(by_lot)
    )
    reasons = drawn.select("person_id", place="drawn", shuffled_reason="reason")
    return extend(drawn.drop("lot", "drawn"), reasons, ["person_id", "place"]).drop("place")
