"""Heaping: more answers on the top score than the other scores let expect."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import log_ndtr, ndtr, ndtri

from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.stats.quantile import normal_quantile

Floats = NDArray[np.float64]
LEAST = 30
FURTHEST = 6.0


@dataclass(frozen=True, slots=True)
class Heaping:
    """How many top scores there are beyond what the lower scores let expect.

    Parameters
    ----------
    excess
        Share of all answers that lie on the top score beyond expectation.
    observed, expected
        Share of answers on the top score, seen and expected.
    log_ratio, error
        Logarithm of the odds of the top score, seen against expected, and its standard error:
        what a funnel over agents takes.
    p
        One-sided: chance of so many, were the answers only shifted against the reference.
    n
        Answers.
    has_reference
        Whether the expected shape is that of other people's answers, and not an assumed one.
    """

    excess: Estimate
    observed: float
    expected: float
    log_ratio: float
    error: float
    p: float
    n: int
    has_reference: bool


def heaping(
    scores: ArrayLike,
    *,
    scale: Sequence[float] | None = None,
    reference: ArrayLike | None = None,
    level: float = 0.95,
) -> Heaping:
    """Say whether the top of the scale holds more answers than the rest of the scale explains.

    A latent satisfaction is cut into scores. The cuts are those of the `reference` (other agents'
    answers): an agent who is simply better shifts the latent mean δ, which is estimated from the
    answers below the top alone. The top score then holds more than Φ(δ − c_K) only if something
    acts on that score itself. The test compares the two
    shares, with the uncertainty of both.

    Parameters
    ----------
    scores
        Answers, one each.
    scale
        Possible scores; the distinct scores seen where None.
    reference
        Answers of everybody else. Without them equal steps of the latent scale are assumed, and
        the spread is estimated too: customers heap on 10 by themselves, so that such a finding
        only says that the shape is unusual.
    level
        Confidence level.

    Raises
    ------
    UsageError
        With fewer than 30 answers, fewer than three scores, or scores beyond the scale.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> others = np.clip(np.round(rng.normal(7, 2, 20_000)), 0, 10)
    >>> mine = np.clip(np.round(rng.normal(7.5, 2, 800)), 0, 10)
    >>> begged = np.where(rng.random(800) < 0.2, 10, mine)
    >>> heaping(mine, reference=others).p > 0.05, heaping(begged, reference=others).p < 0.001
    (True, True)
    """
    values = np.asarray(scores, dtype=np.float64)
    others = np.asarray([] if reference is None else reference, dtype=np.float64)
    steps = np.unique(np.r_[values, others] if scale is None else np.asarray(scale, np.float64))
    counts = _counted(values, steps)
    if counts.sum() < LEAST:
        raise UsageError(f"{int(counts.sum())} answers; heaping needs {LEAST} or more")
    if steps.size < 3:
        raise UsageError(f"{steps.size} scores; heaping needs a scale of three or more")
    cuts = None if reference is None else cut_points(_counted(others, steps))
    return heaping_of_counts(counts, cuts, level=level)


def heaping_of_counts(counts: ArrayLike, cuts: Floats | None, *, level: float = 0.95) -> Heaping:
    """The same from counts of each score, in rising order, and the reference's cut points."""
    c = np.asarray(counts, dtype=np.float64)
    n, top = float(c.sum()), float(c[-1])
    expected, uncertain = _expected_top(c, cuts)
    observed = top / n
    excess = observed - expected
    z = excess / math.sqrt(expected * (1 - expected) / n + uncertain**2)
    error = math.sqrt(observed * (1 - observed) / n + uncertain**2)
    half = normal_quantile(level) * error
    ends = (excess, excess - half, excess + half)
    steep = max(expected * (1 - expected), 1 / (4 * n))
    return Heaping(
        excess=Estimate(*ends, n=round(n), method="shifted cut points", level=level),
        observed=observed,
        expected=expected,
        log_ratio=_logit((top + 0.5) / (n + 1)) - _logit(expected),
        error=math.sqrt(1 / (n * steep) + (uncertain / steep) ** 2),
        p=float(ndtr(-z)),
        n=round(n),
        has_reference=cuts is not None,
    )


def cut_points(counts: ArrayLike) -> Floats:
    """Latent cut points of a reference, from counts of each score: Φ⁻¹ of the shares below."""
    c = np.asarray(counts, dtype=np.float64) + 0.5
    return np.asarray(ndtri(np.cumsum(c)[:-1] / c.sum()), dtype=np.float64)


def _counted(values: Floats, steps: Floats) -> Floats:
    place = np.searchsorted(steps, values)
    wrong = (place >= steps.size) | (steps[np.minimum(place, steps.size - 1)] != values)
    if wrong.any():
        raise UsageError(f"{values[wrong][0]:g} is no score of the scale {steps.tolist()}")
    return np.bincount(place, minlength=steps.size).astype(np.float64)


def _expected_top(counts: Floats, cuts: Floats | None) -> tuple[float, float]:
    """Share of tops that the lower scores let expect, and its standard error."""
    below = counts[:-1]
    if cuts is None:
        steps = np.arange(1.0, counts.size)
        steps -= steps.mean()

        def at(free: Floats) -> Floats:
            return np.asarray((steps - free[0]) / math.exp(free[1]))

        start = np.array([0.0, math.log(max(float(steps.std()), 0.5))])
    else:

        def at(free: Floats) -> Floats:
            return np.asarray(cuts - free[0])

        start = np.zeros(1)
    return _top_of_fit(below, at, start)


def _top_of_fit(
    below: Floats, at: Callable[[Floats], Floats], start: Floats
) -> tuple[float, float]:
    def loss(free: Floats) -> float:
        return -_log_likelihood(below, at(free)) + 0.5 * float((free**2).sum()) / FURTHEST**2

    free = minimize(loss, start, method="BFGS").x
    top = float(ndtr(-at(free)[-1]))
    size = free.size
    step = 1e-3
    steps = step * np.eye(size)
    bend = np.array(
        [
            [
                loss(free + a + b) - loss(free + a - b) - loss(free - a + b) + loss(free - a - b)
                for b in steps
            ]
            for a in steps
        ]
    ) / (4 * step * step)
    slope = np.array(
        [(ndtr(-at(free + a)[-1]) - ndtr(-at(free - a)[-1])) / (2 * step) for a in steps]
    )
    spread = float(slope @ np.linalg.solve(bend, slope))
    inside = min(max(top, 1e-6), 1 - 1e-6)
    return inside, math.sqrt(max(spread, 0.0))


def _log_likelihood(below: Floats, cuts: Floats) -> float:
    """Of the scores below the top, given that they are below it."""
    cumulated = np.concatenate([[0.0], ndtr(cuts)])
    shares = np.maximum(np.diff(cumulated), 1e-300)
    return float((below * np.log(shares)).sum() - below.sum() * float(log_ndtr(cuts[-1])))


def _logit(share: float) -> float:
    return math.log(share / (1 - share))
