"""Calls told in pieces: contacts and legs from what telephone systems say of their stretches.

A telephone system writes a line when somebody joins a queue, another when an agent answers, and
one more when the call ends; or a record for each agent of a chain of transfers. Files break off
between them and bring some of them twice. `stretches` holds what each record tells; here they
become one contact a call, with a leg for every queue and agent.
"""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from lastword.engine import Tables, conform
from lastword.engine.joins import extend
from lastword.engine.times import seconds_between

LOAD = "stretches"
"""`load_id` of contacts and legs that no load brought, since they were put together."""
SPENT = ("talk", "hold", "wrap")
FIRST_TOLD = ("customer_ref", "channel", "direction", "line", "priority", "language")
LAST_TOLD = ("team_id", "reason", "outcome", "is_claimed_resolved")
LEFT = ("system", "agent")
"""Who ended a waiting that no agent answered and the customer did not give up."""
NAMING = ("messages", "events", "invitations", "answers", "evaluations", "labels", "consents")
"""Tables whose rows may name a leg where its contact is meant."""


def calls(tables: Tables) -> dict[str, ir.Table]:
    """Put the calls together that telephone systems tell in pieces.

    A call begins with the first thing told of it and is *answered* when an agent first talks.
    Its waiting lasts from the first queue to that answer, or to the end of the last queue; what
    it waits after a transfer stands in its legs. Where nobody answered, it was *abandoned* if the
    customer ended the last waiting and *cut off* if the system did. Its agent is the last who
    talked, and who ended its last leg ended the call.

    Returns
    -------
    dict
        ``contacts`` and ``legs`` (as loaded, then those put together), and the tables that named
        a leg as their contact, in canonical columns.
    """
    save = tables.engine.save
    told = save(_timed(tables["stretches"]))
    whole = save(_whole_legs(told))
    own = {"contacts": _contacts(told, whole), "legs": _legs(whole)}
    found = {
        name: tables[name].anti_join(rows, "contact_id").union(conform(rows, name))
        for name, rows in own.items()
    }
    return found | {
        name: _renamed(name, tables[name], told) for name in NAMING if name in tables.parts
    }


def _timed(told: ir.Table) -> ir.Table:
    span = seconds_between(told.ended_at, told.started_at)
    return told.mutate(
        seconds=ibis.coalesce(told.lasted_seconds, span),
        moment=ibis.coalesce(told.started_at, told.ended_at),
        is_work=(told.activity == "wrap").fill_null(False),
    )


def _whole_legs(told: ir.Table) -> ir.Table:
    """One row a leg: what its records tell, put together."""
    rows = told.filter(told.leg_id.notnull() & told.activity.notnull())
    found = rows.group_by(["contact_id", "leg_id"]).aggregate(
        **_spent(rows),
        started_at=rows.started_at.min(where=~rows.is_work),
        last_at=rows.ended_at.max(where=~rows.is_work),
        work_began=rows.started_at.min(where=rows.is_work),
        work_ended=rows.ended_at.max(where=rows.is_work),
        **{name: rows[name].max() for name in ("agent_id", "queue", "line", "transferred_to")},
        by=_latest(rows, "ended_by"),
        source=rows.source.min(),
        is_talk=rows.activity.isin(["talk", "hold"]).any(),
        time_zone=rows.time_zone.min(),
    )
    ended_at = ibis.coalesce(found.last_at, found.work_began, found.work_ended)
    found = found.mutate(ended_at=ended_at, ended_by=found.by["told"])
    work = seconds_between(found.work_ended, found.work_began)
    talk = found.is_talk.ifelse(seconds_between(found.ended_at, found.started_at), None)
    return found.mutate(
        talk_seconds=ibis.coalesce(found.talk_told, talk),
        hold_seconds=found.hold_told,
        wrap_seconds=ibis.coalesce(found.wrap_told, work),
    ).filter(found.started_at.notnull())


def _spent(rows: ir.Table) -> dict[str, ir.Value]:
    return {f"{name}_told": rows.seconds.sum(where=rows.activity == name) for name in SPENT}


def _latest(rows: ir.Table, column: str) -> ir.StructScalar:
    """What was told last of something, with the time it was told of."""
    return _dated(rows, column).max(where=rows[column].notnull() & rows.moment.notnull())


def _earliest(rows: ir.Table, column: str) -> ir.StructScalar:
    """What was told first of something, with the time it was told of."""
    return _dated(rows, column).min(where=rows[column].notnull() & rows.moment.notnull())


def _dated(rows: ir.Table, column: str) -> ir.StructColumn:
    return ibis.struct({"at": rows.moment, "told": rows[column]})


def _legs(whole: ir.Table) -> ir.Table:
    """Legs in order, and where each was passed to."""
    order = ibis.window(group_by="contact_id", order_by=["started_at", "leg_id"])
    following = ibis.coalesce(whole.agent_id, whole.queue).lead().over(order)
    is_passed = (whole.ended_by == "transfer") & whole.is_talk
    return whole.mutate(
        position=ibis.row_number().over(order).cast("int64") + 1,
        transferred_to=ibis.coalesce(whole.transferred_to, is_passed.ifelse(following, None)),
        load_id=ibis.literal(LOAD),
    )


