"""Threads: the place of each contact in its issue, and which tickets go on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lastword.sources.demo.arrays import Ints, run_positions
from lastword.sources.demo.attempts import CHAT
from lastword.sources.demo.contacts import DESK, UNKNOWN, Contacts

_SAME_THREAD = 0.75


def place(rng: np.random.Generator, contacts: Contacts) -> Contacts:
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
