"""Which messages of a thread open a contact: the customer's approaches, and who answered them.

Systems keep tickets and conversations; a *contact* is one approach by the customer. In a thread
the customer's first message opens a contact. A later one opens another if the thread had been
solved, closed or merged since the customer last wrote, or if that last message is still
unanswered after `quiet_hours`. Words of ours before the customer's first are an outbound contact.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from lastword.engine import Tables, conform
from lastword.engine.joins import extend
from lastword.engine.times import seconds_between
from lastword.linking.authors import named
from lastword.linking.timeline import CLAIMS, MERGE, OURS, timeline

HOUR_MS = 3_600_000
EARLIEST = ("opened_at", "replied_at")
TOLD = ("thread_id", "part", "source", "load_id", "row_number", "version_at", "time_zone")
FLAGS = ("is_answered", "is_outbound", "is_closed", "is_merged")
LOAD = "threads"
"""`load_id` of contacts that no load brought, since they were found in threads."""


def approaches(tables: Tables, quiet_hours: float) -> dict[str, ir.Table]:
    """Find the contacts in the threads, and say of messages and events who made them.

    Parameters
    ----------
    quiet_hours
        Silence after which a customer's next message is a new contact.

    Returns
    -------
    dict
        ``contacts`` (as loaded, then those of threads), ``messages`` (with author, contact and
        position) and ``events`` (with actor), in canonical columns.
    """
    save = tables.engine.save
    threads = save(whole_threads(tables["threads"]))
    messages, events = tables["messages"], tables["events"]
    own = messages.semi_join(threads, "thread_id").filter(lambda m: m.contact_id.isnull())
    written = save(named(own, tables, threads, "author", nobody="system"))
    own = events.semi_join(threads, "thread_id")
    made = save(named(own, tables, threads, "actor", nobody=None))
    line = save(timeline(written, made, threads, round(quiet_hours * HOUR_MS)))
    contacts = save(_dated(extend(threads, _found(line), "thread_id")))
    rows = {
        "contacts": (_told(_with_parents(contacts)), "contact_id"),
        "messages": (_placed(written, line), "message_id"),
        "events": (made, "event_id"),
    }
    return {
        name: tables[name].anti_join(own, key).union(conform(own, name))
        for name, (own, key) in rows.items()
    }


def whole_threads(parts: ir.Table) -> ir.Table:
    """One row a thread: what its several files tell of it, put together."""
    told = {
        name: parts[name].min() if name in EARLIEST else parts[name].max()
        for name in parts.columns
        if name not in TOLD
    }
    return parts.group_by("thread_id").aggregate(**told, source=parts.source.min())


def _found(line: ir.Table) -> ir.Table:
    """One row a contact: when it was opened, answered and left, and by whom."""
    is_shown = line.by.isin(["customer", *OURS, CLAIMS[0]])
    return line.group_by(["thread_id", "number"]).aggregate(
        asked_at=line.moment.min(where=line.opens),
        said_at=line.moment.min(where=line.is_ours),
        first_reply_at=line.moment.min(where=line.is_reply & (line.opened > 0)),
        left_at=line.moment.max(where=is_shown),
        last=ibis.struct({"order": line.order, "by": line.author_id}).max(where=line.is_ours),
        is_human=line.is_ours.any(),
        is_answered=line.is_reply.any(),
        is_closed=line.by.isin(CLAIMS).any(),
        is_merged=(line.by == MERGE).any(),
        is_outbound=line.opened.max() == 0,
        most=line.most.max(),
    )


def _dated(rows: ir.Table) -> ir.Table:
    """Times and name of each contact; a thread of which no message is known is one contact."""
    number = rows.number.fill_null(1)
    offered_at = ibis.coalesce(rows.asked_at, rows.said_at, rows.opened_at, rows.left_at)
    answered_at = rows.number.isnull().ifelse(rows.replied_at, rows.first_reply_at)
    left_at = ibis.coalesce(rows.left_at, rows.solved_at, rows.replied_at)
    rows = rows.mutate(
        number=number,
        is_alone=rows.number.isnull(),
        is_last=(number == rows.most).fill_null(True),
        offered_at=offered_at,
        answered_at=(answered_at >= offered_at).ifelse(answered_at, None),
        ended_at=(left_at >= offered_at).ifelse(left_at, None),
        is_human=ibis.coalesce(rows.is_human, rows.replied_at.notnull()),
        **{name: rows[name].fill_null(False) for name in FLAGS},
    )
    return rows.filter(rows.offered_at.notnull()).mutate(contact_id=_contact_id(rows))


def _with_parents(rows: ir.Table) -> ir.Table:
    """Add the contact of another thread that a thread's first contact continues."""
    child = rows.filter((rows.number == 1) & rows.parent_thread_id.notnull())
    child = child.select("contact_id", "offered_at", thread_id="parent_thread_id")
    earlier = rows.select("thread_id", "number", before=rows.offered_at)
    met = child.inner_join(earlier, "thread_id")
    last = met.group_by("contact_id").aggregate(
        thread_id=met.thread_id.min(),
        number=met.number.max(where=met.before <= met.offered_at).fill_null(1),
    )
    parents = last.select("contact_id", parent_contact_id=_contact_id(last))
    return extend(rows, parents, "contact_id")


def _told(rows: ir.Table) -> ir.Table:
    """The contacts in canonical columns."""
    is_first = rows.number == 1
    told = is_first.ifelse(rows.direction, None)
    closer = (rows.is_last & (rows.is_closed | rows.is_alone)).ifelse(rows.agent_id, None)
    is_solved = (rows.is_last & ~rows.is_merged).ifelse(rows.is_solved, False)
    is_call = is_first & rows.talk_seconds.notnull()
    is_left = ((rows.channel == "chat") & ~rows.is_outbound).fill_null(False)
    return rows.mutate(
        direction=ibis.coalesce(told, rows.is_outbound.ifelse("outbound", "inbound")),
        agent_id=ibis.coalesce(rows["last"]["by"], closer),
        wait_seconds=seconds_between(rows.answered_at, rows.offered_at),
        talk_seconds=is_first.ifelse(rows.talk_seconds, None),
        outcome=ibis.cases(
            (rows.is_human | is_call, "answered"),
            (rows.is_answered, "self_served"),
            (is_left, "abandoned"),
        ),
        is_claimed_resolved=rows.is_closed.ifelse(True, is_solved),
        load_id=ibis.literal(LOAD),
    )


def _placed(messages: ir.Table, line: ir.Table) -> ir.Table:
    """Messages with their contact and their place in the thread."""
    said = line.filter(line.is_message)
    place = ibis.window(group_by="thread_id", order_by="order")
    said = said.select(
        message_id="entry",
        found=_contact_id(said),
        place=ibis.row_number().over(place).cast("int64") + 1,
    )
    rows = extend(messages, said, "message_id")
    return rows.mutate(contact_id=rows.found, position=rows.place)


def _contact_id(rows: ir.Table) -> ir.StringValue:
    """The first contact has its thread's name; the others are counted behind it."""
    is_first = rows.number == 1
    return is_first.ifelse(rows.thread_id, rows.thread_id + "/" + rows.number.cast("string"))
