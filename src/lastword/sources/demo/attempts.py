"""Attempts: the contacts that it takes until a problem is solved or the customer gives up."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lastword.sources.demo.agents import Staff, staff_of
from lastword.sources.demo.arrays import Flags, Floats, Ints, choose_by, expit
from lastword.sources.demo.arrivals import DAY, HOUR, into_hours
from lastword.sources.demo.customers import Customers
from lastword.sources.demo.issues import Issues, first_issues, next_issues
from lastword.sources.demo.plants import kind_of
from lastword.sources.demo.records import stack, take
from lastword.sources.demo.roster import roster_of
from lastword.sources.demo.shifts import tired_hours
from lastword.sources.demo.world import World

VOICE, CHAT, EMAIL, WEB = range(4)
BY_CUSTOMER, BY_AGENT, BY_SYSTEM, BY_TRANSFER = range(4)
MAX_ATTEMPTS = 6
COME_BACK = 0.58
ASK_AGAIN = 0.04
LONGEST_RETURN = 7 * DAY

_TALK_SECONDS = np.array([330.0, 420.0, 240.0, 220.0])
_NEXT_CHANNEL = np.array(
    [
        [0.88, 0.05, 0.05, 0.02],
        [0.42, 0.43, 0.10, 0.05],
        [0.30, 0.05, 0.60, 0.05],
        [0.34, 0.06, 0.20, 0.40],
    ]
)


@dataclass(frozen=True, slots=True)
class Attempts:
    """Attempts to have a problem solved, one element each.

    Parameters
    ----------
    issue, position
        Issue within the chunk; 0 for its first attempt.
    channel, agent, at
        How, by whom it is served once it gets through, and when it reaches the centre.
    talk, hold, wrap
        Seconds of service.
    solve_logit
        Logit of solving the problem.
    is_solving
        Whether it solves the problem once it gets through.
    ended_by
        Customer, agent, system or transfer.
    is_dropped
        Whether the customer was dropped (cut short, closed on a question).
    returns_in
        Seconds until the customer comes back; infinite where not.
    touched
        Bit p is set where plant p changed the attempt.
    """

    issue: Ints
    position: Ints
    channel: Ints
    agent: Ints
    at: Floats
    talk: Floats
    hold: Floats
    wrap: Floats
    solve_logit: Floats
    is_solving: Flags
    ended_by: Ints
    is_dropped: Flags
    returns_in: Floats
    touched: Ints


def draw_attempts(world: World, chunk: int, customers: Customers) -> tuple[Issues, Attempts]:
    """Draw the issues of one chunk with all their attempts, ordered by issue and position."""
    rng = world.stream("issues", chunk)
    first = first_issues(world, rng, len(customers.number))
    tries = _until_settled(world, rng, customers, first)
    is_solved, last_at = np.zeros(len(first.reason), dtype=bool), np.zeros(len(first.reason))
    is_solved[tries.issue[tries.is_solving]] = True
    np.maximum.at(last_at, tries.issue, tries.at)
    later = next_issues(world, rng, first, is_solved, last_at)
    more = _until_settled(world, rng, customers, later)
    everything = stack([tries, replace(more, issue=more.issue + len(first.reason))])
    place = everything.issue * MAX_ATTEMPTS + everything.position
    return stack([first, later]), take(everything, np.argsort(place, kind="stable"))


def _until_settled(
    world: World, rng: np.random.Generator, customers: Customers, issues: Issues
) -> Attempts:
    rounds: list[Attempts] = []
    issue, at = np.arange(len(issues.reason)), issues.opened_at
    channel = choose_by(rng, customers.channels(issues.customer), issue)
    is_solved = np.zeros(len(issue), dtype=bool)
    for position in range(MAX_ATTEMPTS):
        tries = _serve(world, rng, issues, _Round(issue, position, channel, at))
        tries = _settle(rng, _plant(world, rng, tries), is_solved)
        rounds.append(tries)
        again = np.isfinite(tries.returns_in)
        issue, is_solved = tries.issue[again], tries.is_solving[again]
        at, channel = _come_back(world, rng, take(tries, again))
    rounds[-1] = replace(rounds[-1], returns_in=np.full(len(rounds[-1].issue), np.inf))
    return stack(rounds)


@dataclass(frozen=True, slots=True)
class _Round:
    issue: Ints
    position: int
    channel: Ints
    at: Floats


def _serve(world: World, rng: np.random.Generator, issues: Issues, now: _Round) -> Attempts:
    staff, size = staff_of(world), len(now.issue)
    roster = roster_of(world)
    drawn = rng.integers(0, world.agent_count, size)
    agent = roster.serving(drawn, issues.reason[now.issue], now.at)
    difficulty = issues.difficulty[now.issue]
    scale = np.exp(staff.pace[agent] + 0.15 * difficulty + rng.normal(0, 0.5, size))
    on_hold = (rng.random(size) < 0.25) & (now.channel == VOICE)
    mood = staff.mood_at(agent, now.at, months_ago=world.mood_lag)
    able = 0.08 * world.mood_effect * mood - roster.lack(agent, now.at)
    if world.fatigue:
        able = able - world.fatigue * tired_hours(world, agent, now.at)
    return Attempts(
        issue=now.issue,
        position=np.full(size, now.position),
        channel=now.channel,
        agent=agent,
        at=now.at,
        talk=np.maximum(12, np.floor(_TALK_SECONDS[now.channel] * scale)),
        hold=np.floor(rng.exponential(60, size)) * on_hold,
        wrap=np.floor(rng.gamma(2, 22, size)),
        solve_logit=world.solved + staff.skill[agent] + able + 0.1 * now.position - difficulty,
        is_solving=np.zeros(size, dtype=bool),
        ended_by=(rng.random(size) < 0.35).astype(np.int64),
        is_dropped=np.zeros(size, dtype=bool),
        returns_in=np.full(size, np.inf),
        touched=np.zeros(size, dtype=np.int64),
    )


def _plant(world: World, rng: np.random.Generator, tries: Attempts) -> Attempts:
    staff: Staff = staff_of(world)
    for number, plant in enumerate(world.plants):
        kind = kind_of(plant)
        if kind.stage == "attempts":
            scope = staff.in_scope(plant, tries.agent, tries.at)
            tries, touched = kind.hook(plant, rng, tries, scope)
            tries = replace(tries, touched=tries.touched | touched.astype(np.int64) << number)
    return tries


def _settle(rng: np.random.Generator, tries: Attempts, is_solved: Flags) -> Attempts:
    """Decide what solves the problem and who comes back, and when."""
    size = len(tries.issue)
    is_solving = is_solved | (rng.random(size) < expit(tries.solve_logit))
    chance = np.where(is_solving, ASK_AGAIN, COME_BACK + 0.25 * tries.is_dropped)
    delay = np.exp(rng.normal(np.log(20 * HOUR), 1.1, size))
    delay = np.where(tries.is_dropped, rng.exponential(0.4 * HOUR, size) + 60, delay)
    delay = np.where(delay < LONGEST_RETURN, delay, rng.uniform(DAY, LONGEST_RETURN, size))
    returns = rng.random(size) < chance
    return replace(tries, is_solving=is_solving, returns_in=np.where(returns, delay, np.inf))


def _come_back(world: World, rng: np.random.Generator, left: Attempts) -> tuple[Floats, Ints]:
    """When and over which channel those customers come back."""
    at = left.at + left.talk + left.hold + left.returns_in
    opening = rng.exponential(HOUR, len(left.issue))
    channel = choose_by(rng, _NEXT_CHANNEL, left.channel)
    again = np.where(left.is_dropped, left.channel, channel)
    return into_hours(at, world.weekday, opening), again
