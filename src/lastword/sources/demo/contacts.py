"""Contacts: what the attempts became once the customers had waited."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from lastword.sources.demo import reasons
from lastword.sources.demo.agents import staff_of
from lastword.sources.demo.arrays import Flags, Floats, Ints, run_positions
from lastword.sources.demo.arrivals import DAY, HOUR, into_hours
from lastword.sources.demo.attempts import BY_AGENT, BY_CUSTOMER, BY_SYSTEM, CHAT, VOICE
from lastword.sources.demo.customers import SOURCE_OF
from lastword.sources.demo.demand import Demand
from lastword.sources.demo.gaming import Claims
from lastword.sources.demo.plants import kind_of
from lastword.sources.demo.records import stack, take
from lastword.sources.demo.world import World

ANSWERED, ABANDONED, CUT_OFF = range(3)
DESK = 2
CONTACTS_PER_CHUNK = 1_000_000
UNKNOWN = -1

_ANONYMOUS = 0.01
_MISCODED = 0.02
_TRANSFERRED = 0.08
_PROMISED = 0.06
_KEPT = 0.6
_SAME_THREAD = 0.75
_OPEN_QUESTION = 0.015
_CHAT_ABANDONED = 0.04
_CLAIMED_SOLVED = 0.97


@dataclass(frozen=True, slots=True)
class Contacts:
    """Contacts of one chunk, in the order of issue and time.

    Parameters
    ----------
    attempt
        Attempt that it belongs to.
    issue, customer, channel, source
        Indices.
    at, wait
        When the customer reached the centre, and seconds until an answer or until they left;
        for written tickets seconds until the first reply.
    outcome
        Answered, abandoned or cut off.
    agent
        Who served; −1 where nobody did.
    is_solving
        Whether it solved the problem.
    is_again
        Whether the customer rings again after hanging up in the queue.
    is_callback
        Whether the centre called back as promised.
    is_promise
        Whether the agent promised a call back.
    is_open_question
        Whether it was closed over the customer's open question.
    claim
        1 = claimed solved, 0 = claimed open, −1 = no claim.
    position
        0 for the customer's first contact of the issue, over all channels.
    is_last
        Whether the customer made no later contact about the issue.
    thread
        Index of the thread's first contact; −1 where the channel has no threads.
    """

    attempt: Ints
    issue: Ints
    customer: Ints
    channel: Ints
    source: Ints
    at: Floats
    wait: Floats
    outcome: Ints
    agent: Ints
    talk: Floats
    hold: Floats
    wrap: Floats
    ended_by: Ints
    is_solving: Flags
    is_again: Flags
    is_callback: Flags
    is_promise: Flags
    is_open_question: Flags
    is_anonymous: Flags
    is_transferred: Flags
    reason: Ints
    claim: Ints
    position: Ints
    is_last: Flags
    thread: Ints
    touched: Ints

    @property
    def is_served(self) -> Flags:
        """Whether anybody answered."""
        served: Flags = self.outcome == ANSWERED
        return served

    @property
    def answered_at(self) -> Floats:
        """Moment of the answer; of leaving the queue where nobody answered."""
        return self.at + self.wait

    @property
    def ended_at(self) -> Floats:
        """End of the contact."""
        return self.answered_at + self.talk + self.hold


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
    return _place(rng, _claim(world, rng, contacts))


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


def _claim(world: World, rng: np.random.Generator, contacts: Contacts) -> Contacts:
    """Let agents say whether the problem is solved; they overstate."""
    staff = staff_of(world)
    agent = np.maximum(contacts.agent, 0)
    unsolved = np.clip(world.claim_inflation + staff.overstating[agent], 0, 1)
    claims = Claims(np.where(contacts.is_solving, _CLAIMED_SOLVED, unsolved), contacts.is_solving)
    draw, clean = rng.random(len(agent)), claims.probability
    touched = contacts.touched
    for number, plant in enumerate(world.plants):
        kind = kind_of(plant)
        if kind.stage == "claims":
            scope = staff.in_scope(plant, agent, contacts.at) & contacts.is_served
            claims, _ = kind.hook(plant, rng, claims, scope & ~contacts.is_callback)
            turned = (draw < claims.probability) & (draw >= clean) & scope
            touched = touched | turned.astype(np.int64) << number
    is_claimed = (draw < claims.probability).astype(np.int64)
    has_claim = contacts.is_served & ~contacts.is_callback
    claim = np.where(has_claim, is_claimed, UNKNOWN)
    return replace(contacts, claim=claim, touched=np.where(has_claim, touched, contacts.touched))


def _place(rng: np.random.Generator, contacts: Contacts) -> Contacts:
    """Position of each contact within its issue, and its thread."""
    own = np.flatnonzero(~contacts.is_callback)
    position = np.full(len(contacts.at), UNKNOWN)
    position[own] = run_positions(contacts.issue[own])
    is_last = np.zeros(len(contacts.at), dtype=bool)
    is_last[own] = np.r_[contacts.issue[own][1:] != contacts.issue[own][:-1], True][: len(own)]
    return replace(contacts, position=position, is_last=is_last, thread=_threads(rng, contacts))


def _threads(rng: np.random.Generator, contacts: Contacts) -> Ints:
    """Chats are threads of their own; a ticket is taken up again by most later messages."""
    index = np.arange(len(contacts.at))
    desk = np.flatnonzero(contacts.source == DESK)
    is_new = run_positions(contacts.issue[desk]) == 0
    is_new |= rng.random(len(desk)) >= _SAME_THREAD
    opener = np.maximum.accumulate(np.where(is_new, desk, 0))
    thread = np.where(contacts.channel == CHAT, index, UNKNOWN)
    thread[desk] = opener
    return thread
