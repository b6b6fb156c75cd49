"""What happened in each thread, in order, and which contact each entry belongs to."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from lastword.engine.joins import extend
from lastword.engine.times import since_epoch

CLAIMS = ("closed", "closed by rule")
MERGE = "merge"
CLOSING = ("solved", "closed", "merged")
OURS = ("agent", "bot")
UNSEEN = "note"


def timeline(messages: ir.Table, events: ir.Table, threads: ir.Table, quiet: int) -> ir.Table:
    """Messages and closings of each thread in order, numbered by contact.

    Parameters
    ----------
    messages, events
        Those of the threads, with `author` and `actor`.
    threads
        `thread_id`, `direction`; one row a thread.
    quiet
        Milliseconds after which a customer who was not answered comes anew.

    Returns
    -------
    ir.Table
        `thread_id`, `entry` (message or event), `moment`, `by` (customer, agent, bot, note, closed,
        closed by rule, merge), `author_id`, `order` from 0, `is_message`, `is_reply` and `is_ours`
        (an answer of anybody, of an agent), `opens`, `opened` (contacts opened so far), `number`
        (of its contact in the thread, from 1) and `most` (contacts of the thread).
    """
    line = _said(messages).union(_closed(events))
    line = line.filter(line.moment.notnull())
    place = ["moment", line.is_message.desc(), "place", line.entry.length(), "entry"]
    time = ibis.window(group_by="thread_id", order_by=place)
    line = line.mutate(
        order=ibis.row_number().over(time).cast("int64"),
        at=since_epoch(line.moment),
    )
    line = _directed(extend(line, threads.select("thread_id", "direction"), "thread_id"))
    return _numbered(line.mutate(opens=_opens(line, quiet)))


def _said(messages: ir.Table) -> ir.Table:
    is_shown = messages.is_public.fill_null(True) & (messages.author != "system")
    return messages.select(
        "thread_id",
        "author_id",
        entry=messages.message_id,
        moment=messages.sent_at,
        is_message=ibis.literal(True),
        place=messages.position.fill_null(0),
        by=is_shown.ifelse(messages.author, UNSEEN),
    )


def _closed(events: ir.Table) -> ir.Table:
    """Closings stand behind the messages of the same moment: replied and solved in one step."""
    closings = events.filter(events.kind.isin(CLOSING))
    by_rule = closings.actor.isin(["rule", "bot"]).fill_null(False)
    return closings.select(
        "thread_id",
        author_id=ibis.null("string"),
        entry=closings.event_id,
        moment=closings["at"],
        is_message=ibis.literal(False),
        place=ibis.literal(0, "int64"),
        by=(closings.kind == "merged").ifelse(MERGE, by_rule.ifelse(CLAIMS[1], CLAIMS[0])),
    )


def _directed(line: ir.Table) -> ir.Table:
    """Who approaches and who answers; the log of an inbound call is the customer's approach."""
    is_logged = (line.order == 0) & (line.direction == "inbound").fill_null(False)
    is_approach = (line.by == "customer") | (is_logged & line.by.isin([*OURS, UNSEEN]))
    return line.mutate(
        is_approach=is_approach,
        is_reply=line.by.isin(OURS) & ~is_approach,
        is_ours=(line.by == "agent") & ~is_approach,
    )


def _opens(line: ir.Table, quiet: int) -> ir.BooleanValue:
    before = ibis.window(group_by="thread_id", order_by="order", rows=(None, -1))
    is_end = line.by.isin([*CLAIMS, MERGE])
    asked = line.order.max(where=line.is_approach).over(before)
    asked_at = line["at"].max(where=line.is_approach).over(before)
    replied = line.order.max(where=line.is_reply).over(before)
    ended = line.order.max(where=is_end).over(before)
    is_closed = (ended > asked).fill_null(False)
    is_waiting = ~(replied > asked).fill_null(False)
    is_late = (line["at"] - asked_at > quiet).fill_null(False)
    return line.is_approach & (asked.isnull() | is_closed | (is_waiting & is_late))


def _numbered(line: ir.Table) -> ir.Table:
    """Number the contacts; our public words before the customer's first are one of their own."""
    upto = ibis.window(group_by="thread_id", order_by="order", rows=(None, 0))
    thread = ibis.window(group_by="thread_id")
    line = line.mutate(opened=line.opens.cast("int64").sum().over(upto))
    begun = ((line.opened == 0) & line.is_ours).cast("int64").max().over(thread)
    line = line.mutate(number=ibis.greatest(line.opened + begun, ibis.literal(1, "int64")))
    return line.mutate(most=line.number.max().over(thread))
