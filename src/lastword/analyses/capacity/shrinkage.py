"""Shrinkage: how many to schedule so that enough are there on most days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import betabinom, binom

from lastword.errors import UsageError

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shrinkage:
    """Share of scheduled agents who are not available, as a distribution.

    Parameters
    ----------
    mean
        Mean share: breaks, training, absence.
    sd
        How far a whole day's share strays from it (a wave of influenza); 0 if agents are away
        independently of each other.
    sure
        Probability with which enough agents should be there.

    Raises
    ------
    UsageError
        If a share is outside 0–1 or the spread is larger than such a mean allows.

    Examples
    --------
    >>> Shrinkage(0.3).scheduled([10, 100]).tolist()
    [18, 153]
    >>> Shrinkage(0.3, sd=0.05).scheduled([10, 100]).tolist()
    [18, 161]
    """

    mean: float
    sd: float = 0.0
    sure: float = 0.9

    def __post_init__(self) -> None:
        if not (0 <= self.mean < 1 and 0 < self.sure < 1):
            raise UsageError("shrinkage needs a mean of 0 or more and below 1, and 0 < sure < 1")
        if not (self.sd >= 0 and self.sd**2 < max(self.mean * (1 - self.mean), 1e-300)):
            raise UsageError(f"shrinkage cannot stray by {self.sd} around a mean of {self.mean}")

    @classmethod
    def of_days(cls, absent: ArrayLike, *, sure: float = 0.9) -> Shrinkage:
        """Shrinkage from the share absent on each of some days.

        Raises
        ------
        UsageError
            With fewer than two days.
        """
        shares = np.asarray(absent, np.float64)
        if shares.size < 2:
            raise UsageError("shrinkage as a distribution needs at least two days")
        return cls(float(shares.mean()), float(shares.std(ddof=1)), sure)

    def scheduled(self, agents: ArrayLike) -> Counts:
        """Smallest schedules of which at least `agents` are there with probability `sure`.

        The number present is beta-binomial, binomial where `sd` is 0.
        """
        present = np.asarray(agents, np.int64)
        if self.mean == 0:
            return present
        found = {int(n): self._smallest(int(n)) for n in np.unique(present)}
        return np.asarray([found[int(n)] for n in present.ravel()], np.int64).reshape(present.shape)

    def _smallest(self, present: int) -> int:
        if present == 0:
            return 0
        low, high = present - 1, present
        while self._enough(high, present) < self.sure:
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            is_enough = self._enough(middle, present) >= self.sure
            low, high = (low, middle) if is_enough else (middle, high)
        return high

    def _enough(self, scheduled: int, present: int) -> float:
        if self.sd == 0:
            return float(binom.sf(present - 1, scheduled, 1 - self.mean))
        agreement = self.mean * (1 - self.mean) / self.sd**2 - 1
        ends = (1 - self.mean) * agreement, self.mean * agreement
        return float(betabinom.sf(present - 1, scheduled, *ends))
