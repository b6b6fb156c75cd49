"""Reduced statistics of simulated centres: clean, planted, and innocent look-alikes.

A centre has 300 agents whose rates differ by SD .2 on the logit scale. Each function draws what a
detector counts, and hands it to the statistic that the detector uses.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from lastword.errors import NotTestable
from lastword.estimate import Estimate
from lastword.stats.bunching import Bunching, bunching
from lastword.stats.case_mix import expected_of_mix
from lastword.stats.decoupling import decoupling
from lastword.stats.funnel import beside_peers, funnel
from lastword.stats.mantel_haenszel import clustered_log_odds, mantel_haenszel
from lastword.stats.spike import spike
from lastword.stats.step import step
from lastword.stats.weighted_slope import weighted_slope

Floats = NDArray[np.float64]
AGENTS, SPREAD, GAMERS = 300, 0.2, 15


@dataclass(frozen=True)
class Drawn:
    """What one detector says of one centre.

    Parameters
    ----------
    p
        One a test.
    is_planted, is_alike
        Whether the test's unit was planted with gaming, or with an innocent look-alike.
    covered
        Whether each planted unit's interval holds what was planted.
    date_error
        Weeks between the planted and the estimated change; None where there is no date.
    is_dated
        Whether the interval of the date holds the planted week.
    """

    p: Floats
    is_planted: NDArray[np.bool_]
    is_alike: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))
    covered: tuple[bool, ...] = ()
    date_error: float | None = None
    is_dated: bool | None = None


Draw = Callable[[np.random.Generator, bool], Drawn]


def expit(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-x)))


def durations(rng: np.random.Generator, n: int) -> Floats:
    """Whole seconds of talk: log-normal, one unit a little slower than another."""
    return np.floor(np.exp(rng.normal(np.log(360) + rng.normal(0, SPREAD), 0.55, n)))


def cut_under(rng: np.random.Generator, seconds: Floats, limit: float, moved: int) -> Floats:
    """End so many of the calls beyond the limit within the half minute before it."""
    long = np.flatnonzero(seconds >= limit)
    hit = rng.choice(long, size=min(moved, len(long)), replace=False)
    made = seconds.copy()
    made[hit] = limit - 1 - np.floor(np.minimum(rng.exponential(7, len(hit)), 28))
    return made


def limits(n: int, moved: float, *, rounded: float = 0.0, units: int = 6) -> Draw:
    """Calls cut just under 600 s in a third of the units."""

    def draw(rng: np.random.Generator, is_planted: bool) -> Drawn:
        planted = (np.arange(units) < units // 3) & is_planted
        made = [_limit(rng, n, moved * n if hit else 0, rounded) for hit in planted]
        covered = tuple(
            _holds(one.excess, shown)
            for (one, shown), hit in zip(made, planted, strict=True)
            if hit
        )
        return Drawn(np.array([one.p for one, _ in made]), planted, covered=covered)

    return draw


def _limit(
    rng: np.random.Generator, n: int, moved: float, rounded: float
) -> tuple[Bunching, float]:
    """What is found, and how many of the calls moved are on record as under the limit."""
    honest = durations(rng, n)
    seconds = cut_under(rng, honest, 600, round(moved))
    heaped = rng.random(n) < rounded
    recorded = np.where(heaped, np.round(seconds / 60) * 60, seconds)
    shown = float(((seconds != honest) & (recorded < 600)).sum())
    return bunching(recorded, 600), shown


def searched(rng: np.random.Generator, is_planted: bool) -> Drawn:
    """Round limits searched for, as far as they can be tested; 600 s may be planted."""
    seconds = durations(rng, 5_000)
    seconds = cut_under(rng, seconds, 600, 100) if is_planted else seconds
    found: dict[int, float] = {}
    for limit in (120, 180, 240, 300, 360, 420, 480, 540, 600, 660, 720, 900):
        with suppress(NotTestable):
            found[limit] = bunching(seconds, limit).p
    planted = np.array([limit == 600 and is_planted for limit in found])
    return Drawn(np.array([*found.values()]), planted)


def short_calls(rng: np.random.Generator, is_planted: bool) -> Drawn:
    """Agents who hang up on a tenth of their calls; a faulty line; headsets that fail for a day."""
    kinds, lines, days, n = 3, 12, 30, 1_500
    lines_of = (np.arange(AGENTS)[:, None] + np.arange(4)) % lines
    unit, kind, slot = (v.ravel() for v in np.indices((AGENTS, kinds, 4)))
    place = lines_of[unit, slot]
    size = rng.poisson(n / (kinds * 4), len(unit)).astype(float)
    rate = np.array([0.006, 0.01, 0.02])[kind]
    spread = rng.normal(0, SPREAD, AGENTS)[unit]
    hit = np.arange(AGENTS) < (GAMERS if is_planted else 0)
    faulty = 0.06 * (place == lines - 1)
    events = rng.binomial(size.astype(int), expit(np.log(rate / (1 - rate)) + spread) + faulty)
    added = rng.binomial((size - events).astype(int), 0.1 * hit[unit])
    events = (events + added).astype(float)
    device = (np.arange(AGENTS) >= AGENTS - 6) * 20
    expected = expected_of_mix(unit, kind, place, size, events)
    calls, hits = np.bincount(unit, size), np.bincount(unit, events)
    worst = np.array([np.bincount(rng.integers(0, days, int(k)), minlength=days).max()
                      for k in hits])  # fmt: skip
    truth = np.bincount(unit, added) * (1 - worst / np.maximum(hits, 1))
    hits = hits + device - np.maximum(worst, device)
    expected *= 1 - 1 / days
    made = funnel(hits, expected, expected * (1 - expected / calls))
    covered = tuple(_holds(made.excess[i], truth[i]) for i in np.flatnonzero(hit))
    on_line = (lines_of == lines - 1).any(axis=1)
    return Drawn(made.p, hit, (on_line | (device > 0)) & ~hit, covered)


def rates(base: float, dose: float) -> Draw:
    """Agents with a dose more of some event, 1,500 contacts each."""

    def draw(rng: np.random.Generator, is_planted: bool) -> Drawn:
        hit = np.arange(AGENTS) < (GAMERS if is_planted else 0)
        odds = np.log(base / (1 - base)) + rng.normal(0, SPREAD, AGENTS)
        own = expit(odds)
        events = rng.binomial(1_500, own + (1 - own) * dose * hit).astype(float)
        expected = np.full(AGENTS, 1_500 * base)
        made = funnel(events, expected, expected * (1 - base))
        truth = 1_500 * dose * (1 - base)
        covered = tuple(_holds(made.excess[i], truth) for i in np.flatnonzero(hit))
        return Drawn(made.p, hit, covered=covered)

    return draw


def steering(rng: np.random.Generator, is_planted: bool) -> Drawn:
    """Agents who offer half as many surveys after contacts that went badly."""
    hit = np.arange(AGENTS) < (GAMERS if is_planted else 0)
    n = rng.multinomial(1_500, np.full(4, 0.25), AGENTS)
    bad = rng.binomial(n, 0.25)
    invited = expit(np.array([-0.8, -0.4, 0.0, 0.4]) + rng.normal(0, SPREAD, (AGENTS, 1)))
    after_bad = rng.binomial(bad, invited * (1 - 0.5 * hit[:, None]))
    after_good = rng.binomial(n - bad, invited)
    odds = mantel_haenszel(
        np.stack([after_bad, bad - after_bad], axis=-1),
        np.stack([after_good, n - bad - after_good], axis=-1),
    )
    return Drawn(beside_peers(-odds.values, odds.errors).p, hit)


def rage(rng: np.random.Generator, is_planted: bool) -> Drawn:
    """Those who waited longest are passed on 1.5 times as often; agents react differently.

    Agents' odds ratios have a mean of 1 or 1.5, which is what is tested: a mean log of 0 would be
    a mean odds ratio of 1.02, and an effect.
    """
    n = rng.poisson(150, (AGENTS, 3))
    long = rng.binomial(n, 0.2)
    base = np.log(0.08 / 0.92) + rng.normal(0, SPREAD, (AGENTS, 1))
    mean = np.log(1.5) if is_planted else 0.0
    change = rng.normal(mean - SPREAD**2 / 2, SPREAD, (AGENTS, 1))
    exposed = rng.binomial(long, expit(base + change))
    others = rng.binomial(n - long, expit(base))
    odds, error = clustered_log_odds(
        np.stack([exposed, long - exposed], axis=-1),
        np.stack([others, n - long - others], axis=-1),
    )
    covered = (_holds(odds, np.log(1.5)),) if is_planted else ()
    p = ndtr(-np.array([(odds.value or 0.0) / error]))
    return Drawn(p, np.array([is_planted]), covered=covered)


def neglect(rng: np.random.Generator, is_planted: bool) -> Drawn:
    """After 20 s of waiting, customers are answered at .6 of the pace before."""
    n, at = 12_000, 20.0
    pace = np.exp(rng.normal(np.log(1 / 25), 0.2)) * np.exp(-0.004 * np.arange(400))
    pace = np.where((np.arange(400) >= at) & is_planted, 0.6 * pace, pace)
    leave = np.full(400, 1 / 180)
    left, leaves, ends = n, {}, {}
    for second in range(400):
        gone = rng.binomial(left, 1 - np.exp(-(pace[second] + leave[second])))
        answered = rng.binomial(gone, pace[second] / (pace[second] + leave[second]))
        leaves[float(second)], ends[float(second)] = int(gone), int(answered)
        left -= gone
    made = step(leaves, ends, at)
    return Drawn(np.array([made.p]), np.array([is_planted]),
                 covered=(_holds(made.ratio, 0.6),) if is_planted else ())  # fmt: skip


def cut_off(rng: np.random.Generator, is_planted: bool) -> Drawn:
    """The system ends 40 calls at 30:00; elsewhere it ends 60 anywhere."""
    second = np.append(np.floor(rng.exponential(400, 60)), np.full(40 * is_planted, 1_800.0))
    counts = dict(zip(*(v.tolist() for v in np.unique(second, return_counts=True)), strict=True))
    return Drawn(np.array([spike(counts, counts).p]), np.array([is_planted]))


def wrap_up(rng: np.random.Generator, is_planted: bool) -> Drawn:
    """2 % of wrap-ups end just under 60 s."""
    seconds = np.floor(rng.gamma(2, 22, 5_000))
    if is_planted:
        long = rng.choice(np.flatnonzero(seconds >= 60), 100, replace=False)
        seconds[long] = 59 - np.floor(np.minimum(rng.exponential(1.5, 100), 5))
    made = bunching(seconds, 60, width=2, below=6, above=6)
    return Drawn(np.array([made.p]), np.array([is_planted]),
                 covered=(_holds(made.excess, 100),) if is_planted else ())  # fmt: skip


def handle_times(rng: np.random.Generator, is_planted: bool) -> Drawn:
    """For a minute saved, others spend .6 more on the same issue."""
    own = rng.normal(0, 40, AGENTS)
    others = rng.normal(0, 35, AGENTS) - (0.6 * own if is_planted else 0)
    made = weighted_slope(own, others, rng.uniform(100, 600, AGENTS))
    covered = (_holds(made.slope, -0.6),) if is_planted else ()
    return Drawn(np.array([made.p]), np.array([is_planted]), covered=covered)


def coupling(rng: np.random.Generator, is_planted: bool) -> Drawn:
    """40 units, 104 weeks: the correlation falls from .5 to .35 in one week of the middle."""
    units, weeks = 40, 104
    change = int(rng.integers(35, 70))
    r = np.where((np.arange(weeks) >= change) & is_planted, 0.35, 0.5)
    metric = rng.normal(size=(units, weeks))
    outcome = r * metric + np.sqrt(1 - r**2) * rng.normal(size=(units, weeks))
    made = decoupling(metric, outcome, rng, replicates=199)
    error = float(abs(made.change - change)) if is_planted else None
    covered = (_holds(made.drop, 0.15),) if is_planted else ()
    dated = made.change_lower <= change <= made.change_upper if is_planted else None
    return Drawn(np.array([made.p]), np.array([is_planted]), covered=covered, date_error=error,
                 is_dated=dated)  # fmt: skip


def _holds(number: Estimate, truth: float) -> bool:
    assert number.lower is not None and number.upper is not None
    return number.lower <= truth <= number.upper


KINDS: dict[str, Draw] = {
    "limit, 2 % moved, 1,500 calls": limits(1_500, 0.02),
    "limit, 2 % moved, a fifth rounded, 5,000 calls": limits(5_000, 0.02, rounded=0.2, units=3),
    "limit, searched for": searched,
    "short calls, dose .10": short_calls,
    "rate, dose .10 on .05": rates(0.05, 0.10),
    "rate, dose .20 on .15": rates(0.15, 0.20),
    "steering, dose .5": steering,
    "rage, 1.5 times": rage,
    "neglect, .6 of the pace": neglect,
    "cut-off at 30:00": cut_off,
    "wrap-up, 2 % moved": wrap_up,
    "handle time moved": handle_times,
    "decoupling, .5 to .35": coupling,
}
