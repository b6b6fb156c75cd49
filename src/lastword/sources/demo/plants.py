"""Plants: what is planted into the demo centre, how strongly and where.

A plant names a *kind* from the registry `KINDS`. Each kind has one hook that changes the batch of
its *stage* and says which rows it touched; the truth keeps the touched contacts.

=============  ==================================================================
stage          the hook sees and changes
=============  ==================================================================
``attempts``   one round of attempts, before it is known whether they solve
``patience``   how long customers would wait
``claims``     how likely an agent is to claim that the problem is solved
``closing``      what is said, coded and credited at the end of a served contact
``invitations``  how likely a survey is offered after a contact
``answers``    latent answers before they become categories
=============  ==================================================================

A new kind is one function with the `plants.kind` decorator.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from lastword.errors import UsageError
from lastword.sources.demo.arrays import Flags

Stage = Literal["attempts", "patience", "claims", "closing", "invitations", "answers"]
Hook = Callable[["Plant", np.random.Generator, Any, Flags], tuple[Any, Flags]]


@dataclass(frozen=True, slots=True)
class Plant:
    """One thing planted.

    Parameters
    ----------
    kind
        Name in `KINDS`.
    dose
        Strength; `KINDS[kind].dose` says what it means.
    teams, of
        Numbers of the teams concerned, modulo `of` where that is given, so that a plant keeps its
        share in a centre of any size; empty for the whole centre.
    since_day
        Day of the world from which it acts.
    limit_seconds
        The limit that people play to, for kinds that have one.
    """

    kind: str
    dose: float
    teams: tuple[int, ...] = ()
    of: int | None = None
    since_day: int = 0
    limit_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of plant: its stage, what it does, what its dose means."""

    name: str
    stage: Stage
    title: str
    dose: str
    hook: Hook


KINDS: dict[str, Kind] = {}


def kind(name: str, stage: Stage, *, title: str, dose: str) -> Callable[[Hook], Hook]:
    """Register the hook of a kind of plant."""

    def register(hook: Hook) -> Hook:
        KINDS[name] = Kind(name, stage, title, dose, hook)
        return hook

    return register


def kind_of(plant: Plant) -> Kind:
    """Look up a plant's kind.

    Raises
    ------
    UsageError
        If no such kind is registered.
    """
    if plant.kind not in KINDS:
        raise UsageError(f"unknown plant {plant.kind!r}. Choose one of: {', '.join(KINDS)}")
    return KINDS[plant.kind]


DEFAULT = (
    Plant("handle_time_limit", dose=0.35, teams=(0, 1), of=5, limit_seconds=600),
    Plant("wait_cut_off", dose=1.0, limit_seconds=1800),
    Plant("short_calls", dose=0.04, teams=(2,), of=5),
    Plant("closed_on_question", dose=0.12, teams=(0, 3), of=5),
    Plant("survey_steering", dose=0.5, teams=(1,), of=5),
    Plant("claim_inflation", dose=0.2, teams=(2,), of=5),
)
"""The handful that the default demo plants."""
