"""Step: does a hazard drop (or rise) at a moment, beyond its smooth course."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from lastword.errors import NotTestable
from lastword.estimate import Estimate
from lastword.stats.quantile import normal_quantile
from lastword.stats.smooth_hazard import smooth_hazard

Floats = NDArray[np.float64]

FEWEST = 200
FEWEST_ENDS = 30
_BINS = 10
_DETECTED = float(ndtri(0.99) + ndtri(0.8))


@dataclass(frozen=True, slots=True)
class Step:
    """A change of the hazard at a moment.

    Parameters
    ----------
    at
        The moment, in seconds.
    ratio
        Hazard just after over hazard just before, beyond its smooth course.
    missing
        Ends that the stretch after the moment lacks (below 0: has too many).
    share
        The same as a share of those who were still there at the moment.
    p
        One-sided: the chance of so low a ratio.
    edges, ends, expected
        Bins, ends in each, and what the course without a step predicts.
    minimal_detectable_effect
        Missing ends that would be found with 80 % probability at 1 % error.
    n
        Those who were still there at the moment.
    """

    at: float
    ratio: Estimate
    missing: Estimate
    share: Estimate
    p: float
    edges: tuple[float, ...]
    ends: tuple[int, ...]
    expected: tuple[float, ...]
    minimal_detectable_effect: float
    n: int


def step(
    leaves: Mapping[float, int], ends: Mapping[float, int], at: float, *, level: float = 0.95
) -> Step:
    """How the hazard of an end changes at a moment.

    Ten bins on [0, T) and ten on [T, 2T): log hazard = straight line + step at T, Poisson with the
    dispersion of the bins; the first bin is left out, since being served at once is another
    matter.

    Parameters
    ----------
    leaves
        Second → all who ended in any way.
    ends
        Second → those who ended in the way of interest.
    at
        The moment T, in seconds.

    Raises
    ------
    NotTestable
        If too few are still there at the moment, or too few ends surround it.

    Examples
    --------
    >>> waits = {float(s): 100 for s in range(1, 61)}
    >>> made = step(waits, {s: 10 for s in waits}, 20)
    >>> made.p > 0.05
    True
    """
    second = np.array(sorted(leaves), dtype=np.float64)
    gone = np.array([leaves[s] for s in sorted(leaves)], dtype=np.float64)
    hit = np.array([ends.get(s, 0) for s in sorted(leaves)], dtype=np.float64)
    width = max(1.0, at / _BINS)
    half = round(at / width)
    edges = np.arange(at - width * half, at + width * half + width / 2, width)
    everybody = np.append(0.0, np.cumsum(gone))
    there = everybody[-1] - everybody[np.searchsorted(second, edges[:-1] - 1e-9)]
    counts = np.diff(np.append(0.0, np.cumsum(hit))[np.searchsorted(second, edges - 1e-9)])
    used = (edges[:-1] > edges[0] + width / 2) & (there > 0)
    after = edges[:-1] >= at - 1e-9
    n = int(there[after][0]) if after.any() else 0
    if n < FEWEST or counts[used].sum() < FEWEST_ENDS or counts[used & ~after].sum() < 5:
        raise NotTestable(
            f"{n:,} are still waiting at {at:g} s and {counts[used].sum():,.0f} ends lie around "
            f"it; {FEWEST} and {FEWEST_ENDS} are needed"
        )
    return _fitted(edges, there, counts, used, after, at, n, level)


def _fitted(
    edges: Floats, there: Floats, counts: Floats, used: NDArray[np.bool_],
    after: NDArray[np.bool_], at: float, n: int, level: float,
) -> Step:  # fmt: skip
    place = edges[:-1] - at
    fit = smooth_hazard(place, there, counts, used, after.astype(np.int64), degree=1)
    change = fit.coefficients[-1]
    error = math.sqrt(max(float(fit.covariance[-1, -1]), 1e-12))
    z = normal_quantile(level)
    without = fit.expected / np.exp(change * after)
    mine = after & used
    lost = float((without[mine] - counts[mine]).sum())
    reach = z * error * float(without[mine].sum())
    method = "step in the hazard"
    return Step(
        at=at,
        ratio=Estimate(math.exp(change), math.exp(change - z * error),
                       math.exp(change + z * error), n=n, method=method, level=level,
                       unit="ratio"),
        missing=Estimate(lost, lost - reach, lost + reach, n=n, method=method, level=level,
                         unit="count"),
        share=Estimate(lost / n, (lost - reach) / n, (lost + reach) / n, n=n, method=method,
                       level=level),
        p=float(ndtr(change / error)),
        edges=tuple(edges.tolist()),
        ends=tuple(int(count) for count in counts),
        expected=tuple(without.tolist()),
        minimal_detectable_effect=_DETECTED * error * float(without[mine].sum()),
        n=n,
    )  # fmt: skip
