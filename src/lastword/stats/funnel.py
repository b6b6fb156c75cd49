"""Funnel: which of many units differ from their peers by more than chance and custom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.stats import t as student

from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.stats.quantile import normal_quantile

Floats = NDArray[np.float64]

_MEDIAN_OF_SQUARE = 0.454936423119572
_KEPT = 0.5
"""Share of the units' degrees of freedom that a robust spread keeps."""
_MOST_FREEDOM = 40.0
"""People do not differ by a normal law far out: with 300 units p keeps this tail."""
_ANSCOMBE = 0.375


@dataclass(frozen=True, slots=True)
class Peers:
    """Units beside each other on a scale where chance has a known error.

    Parameters
    ----------
    centre
        What is customary: the median of the values.
    tau
        How much units differ beyond chance (standard deviation).
    z
        (value − centre) / √(s² + τ²), one a unit.
    p
        One-sided: the chance of a value so far *above* the centre.
    freedom
        Degrees of freedom of the t law that p is read from.
    """

    centre: float
    tau: float
    z: Floats
    p: Floats
    freedom: float


@dataclass(frozen=True, slots=True)
class Funnel:
    """Counts beside what was expected of each unit.

    Parameters
    ----------
    observed, expected
        One a unit; `expected` already moved to what is customary among the units.
    peers
        The units' ratios beside each other, on the scale of twice their root.
    excess
        Observed less expected, with the interval that a unit like the others would have.
    """

    observed: Floats
    expected: Floats
    peers: Peers
    excess: tuple[Estimate, ...]

    @property
    def p(self) -> Floats:
        """One-sided p-values: so much above expectation by chance and custom."""
        return self.peers.p


def funnel(
    observed: ArrayLike,
    expected: ArrayLike,
    variance: ArrayLike | None = None,
    *,
    level: float = 0.95,
) -> Funnel:
    """Which units have more than they should, allowing for how much units differ anyway.

    y = 2√((O + ⅜)/(E + ⅜)) − median, s = √V / E; units differ by τ beyond chance (additive
    overdispersion), z = y / √(s² + τ²). Near 1 the root is the log ratio, but it does not stretch
    the units with hardly any events, whose tail would hide those with many. Without τ a test flags
    somebody in every clean centre as soon as people differ.

    Parameters
    ----------
    observed
        Count of each unit.
    expected
        What its mix of contacts would give at customary rates, above 0.
    variance
        Chance variance of each count; equal to `expected` (Poisson) where None.
    level
        Confidence level of the intervals of the excess.

    Raises
    ------
    UsageError
        If the arrays differ in length, fewer than three units are given, or something expected is
        not above 0.

    Notes
    -----
    After Spiegelhalter (2005), doi:10.1136/qshc.2005.015594 and doi:10.1002/sim.1970; the root
    after Anscombe (1948), doi:10.1093/biomet/35.3-4.246. τ is the value at which the median of z²
    is that of a standard normal square: winsorising a tenth breaks as soon as a whole team games.
    p is read from a t law, since τ is estimated.

    Examples
    --------
    >>> made = funnel([10, 12, 9, 11, 10, 8, 10, 11, 9, 40], [10] * 10)
    >>> [place for place, p in enumerate(made.p) if p < 0.01]
    [9]
    """
    counts, wanted = _pair(observed, expected)
    chance = wanted if variance is None else np.asarray(variance, dtype=np.float64)
    roots = 2 * np.sqrt((counts + _ANSCOMBE) / (wanted + _ANSCOMBE))
    peers = beside_peers(roots, np.sqrt(chance) / wanted)
    level_of_all = (peers.centre / 2) ** 2
    usual = wanted * level_of_all
    spread = np.sqrt(chance * level_of_all + (2 * usual * peers.tau / peers.centre) ** 2)
    reach = normal_quantile(level) * spread
    return Funnel(counts, usual, peers, tuple(
        Estimate(float(o - e), float(o - e - r), float(o - e + r), n=round(o),
                 method="observed less customary", level=level, unit="count")
        for o, e, r in zip(counts, usual, reach, strict=True)
    ))  # fmt: skip


def beside_peers(values: ArrayLike, errors: ArrayLike) -> Peers:
    """Put units beside each other: centre, spread beyond chance, z and one-sided p of each.

    Parameters
    ----------
    values
        One a unit, on a scale where chance is about normal (log ratios, log odds).
    errors
        Standard error of each.

    Raises
    ------
    UsageError
        If fewer than three units are given or an error is not above 0.
    """
    y, s = np.asarray(values, dtype=np.float64), np.asarray(errors, dtype=np.float64)
    if len(y) < 3 or y.shape != s.shape or not np.all(s > 0):
        raise UsageError("peers need at least three units, each with a standard error above 0")
    centre = float(np.median(y))
    tau = _tau(y - centre, s)
    z = (y - centre) / np.sqrt(s**2 + tau**2)
    freedom = min(max(1.0, _KEPT * (len(y) - 1)), _MOST_FREEDOM)
    return Peers(centre, tau, z, np.asarray(student.sf(z, freedom)), freedom)


def trimmed_rates(events: ArrayLike, totals: ArrayLike, *, trim: float = 0.1) -> Floats:
    """Customary rate of each kind of contact: the mean over units without the extreme ones.

    Units are weighted by their contacts and trimmed by weight at both ends, so that those who game
    do not set their own norm.

    Parameters
    ----------
    events, totals
        Units × kinds.
    trim
        Share of the weight left out at each end.

    Examples
    --------
    >>> trimmed_rates([[1], [1], [1], [1], [9]], [[10]] * 5, trim=0.2).tolist()
    [0.1]
    """
    counts = np.asarray(events, dtype=np.float64)
    sizes = np.asarray(totals, dtype=np.float64)
    return np.array([_trimmed(counts[:, k], sizes[:, k], trim) for k in range(counts.shape[1])])


def _trimmed(counts: Floats, sizes: Floats, trim: float) -> float:
    seen = sizes > 0
    if not seen.any():
        return 0.0
    counts, sizes = counts[seen], sizes[seen]
    order = np.argsort(counts / sizes, kind="stable")
    ends = np.cumsum(sizes[order]) / sizes.sum()
    starts = ends - sizes[order] / sizes.sum()
    kept = np.clip(np.minimum(ends, 1 - trim) - np.maximum(starts, trim), 0, None)
    shares = kept / (ends - starts)
    return float((counts[order] * shares).sum() / (sizes[order] * shares).sum())


def _tau(y: Floats, s: Floats) -> float:
    """Additive spread at which the median of z² is what it should be."""

    def gap(square: float) -> float:
        return float(np.median(y**2 / (s**2 + square))) - _MEDIAN_OF_SQUARE

    if gap(0.0) <= 0:
        return 0.0
    most = float(np.max(y**2)) / _MEDIAN_OF_SQUARE
    return float(np.sqrt(brentq(gap, 0.0, most)))


def _pair(observed: ArrayLike, expected: ArrayLike) -> tuple[Floats, Floats]:
    counts = np.asarray(observed, dtype=np.float64)
    wanted = np.asarray(expected, dtype=np.float64)
    if counts.shape != wanted.shape or counts.ndim != 1:
        raise UsageError(f"{counts.shape} counts do not fit {wanted.shape} expected ones")
    if not np.all(wanted > 0):
        raise UsageError("what is expected of a unit must be above 0; leave such units out")
    return counts, wanted
