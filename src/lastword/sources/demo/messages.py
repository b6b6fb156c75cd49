"""Messages: what customers and agents wrote in chats and tickets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastword.sources.demo.arrays import Flags, Floats, Ints
from lastword.sources.demo.attempts import CHAT, VOICE
from lastword.sources.demo.contacts import Contacts
from lastword.sources.demo.demand import Demand
from lastword.sources.demo.phrases import phrase_pool, pools, statement_pool
from lastword.sources.demo.reasons import NAMES
from lastword.sources.demo.world import World

ENGINEER = NAMES.index("engineer_visit")
IDEA_SHARE = 0.15
THANKED = 0.4
CLOSED_WITH_WORDS = 0.4


@dataclass(frozen=True, slots=True)
class Messages:
    """Messages of one chunk, in the order of contact and time.

    Parameters
    ----------
    contact, position
        Index of the contact, and place within it from 1.
    at
        Seconds.
    is_customer
        Whether the customer wrote it.
    text
        Index in the pools' texts.
    is_idea
        Whether it holds the planted idea.
    """

    contact: Ints
    position: Ints
    at: Floats
    is_customer: Flags
    text: Ints
    is_idea: Flags


def draw_messages(
    world: World, rng: np.random.Generator, demand: Demand, contacts: Contacts, begs: Flags
) -> Messages:
    """Write the first message, the agent's answer, the last word, and who asks for a ten."""
    written = np.flatnonzero(contacts.channel != VOICE)
    if not world.messages_per_contact:
        written = written[:0]
    language = demand.customers.language[contacts.customer[written]]
    parts = [
        _statements(rng, contacts, written, language),
        _answers(rng, contacts, written, language),
        _last_words(rng, contacts, written, language),
    ][: world.messages_per_contact or 1]
    if begs.any() and world.messages_per_contact > 2:
        parts.append(_begging(rng, demand, contacts, np.flatnonzero(begs)))
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = np.lexsort((columns[1], columns[0]))
    contact, position, at, is_customer, text, is_idea = (column[order] for column in columns)
    return Messages(contact, position, at, is_customer, text, is_idea)


Part = tuple[Ints, Ints, Floats, Flags, Ints, Flags]


def _part(
    contact: Ints,
    position: int,
    at: Floats,
    *,
    is_customer: Flags,
    text: Ints,
    is_idea: Flags | None = None,
) -> Part:
    size = len(contact)
    idea = np.zeros(size, dtype=bool) if is_idea is None else is_idea
    return contact, np.full(size, position), np.floor(at), is_customer, text, idea


def _statements(
    rng: np.random.Generator, contacts: Contacts, written: Ints, language: Ints
) -> Part:
    reason = contacts.reason[written]
    is_idea = (reason == ENGINEER) & (rng.random(len(written)) < IDEA_SHARE)
    pool = np.where(is_idea, phrase_pool(language, "ideas"), statement_pool(language, reason))
    text = pools().draw(rng, pool)
    customer = np.ones(len(written), dtype=bool)
    at = contacts.at[written] + 1
    return _part(written, 1, at, is_customer=customer, text=text, is_idea=is_idea)


def _answers(rng: np.random.Generator, contacts: Contacts, written: Ints, language: Ints) -> Part:
    served = contacts.is_served[written]
    contact, language = written[served], language[served]
    pool = np.where(
        contacts.is_solving[contact],
        phrase_pool(language, "solved"),
        phrase_pool(language, "unsolved"),
    )
    pool = np.where(contacts.is_promise[contact], phrase_pool(language, "promises"), pool)
    at = contacts.answered_at[contact] + 0.3 * contacts.talk[contact]
    nobody = np.zeros(len(contact), dtype=bool)
    return _part(contact, 2, at, is_customer=nobody, text=pools().draw(rng, pool))


def _begging(rng: np.random.Generator, demand: Demand, contacts: Contacts, begs: Ints) -> Part:
    pool = phrase_pool(demand.customers.language[contacts.customer[begs]], "begging")
    at = contacts.answered_at[begs] + 0.95 * contacts.talk[begs]
    nobody = np.zeros(len(begs), dtype=bool)
    return _part(begs, 4, at, is_customer=nobody, text=pools().draw(rng, pool))


def _last_words(
    rng: np.random.Generator, contacts: Contacts, written: Ints, language: Ints
) -> Part:
    draw = rng.random(len(written))
    asks = contacts.is_open_question[written]
    thanks = contacts.is_solving[written] & (draw < THANKED)
    closes = ~thanks & (contacts.channel[written] == CHAT) & (draw > 1 - CLOSED_WITH_WORDS)
    chosen = contacts.is_served[written] & (asks | thanks | closes)
    contact, language = written[chosen], language[chosen]
    asks, thanks = asks[chosen], thanks[chosen]
    pool = np.where(thanks, phrase_pool(language, "thanks"), phrase_pool(language, "closings"))
    pool = np.where(asks, phrase_pool(language, "questions"), pool)
    at = contacts.answered_at[contact] + 0.9 * contacts.talk[contact]
    return _part(contact, 3, at, is_customer=asks | thanks, text=pools().draw(rng, pool))
