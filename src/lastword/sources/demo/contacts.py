"""Contacts: what the attempts became once the customers had waited."""

from __future__ import annotations

from dataclasses import dataclass

from lastword.sources.demo.arrays import Flags, Floats, Ints

ANSWERED, ABANDONED, CUT_OFF = range(3)
DESK = 2
CONTACTS_PER_CHUNK = 1_000_000
UNKNOWN = -1


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
