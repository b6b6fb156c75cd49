"""Spike: one moment at which far more ends than in the moments around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import poisson

from lastword.errors import NotTestable
from lastword.estimate import Estimate
from lastword.stats.proportion import wilson

FEWEST = 10
HALF_WIDTH = 1
NEIGHBOURS = 60
_LEAST_EXPECTED = 0.05


@dataclass(frozen=True, slots=True)
class Spike:
    """The second with the most ends beyond its neighbourhood.

    Parameters
    ----------
    second
        Where it is.
    observed, expected
        Ends within a second of it, and what the minute on either side gives.
    share
        Of the contacts that lasted so long, the share that ended there.
    p
        Chance of such a spike anywhere, adjusted for every second that was looked at.
    """

    second: float
    observed: int
    expected: float
    share: Estimate
    p: float


def spike(ends: Mapping[float, int], leaves: Mapping[float, int]) -> Spike:
    """Find the second at which ends pile up.

    Within ±1 s, against the mean of the 60 s on either side; Poisson tail times the number of
    seconds looked at.

    Parameters
    ----------
    ends
        Second → contacts ended there in the way of interest.
    leaves
        Second → all contacts that ended or were answered then.

    Raises
    ------
    NotTestable
        If fewer than 10 contacts ended so.

    Examples
    --------
    >>> made = spike({1800: 40, 300: 1, 900: 2}, {1800: 41, 300: 900, 900: 80})
    >>> made.second, made.observed, made.p < 1e-6
    (1800.0, 40, True)
    """
    total = sum(ends.values())
    if total < FEWEST:
        raise NotTestable(f"only {total} contacts ended by the system; {FEWEST} are needed")
    last = int(max(ends)) + NEIGHBOURS + 1
    counts = np.zeros(last + 1)
    for second, n in ends.items():
        counts[int(second)] += n
    near = _window(counts, HALF_WIDTH)
    around = _window(counts, NEIGHBOURS) - near
    seconds = np.minimum(np.arange(last + 1), NEIGHBOURS) + NEIGHBOURS - 2 * HALF_WIDTH
    expected = np.maximum(around / seconds * (2 * HALF_WIDTH + 1), _LEAST_EXPECTED)
    tails = poisson.sf(near - 1, expected)
    looked = int((counts > 0).sum())
    order = np.lexsort((-counts, -near, tails))
    place = int(order[0])
    lasted = sum(n for second, n in leaves.items() if second >= place - HALF_WIDTH)
    return Spike(
        second=float(place),
        observed=int(near[place]),
        expected=float(expected[place]),
        share=wilson(float(near[place]), max(lasted, float(near[place]))),
        p=float(min(1.0, tails[place] * max(looked, 1) * (2 * HALF_WIDTH + 1))),
    )


def _window(counts: NDArray[np.float64], half: int) -> NDArray[np.float64]:
    """Sum over `half` seconds on either side and the second itself."""
    sums = np.append(0.0, np.cumsum(counts))
    places = np.arange(len(counts))
    upper = np.minimum(places + half + 1, len(counts))
    return np.asarray(sums[upper] - sums[np.maximum(places - half, 0)])
