"""Shares that differ between groups: the beta-binomial law, and what is known of each group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import betaincinv, betaln, expit

from lastword.errors import UsageError

Floats = NDArray[np.float64]
STEADIEST = 25.0
"""log(a + b) is searched for up to here: beyond it groups are as good as equal."""


@dataclass(frozen=True, slots=True)
class BetaBinomial:
    """Groups' true shares follow Beta(a, b).

    Parameters
    ----------
    a, b
        The law's parameters; a/(a + b) is the mean share.
    yes, trials
        What was counted in each group, shape (k,).
    """

    a: float
    b: float
    yes: Floats
    trials: Floats

    @property
    def mean(self) -> float:
        """Mean of the true shares."""
        return self.a / (self.a + self.b)

    @property
    def icc(self) -> float:
        """Correlation of two answers of one group, 1/(a + b + 1)."""
        return 1 / (self.a + self.b + 1)

    @property
    def shares(self) -> Floats:
        """Posterior mean share of each group."""
        return np.asarray((self.a + self.yes) / (self.a + self.b + self.trials))

    def interval(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Posterior interval of each group's share."""
        outside = (1 - level) / 2
        first, second = self.a + self.yes, self.b + self.trials - self.yes
        lower, upper = (betaincinv(first, second, q) for q in (outside, 1 - outside))
        return np.asarray(lower), np.asarray(upper)

    def draws(self, *, times: int = 1000, seed: int = 0) -> Floats:
        """Draws of all groups' true shares, shape (times, k), for `stats.ranks`."""
        random = np.random.default_rng(seed)
        first, second = self.a + self.yes, self.b + self.trials - self.yes
        return random.beta(first, second, size=(times, first.size))


def beta_binomial(yes: ArrayLike, trials: ArrayLike) -> BetaBinomial:
    """Fit the beta-binomial law by maximum likelihood.

    log L = Σ log B(a + y, b + n − y) − log B(a, b).

    Parameters
    ----------
    yes, trials
        Successes and trials of each group, shape (k,); groups without trials say nothing.

    Raises
    ------
    UsageError
        If fewer than two groups were observed, or counts are impossible.

    Notes
    -----
    Skellam (1948), doi:10.1111/j.2517-6161.1948.tb00014.x; Williams (1975), doi:10.2307/2529820.

    Examples
    --------
    >>> round(beta_binomial([3, 8, 5, 9], [10, 10, 10, 10]).mean, 2)
    0.63
    """
    y, n = np.asarray(yes, dtype=np.float64), np.asarray(trials, dtype=np.float64)
    if y.shape != n.shape or ((y < 0) | (y > n)).any() or (n > 0).sum() < 2:
        raise UsageError("give successes and trials of at least two groups, with 0 ≤ yes ≤ trials")
    kinds, times = np.unique(np.stack([y, n]), axis=1, return_counts=True)

    def loss(at: Floats) -> float:
        size = np.exp(at[1])
        a, b = size * expit(at[0]), size * expit(-at[0])
        inner = betaln(a + kinds[0], b + kinds[1] - kinds[0]) - betaln(a, b)
        return -float(times @ inner)

    share = (y.sum() + 0.5) / (n.sum() + 1)
    starts = [np.array([np.log(share / (1 - share)), size]) for size in (0.0, 3.0, 6.0)]
    bounds = [(-STEADIEST, STEADIEST), (-STEADIEST, STEADIEST)]
    fits = [minimize(loss, start, bounds=bounds, tol=1e-14) for start in starts]
    best = min(fits, key=lambda fit: float(fit.fun))
    polished = minimize(
        loss, best.x, method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-12}
    )
    place, size = float(polished.x[0]), float(np.exp(min(polished.x[1], STEADIEST)))
    share = float(expit(place))
    return BetaBinomial(size * share, size * (1 - share), y, n)
