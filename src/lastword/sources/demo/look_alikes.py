"""Look-alikes: innocent things that leave traces like gaming, as plants."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lastword.sources.demo.arrays import Flags
from lastword.sources.demo.arrivals import DAY
from lastword.sources.demo.attempts import BY_CUSTOMER, BY_SYSTEM, CHAT, VOICE, Attempts
from lastword.sources.demo.plants import Plant, kind

_SCRIPT_SECONDS = 560.0


@kind(
    "line_outage",
    "attempts",
    title="innocent: a line that breaks calls off within seconds, for one day",
    dose="share of that day's calls",
)
def line_outage(
    plant: Plant, rng: np.random.Generator, tries: Attempts, scope: Flags
) -> tuple[Attempts, Flags]:
    """Break calls off on the first day that the plant acts, whoever answers."""
    is_day = np.floor(tries.at / DAY) == plant.since_day
    touched = scope & (tries.channel == VOICE) & is_day & (rng.random(len(scope)) < plant.dose)
    return replace(
        tries,
        talk=np.where(touched, rng.integers(2, 10, len(scope)), tries.talk),
        hold=np.where(touched, 0, tries.hold),
        ended_by=np.where(touched, BY_SYSTEM, tries.ended_by),
        solve_logit=np.where(touched, -9.0, tries.solve_logit),
        is_dropped=tries.is_dropped | touched,
    ), touched


@kind(
    "fixed_script",
    "attempts",
    title="innocent: a script that takes about nine minutes and twenty seconds",
    dose="share of calls that follow it",
)
def fixed_script(
    plant: Plant, rng: np.random.Generator, tries: Attempts, scope: Flags
) -> tuple[Attempts, Flags]:
    """Give calls the length of a script, with some spread, whoever ends them."""
    touched = scope & (tries.channel == VOICE) & (rng.random(len(scope)) < plant.dose)
    length = np.floor(rng.normal(_SCRIPT_SECONDS, 45, len(scope)))
    return replace(
        tries,
        talk=np.where(touched, np.maximum(12, length), tries.talk),
        ended_by=np.where(touched, BY_CUSTOMER, tries.ended_by),
    ), touched


@kind(
    "idle_timer",
    "attempts",
    title="innocent: chats that a timer closes after ten minutes",
    dose="share of the chats that would run past the limit",
)
def idle_timer(
    plant: Plant, rng: np.random.Generator, tries: Attempts, scope: Flags
) -> tuple[Attempts, Flags]:
    """Close chats at the limit, by the system."""
    limit = plant.limit_seconds or 600
    touched = scope & (tries.channel == CHAT) & (tries.talk >= limit)
    touched &= rng.random(len(scope)) < plant.dose
    return replace(
        tries,
        talk=np.where(touched, limit, tries.talk),
        ended_by=np.where(touched, BY_SYSTEM, tries.ended_by),
    ), touched


@kind(
    "product_wave",
    "attempts",
    title="innocent: a new product whose problems take longer and are harder to solve",
    dose="added to the logarithm of the talk time, and taken off the logit of solving",
)
def product_wave(
    plant: Plant, rng: np.random.Generator, tries: Attempts, scope: Flags
) -> tuple[Attempts, Flags]:
    """Make every contact from a day on longer and harder."""
    longer = np.floor(tries.talk * np.exp(plant.dose))
    return replace(
        tries,
        talk=np.where(scope, longer, tries.talk),
        solve_logit=tries.solve_logit - plant.dose * scope,
    ), scope
