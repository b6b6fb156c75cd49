"""Do the tests of surveys, closures and claims keep their error rates, and find what is planted?

`python -m benchmarks.integrity_surveys --clean 1000 --planted 200`

Each centre is drawn as the reduced statistics that the detectors read: counts by agent and
stratum, weekly panels, scores. 300 agents who differ by a standard deviation of .2 on the logit
scale; in a planted centre 15 of them play. A look-alike is a centre in which something innocent
happens that the test must not find.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from benchmarks.record import on_record, record, timed
from lastword.analyses.integrity.detectors.auto_close import lag_spike
from lastword.analyses.integrity.detectors.bombardment import bombardment
from lastword.analyses.integrity.detectors.heaping import heaps
from lastword.analyses.integrity.detectors.steering import steering_of_counts
from lastword.analyses.integrity.rates import rates
from lastword.stats.caliper import caliper, period_ends, steadiness
from lastword.stats.decoupling import decoupling
from lastword.stats.multiplicity import benjamini_hochberg

Floats = NDArray[np.float64]
AGENTS, PLAYERS, CONTACTS = 300, 15, 1_500
SPREAD, FDR, LEAST_SHARE = 0.2, 0.05, 0.01
UNITS, WEEKS = 40, 104


@dataclass(frozen=True)
class Seen:
    """What one centre's tests gave: one element a test.

    `is_material`: whether the interval lies above 1 % of the contacts; `covers`: whether the
    interval of a planted effect held it (None where nothing is planted); `error`: weeks between
    the true and the estimated date.
    """

    p: Floats
    is_planted: NDArray[np.bool_]
    is_material: NDArray[np.bool_]
    covers: tuple[bool, ...] = ()
    error: float | None = None


Draw = Callable[[np.random.Generator, str], Seen]


def one(p: float, kind: str, covers: tuple[bool, ...] = (), error: float | None = None) -> Seen:
    planted = np.array([kind == "planted"])
    return Seen(np.array([p]), planted, np.array([True]), covers, error)


def players() -> NDArray[np.bool_]:
    return np.arange(AGENTS) < PLAYERS


def rate(base: float, dose: float) -> Draw:
    """Closed on a question, “other”, inflated claims, credited elsewhere: any share of contacts."""

    def draw(rng: np.random.Generator, kind: str) -> Seen:
        kinds = np.array([-0.5, 0.0, 0.7])
        mix = rng.dirichlet([6, 6, 6], AGENTS)
        if kind == "look-alike":
            kinds = np.array([-0.5, 0.0, 2.5])
            mix[players()] = [0.1, 0.1, 0.8]
        contacts = rng.multinomial(CONTACTS, mix).astype(float)
        own = logit(base) + rng.normal(0, SPREAD, (AGENTS, 1)) + kinds
        events = rng.binomial(contacts.astype(int), expit(own)).astype(float)
        added = np.zeros(AGENTS)
        if kind == "planted":
            more = rng.binomial((contacts - events).astype(int), dose * players()[:, None])
            events, added = events + more, more.sum(axis=1).astype(float)
        made = rates(events, contacts, tuple(map(str, range(AGENTS))))
        lower = np.array([e.lower or 0.0 for e in made.funnel.excess])
        covers = tuple(
            bool((e.lower or 0) <= true <= (e.upper or 0))
            for e, true in zip(made.funnel.excess, added, strict=True)
            if true > 0
        )
        return Seen(made.funnel.p, added > 0, lower / CONTACTS >= LEAST_SHARE, covers)

    return draw


def steering(dose: float, contacts: int) -> Draw:
    """Surveys withheld after bad contacts; look-alike: who was asked lately is not asked again."""

    def draw(rng: np.random.Generator, kind: str) -> Seen:
        lately = rng.beta(3, 9, AGENTS) if kind == "look-alike" else np.full(AGENTS, 0.2)
        sizes = np.stack([contacts * (1 - lately), contacts * lately], axis=1).astype(int)
        difficult = np.array([0.0, 0.8 if kind == "look-alike" else 0.0])
        bad_rate = expit(logit(0.2) + rng.normal(0, SPREAD, (AGENTS, 1)) + difficult)
        asked = expit(logit(0.42) + rng.normal(0, SPREAD, (AGENTS, 1)) + [0.0, -2.0])
        bad = rng.binomial(sizes, bad_rate)
        planted = players() & (kind == "planted")
        invited = [
            rng.binomial(sizes - bad, asked),
            rng.binomial(bad, asked * (1 - dose * planted[:, None])),
        ]
        counts = [
            np.stack([hit, size - hit], axis=2).astype(float)
            for hit, size in zip(invited, (sizes - bad, bad), strict=True)
        ]
        made = steering_of_counts(counts[1], counts[0], tuple(map(str, range(AGENTS))))
        missing = (dose * asked * bad).sum(axis=1)
        lower = np.array([w.lower or 0.0 for w in made.withheld])
        covers = tuple(
            bool((w.lower or 0) <= true <= (w.upper or 0))
            for w, true in zip(made.withheld, missing, strict=True)
        )[:PLAYERS]
        material = lower / bad.sum(axis=1) >= LEAST_SHARE
        return Seen(made.p, planted, material, covers if kind == "planted" else ())

    return draw


def coupling(autocorrelation: float = 0.0) -> Draw:
    """r .5 → .35 from a random week on; look-alike: a wave that meets everybody, in both."""

    def draw(rng: np.random.Generator, kind: str) -> Seen:
        change = int(rng.integers(20, WEEKS - 20))
        r = np.where((np.arange(WEEKS) >= change) & (kind == "planted"), 0.35, 0.5)
        a, b = rng.normal(size=(2, UNITS, WEEKS))
        for series in (a, b):
            for week in range(1, WEEKS):
                series[:, week] *= np.sqrt(1 - autocorrelation**2)
                series[:, week] += autocorrelation * series[:, week - 1]
        wave = 2.0 * (np.arange(WEEKS) >= change) * (kind == "look-alike")
        outcome = rng.normal(size=(UNITS, 1)) + a - wave
        metric = rng.normal(size=(UNITS, 1)) + r * a + np.sqrt(1 - r * r) * b + wave
        made = decoupling(metric, outcome, rng, replicates=499)
        if kind != "planted":
            return one(made.p, kind)
        covers = (made.change_lower <= change <= made.change_upper,)
        return one(made.p, kind, covers, abs(made.change - change))

    return draw


def heaping(rng: np.random.Generator, kind: str) -> Seen:
    """Tens that were begged for from 20 % of the customers; look-alike: agents who are better."""
    cuts = np.array([-1.9, -1.3, -0.6, 0.5])
    shift = rng.normal(0, SPREAD, AGENTS) + 0.6 * players() * (kind == "look-alike")
    latent = rng.normal(size=(AGENTS, 300)) + shift[:, None]
    scores = np.searchsorted(cuts, latent)
    planted = players() & (kind == "planted")
    scores[(rng.random(scores.shape) < 0.2) & planted[:, None]] = 4
    counts = np.stack([np.bincount(row, minlength=5) for row in scores])
    found = heaps(counts.astype(float), [f"{place}" for place in range(AGENTS)])
    material = np.array([(made.excess.lower or 0) >= LEAST_SHARE for made in found.made])
    return Seen(found.p, planted, material)


def tired(rng: np.random.Generator, kind: str) -> Seen:
    """Three points less per earlier invitation; look-alike: who is asked often never answered."""
    customers = 4_000
    often = rng.poisson(2.0, customers) + 1
    who = np.repeat(np.arange(customers), often)
    earlier = np.minimum(rng.poisson(1.0, who.size), 5)
    own = np.clip(rng.beta(2, 8, customers), 0.0, 1.0)
    if kind == "look-alike":
        own = own / often
        earlier = np.minimum(rng.poisson(0.4 * often[who]), 5)
    fall = 0.03 if kind == "planted" else 0.0
    answered = rng.random(who.size) < np.clip(own[who] - fall * earlier, 0, 1)
    made = bombardment(earlier, answered, who)
    return one(made.p, kind)


def at_target(rng: np.random.Generator, kind: str) -> Seen:
    """A third of those who just missed are lifted; look-alike: a slope through the target."""
    centre = 0.86 if kind == "look-alike" else 0.8
    values = rng.normal(centre, 0.05, 2_000)
    if kind == "planted":
        near = (values > 0.79) & (values < 0.8)
        values[near & (rng.random(values.size) < 1 / 3)] = 0.803
    return one(caliper(values, 0.8, 0.01).p, kind)


def month_ends(rng: np.random.Generator, kind: str) -> Seen:
    """Five points more in the last three days; look-alike: a busy week at any time."""
    days = np.arange(365)
    noise = rng.normal(0, 2.0, days.size)
    for day in range(1, days.size):
        noise[day] += 0.5 * noise[day - 1]
    month = days // 30.5
    last = np.array([month[d] != month[min(d + 3, 364)] for d in days])
    values = 80 + np.array([0, 1, 1, 0, 0, -4, -6])[days % 7] + noise
    values = values + 5.0 * last * (kind == "planted")
    if kind == "look-alike":
        start = int(rng.integers(0, 350))
        values[start : start + 10] += 8
    whole = month < 11
    made = period_ends(values[whole], month[whole], (days % 7)[whole], rng, replicates=499)
    return one(made.p, kind)


def too_steady(rng: np.random.Generator, kind: str) -> Seen:
    """A share pulled two thirds of the way to .8 each week; look-alike: 26 like weeks."""
    error = np.full(26, 0.02)
    values = rng.normal(0.8, 0.02, 26)
    if kind == "planted":
        values = 0.8 + (values - 0.8) / 3
    return one(steadiness(values, error).p, kind)


def timer(rng: np.random.Generator, kind: str) -> Seen:
    """A tenth of the closings after 120 hours; look-alike: closings by day, with working hours."""
    lags = rng.exponential(60, 3_000)
    if kind == "look-alike":
        lags = 24 * np.round(rng.exponential(3, 3_000)) + rng.normal(0, 3, 3_000)
    if kind == "planted":
        lags[: lags.size // 10] = 120 + rng.random(lags.size // 10)
    hours, counts = np.unique(np.maximum(lags, 0).astype(int), return_counts=True)
    return one(lag_spike(dict(zip(hours.tolist(), counts.tolist(), strict=True)))[3], kind)


KINDS: dict[str, Draw] = {
    "rate, base .05, dose .10": rate(0.05, 0.10),
    "rate, base .15, dose .20": rate(0.15, 0.20),
    "steering, dose .5, 1,500 contacts": steering(0.5, 1_500),
    "steering, dose .5, 3,000 contacts": steering(0.5, 3_000),
    "decoupling, .5 to .35": coupling(),
    "decoupling, .5 to .35, weeks autocorrelated by .6": coupling(0.6),
    "bombardment, three points an invitation": tired,
    "caliper, a third lifted": at_target,
    "month ends, five points": month_ends,
    "too steady, a third of chance": too_steady,
    "timer, a tenth of the closings": timer,
    "heaping on the top, 20 % begged, 300 answers": heaping,
}


FITTED = {"heaping on the top, 20 % begged, 300 answers": 10}
"""Kinds that fit a model for each agent: so many times fewer centres."""


def measured(draw: Draw, seed: int, clean: int, planted: int) -> dict[str, Any]:
    """Error rates of one kind of test, each with its Monte-Carlo error."""
    streams = iter(np.random.SeedSequence(seed).spawn(clean + 2 * planted))
    empty = [draw(np.random.default_rng(next(streams)), "clean") for _ in range(clean)]
    full = [draw(np.random.default_rng(next(streams)), "planted") for _ in range(planted)]
    alike = [draw(np.random.default_rng(next(streams)), "look-alike") for _ in range(planted)]
    found = [_found(seen) for seen in full]
    hits = [f[s.is_planted].mean() for f, s in zip(found, full, strict=True)]
    false = [f[~s.is_planted].sum() / max(f.sum(), 1) for f, s in zip(found, full, strict=True)]
    covers = [c for seen in full for c in seen.covers]
    errors = np.array([seen.error for seen in full if seen.error is not None])
    figures: dict[str, Any] = {
        "size": _mean([float((s.p < 0.05).mean()) for s in empty]),
        "any_flag_in_clean_centre": _mean([float(_found(s).any()) for s in empty]),
        "power": _mean(hits),
        "fdr": _mean(false),
        "look_alike_with_any_flag": _mean([float(_found(s).any()) for s in alike]),
    }
    if covers:
        figures["interval_covers"] = _mean([float(c) for c in covers])
    if errors.size:
        figures["median_date_error_weeks"] = float(np.median(errors))
        figures["date_within_2_weeks"] = _mean((errors <= 2).astype(float).tolist())
    return figures


def _found(seen: Seen) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (benjamini_hochberg(seen.p) <= FDR) & seen.is_material
    return found


def _mean(values: list[float]) -> dict[str, float]:
    x = np.asarray(values)
    return {
        "value": round(float(x.mean()), 4),
        "monte_carlo_error": round(float(x.std() / np.sqrt(x.size)), 4),
    }


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--clean", type=int, default=1_000)
    parser.add_argument("--planted", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", action="store_true", help="go on where the record ends")
    options = parser.parse_args()
    figures = on_record("integrity_surveys") if options.resume else {}
    for place, (name, draw) in enumerate(KINDS.items()):
        if name in figures:
            continue
        less = FITTED.get(name, 1)
        with timed() as cost:
            seed = options.seed * 1_000 + place
            found = measured(draw, seed, options.clean // less, options.planted // less)
        figures[name] = {**found, "cpu_seconds": cost["cpu_seconds"]}
        record("integrity_surveys", figures, seed=options.seed)
        print(name, figures[name], flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
