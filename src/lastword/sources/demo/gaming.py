"""Gaming: the ways in which a target replaces the goal, as plants."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lastword.sources.demo.arrays import Flags, Floats
from lastword.sources.demo.attempts import BY_AGENT, CHAT, VOICE, Attempts
from lastword.sources.demo.early_ends import end_under, hang_up
from lastword.sources.demo.plants import Plant, kind


@dataclass(frozen=True, slots=True)
class Claims:
    """How likely each answered contact is claimed as solved, and whether it solved anything."""

    probability: Floats
    is_solving: Flags


@dataclass(frozen=True, slots=True)
class Offers:
    """How likely a survey is offered after each contact, and whether it went badly."""

    probability: Floats
    went_badly: Flags


def _drawn(plant: Plant, rng: np.random.Generator, scope: Flags) -> Flags:
    """The share of all, given by the dose, that chance picks."""
    return np.asarray(rng.random(len(scope)) < plant.dose)


@kind(
    "handle_time_limit",
    "attempts",
    title="calls ended just under a handle-time limit",
    dose="share of the calls that would run past the limit and are ended just under it",
)
def handle_time_limit(
    plant: Plant, rng: np.random.Generator, tries: Attempts, scope: Flags
) -> tuple[Attempts, Flags]:
    """End long calls a few seconds before the limit, solved or not."""
    limit = plant.limit_seconds or 600
    touched = scope & (tries.channel == VOICE) & (tries.talk >= limit)
    touched &= _drawn(plant, rng, scope)
    return end_under(limit, rng, tries, touched, by=BY_AGENT, harm=2.5), touched


@kind(
    "short_calls",
    "attempts",
    title="calls ended by the agent within seconds of answering",
    dose="share of calls",
)
def short_calls(
    plant: Plant, rng: np.random.Generator, tries: Attempts, scope: Flags
) -> tuple[Attempts, Flags]:
    """Hang up at once; most customers ring again within the hour."""
    touched = scope & (tries.channel == VOICE) & _drawn(plant, rng, scope)
    return hang_up(rng, tries, touched), touched


@kind(
    "closed_on_question",
    "attempts",
    title="chats closed on the customer's open question",
    dose="share of chats",
)
def closed_on_question(
    plant: Plant, rng: np.random.Generator, tries: Attempts, scope: Flags
) -> tuple[Attempts, Flags]:
    """Close the chat while the customer's last message waits for an answer."""
    touched = scope & (tries.channel == CHAT) & _drawn(plant, rng, scope)
    return replace(
        tries,
        ended_by=np.where(touched, BY_AGENT, tries.ended_by),
        solve_logit=tries.solve_logit - 4.0 * touched,
        is_dropped=tries.is_dropped | touched,
    ), touched


@kind(
    "wait_cut_off",
    "patience",
    title="callers cut off by the system at a waiting time",
    dose="share of callers that the cut-off applies to",
)
def wait_cut_off(
    plant: Plant, rng: np.random.Generator, patience: Floats, scope: Flags
) -> tuple[Floats, Flags]:
    """No caller waits longer than the limit."""
    limit = plant.limit_seconds or 1800
    touched = scope & (patience > limit) & _drawn(plant, rng, scope)
    return np.where(touched, limit, patience), touched


@kind(
    "claim_inflation",
    "claims",
    title="unsolved contacts claimed as solved",
    dose="added to the probability of claiming an unsolved contact",
)
def claim_inflation(
    plant: Plant, rng: np.random.Generator, claims: Claims, scope: Flags
) -> tuple[Claims, Flags]:
    """Claim more of what was not solved."""
    touched = scope & ~claims.is_solving
    raised = np.minimum(claims.probability + plant.dose, 0.99)
    return replace(claims, probability=np.where(touched, raised, claims.probability)), touched


@kind(
    "survey_steering",
    "invitations",
    title="surveys not offered after contacts that went badly",
    dose="share of invitations held back after a contact that solved nothing",
)
def survey_steering(
    plant: Plant, rng: np.random.Generator, offers: Offers, scope: Flags
) -> tuple[Offers, Flags]:
    """Offer fewer surveys to customers who are likely to complain."""
    touched = scope & offers.went_badly
    lowered = offers.probability * (1 - plant.dose)
    return replace(offers, probability=np.where(touched, lowered, offers.probability)), touched
