"""Latent classes: how common a hidden yes is, from three or more imperfect yes/no indicators."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, expit, logit, xlogy

from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.stats.quantile import normal_quantile

Floats = NDArray[np.float64]
EDGE = 1e-6
SETTLED = 1e-7
STEPS = 3000
ILL_CONDITIONED = 1e10


@dataclass(frozen=True, slots=True)
class LatentClass:
    """Two hidden classes behind J indicators.

    Parameters
    ----------
    prevalence
        Share of the hidden “yes”; interval from the information matrix, on the logit scale.
        Without ends where the data cannot tell the classes apart.
    sensitivity, specificity
        P(indicator yes | hidden yes) and P(indicator no | hidden no), shape (J,).
    log_likelihood
        At the best solution found.
    optima
        (log-likelihood, prevalence) of every distinct solution found, best first.
    range
        Smallest and largest prevalence among solutions that fit within 2 log-likelihood points
        of the best: what the starting point alone can change.
    warnings
        Assumptions that the data strain, in words; empty if none is seen to.
    """

    prevalence: Estimate
    sensitivity: Floats
    specificity: Floats
    log_likelihood: float
    optima: tuple[tuple[float, float], ...]
    range: tuple[float, float]
    warnings: tuple[str, ...]


def latent_class(
    patterns: ArrayLike,
    counts: ArrayLike,
    rng: np.random.Generator,
    *,
    starts: int = 30,
    level: float = 0.95,
) -> LatentClass:
    """Estimate a hidden yes/no from several indicators, none of which is the truth.

    P(pattern) = π Π s_j^x (1−s_j)^(1−x) + (1−π) Π (1−c_j)^x c_j^(1−x), by EM from many starts.
    The class in which indicators say yes more often is called “yes”.

    Parameters
    ----------
    patterns
        Answers 0/1 of the J ≥ 3 indicators, one row a pattern, shape (m, J).
    counts
        How many observations show each pattern, shape (m,).
    rng
        Source of the starting points.
    starts
        Starting points of EM.
    level
        Confidence level.

    Raises
    ------
    UsageError
        With fewer than three indicators (two cannot identify anything), values other than 0/1,
        or no observations.

    Notes
    -----
    Assumes that indicators err independently of each other within a class. Two indicators that
    share their errors (an agent's code and the bonus that hangs on it) become “the truth”. With
    three indicators there is no way to test this; from four on, misfit is said. Not to
    be used as the customers' verdict: it says what the indicators have in common. Hui and Walter
    (1980), doi:10.2307/2530508; Pepe and Janes (2007), doi:10.1093/biostatistics/kxl038.
    """
    x, n = np.asarray(patterns, dtype=np.float64), np.asarray(counts, dtype=np.float64)
    _check(x, n)
    begins = [_begin(x.shape[1], rng) for _ in range(starts)]
    found = sorted(_fits(x, n, begins), key=lambda fit: -fit[0])
    best_value, best = found[0]
    optima = _distinct(found)
    near = [prevalence for value, prevalence in optima if value > best_value - 2]
    return LatentClass(
        prevalence=_interval(best, float(n.sum()), level),
        sensitivity=best[1],
        specificity=1 - best[2],
        log_likelihood=best_value,
        optima=optima,
        range=(min(near), max(near)),
        warnings=_warnings(x, n, best, near),
    )


Parameters = tuple[float, Floats, Floats]
"""Prevalence, P(yes | hidden yes) and P(yes | hidden no) of each indicator."""


def _begin(indicators: int, rng: np.random.Generator) -> Parameters:
    return (
        float(rng.uniform(0.2, 0.8)),
        rng.uniform(0.5, 0.95, indicators),
        rng.uniform(0.05, 0.5, indicators),
    )


def _fits(x: Floats, n: Floats, begins: list[Parameters]) -> list[tuple[float, Parameters]]:
    """EM from all starting points side by side, until the last of them has settled."""
    share, yes, no = (np.array(part) for part in zip(*begins, strict=True))
    for _ in range(STEPS):
        before = np.column_stack([share, yes, no])
        first, both = _first_and_both(x, share, yes, no)
        one = n * first / both
        two = n - one
        share = np.clip(one.sum(axis=1) / n.sum(), EDGE, 1 - EDGE)
        yes, no = (
            np.clip(part @ x / np.maximum(part.sum(axis=1), EDGE)[:, None], EDGE, 1 - EDGE)
            for part in (one, two)
        )
        if np.abs(np.column_stack([share, yes, no]) - before).max() < SETTLED:
            break
    values = np.log(_first_and_both(x, share, yes, no)[1]) @ n
    swapped = yes.sum(axis=1) < no.sum(axis=1)
    share = np.where(swapped, 1 - share, share)
    yes, no = (np.where(swapped[:, None], *pair) for pair in ((no, yes), (yes, no)))
    return [
        (float(value), (float(own), own_yes, own_no))
        for value, own, own_yes, own_no in zip(values, share, yes, no, strict=True)
    ]


def _first_and_both(x: Floats, share: Floats, yes: Floats, no: Floats) -> tuple[Floats, Floats]:
    """Chance of each pattern with a hidden yes, and at all: one row a starting point."""
    first = share[:, None] * _chance(x, yes)
    return first, first + (1 - share[:, None]) * _chance(x, no)


def _chance(x: Floats, yes: Floats) -> Floats:
    """Chance of each pattern, by class where `yes` has rows."""
    return np.asarray(np.exp(np.log(yes) @ x.T + np.log(1 - yes) @ (1 - x).T))


def _distinct(found: list[tuple[float, Parameters]]) -> tuple[tuple[float, float], ...]:
    kept: list[tuple[float, float]] = []
    for value, (share, _, _) in found:
        if all(abs(value - v) > 0.01 or abs(share - p) > 0.005 for v, p in kept):
            kept.append((value, share))
    return tuple(kept)


def _interval(best: Parameters, total: float, level: float) -> Estimate:
    share = best[0]
    method, n = "latent class", round(total)
    slopes, chance = _slopes(best)
    information = total * (slopes / chance) @ slopes.T
    if np.linalg.cond(information) > ILL_CONDITIONED:
        return Estimate(share, None, None, n=n, method=method, level=level)
    error = float(np.sqrt(np.linalg.inv(information)[0, 0])) / (share * (1 - share))
    half, centre = normal_quantile(level) * error, float(logit(share))
    ends = float(expit(centre - half)), float(expit(centre + half))
    return Estimate(share, *ends, n=n, method=method, level=level)


def _slopes(best: Parameters) -> tuple[Floats, Floats]:
    """Derivative of each pattern's probability by each parameter, and the probabilities."""
    share, yes, no = best
    x = _all_patterns(yes.size)
    first, second = _chance(x, yes), _chance(x, no)
    by_yes = share * first * ((x - yes) / (yes * (1 - yes))).T
    by_no = (1 - share) * second * ((x - no) / (no * (1 - no))).T
    return np.vstack([first - second, by_yes, by_no]), share * first + (1 - share) * second


def _all_patterns(indicators: int) -> Floats:
    numbers = np.arange(2**indicators)
    return ((numbers[:, None] >> np.arange(indicators)) & 1).astype(np.float64)


def _warnings(x: Floats, n: Floats, best: Parameters, near: list[float]) -> tuple[str, ...]:
    said = []
    if x.shape[1] == 3:
        said.append("Three indicators: whether they err independently cannot be tested.")
    elif _misfit(x, n, best) < 0.01:
        first, second = _most_strained(x, n, best)
        said.append(
            "Two classes with independent errors do not explain the answers: indicators "
            f"{first + 1} and {second + 1}, among others, may share their errors."
        )
    if max(near) - min(near) > 0.02:
        said.append("Solutions that fit as well disagree on the share: see the range.")
    ends = np.concatenate([best[1], best[2]])
    if (np.minimum(ends, 1 - ends) < 1e-3).any():
        said.append("An indicator is fitted as perfect: the interval is too narrow.")
    return tuple(said)


def _misfit(x: Floats, n: Floats, best: Parameters) -> float:
    """P-value of the likelihood-ratio statistic G² of two classes against no model."""
    share, yes, no = best
    expected = n.sum() * (share * _chance(x, yes) + (1 - share) * _chance(x, no))
    statistic = 2 * float(xlogy(n, n / expected).sum())
    return float(chdtrc(2**yes.size - 2 * yes.size - 2, max(statistic, 0.0)))


def _most_strained(x: Floats, n: Floats, best: Parameters) -> tuple[int, int]:
    """The pair whose joint “yes” two classes explain worst."""
    share, yes, no = best
    expected = share * np.outer(yes, yes) + (1 - share) * np.outer(no, no)
    observed = (x * n[:, None]).T @ x / n.sum()
    strain = np.triu(np.abs(observed - expected) / np.sqrt(expected * (1 - expected)), 1)
    first, second = np.unravel_index(int(strain.argmax()), strain.shape)
    return int(first), int(second)


def _check(x: Floats, n: Floats) -> None:
    if x.ndim != 2 or x.shape[1] < 3 or n.shape != x.shape[:1]:
        raise UsageError(
            f"patterns and counts have shapes {x.shape} and {n.shape}; give at least three "
            "indicators, one row a pattern and one count a row"
        )
    if not np.isin(x, (0, 1)).all() or (n < 0).any() or n.sum() == 0:
        raise UsageError("patterns hold 0 and 1 only, counts are not negative and not all 0")
