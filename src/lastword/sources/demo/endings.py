"""Endings: how each issue ended, and what its customer would say if asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastword.sources.demo.agents import staff_of
from lastword.sources.demo.arrays import Flags, Floats, Ints, expit
from lastword.sources.demo.arrivals import DAY
from lastword.sources.demo.attempts import VOICE
from lastword.sources.demo.contacts import Contacts
from lastword.sources.demo.demand import Demand
from lastword.sources.demo.world import World

_SAYS_SOLVED = 3.0
_SAYS_UNSOLVED = -2.9
NEXT_ISSUE_DAYS = 30


@dataclass(frozen=True, slots=True)
class Endings:
    """The true end of each issue, one element an issue.

    Parameters
    ----------
    is_solved
        Whether the problem was solved.
    says_solved
        Whether the customer would say so.
    effort
        What it cost the customer (latent; 0 = one contact without waiting).
    contact_count, channel_count, wait
        What the customer went through; seconds of waiting on the telephone.
    claim
        Last claim made about it; −1 where none was.
    last
        Index of the customer's last contact.
    last_at
        When that was.
    is_first_call_right
        Said solved, in one contact, and no next issue of the customer within 30 days.
    """

    is_solved: Flags
    says_solved: Flags
    effort: Floats
    contact_count: Ints
    channel_count: Ints
    wait: Floats
    claim: Ints
    last: Ints
    last_at: Floats
    is_first_call_right: Flags


def draw_endings(
    world: World, rng: np.random.Generator, demand: Demand, contacts: Contacts
) -> Endings:
    """Tell how each issue of a chunk ended."""
    size = len(demand.issues.reason)
    own = ~contacts.is_callback
    count = np.bincount(contacts.issue[own], minlength=size)
    used = np.zeros((size, 4), dtype=bool)
    used[contacts.issue[own], contacts.channel[own]] = True
    wait = _sum(contacts, contacts.wait * ((contacts.channel == VOICE) & own), size)
    passed_on = _sum(contacts, contacts.is_transferred, size)
    effort = 0.5 * (count - 1) + 0.3 * (used.sum(axis=1) - 1) + 0.3 * passed_on
    effort = effort + np.minimum(wait / 900, 2)
    is_solved = _sum(contacts, contacts.is_solving, size) > 0
    last = np.zeros(size, dtype=np.int64)
    last[contacts.issue[contacts.is_last]] = np.flatnonzero(contacts.is_last)
    logit = np.where(is_solved, _SAYS_SOLVED - 0.5 * effort, _SAYS_UNSOLVED)
    warmth = demand.customers.warmth[demand.issues.customer]
    logit = logit + 0.3 * warmth + _care(world, contacts, last)
    says_solved = rng.random(size) < expit(logit)
    return Endings(
        is_solved=is_solved,
        says_solved=says_solved,
        effort=effort,
        contact_count=count,
        channel_count=used.sum(axis=1),
        wait=wait,
        claim=_last_claim(contacts, size),
        last=last,
        last_at=contacts.at[last],
        is_first_call_right=says_solved & (count == 1) & _calm(demand, contacts.at[last]),
    )


def _sum(contacts: Contacts, values: Floats | Flags, size: int) -> Floats:
    return np.bincount(contacts.issue, weights=values, minlength=size).astype(np.float64)


def _calm(demand: Demand, last_at: Floats) -> Flags:
    """Whether the customer had no next issue soon after."""
    customer, opened_at = demand.issues.customer, demand.issues.opened_at
    order = np.lexsort((opened_at, customer))
    gap = np.full(len(order), np.inf)
    earlier, later = order[:-1], order[1:]
    gap[earlier] = np.where(
        customer[earlier] == customer[later], opened_at[later] - last_at[earlier], np.inf
    )
    return gap > NEXT_ISSUE_DAYS * DAY


def _care(world: World, contacts: Contacts, last: Ints) -> Floats:
    """What the last agent's manner adds to the customer's readiness to call it solved."""
    agent = contacts.agent[last]
    manner = staff_of(world).manner.mean(axis=1)
    return np.where(agent >= 0, 0.3 * manner[np.maximum(agent, 0)], -0.5)


def _last_claim(contacts: Contacts, size: int) -> Ints:
    claim = np.full(size, -1)
    made = np.flatnonzero(contacts.claim >= 0)
    claim[contacts.issue[made]] = contacts.claim[made]
    return claim
