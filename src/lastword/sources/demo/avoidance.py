"""Avoidance: further ways in which agents play to a clock, as plants."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lastword.sources.demo.arrays import Flags
from lastword.sources.demo.attempts import BY_TRANSFER, VOICE, Attempts
from lastword.sources.demo.early_ends import end_under, hang_up
from lastword.sources.demo.plants import Plant, kind

OFTEN = 2
"""Earlier attempts after which a customer is got rid of."""


@kind(
    "transfer_at_limit",
    "attempts",
    title="calls passed on just under a handle-time limit",
    dose="share of the calls that would run past the limit and are passed on just under it",
)
def transfer_at_limit(
    plant: Plant, rng: np.random.Generator, tries: Attempts, scope: Flags
) -> tuple[Attempts, Flags]:
    """Pass long calls on a few seconds before the limit."""
    limit = plant.limit_seconds or 600
    touched = scope & (tries.channel == VOICE) & (tries.talk >= limit)
    touched &= rng.random(len(scope)) < plant.dose
    return end_under(limit, rng, tries, touched, by=BY_TRANSFER, harm=1.5), touched


@kind(
    "wrap_up_limit",
    "attempts",
    title="wrap-up ended just under a limit",
    dose="share of the wrap-ups that would run past the limit and end just under it",
)
def wrap_up_limit(
    plant: Plant, rng: np.random.Generator, tries: Attempts, scope: Flags
) -> tuple[Attempts, Flags]:
    """End long wrap-ups a moment before the limit; the customer has gone."""
    limit = plant.limit_seconds or 60
    touched = scope & (tries.wrap >= limit) & (rng.random(len(scope)) < plant.dose)
    just_under = limit - 1 - np.floor(np.minimum(rng.exponential(1.5, len(scope)), 4))
    return replace(tries, wrap=np.where(touched, just_under, tries.wrap)), touched


@kind(
    "rage_avoidance",
    "attempts",
    title="customers who came often are hung up on",
    dose="share of the calls of customers who come for the third time or more",
)
def rage_avoidance(
    plant: Plant, rng: np.random.Generator, tries: Attempts, scope: Flags
) -> tuple[Attempts, Flags]:
    """Hang up at once on those who have come before."""
    touched = scope & (tries.channel == VOICE) & (tries.position >= OFTEN)
    touched &= rng.random(len(scope)) < plant.dose
    return hang_up(rng, tries, touched), touched
