"""Latent classes: how common a hidden yes is, from three or more imperfect yes/no indicators."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastword.errors import UsageError
from lastword.estimate import Estimate

Floats = NDArray[np.float64]
EDGE = 1e-6


@dataclass(frozen=True, slots=True)
class LatentClass:
    """Two hidden classes behind J indicators.

    Parameters
    ----------
    prevalence
        Share of the hidden “yes”, with a parametric bootstrap interval.
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
    draws: int = 200,
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
        Source of the starting points and of the bootstrap.
    starts, draws
        Starting points of EM; bootstrap draws for the interval.
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
    three indicators there is no way to test this; from four on, strained pairs are named. Not to
    be used as the customers' verdict: it says what the indicators have in common. Hui and Walter
    (1980), doi:10.2307/2530508; Pepe and Janes (2007), doi:10.1093/biostatistics/kxl038.
    """
    x, n = np.asarray(patterns, dtype=np.float64), np.asarray(counts, dtype=np.float64)
    _check(x, n)
    begins = (_begin(x.shape[1], rng) for _ in range(starts))
    found = sorted((_fit(x, n, begin) for begin in begins), key=lambda fit: -fit[0])
    best_value, best = found[0]
    optima = _distinct(found)
    near = [prevalence for value, prevalence in optima if value > best_value - 2]
    return LatentClass(
        prevalence=_interval(best, round(float(n.sum())), rng, draws=draws, level=level),
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


def _fit(x: Floats, n: Floats, begin: Parameters) -> tuple[float, Parameters]:
    share, yes, no = begin
    value = -np.inf
    for _ in range(5000):
        first, second = share * _chance(x, yes), (1 - share) * _chance(x, no)
        total = first + second
        value, before = float(n @ np.log(total)), value
        if value - before < 1e-9 * abs(value):
            break
        one, two = n * first / total, n * second / total
        share = float(np.clip(one.sum() / n.sum(), EDGE, 1 - EDGE))
        yes = np.clip(one @ x / max(one.sum(), EDGE), EDGE, 1 - EDGE)
        no = np.clip(two @ x / max(two.sum(), EDGE), EDGE, 1 - EDGE)
    if yes.sum() < no.sum():
        share, yes, no = 1 - share, no, yes
    return value, (share, yes, no)


def _chance(x: Floats, yes: Floats) -> Floats:
    return np.asarray(np.exp(x @ np.log(yes) + (1 - x) @ np.log(1 - yes)))


def _distinct(found: list[tuple[float, Parameters]]) -> tuple[tuple[float, float], ...]:
    kept: list[tuple[float, float]] = []
    for value, (share, _, _) in found:
        if all(abs(value - v) > 0.01 or abs(share - p) > 0.005 for v, p in kept):
            kept.append((value, share))
    return tuple(kept)


def _interval(
    best: Parameters, total: int, rng: np.random.Generator, *, draws: int, level: float
) -> Estimate:
    share, yes, no = best
    cells = _all_patterns(yes.size)
    chance = share * _chance(cells, yes) + (1 - share) * _chance(cells, no)
    drawn = rng.multinomial(total, chance / chance.sum(), draws).astype(np.float64)
    shares = [_fit(cells, row, best)[1][0] for row in drawn]
    tail = (1 - level) / 2
    lower, upper = (float(end) for end in np.quantile(shares, (tail, 1 - tail)))
    return Estimate(
        share,
        min(lower, share),
        max(upper, share),
        n=total,
        method="latent class, parametric bootstrap",
        level=level,
    )


def _all_patterns(indicators: int) -> Floats:
    numbers = np.arange(2**indicators)
    return ((numbers[:, None] >> np.arange(indicators)) & 1).astype(np.float64)


def _warnings(x: Floats, n: Floats, best: Parameters, near: list[float]) -> tuple[str, ...]:
    said = []
    if x.shape[1] == 3:
        said.append("Three indicators: whether they err independently cannot be tested.")
    else:
        said += [
            f"Indicators {i + 1} and {j + 1} agree {'more' if z > 0 else 'less'} than two classes "
            "explain: they may share their errors."
            for i, j, z in _strained(x, n, best)
        ]
    if max(near) - min(near) > 0.02:
        said.append("Solutions that fit as well disagree on the share: see the range.")
    ends = np.concatenate([best[1], best[2]])
    if (np.minimum(ends, 1 - ends) < 1e-3).any():
        said.append("An indicator is fitted as perfect: the interval is too narrow.")
    return tuple(said)


def _strained(x: Floats, n: Floats, best: Parameters) -> list[tuple[int, int, float]]:
    share, yes, no = best
    total, pairs = float(n.sum()), []
    for i in range(x.shape[1]):
        for j in range(i + 1, x.shape[1]):
            expected = share * yes[i] * yes[j] + (1 - share) * no[i] * no[j]
            observed = float(n @ (x[:, i] * x[:, j])) / total
            z = (observed - expected) / np.sqrt(expected * (1 - expected) / total)
            if abs(z) > 3:
                pairs.append((i, j, float(z)))
    return pairs


def _check(x: Floats, n: Floats) -> None:
    if x.ndim != 2 or x.shape[1] < 3 or n.shape != x.shape[:1]:
        raise UsageError(
            f"patterns and counts have shapes {x.shape} and {n.shape}; give at least three "
            "indicators, one row a pattern and one count a row"
        )
    if not np.isin(x, (0, 1)).all() or (n < 0).any() or n.sum() == 0:
        raise UsageError("patterns hold 0 and 1 only, counts are not negative and not all 0")
