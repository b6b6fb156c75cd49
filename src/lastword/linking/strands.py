"""What the source systems themselves hold together: threads, and contacts with a parent.

A *strand* is a thread, a contact without one, or several of these tied by parent contacts. A
thread that was solved, fell quiet and came back with another reason is cut into two strands.
Nearly every contact's strand is its thread, so only the exceptions are computed.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from lastword.engine import Tables
from lastword.engine.components import components
from lastword.engine.joins import extend
from lastword.engine.times import milliseconds_between
from lastword.linking.neighbours import latest

HOUR_MS = 3_600_000
CLOSING = ("solved", "closed")


@dataclass(frozen=True, slots=True)
class Ties:
    """How many contacts have a thread, a parent, and no known customer."""

    threads: int
    parents: int
    unknown: int

    @property
    def is_any(self) -> bool:
        """Whether anything is tied at all."""
        return bool(self.threads or self.parents)


def count_ties(contacts: ir.Table) -> Ties:
    """Count what the source systems tie, in one scan, so that idle steps are left out."""
    counts = contacts.aggregate(
        threads=contacts.thread_id.count(),
        parents=contacts.parent_contact_id.count(),
        unknown=contacts.count(where=contacts.customer_ref.isnull()),
    )
    row = counts.to_pyarrow().to_pylist()[0]
    return Ties(**row)


def exceptions(tables: Tables, contacts: ir.Table, ties: Ties, quiet_hours: float) -> ir.Table:
    """Find the contacts whose strand is not simply their thread.

    Parameters
    ----------
    contacts
        The contacts up to the stated moment.
    quiet_hours
        Silence after which another reason in a solved thread is another issue.

    Returns
    -------
    ir.Table
        ``contact_id``, ``strand``.
    """
    engine = tables.engine
    cut = engine.save(_cut(tables, contacts, quiet_hours)) if ties.threads else _none(tables)
    if not ties.parents:
        return cut.select("contact_id", "strand")
    tied = engine.save(_tied(tables, contacts, cut))
    rest = cut.anti_join(tied, "contact_id")
    return tied.union(rest.select("contact_id", "strand"))


def owners(contacts: ir.Table, linked: ir.Table) -> ir.Table:
    """Tell whose the strands are in which some contact names no customer.

    Parameters
    ----------
    contacts
        Contacts with their ``strand``.
    linked
        References that go by another's name (`persons.linked`).

    Returns
    -------
    ir.Table
        ``strand``, ``owner``: the one person whom the strand's other contacts name. Strands in
        which nobody or several persons are named are left out.
    """
    open_ = contacts.filter(contacts.customer_ref.isnull() & contacts.strand.notnull())
    named = contacts.filter(contacts.customer_ref.notnull()).select("strand", "customer_ref")
    named = named.semi_join(open_, "strand").left_join(linked, "customer_ref")
    person = ibis.coalesce(named.linked_person, named.customer_ref)
    sides = named.group_by("strand").aggregate(low=person.min(), high=person.max())
    return sides.filter(sides.low == sides.high).select("strand", owner="low")


def _cut(tables: Tables, contacts: ir.Table, quiet_hours: float) -> ir.Table:
    """Contacts of cut threads: each with the strand that it falls into."""
    coded = contacts.filter(contacts.thread_id.notnull() & contacts.reason.notnull())
    reasons = coded.group_by("thread_id").aggregate(low=coded.reason.min(), high=coded.reason.max())
    changing = reasons.filter(reasons.low != reasons.high)
    rows = tables.engine.save(_in_order(contacts.semi_join(changing, "thread_id")))
    events = tables["events"]
    closings = events.filter(events.kind.isin(CLOSING)).select("thread_id", closed_at="at")
    met = rows.join(closings, "thread_id")
    between = (met.closed_at >= met.previous_at) & (met.closed_at <= met.offered_at)
    solved = met.filter(between).select("contact_id").distinct()
    rows = extend(rows, solved.mutate(is_solved=True), "contact_id")
    is_cut = (
        rows.parent_contact_id.isnull()
        & (rows.reason != rows.previous_reason)
        & (milliseconds_between(rows.offered_at, rows.previous_end) > round(quiet_hours * HOUR_MS))
        & (rows.previous_claim.fill_null(False) | rows.is_solved.fill_null(False))
    ).fill_null(False)
    upto = ibis.window(group_by="thread_id", order_by="number", rows=(None, 0))
    parted = rows.mutate(part=is_cut.cast("int64").sum().over(upto))
    parted = parted.filter(parted.part > 0)
    name = ibis.literal("~") + parted.part.cast("string") + "~" + parted.thread_id
    return parted.select("contact_id", strand=name)


def _in_order(contacts: ir.Table) -> ir.Table:
    """Contacts of threads with what came before them in their thread."""
    time = ibis.window(group_by="thread_id", order_by=["offered_at", "contact_id"])
    rows = contacts.mutate(
        number=ibis.row_number().over(time).cast("int64"),
        previous_at=contacts.offered_at.lag().over(time),
        previous_end=ibis.coalesce(contacts.ended_at, contacts.offered_at).lag().over(time),
        previous_claim=contacts.is_claimed_resolved.lag().over(time),
    )
    before = ibis.window(group_by="thread_id", order_by="number", rows=(None, -1))
    has_reason = rows.reason.notnull()
    last = latest(rows.number, where=has_reason, over=before, reason=rows.reason)
    return rows.mutate(previous_reason=last["reason"])


def _tied(tables: Tables, contacts: ir.Table, cut: ir.Table) -> ir.Table:
    """Contacts in strands that parent contacts tie together."""
    engine = tables.engine
    pairs = contacts.filter(contacts.parent_contact_id.notnull()).select(
        child="contact_id", parent="parent_contact_id"
    )
    ends = pairs.select(contact_id="child").union(pairs.select(contact_id="parent"), distinct=True)
    known = engine.save(_anchored(contacts.semi_join(ends, "contact_id"), cut))
    first = known.select(child="contact_id", a="anchor")
    second = known.select(parent="contact_id", b="anchor")
    edges = pairs.join(first, "child").join(second, "parent").select("a", "b")
    groups = engine.save(components(engine, edges)).select(anchor="node", strand="root")
    touched = known.join(groups, "anchor")
    alone = touched.filter(touched.thread_id.isnull()).select("contact_id", "strand")
    threads = touched.filter(touched.thread_id.notnull()).select("thread_id").distinct()
    members = _anchored(contacts.semi_join(threads, "thread_id"), cut)
    return alone.union(members.join(groups, "anchor").select("contact_id", "strand"))


def _anchored(contacts: ir.Table, cut: ir.Table) -> ir.Table:
    """Contacts with the name of what holds them: part of a thread, thread, or themselves."""
    rows = extend(contacts, cut, "contact_id")
    thread = ibis.literal("~0~") + rows.thread_id
    alone = ibis.literal("~~") + rows.contact_id
    return rows.select("contact_id", "thread_id", anchor=ibis.coalesce(rows.strand, thread, alone))


def _none(tables: Tables) -> ir.Table:
    schema = pa.schema([("contact_id", pa.string()), ("strand", pa.string())])
    return tables.engine.frame(schema.empty_table())
