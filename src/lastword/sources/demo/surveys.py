"""Surveys: who is invited, who answers, and what they say.

Only a customer's last contact of an issue is ever answered: whoever has to come back ignores the
survey about the contact that did not help. Each answer is therefore about the issue's true end.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastword.sources.demo.agents import staff_of
from lastword.sources.demo.arrays import Flags, Floats, Ints, expit, logit, ordinal
from lastword.sources.demo.arrivals import DAY
from lastword.sources.demo.attempts import CHAT
from lastword.sources.demo.contacts import Contacts
from lastword.sources.demo.demand import Demand
from lastword.sources.demo.endings import Endings
from lastword.sources.demo.gaming import Offers
from lastword.sources.demo.plants import kind_of
from lastword.sources.demo.shifts import tired_hours
from lastword.sources.demo.world import World

INVITED = 0.42
WITHHELD = 0.03
REMINDED = 0.25
REMINDER_DAYS = 3
COMMENTED = 0.35
BEGGED = 1.0
"""What asking for a ten adds to satisfaction as it is said (latent)."""

REACTION_SCALE = 0.6
"""Scale of the logistic error of satisfaction."""
MEDIA = ("sms", "in_chat", "email", "email")

_CLAIM, _CONTACTS, _WAIT = 0.9, -0.3, -0.03
_CHANNEL = np.array([0.0, 0.45, -0.1, -0.2])
_CENTRE = 0.55
_HIDDEN = 0.9
_REFERENCE = 4
_ATTRIBUTE_CUTS = (-1.7, -1.0, -0.1, 1.0)
_CSAT_CUTS = (-2.6, -1.6, -0.5, 1.1)
_EFFORT_CUTS = (-2.4, -1.6, -0.9, -0.2, 0.5, 1.5)
_NPS_CUTS = (-3.4, -3.0, -2.6, -2.2, -1.8, -1.3, -0.7, -0.1, 0.8, 1.6)
_EXPECTATION_CUTS = (-0.5, 1.3)


@dataclass(frozen=True, slots=True)
class Surveys:
    """Invitations of one chunk, one element each.

    Parameters
    ----------
    contact
        Index of the contact that it asks about.
    invited_at, answered_at
        Seconds; infinite where nobody answered.
    is_withheld
        Whether the rule held it back.
    is_reminder
        Whether it repeats an earlier invitation.
    """

    contact: Ints
    invited_at: Floats
    answered_at: Floats
    is_withheld: Flags
    is_reminder: Flags


@dataclass(frozen=True, slots=True)
class Replies:
    """What was answered, one element per answered survey; −9 where a question was skipped.

    Parameters
    ----------
    survey
        Index of the invitation.
    resolved
        0 no, ½ partly, 1 yes.
    attributes
        One column per driver of the world, 1 to 5.
    """

    survey: Ints
    resolved: Floats
    contacts_needed: Ints
    csat: Ints
    nps: Ints
    effort: Ints
    expectation: Ints
    attributes: Ints
    has_comment: Flags


SKIPPED = -9


def draw_surveys(
    world: World,
    rng: np.random.Generator,
    contacts: Contacts,
    endings: Endings,
) -> Surveys:
    """Invite customers and let some of them answer."""
    size = len(contacts.at)
    invited = np.flatnonzero(rng.random(size) < _offered(world, rng, contacts))
    delay = np.where(contacts.channel[invited] == CHAT, 5, rng.uniform(600, 7200, len(invited)))
    invited_at = np.floor(contacts.ended_at[invited] + delay)
    is_withheld = rng.random(len(invited)) < WITHHELD
    chance = response_probability(world, contacts, endings, invited)
    answers = (rng.random(len(invited)) < chance) & contacts.is_last[invited] & ~is_withheld
    later = np.where(
        contacts.channel[invited] == CHAT,
        rng.exponential(60, len(invited)),
        rng.exponential(0.8 * DAY, len(invited)),
    )
    answered_at = np.where(answers, np.floor(invited_at + 10 + later), np.inf)
    own = Surveys(invited, invited_at, answered_at, is_withheld, np.zeros(len(invited), dtype=bool))
    return _with_reminders(rng, contacts, own)


def _with_reminders(rng: np.random.Generator, contacts: Contacts, own: Surveys) -> Surveys:
    """Add a reminder to some of those who were written to and kept silent."""
    silent = own.answered_at > own.invited_at + REMINDER_DAYS * DAY
    written = contacts.channel[own.contact] > CHAT
    again = np.flatnonzero(silent & written & ~own.is_withheld)
    again = again[rng.random(len(again)) < REMINDED]
    return Surveys(
        contact=np.r_[own.contact, own.contact[again]],
        invited_at=np.r_[own.invited_at, own.invited_at[again] + REMINDER_DAYS * DAY],
        answered_at=np.r_[own.answered_at, np.full(len(again), np.inf)],
        is_withheld=np.r_[own.is_withheld, np.zeros(len(again), dtype=bool)],
        is_reminder=np.r_[own.is_reminder, np.ones(len(again), dtype=bool)],
    )


def _offered(world: World, rng: np.random.Generator, contacts: Contacts) -> Floats:
    cannot = contacts.is_callback | contacts.is_anonymous
    offers = Offers(np.where(cannot, 0.0, INVITED), ~contacts.is_solving)
    staff, agent = staff_of(world), np.maximum(contacts.agent, 0)
    for plant in world.plants:
        kind = kind_of(plant)
        if kind.stage == "invitations":
            scope = staff.in_scope(plant, agent, contacts.at) & contacts.is_served
            offers, _ = kind.hook(plant, rng, offers, scope)
    return offers.probability


def response_probability(
    world: World, contacts: Contacts, endings: Endings, invited: Ints
) -> Floats:
    """Probability that the customer of each invited contact answers.

    It depends on what the centre sees (claim, number of contacts, waiting, channel), and with
    ``world.response = "hidden"`` on what the customer would say, too.
    """
    issue = contacts.issue[invited]
    score = (
        logit(world.answer_rate / INVITED)
        - _CENTRE
        + _CLAIM * (endings.claim[issue] == 1)
        + _CONTACTS * np.minimum(endings.contact_count[issue] - 1, 3)
        + _WAIT * np.minimum(endings.wait[issue] / 60, 20)
        + _CHANNEL[contacts.channel[invited]]
    )
    if world.response == "hidden":
        score = score + _HIDDEN * (endings.says_solved[issue] - 0.5)
    return expit(score)


def draw_replies(
    world: World,
    rng: np.random.Generator,
    *,
    demand: Demand,
    contacts: Contacts,
    endings: Endings,
    surveys: Surveys,
    begs: Flags,
) -> Replies:
    """Let those who answer say what they think."""
    survey = np.flatnonzero(np.isfinite(surveys.answered_at))
    contact, size = surveys.contact[survey], len(survey)
    issue = contacts.issue[contact]
    says, effort = endings.says_solved[issue], endings.effort[issue]
    warmth = demand.customers.warmth[contacts.customer[contact]]
    attributes = _attributes(world, rng, contacts, contact, warmth)
    reaction = satisfaction(world, says, attributes, effort)
    csat = reaction + 0.2 * warmth + BEGGED * begs[contact] + rng.logistic(0, REACTION_SCALE, size)
    gap = 1.1 * says - 0.5 * effort + 0.2 * _rated(attributes).mean(axis=1) - 0.8
    expectation = ordinal(gap + rng.normal(0, 0.7, size), _EXPECTATION_CUTS, -1)
    met = -world.loyalty_below * (expectation < 0) + world.loyalty_above * (expectation > 0)
    loyalty = 0.6 * reaction + met + 0.5 * warmth
    ease = 0.9 * says - effort + 0.3 + rng.normal(0, 0.8, size)
    return Replies(
        survey=survey,
        resolved=np.where(says, 1.0, 0.5 * (rng.random(size) < 0.12)),
        contacts_needed=_remembered(rng, endings.contact_count[issue]),
        csat=_skip(rng, ordinal(csat, _CSAT_CUTS)),
        nps=_skip(rng, ordinal(loyalty + rng.normal(0, 0.9, size), _NPS_CUTS, 0)),
        effort=_skip(rng, ordinal(ease, _EFFORT_CUTS)),
        expectation=_skip(rng, expectation),
        attributes=attributes,
        has_comment=rng.random(size) < COMMENTED,
    )


def _remembered(rng: np.random.Generator, count: Ints) -> Ints:
    """Contacts as customers count them: some are one off."""
    is_wrong = rng.random(len(count)) < 0.06
    remembered: Ints = np.maximum(1, count + is_wrong * rng.choice([-1, 1], len(count)))
    return remembered


def satisfaction(world: World, says: Flags, attributes: Ints, effort: Floats) -> Floats:
    """Latent satisfaction: unsolved costs, each driver as planted, effort costs."""
    total = 1.0 - 1.9 * ~says - 0.3 * effort
    for driver, rating in zip(world.drivers, _rated(attributes).T, strict=True):
        gap = rating - _REFERENCE
        above = driver.above * np.where(says, 1.0, driver.if_unsolved)
        total = total + driver.below * np.minimum(gap, 0) + above * np.maximum(gap, 0)
    return total


def _rated(attributes: Ints) -> Ints:
    """Ratings, with the reference where nobody served and nothing could be rated."""
    return np.where(attributes == SKIPPED, _REFERENCE, attributes)


def _attributes(
    world: World, rng: np.random.Generator, contacts: Contacts, contact: Ints, warmth: Floats
) -> Ints:
    staff, agent = staff_of(world), contacts.agent[contact]
    served = np.maximum(agent, 0)
    mood = staff.mood_at(served, contacts.at[contact], months_ago=world.mood_lag)
    manner = staff.manner[served] + world.mood_effect * mood[:, None]
    if world.fatigue:
        manner = manner - world.fatigue * tired_hours(world, served, contacts.at[contact])[:, None]
    noise = rng.normal(0, 0.9, manner.shape)
    latent = 0.3 + manner + world.halo * warmth[:, None] + noise
    return np.where(agent[:, None] >= 0, ordinal(latent, _ATTRIBUTE_CUTS), SKIPPED)


def _skip(rng: np.random.Generator, answers: Ints) -> Ints:
    return np.where(rng.random(len(answers)) < 0.03, SKIPPED, answers)
