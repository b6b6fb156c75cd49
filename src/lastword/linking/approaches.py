"""Which messages of a thread open a contact: the customer's approaches, and who answered them.

Systems keep tickets and conversations; a *contact* is one approach by the customer. In a thread
the customer's first message opens a contact. A later one opens another if the thread had been
solved, closed or merged since the customer last wrote, or if that last message is still
unanswered after `quiet_hours`. Words of ours before the customer's first are an outbound contact.
"""

from __future__ import annotations

from datetime import datetime

import ibis
import ibis.expr.types as ir

from lastword.engine import Tables, conform
from lastword.engine.joins import extend
from lastword.engine.times import milliseconds_between, moment, seconds_between
from lastword.linking.authors import named

HOUR_MS = 3_600_000
EPOCH = datetime(1970, 1, 1)
CLOSING = ("solved", "closed", "merged")
CLAIMS = ("closed", "closed by rule")
SHOWN = ("customer", "agent", "bot", "closed")
EARLIEST = ("opened_at", "replied_at")
TOLD = ("thread_id", "part", "source", "load_id", "row_number", "version_at", "time_zone")


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
    made = save(named(own, tables, threads, "actor", nobody="rule"))
    line = save(_numbered(_timeline(written, made, threads), round(quiet_hours * HOUR_MS)))
    contacts = save(_contacts(line, threads))
    found = {
        "contacts": (_continued(contacts), "contact_id"),
        "messages": (_placed(written, line), "message_id"),
        "events": (made, "event_id"),
    }
    return {
        name: tables[name].anti_join(rows, key).union(conform(rows, name))
        for name, (rows, key) in found.items()
    }


def whole_threads(parts: ir.Table) -> ir.Table:
    """One row a thread: what its several files tell of it, put together."""
    told = {
        name: parts[name].min() if name in EARLIEST else parts[name].max()
        for name in parts.columns
        if name not in TOLD
    }
    return parts.group_by("thread_id").aggregate(**told, source=parts.source.min())


def _timeline(messages: ir.Table, events: ir.Table, threads: ir.Table) -> ir.Table:
    """What happened in each thread, in order: messages, then what closed it in the same moment."""
    is_shown = messages.is_public.fill_null(True) & (messages.author != "system")
    closings = events.filter(events.kind.isin(CLOSING))
    said = messages.select(
        "thread_id",
        entry=messages.message_id,
        moment=messages.sent_at,
        rank=ibis.literal(0, "int64"),
        place=messages.position.fill_null(0),
        author_id=messages.author_id,
        by=is_shown.ifelse(messages.author, "note"),
    )
    done = closings.select(
        "thread_id",
        entry=closings.event_id,
        moment=closings["at"],
        rank=ibis.literal(1, "int64"),
        place=ibis.literal(0, "int64"),
        author_id=ibis.null("string"),
        by=(closings.kind == "merged").ifelse(
            "merge", closings.actor.isin(["rule", "bot"]).ifelse("closed by rule", "closed")
        ),
    )
    line = said.union(done)
    line = line.filter(line.moment.notnull())
    time = ibis.window(
        group_by="thread_id",
        order_by=["moment", "rank", "place", line.entry.length(), "entry"],
    )
    line = line.mutate(
        order=ibis.row_number().over(time).cast("int64"),
        at=milliseconds_between(line.moment, moment(EPOCH)),
    )
    return extend(line, threads.select("thread_id", "direction"), "thread_id")


def _numbered(line: ir.Table, quiet: int) -> ir.Table:
    """Every entry with the number of the contact that it belongs to."""
    is_logged = (line.order == 0) & (line.direction == "inbound").fill_null(False)
    is_logged &= line.by.isin(["agent", "bot", "note"])
    line = line.mutate(is_approach=(line.by == "customer") | is_logged)
    line = line.mutate(
        is_reply=line.by.isin(["agent", "bot"]) & ~line.is_approach,
        is_ours=(line.by == "agent") & ~line.is_approach,
    )
    before = ibis.window(group_by="thread_id", order_by="order", rows=(None, -1))
    is_end = line.by.isin([*CLAIMS, "merge"])
    line = line.mutate(
        asked=line.order.max(where=line.is_approach).over(before),
        asked_at=line["at"].max(where=line.is_approach).over(before),
        replied=line.order.max(where=line.is_reply).over(before),
        ended=line.order.max(where=is_end).over(before),
    )
    is_closed = (line.ended > line.asked).fill_null(False)
    is_open = ~(line.replied > line.asked).fill_null(False)
    is_late = (line["at"] - line.asked_at > quiet).fill_null(False)
    opens = line.is_approach & (line.asked.isnull() | is_closed | (is_open & is_late))
    line = line.mutate(opens=opens)
    upto = ibis.window(group_by="thread_id", order_by="order", rows=(None, 0))
    line = line.mutate(opened=line.opens.cast("int64").sum().over(upto))
    thread = ibis.window(group_by="thread_id")
    begun = ((line.opened == 0) & line.is_ours).cast("int64").max().over(thread)
    line = line.mutate(number=ibis.greatest(line.opened + begun, ibis.literal(1, "int64")))
    return line.mutate(most=line.number.max().over(thread))


