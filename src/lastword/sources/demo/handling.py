"""Handling: how customers wait, are served, ring again and are called back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from lastword.sources.demo import reasons
from lastword.sources.demo.arrays import Flags, Floats, Ints
from lastword.sources.demo.arrivals import DAY, HOUR, into_hours
from lastword.sources.demo.attempts import BY_AGENT, BY_CUSTOMER, BY_SYSTEM, CHAT, VOICE
from lastword.sources.demo.claims import claim
from lastword.sources.demo.contacts import ABANDONED, ANSWERED, CUT_OFF, UNKNOWN, Contacts
from lastword.sources.demo.customers import SOURCE_OF
from lastword.sources.demo.demand import Demand
from lastword.sources.demo.records import stack, take
from lastword.sources.demo.threads import place
from lastword.sources.demo.world import World

_ANONYMOUS = 0.01
_MISCODED = 0.01
_TRANSFERRED = 0.08
_PROMISED = 0.06
_KEPT = 0.6
_OPEN_QUESTION = 0.015
_CHAT_ABANDONED = 0.04


def draw_contacts(
    world: World, rng: np.random.Generator, demand: Demand, waits: tuple[Floats, Floats]
) -> Contacts:
    """Let the customers of one chunk wait, be served, ring again and be called back."""
    own = _own(rng, demand, waits[0])
    again = _again(demand, own, waits[1])
    contacts = stack([own, again])
    contacts = stack([contacts, _callbacks(world, rng, contacts)])
    moment = (contacts.issue << 40) + contacts.at.astype(np.int64) * 2 + contacts.is_again
    contacts = take(contacts, np.argsort(moment, kind="stable"))
    return place(rng, claim(world, rng, contacts))


def _own(rng: np.random.Generator, demand: Demand, waits: Floats) -> Contacts:
    """Each attempt as a contact."""
    tries = demand.attempts
    size, voice = len(tries.issue), tries.channel == VOICE
    wait, outcome, touched = _first_waits(rng, demand, waits)
    return _served(
        Contacts(
            attempt=np.arange(size),
            issue=tries.issue,
            customer=demand.issues.customer[tries.issue],
            channel=tries.channel,
            source=SOURCE_OF[tries.channel],
            at=tries.at,
            wait=wait,
            outcome=outcome,
            agent=tries.agent,
            talk=tries.talk,
            hold=tries.hold,
            wrap=tries.wrap,
            ended_by=tries.ended_by,
            is_solving=tries.is_solving,
            is_promise=~voice & (rng.random(size) < _PROMISED),
            is_open_question=_open_questions(rng, tries.channel, tries.is_dropped),
            is_anonymous=voice & (rng.random(size) < _ANONYMOUS),
            is_transferred=voice & (rng.random(size) < _TRANSFERRED),
            reason=_coded(rng, demand.issues.reason[tries.issue]),
            touched=touched,
            **_unplaced(size),
        )
    )


def _first_waits(
    rng: np.random.Generator, demand: Demand, waits: Floats
) -> tuple[Floats, Ints, Ints]:
    """Seconds waited, outcome, and which plants touched it, of each attempt."""
    tries, calls = demand.attempts, demand.calls
    wait, outcome = _written_waits(rng, tries.channel)
    left = waits > calls.patience
    wait[calls.attempt] = np.where(left, calls.patience, np.floor(waits))
    is_cut = left & (calls.touched > 0)
    outcome[calls.attempt] = np.where(is_cut, CUT_OFF, np.where(left, ABANDONED, ANSWERED))
    touched = tries.touched * (outcome == ANSWERED)
    touched[calls.attempt] |= calls.touched * is_cut
    return wait, outcome, touched


def _unplaced(size: int) -> dict[str, Any]:
    """Columns that are filled once all contacts of an issue are known."""
    no, unknown = np.zeros(size, dtype=bool), np.full(size, UNKNOWN)
    return {
        "is_again": no,
        "is_callback": no,
        "claim": unknown,
        "position": unknown,
        "is_last": no,
        "thread": unknown,
    }


def _coded(rng: np.random.Generator, reason: Ints) -> Ints:
    """Reasons as agents code them: now and then any other."""
    is_wrong = rng.random(len(reason)) < _MISCODED
    return np.where(is_wrong, rng.integers(0, len(reasons.REASONS), len(reason)), reason)


def _written_waits(rng: np.random.Generator, channel: Ints) -> tuple[Floats, Ints]:
    size = len(channel)
    draw, is_chat = rng.exponential(1, size), channel == CHAT
    reply = np.minimum(np.exp(rng.normal(np.log(2 * HOUR), 0.7, size)), 10 * HOUR)
    wait = np.floor(np.where(is_chat, 45 * draw, reply))
    left = is_chat & (rng.random(size) < _CHAT_ABANDONED)
    return wait, np.where(left, ABANDONED, ANSWERED)


def _open_questions(rng: np.random.Generator, channel: Ints, is_dropped: Flags) -> Flags:
    by_nature = (channel != VOICE) & (rng.random(len(channel)) < _OPEN_QUESTION)
    is_open: Flags = by_nature | ((channel == CHAT) & is_dropped)
    return is_open


def _served(contacts: Contacts) -> Contacts:
    """Take back what nobody did where nobody answered."""
    served = contacts.is_served
    ended_by = np.where(contacts.outcome == CUT_OFF, BY_SYSTEM, BY_CUSTOMER)
    return replace(
        contacts,
        agent=np.where(served, contacts.agent, UNKNOWN),
        talk=contacts.talk * served,
        hold=contacts.hold * served,
        wrap=contacts.wrap * served,
        ended_by=np.where(served, contacts.ended_by, ended_by),
        is_solving=contacts.is_solving & served,
        is_promise=contacts.is_promise & served & ~contacts.is_solving,
        is_open_question=contacts.is_open_question & served & ~contacts.is_solving,
        is_transferred=contacts.is_transferred & served,
    )


def _again(demand: Demand, own: Contacts, waits: Floats) -> Contacts:
    """The calls of those who hung up in the queue and rang again."""
    calls, tries = demand.calls, demand.attempts
    rang = np.flatnonzero(np.isfinite(waits))
    attempt, wait = calls.attempt[rang], waits[rang]
    left = wait > calls.patience[rang]
    is_cut = left & (calls.touched[rang] > 0)
    outcome = np.where(is_cut, CUT_OFF, np.where(left, ABANDONED, ANSWERED))
    return _served(
        replace(
            take(own, attempt),
            at=calls.retry_at[rang],
            wait=np.where(left, calls.patience[rang], np.floor(wait)),
            outcome=outcome,
            agent=tries.agent[attempt],
            talk=tries.talk[attempt],
            hold=tries.hold[attempt],
            wrap=tries.wrap[attempt],
            ended_by=tries.ended_by[attempt],
            is_solving=tries.is_solving[attempt],
            is_again=np.ones(len(rang), dtype=bool),
            touched=tries.touched[attempt] * ~left | calls.touched[rang] * is_cut,
        )
    )


def _callbacks(world: World, rng: np.random.Generator, contacts: Contacts) -> Contacts:
    """The promised calls that were made, by the agent who promised."""
    kept = contacts.is_promise & (rng.random(len(contacts.at)) < _KEPT)
    from_written = take(contacts, kept)
    size = len(from_written.at)
    later = from_written.ended_at + rng.uniform(0.2 * DAY, 1.2 * DAY, size)
    no = np.zeros(size, dtype=bool)
    return replace(
        from_written,
        channel=np.full(size, VOICE),
        source=np.zeros(size, dtype=np.int64),
        at=into_hours(later, world.weekday, rng.exponential(HOUR, size)),
        wait=np.zeros(size),
        talk=np.floor(rng.gamma(3, 60, size)) + 20,
        ended_by=np.full(size, BY_AGENT),
        is_callback=~no,
        is_promise=no,
        is_open_question=no,
        touched=np.zeros(size, dtype=np.int64),
    )
