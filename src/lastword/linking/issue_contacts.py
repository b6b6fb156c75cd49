"""Which contacts are one issue: the table `issue_contacts`, built bucket by bucket."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import ibis
import ibis.expr.types as ir

from lastword.engine import Engine, Tables, conform
from lastword.engine.buckets import bucket_of
from lastword.engine.joins import extend
from lastword.engine.times import moment
from lastword.errors import UsageError
from lastword.linking import strands
from lastword.linking.corrections import Conflict
from lastword.linking.histories import told
from lastword.linking.issue_corrections import Moves, corrected_issues
from lastword.linking.links import CODES, linked_contacts
from lastword.linking.persons import linked
from lastword.settings import LinkingSettings
from lastword.store.corrections import Correction

ORDER = ("bucket", "person_id", "offered_at", "contact_id")


@dataclass(frozen=True, slots=True)
class BucketStep:
    """What `engine.write_buckets` needs to write one table.

    Parameters
    ----------
    table
        All rows, with their ``bucket``.
    step
        What makes the table's rows of one bucket (or of many).
    order_by
        Order within a bucket.
    conflicts
        Corrections that could not be applied as they stand.
    """

    table: ir.Table
    step: Callable[[ir.Table], ir.Table]
    order_by: tuple[str, ...]
    conflicts: tuple[Conflict, ...] = ()


def issue_contacts(
    tables: Tables,
    persons: ir.Table,
    settings: LinkingSettings,
    corrections: Sequence[Correction],
    as_of: datetime,
    *,
    buckets: int = 1,
) -> BucketStep:
    """Tell for every contact which issue it belongs to, why, and what came before and after.

    The rules, in words, stand in `docs/explanation/linking.md`; each is one function of
    `strands` (threads, parents) and `links` (reason and time).

    Parameters
    ----------
    persons
        The table `persons`, written and read back.
    as_of
        Later contacts do not count.
    buckets
        Buckets by person that the contacts are spread over, at most 4,096. No row of one is
        needed for another: threads of unknown customers fall by thread.

    Examples
    --------
    >>> plan = issue_contacts(tables, persons, settings, (), as_of, buckets=8)  # doctest: +SKIP
    >>> engine.write_buckets(  # doctest: +SKIP
    ...     plan.table, folder, step=plan.step, bucket="bucket", buckets=8, order_by=plan.order_by
    ... )
    """
    table = staged(tables, persons, settings, as_of, buckets)
    moves = corrected_issues(tables.engine, table, settings, corrections)
    return BucketStep(table, partial(_step, settings=settings, moves=moves), ORDER, moves.conflicts)


def staged(
    tables: Tables,
    persons: ir.Table,
    settings: LinkingSettings,
    as_of: datetime,
    buckets: int,
) -> ir.Table:
    """Contacts with their person, strand, whose history they belong to (``owner``), and bucket."""
    contacts = tables["contacts"]
    contacts = contacts.filter(contacts.offered_at <= moment(as_of))
    ties = strands.count_ties(contacts)
    rows = contacts.mutate(strand=contacts.thread_id)
    if ties.is_any:
        special = strands.exceptions(tables, contacts, ties, settings.quiet_hours)
        found = extend(contacts, special, "contact_id")
        rows = found.mutate(strand=ibis.coalesce(found.strand, found.thread_id))
    others = linked(persons)
    known = extend(rows, others, "customer_ref")
    person = ibis.coalesce(known.linked_person, known.customer_ref)
    known = extend(known.mutate(person_id=person), reason_codes(tables.engine, contacts), "reason")
    if ties.is_any and ties.unknown:
        known = _adopted(known, tables.engine.save(strands.owners(rows, others)))
    alone = ibis.coalesce(known.strand, ibis.literal("=") + known.contact_id)
    owner = known.person_id.isnull().ifelse(ibis.literal("?") + alone, known.person_id)
    return _columns(known.mutate(owner=owner), buckets)


def reason_codes(engine: Engine, contacts: ir.Table) -> ir.Table:
    """Number the reasons in alphabetical order.

    Raises
    ------
    UsageError
        If there are more different reasons than `links.CODES`.
    """
    reasons = contacts.filter(contacts.reason.notnull()).select("reason").distinct()
    order = ibis.row_number().over(order_by="reason").cast("int64")
    codes = engine.save(reasons.mutate(reason_code=order))
    count = int(codes.count().to_pyarrow().as_py())
    if count >= CODES:
        raise UsageError(
            f"contacts.reason holds {count:,} different values; at most {CODES:,} can be linked. "
            "Map `reason` to a category in lastword.toml, or leave it out."
        )
    return codes


def _adopted(rows: ir.Table, owners: ir.Table) -> ir.Table:
    """Give contacts without a customer the person whom their strand names."""
    lost = rows.mutate(lost_strand=rows.person_id.isnull().ifelse(rows.strand, None))
    found = extend(lost, owners.select(lost_strand="strand", adopter="owner"), "lost_strand")
    return found.mutate(person_id=ibis.coalesce(found.person_id, found.adopter))


def _columns(rows: ir.Table, buckets: int) -> ir.Table:
    talk, hold = rows.talk_seconds, rows.hold_seconds
    return rows.select(
        *KEPT,
        bucket=bucket_of(rows.owner, buckets),
        ended_at=ibis.coalesce(rows.ended_at, rows.offered_at),
        handle_seconds=_sum(talk, hold, rows.wrap_seconds),
        customer_seconds=_sum(rows.ivr_seconds, rows.wait_seconds, talk, hold),
    )


KEPT = (
    "owner",
    "reason_code",
    "strand",
    "person_confidence",
    "parent_contact_id",
    "contact_id",
    "person_id",
    "thread_id",
    "source",
    "customer_ref",
    "channel",
    "direction",
    "is_callback",
    "queue",
    "team_id",
    "agent_id",
    "reason",
    "outcome",
    "ended_by",
    "is_claimed_resolved",
    "offered_at",
    "wait_seconds",
)


def _sum(*parts: ir.FloatingValue) -> ir.FloatingValue:
    """Sum of what is known; null if nothing is."""
    total = sum((part.fill_null(0.0) for part in parts[1:]), parts[0].fill_null(0.0))
    return ibis.coalesce(*parts).isnull().ifelse(ibis.null("float64"), total)


def _step(part: ir.Table, *, settings: LinkingSettings, moves: Moves) -> ir.Table:
    rows = told(linked_contacts(part, settings), moves, settings)
    added = [column for column in rows.columns if column not in part.columns]
    joined = part.join(rows.select("contact_id", *added), "contact_id")
    return conform(joined, "issue_contacts")
