"""Adverse impact: whether people of some groups are chosen more rarely than those of others."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import fisher_exact

from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.stats.quantile import normal_quantile

FOUR_FIFTHS = 0.8
"""A rate below this share of the highest one is looked into."""
SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class Impact:
    """One group beside the group that is chosen most often.

    Parameters
    ----------
    chosen, people
        How many of how many were chosen.
    ratio
        Rate of this group over the highest rate, with the interval of log ratios.
    p
        Fisher's exact test of this group against the group of the highest rate.
    """

    group: str
    chosen: int
    people: int
    ratio: Estimate
    p: float

    @property
    def is_adverse(self) -> bool:
        """Whether the rate is below four fifths of the highest, and not by chance."""
        return (self.ratio.value or 0.0) < FOUR_FIFTHS and self.p < SIGNIFICANT


def adverse_impact(
    groups: ArrayLike, chosen: ArrayLike, people: ArrayLike, *, level: float = 0.95
) -> tuple[Impact, ...]:
    """Compare each group's rate of being chosen with the highest one.

    ratio = (c/n)/(c*/n*), se(log) = √(1/c − 1/n + 1/c* − 1/n*), with half a person added where
    nobody was chosen. The four-fifths rule alone flags small groups by luck, so that a test stands
    beside it.

    Parameters
    ----------
    groups
        Names, shape (k,).
    chosen, people
        Counts, shape (k,).

    Raises
    ------
    UsageError
        If counts are impossible or fewer than two groups have anybody in them.

    Notes
    -----
    Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4(D); Katz et al. (1978),
    doi:10.2307/2530610.

    Examples
    --------
    >>> found = adverse_impact(["white", "black"], [48, 12], [80, 40])
    >>> round(found[1].ratio.value, 2), found[1].is_adverse
    (0.5, True)
    """
    taken, all_ = np.asarray(chosen, dtype=np.int64), np.asarray(people, dtype=np.int64)
    if taken.shape != all_.shape or (taken < 0).any() or (taken > all_).any():
        raise UsageError("give how many were chosen, and of how many, for every group")
    seen = [place for place in range(all_.size) if all_[place] > 0]
    if len(seen) < 2:
        raise UsageError("adverse impact compares at least two groups")
    names = [str(name) for name in np.asarray(groups, dtype=object)]
    best = max(seen, key=lambda place: (taken[place] / all_[place], all_[place]))
    top = int(taken[best]), int(all_[best])
    return tuple(_impact(names[i], int(taken[i]), int(all_[i]), top, level) for i in seen)


def _impact(name: str, c: int, n: int, top: tuple[int, int], level: float) -> Impact:
    method = "ratio of rates, log normal"
    best, of = top
    if best == 0:
        return Impact(name, c, n, Estimate(None, None, None, n, method, level, "ratio"), 1.0)
    p = float(fisher_exact(np.array([[c, n - c], [best, of - best]]))[1])
    shift = 0.5 if c == 0 else 0.0
    ratio = ((c + shift) / (n + shift)) / (best / of)
    error = math.sqrt(1 / (c + shift) - 1 / (n + shift) + 1 / best - 1 / of)
    half = normal_quantile(level) * error
    value = (c / n) / (best / of)
    ends = (min(ratio * math.exp(-half), value), max(ratio * math.exp(half), value))
    return Impact(name, c, n, Estimate(value, *ends, n, method, level, "ratio"), p)
