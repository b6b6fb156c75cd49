"""Links of cumulative models: a distribution, its density and the density's slope."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtr

from lastword.errors import UsageError

Floats = NDArray[np.float64]
LinkName = Literal["logit", "probit", "cloglog"]


class Link(ABC):
    """Law of the latent error: P(error ≤ z) = F(z).

    Attributes
    ----------
    name
        The link's name.
    sd
        Standard deviation of the latent error, the unit in which effects are compared.
    """

    name: LinkName
    sd: float

    @abstractmethod
    def below(self, z: Floats) -> Floats:
        """F(z)."""

    @abstractmethod
    def above(self, z: Floats) -> Floats:
        """1 − F(z), exact far in the upper tail."""

    @abstractmethod
    def density(self, z: Floats) -> Floats:
        """F′(z); 0 at ±∞."""

    @abstractmethod
    def slope(self, z: Floats) -> Floats:
        """F″(z); 0 at ±∞."""

    def between(self, lower: Floats, upper: Floats) -> Floats:
        """F(upper) − F(lower), from the tail in which it loses no digits."""
        is_high = lower > 0
        return np.where(
            is_high,
            self.above(lower) - self.above(upper),
            self.below(upper) - self.below(lower),
        )


class Logit(Link):
    """Logistic error: odds of a better answer are proportional."""

    name: LinkName = "logit"
    sd = math.pi / math.sqrt(3)

    def below(self, z: Floats) -> Floats:
        return np.asarray(expit(z))

    def above(self, z: Floats) -> Floats:
        return np.asarray(expit(-z))

    def density(self, z: Floats) -> Floats:
        return self.below(z) * self.above(z)

    def slope(self, z: Floats) -> Floats:
        below, above = self.below(z), self.above(z)
        return below * above * (above - below)


class Probit(Link):
    """Normal error."""

    name: LinkName = "probit"
    sd = 1.0

    def below(self, z: Floats) -> Floats:
        return np.asarray(ndtr(z))

    def above(self, z: Floats) -> Floats:
        return np.asarray(ndtr(-z))

    def density(self, z: Floats) -> Floats:
        return np.asarray(np.exp(-0.5 * z * z) / math.sqrt(2 * math.pi))

    def slope(self, z: Floats) -> Floats:
        finite = np.where(np.isfinite(z), z, 0.0)
        return -finite * self.density(z)


class Cloglog(Link):
    """Extreme-value error, 1 − exp(−exp z): the latent scale has a long lower tail."""

    name: LinkName = "cloglog"
    sd = math.pi / math.sqrt(6)

    def below(self, z: Floats) -> Floats:
        return np.asarray(-np.expm1(-np.exp(np.minimum(z, 700.0))))

    def above(self, z: Floats) -> Floats:
        return np.asarray(np.exp(-np.exp(np.minimum(z, 700.0))))

    def density(self, z: Floats) -> Floats:
        dense = np.exp(_finite(z) - np.exp(_finite(z))) * np.isfinite(z)
        return np.asarray(dense, dtype=np.float64)

    def slope(self, z: Floats) -> Floats:
        return np.asarray(self.density(z) * (1 - np.exp(_finite(z))), dtype=np.float64)


def _finite(z: Floats) -> Floats:
    return np.asarray(np.clip(z, -700.0, 6.5))


LINKS: dict[str, Link] = {link.name: link for link in (Logit(), Probit(), Cloglog())}


def link_of(name: str) -> Link:
    """Look up a link.

    Raises
    ------
    UsageError
        If there is no such link.
    """
    if name not in LINKS:
        raise UsageError(f"unknown link {name!r}. Choose one of: {', '.join(LINKS)}")
    return LINKS[name]
