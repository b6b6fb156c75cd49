"""From strands to issues: the same reason, or an unknown one, within the window.

Everything happens within one owner (a person, or a strand whose customer is unknown). ``number``
counts an owner's contacts in time, ties broken by contact id; an issue's ``root`` is the number
of its first contact.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from lastword.engine.times import since_epoch
from lastword.settings import LinkingSettings

DAY_MS = 86_400_000
NARROW = (
    "owner",
    "strand",
    "contact_id",
    "customer_ref",
    "source",
    "channel",
    "reason_code",
    "offered_at",
    "person_confidence",
)
SPENT = ("start", "end", "coded", "last_end", "last_coded_end")
CODES = 2**20
"""More different reasons than this cannot be told apart; see `issue_contacts.reason_codes`."""


def window_ms(settings: LinkingSettings) -> int:
    """Longest pause within an issue, in milliseconds."""
    return round(settings.window_days * DAY_MS)


def approaches(contacts: ir.Table) -> ir.BooleanValue:
    """Whether the customer wanted the contact: not outbound, or called back as wished.

    An unknown direction counts as inbound.
    """
    outbound = (contacts.direction == "outbound").fill_null(False)
    return ~outbound | contacts.is_callback.fill_null(False)


def returns(contacts: ir.Table) -> ir.BooleanValue:
    """Whether the customer came of their own accord: neither outbound nor called back."""
    outbound = (contacts.direction == "outbound").fill_null(False)
    return ~outbound & ~contacts.is_callback.fill_null(False)


def linked_contacts(part: ir.Table, settings: LinkingSettings) -> ir.Table:
    """Find the root of every contact's issue.

    Returns
    -------
    ir.Table
        The narrow columns of `part` with ``at`` (milliseconds), ``number``, ``first_number``
        (of its strand's first contact), ``is_coded`` (the link by reason rests on two coded
        reasons) and ``root``.
    """
    reach = round(min(settings.unknown_days, settings.window_days) * DAY_MS)
    return _rooted(_taken(_stranded(_numbered(part)), reach), window_ms(settings), reach)


def _numbered(part: ir.Table) -> ir.Table:
    time = ibis.window(group_by="owner", order_by=["offered_at", "contact_id"])
    return part.select(
        *NARROW,
        at=since_epoch(part.offered_at),
        is_known=part.person_id.notnull(),
        is_return=returns(part),
        is_approach=approaches(part),
        has_thread=part.thread_id.notnull(),
        has_parent=part.parent_contact_id.notnull(),
        number=ibis.row_number().over(time).cast("int64"),
    )


def _stranded(rows: ir.Table) -> ir.Table:
    """First contact, start, end and reason of each strand; its reason is the first it names."""
    rows = rows.mutate(alone=rows.strand.isnull().ifelse(rows.number, -1))
    strand = ibis.window(group_by=["owner", "strand", "alone"])
    first_coded = (rows.number * CODES + rows.reason_code).min().over(strand)
    return rows.mutate(
        first_number=rows.number.min().over(strand),
        start=rows.at.min().over(strand),
        end=rows.at.max().over(strand),
        coded=first_coded % CODES,
    ).drop("strand", "alone")


def _taken(rows: ir.Table, reach: int) -> ir.Table:
    """Reason that a strand is taken to have: its own, or that of the nearest coded strand.

    Nearest are the strand with the latest end among those that began earlier, and the one with
    the earliest start among those that began later. Time and code travel as one whole number,
    since windows that skip nulls do not mean the same on every engine.
    """
    earlier = ibis.window(group_by="owner", order_by="first_number", range=(None, -1))
    later = ibis.window(group_by="owner", order_by="first_number", range=(1, None))
    is_coded, far = rows.coded.notnull(), reach + 1
    near = rows.mutate(
        before=(rows.end * CODES + rows.coded).max().over(earlier) % CODES,
        before_end=rows.end.max(where=is_coded).over(earlier),
        after=(rows.start * CODES + rows.coded).min().over(later) % CODES,
        after_start=rows.start.min(where=is_coded).over(later),
    )
    back = ibis.greatest((near.start - near.before_end).fill_null(far), 0)
    ahead = ibis.greatest((near.after_start - near.end).fill_null(far), 0)
    taken = ibis.cases(
        (near.coded.notnull(), near.coded),
        ((back <= reach) & (back <= ahead), near.before),
        (ahead <= reach, near.after),
    )
    return near.mutate(taken=taken).drop("before", "before_end", "after", "after_start")


def _rooted(rows: ir.Table, longest: int, reach: int) -> ir.Table:
    """Runs of strands with one reason; a longer pause after all earlier ones ends a run.

    The pause may last `longest` milliseconds, and `reach` where no strand names a reason.
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
    pause = runs.taken.isnull().ifelse(reach, longest)
    is_new = runs.last_end.isnull() | (runs.start - runs.last_end > pause)
    root = ((runs.number == runs.first_number) & is_new).ifelse(runs.number, None)
    is_coded = runs.coded.notnull() & (runs.start - runs.last_coded_end <= longest)
    runs = runs.mutate(root=root, is_coded=is_coded.fill_null(False)).drop(*SPENT)
    return runs.mutate(root=runs.root.max().over(upto)).drop("taken")