def _contacts(line: ir.Table, threads: ir.Table) -> ir.Table:
    """One row a contact; a thread of which no message is known is one contact."""
    found = line.group_by(["thread_id", "number"]).aggregate(
        asked_at=line.moment.min(where=line.opens),
        said_at=line.moment.min(where=line.is_ours),
        first_reply_at=line.moment.min(where=line.is_reply & (line.opened > 0)),
        left_at=line.moment.max(where=line.by.isin(SHOWN)),
        last=ibis.struct({"order": line.order, "by": line.author_id}).max(where=line.is_ours),
        is_human=line.is_ours.any(),
        is_answered=line.is_reply.any(),
        is_closed=line.by.isin(CLAIMS).any(),
        is_ours=line.opened.max() == 0,
        most=line.most.max(),
    )
    rows = extend(threads, found, "thread_id")
    alone = rows.number.isnull()
    offered_at = ibis.coalesce(rows.asked_at, rows.said_at, rows.opened_at, rows.left_at)
    answered_at = alone.ifelse(rows.replied_at, rows.first_reply_at)
    first = rows.number.fill_null(1) == 1
    rows = rows.mutate(
        number=rows.number.fill_null(1),
        is_last=(rows.number == rows.most).fill_null(True),
        direction=first.ifelse(rows.direction, None),
        offered_at=offered_at,
        answered_at=(answered_at >= offered_at).ifelse(answered_at, None),
        ended_at=ibis.greatest(
            ibis.coalesce(rows.left_at, rows.solved_at, rows.replied_at), offered_at
        ),
        is_human=ibis.coalesce(rows.is_human, rows.replied_at.notnull()),
    )
    return rows.filter(rows.offered_at.notnull()).mutate(contact_id=_contact_id(rows))


def _continued(rows: ir.Table) -> ir.Table:
    """The contacts in canonical columns, with the contact of another thread they continue."""
    child = rows.filter((rows.number == 1) & rows.parent_thread_id.notnull())
    child = child.select("contact_id", "offered_at", thread_id="parent_thread_id")
    met = child.inner_join(
        rows.select("thread_id", before="offered_at", number="number"), "thread_id"
    )
    met = met.group_by("contact_id").aggregate(
        thread_id=met.thread_id.min(),
        number=met.number.max(where=met.before <= met.offered_at).fill_null(1),
    )
    parents = met.select("contact_id", parent_contact_id=_contact_id(met))
    rows = extend(rows, parents, "contact_id")
    is_first = rows.number == 1
    return rows.mutate(
        direction=ibis.coalesce(
            rows.direction, rows.is_ours.fill_null(False).ifelse("outbound", "inbound")
        ),
        agent_id=ibis.coalesce(rows["last"]["by"], rows.is_last.ifelse(rows.agent_id, None)),
        wait_seconds=seconds_between(rows.answered_at, rows.offered_at),
        talk_seconds=is_first.ifelse(rows.talk_seconds, None),
        outcome=_outcome(rows, is_first & rows.talk_seconds.notnull()),
        is_claimed_resolved=rows.is_closed.fill_null(False).ifelse(
            True, rows.is_last.ifelse(rows.is_solved, False)
        ),
        load_id=ibis.literal("threads"),
    )


def _outcome(rows: ir.Table, is_talk: ir.BooleanValue) -> ir.StringValue:
    is_left = (rows.channel == "chat") & ~rows.is_ours.fill_null(False)
    return ibis.cases(
        (rows.is_human | is_talk, "answered"),
        (rows.is_answered.fill_null(False), "self_served"),
        (is_left.fill_null(False), "abandoned"),
        else_=ibis.null("string"),
    )


def _placed(messages: ir.Table, line: ir.Table) -> ir.Table:
    """Messages with their contact and their place in the thread."""
    said = line.filter(line.rank == 0)
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
