"""Chunk: everything about one batch of whole customers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastword.sources.demo.arrays import Flags, Ints
from lastword.sources.demo.closing import Closing, close
from lastword.sources.demo.contacts import CONTACTS_PER_CHUNK, Contacts
from lastword.sources.demo.demand import Demand, draw_demand
from lastword.sources.demo.endings import Endings, draw_endings
from lastword.sources.demo.handling import draw_contacts
from lastword.sources.demo.messages import Messages, draw_messages
from lastword.sources.demo.outcomes import Outcomes, draw_outcomes
from lastword.sources.demo.surveys import Replies, Surveys, draw_replies, draw_surveys
from lastword.sources.demo.waits import Waits, waits_of
from lastword.sources.demo.world import World


@dataclass(frozen=True, slots=True)
class Chunk:
    """One batch of whole customers, from who they are to what they did.

    Parameters
    ----------
    number
        Id of each contact within its source, in the order of time.
    is_seen
        Whether each contact lies within the period, so that the exports hold it.
    """

    world: World
    index: int
    demand: Demand
    contacts: Contacts
    closing: Closing
    endings: Endings
    surveys: Surveys
    replies: Replies
    messages: Messages
    outcomes: Outcomes
    number: Ints
    is_seen: Flags

    @property
    def thread_number(self) -> Ints:
        """Id of each contact's thread; −1 where it has none."""
        thread = self.contacts.thread
        return np.where(thread >= 0, self.number[np.maximum(thread, 0)], -1)


def draw_chunk(world: World, index: int, waits: Waits | None = None) -> Chunk:
    """Draw chunk `index`: the same world and index always give the same chunk."""
    demand = draw_demand(world, index)
    offered = (waits or waits_of(world)).of(index, demand.calls)
    rng = world.stream("endings", index)
    contacts = draw_contacts(world, rng, demand, offered)
    contacts, closing = close(world, world.stream("closing", index), contacts)
    endings = draw_endings(world, rng, demand, contacts)
    rng = world.stream("surveys", index)
    surveys = draw_surveys(world, rng, contacts, endings)
    replies = draw_replies(
        world,
        rng,
        demand=demand,
        contacts=contacts,
        endings=endings,
        surveys=surveys,
        begs=closing.begs,
    )
    order = np.argsort(contacts.at, kind="stable")
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(1, len(order) + 1) + index * CONTACTS_PER_CHUNK
    return Chunk(
        world=world,
        index=index,
        demand=demand,
        contacts=contacts,
        closing=closing,
        endings=endings,
        surveys=surveys,
        replies=replies,
        messages=draw_messages(
            world, world.stream("messages", index), demand, contacts, closing.begs
        ),
        outcomes=draw_outcomes(world, world.stream("outcomes", index), demand, endings),
        number=number,
        is_seen=contacts.ended_at < world.seconds,
    )
