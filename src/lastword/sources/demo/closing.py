"""Closing: what agents do to scores, codes and credits once a contact is served, as plants."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lastword.sources.demo.agents import staff_of
from lastword.sources.demo.arrays import Flags, Ints
from lastword.sources.demo.attempts import VOICE
from lastword.sources.demo.contacts import Contacts
from lastword.sources.demo.plants import Plant, kind, kind_of
from lastword.sources.demo.world import World

FIRST_CODE = 0
"""The first code of the list: alphabetically and on the agents' screen."""


@dataclass(frozen=True, slots=True)
class Closing:
    """How contacts are closed, one element a contact.

    Parameters
    ----------
    is_written
        Whether there are messages.
    begs
        Whether the agent asks for a ten.
    code
        Reason code as it is entered.
    credited
        Agent whom a rating is credited to; −1 where nobody served.
    favourite
        The colleague of the team to whom ratings are passed on.
    """

    is_written: Flags
    begs: Flags
    code: Ints
    credited: Ints
    favourite: Ints


def close(world: World, rng: np.random.Generator, contacts: Contacts) -> tuple[Contacts, Closing]:
    """Let agents close their contacts; returns the contacts with the touched ones marked."""
    staff, agent = staff_of(world), np.maximum(contacts.agent, 0)
    closing = Closing(
        is_written=contacts.channel != VOICE,
        begs=np.zeros(len(agent), dtype=bool),
        code=contacts.reason,
        credited=contacts.agent,
        favourite=staff.team_at(agent, contacts.at),
    )
    touched = contacts.touched
    for number, plant in enumerate(world.plants):
        kind_ = kind_of(plant)
        if kind_.stage == "closing":
            scope = staff.in_scope(plant, agent, contacts.at) & contacts.is_served
            closing, hit = kind_.hook(plant, rng, closing, scope & ~contacts.is_callback)
            touched = touched | hit.astype(np.int64) << number
    return replace(contacts, touched=touched), closing


def _drawn(plant: Plant, rng: np.random.Generator, scope: Flags) -> Flags:
    return scope & (rng.random(len(scope)) < plant.dose)


@kind(
    "score_begging",
    "closing",
    title="customers asked for a ten",
    dose="share of written contacts",
)
def score_begging(
    plant: Plant, rng: np.random.Generator, closing: Closing, scope: Flags
) -> tuple[Closing, Flags]:
    """Ask for a ten in the last message."""
    touched = _drawn(plant, rng, scope & closing.is_written)
    return replace(closing, begs=closing.begs | touched), touched


@kind(
    "forced_boxes",
    "closing",
    title="concerns coded with the first code of the list",
    dose="share of contacts",
)
def forced_boxes(
    plant: Plant, rng: np.random.Generator, closing: Closing, scope: Flags
) -> tuple[Closing, Flags]:
    """Enter the first code, whatever the concern."""
    touched = _drawn(plant, rng, scope & (closing.code > FIRST_CODE))
    return replace(closing, code=np.where(touched, FIRST_CODE, closing.code)), touched


@kind(
    "rating_reassignment",
    "closing",
    title="ratings credited to a colleague",
    dose="share of contacts",
)
def rating_reassignment(
    plant: Plant, rng: np.random.Generator, closing: Closing, scope: Flags
) -> tuple[Closing, Flags]:
    """Credit the rating to the favourite of the team."""
    touched = _drawn(plant, rng, scope & (closing.credited != closing.favourite))
    credited = np.where(touched, closing.favourite, closing.credited)
    return replace(closing, credited=credited), touched