def _contacts(told: ir.Table, legs: ir.Table) -> ir.Table:
    """One row a call."""
    waits, talks = told.activity == "wait", told.activity.isin(["talk", "hold"])
    menu = told.activity == "menu"
    found = told.group_by("contact_id").aggregate(
        **{name: _earliest(told, name) for name in FIRST_TOLD},
        **{name: _latest(told, name) for name in LAST_TOLD},
        offered_at=told.moment.min(where=~told.is_work),
        ended_at=told.ended_at.max(where=~told.is_work),
        answered_at=told.started_at.min(where=talks),
        wait_began=told.started_at.min(where=waits),
        wait_ended=told.ended_at.max(where=waits),
        menu_began=told.started_at.min(where=menu),
        menu_told=told.seconds.sum(where=menu),
        is_callback=told.is_callback.any(),
        parent_contact_id=told.parent_contact_id.min(),
        recording_uri=told.recording_uri.min(),
        **{name: told[name].min() for name in ("source", "time_zone")},
    )
    for further in (_served(legs), _ended(told, legs)):
        found = extend(found, further, "contact_id")
    told_names = (*FIRST_TOLD, *LAST_TOLD)
    found = found.mutate(**{name: found[name]["told"] for name in told_names})
    return _judged(found.filter(found.offered_at.notnull()))


def _served(legs: ir.Table) -> ir.Table:
    """What the legs of a call come to."""
    agent = ibis.struct({"at": legs.started_at, "name": legs.agent_id})
    queue = ibis.struct({"at": legs.started_at, "name": legs.queue})
    found = legs.group_by("contact_id").aggregate(
        **{f"{name}_seconds": legs[f"{name}_seconds"].sum() for name in SPENT},
        agent=agent.max(where=legs.agent_id.notnull() & legs.is_talk),
        left_at=legs.ended_at.max(),
        first_queue=queue.min(where=legs.queue.notnull()),
    )
    return found.mutate(agent_id=found.agent["name"], queue=found.first_queue["name"]).drop(
        "agent", "first_queue"
    )


def _ended(told: ir.Table, legs: ir.Table) -> ir.Table:
    """Who ended the last leg, or what else was told of the end after it."""
    of_call = told.filter(told.leg_id.isnull() & told.ended_by.notnull())
    ends = legs.select("contact_id", "ended_at", "ended_by").union(
        of_call.select("contact_id", "ended_at", "ended_by")
    )
    last = ibis.struct({"at": ends.ended_at, "by": ends.ended_by.fill_null("")})
    found = ends.group_by("contact_id").aggregate(last=last.max(where=ends.ended_at.notnull()))
    return found.select("contact_id", ended_by=found["last"]["by"].nullif(""))


def _judged(rows: ir.Table) -> ir.Table:
    """Times and outcome of each call in canonical columns."""
    waited_until = ibis.coalesce(rows.answered_at, rows.wait_ended)
    queued_at = ibis.coalesce(rows.wait_began, rows.answered_at)
    wait = seconds_between(waited_until, rows.wait_began)
    menu = ibis.coalesce(rows.menu_told, seconds_between(queued_at, rows.menu_began))
    waited = rows.wait_began.notnull() | rows.wait_ended.notnull()
    is_ours = (rows.direction == "outbound").fill_null(False)
    told, served = rows.ended_at, rows.left_at
    return rows.mutate(
        ended_at=ibis.greatest(told.fill_null(served), served.fill_null(told)),
        ivr_seconds=(menu >= 0).ifelse(menu, None),
        wait_seconds=((wait >= 0) & ~is_ours).ifelse(wait, None),
        outcome=ibis.cases(
            (rows.answered_at.notnull(), "answered"),
            (rows.outcome.notnull(), rows.outcome),
            (waited & (rows.ended_by == "customer"), "abandoned"),
            (waited & rows.ended_by.isin(LEFT), "cut_off"),
        ),
        load_id=ibis.literal(LOAD),
    )


def _renamed(name: str, table: ir.Table, told: ir.Table) -> ir.Table:
    """Rows that named a leg, with the contact that the leg belongs to."""
    names = told.filter(told.leg_id.notnull() & (told.leg_id != told.contact_id))
    names = names.group_by("leg_id").aggregate(
        call_id=names.contact_id.min(), since=names.moment.min()
    )
    rows = extend(table, names.rename(contact_id="leg_id"), "contact_id")
    contact_id = ibis.coalesce(rows.call_id, rows.contact_id)
    if name != "messages":
        return conform(rows.mutate(contact_id=contact_id), name)
    rows = rows.mutate(contact_id=contact_id, is_moved=rows.call_id.notnull())
    order = ibis.window(group_by="contact_id", order_by=_order(rows, ("since", "position")))
    place = ibis.row_number().over(order).cast("int64") + 1
    return conform(rows.mutate(position=rows.is_moved.ifelse(place, rows.position)), name)


def _order(rows: ir.Table, columns: Sequence[str]) -> list[ir.Value]:
    return [*(rows[name].asc(nulls_first=True) for name in columns), rows.message_id]
