"""Endings: how each issue ended, and what its customer would say if asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastword.sources.demo.agents import staff_of
from lastword.sources.demo.arrays import Flags, Floats, Ints, expit
from lastword.sources.demo.attempts import VOICE
from lastword.sources.demo.contacts import Contacts
from lastword.sources.demo.demand import Demand
from lastword.sources.demo.world import World

_SAYS_SOLVED = 3.0
_SAYS_UNSOLVED = -2.9


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


def draw_endings(
    world: World, rng: np.random.Generator, demand: Demand, contacts: Contacts
) -> Endings:
    """Tell how each issue of a chunk ended."""
    size = len(demand.issues.reason)
    own = ~contacts.is_callback
    count = np.bincount(contacts.issue[own], minlength=size)
    used = np.zeros((size, 4), dtype=bool)
    used[contacts.issue[own], contacts.channel[own]] = True
    waited = contacts.wait * ((contacts.channel == VOICE) & own)
    wait = np.bincount(contacts.issue, weights=waited, minlength=size).astype(np.float64)
    transfers = np.bincount(contacts.issue, weights=contacts.is_transferred, minlength=size)
    is_solved = np.bincount(contacts.issue, weights=contacts.is_solving, minlength=size) > 0
    effort = (
        0.5 * (count - 1)
        + 0.3 * (used.sum(axis=1) - 1)
        + np.minimum(wait / 900, 2)
        + 0.3 * transfers
    )
    last = np.zeros(size, dtype=np.int64)
    last[contacts.issue[contacts.is_last]] = np.flatnonzero(contacts.is_last)
    logit = np.where(is_solved, _SAYS_SOLVED - 0.5 * effort, _SAYS_UNSOLVED)
    warmth = demand.customers.warmth[demand.issues.customer]
    logit = logit + 0.3 * warmth + _care(world, contacts, last)
    return Endings(
        is_solved=is_solved,
        says_solved=rng.random(size) < expit(logit),
        effort=effort,
        contact_count=count,
        channel_count=used.sum(axis=1),
        wait=wait,
        claim=_last_claim(contacts, size),
        last=last,
        last_at=contacts.at[last],
    )


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
