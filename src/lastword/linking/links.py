"""From strands to issues: the same reason, or an unknown one, within the window.

Everything happens within one owner (a person, or a strand whose customer is unknown). ``number``
counts an owner's contacts in time, ties broken by contact id; an issue's ``root`` is the number
of its first contact.
"""

from __future__ import annotations

from datetime import datetime

import ibis
import ibis.expr.types as ir

from lastword.engine.times import milliseconds_between, moment
from lastword.linking.neighbours import earliest, latest
from lastword.settings import LinkingSettings

DAY_MS = 86_400_000
EPOCH = datetime(1970, 1, 1)
NARROW = (
    "owner",
    "strand",
    "contact_id",
    "person_id",
    "thread_id",
    "customer_ref",
    "source",
    "channel",
    "reason",
    "offered_at",
    "person_confidence",
)


def window_ms(settings: LinkingSettings) -> int:
    """Longest pause within an issue, in milliseconds."""
    return round(settings.window_days * DAY_MS)


def approaches(contacts: ir.Table) -> ir.BooleanValue:
    """Whether the customer approached the centre: not outbound, or called back as wished."""
    outbound = (contacts.direction == "outbound").fill_null(False)
    return ~outbound | contacts.is_callback.fill_null(False)


def linked_contacts(part: ir.Table, settings: LinkingSettings) -> ir.Table:
    """Find the root of every contact's issue.

    Returns
    -------
    ir.Table
        The narrow columns of `part` with ``at`` (milliseconds), ``number``, ``first_number``
        (of its strand's first contact), ``is_coded`` (the link by reason rests on two coded
        reasons) and ``root``.
    """
    longest = window_ms(settings)
    return _rooted(_taken(_stranded(_numbered(part)), longest), longest)


def _numbered(part: ir.Table) -> ir.Table:
    time = ibis.window(group_by="owner", order_by=["offered_at", "contact_id"])
    return part.select(
        *NARROW,
        at=milliseconds_between(part.offered_at, moment(EPOCH)),
        is_approach=approaches(part),
        has_parent=part.parent_contact_id.notnull(),
        number=ibis.row_number().over(time).cast("int64"),
    )


def _stranded(rows: ir.Table) -> ir.Table:
    """Head, start, end and reason of each strand; its reason is the first that it names."""
    rows = rows.mutate(alone=rows.strand.isnull().ifelse(rows.number, -1))
    strand = ibis.window(group_by=["owner", "strand", "alone"])
    has_reason = rows.reason.notnull()
    named = earliest(rows.number, where=has_reason, over=strand, reason=rows.reason)
    return rows.mutate(
        first_number=rows.number.min().over(strand),
        start=rows.at.min().over(strand),
        end=rows.at.max().over(strand),
        coded=named["reason"],
    )


def _taken(rows: ir.Table, longest: int) -> ir.Table:
    """Reason that a strand is taken to have: its own, or that of the nearest coded strand."""
    earlier = ibis.window(group_by="owner", order_by="first_number", range=(None, -1))
    later = ibis.window(group_by="owner", order_by="first_number", range=(1, None))
    strand = {"coded": rows.coded, "start": rows.start, "end": rows.end}
    is_coded = rows.coded.notnull()
    near = rows.mutate(
        before=latest(rows.first_number, where=is_coded, over=earlier, **strand),
        after=earliest(rows.first_number, where=is_coded, over=later, **strand),
    )
    far = longest + 1
    back = ibis.greatest((near.start - near.before["end"]).fill_null(far), 0)
    ahead = ibis.greatest((near.after["start"] - near.end).fill_null(far), 0)
    taken = ibis.cases(
        (near.coded.notnull(), near.coded),
        ((back <= longest) & (back <= ahead), near.before["coded"]),
        (ahead <= longest, near.after["coded"]),
    )
    return near.mutate(taken=taken).drop("before", "after")


def _rooted(rows: ir.Table, longest: int) -> ir.Table:
    """Runs of strands with one reason; a longer pause after all earlier ones ends a run.

    At a strand's first contact all rows before it belong to strands that began earlier. A run
    ends only when every earlier strand of the reason has ended, so runs do not interleave, and
    the last break before a row is its run's first contact.
    """
    same = ("owner", "taken")
    before = ibis.window(group_by=same, order_by="number", rows=(None, -1))
    upto = ibis.window(group_by=same, order_by="number", rows=(None, 0))
    runs = rows.mutate(
        last_end=rows.end.max().over(before),
        last_coded_end=rows.end.max(where=rows.coded.notnull()).over(before),
    )
    is_new = runs.last_end.isnull() | (runs.start - runs.last_end > longest)
    root = ((runs.number == runs.first_number) & is_new).ifelse(runs.number, None)
    is_coded = runs.coded.notnull() & (runs.start - runs.last_coded_end <= longest)
    return runs.mutate(root=root, is_coded=is_coded.fill_null(False)).mutate(
        root=lambda t: t.root.max().over(upto)
    )
