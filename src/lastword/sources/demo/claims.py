"""Claims: what agents say of the problems that they handled."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lastword.sources.demo.agents import staff_of
from lastword.sources.demo.contacts import UNKNOWN, Contacts
from lastword.sources.demo.gaming import Claims
from lastword.sources.demo.plants import kind_of
from lastword.sources.demo.world import World

_CLAIMED_SOLVED = 0.97


def claim(world: World, rng: np.random.Generator, contacts: Contacts) -> Contacts:
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
