"""Equivalence: the claim that something does nothing, tested instead of assumed."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

from scipy.special import stdtr

from lastword.errors import UsageError
from lastword.estimate import Estimate, Unit
from lastword.stats.quantile import student_quantile


@dataclass(frozen=True, slots=True)
class Equivalence:
    """Two one-sided tests of |effect| < margin.

    Parameters
    ----------
    estimate
        The effect with its 1 − 2α interval.
    margin
        Effects below it count as nothing, in the unit of the effect.
    p
        The larger of the two one-sided p-values.
    alpha
        Size of the test.
    """

    estimate: Estimate
    margin: float
    p: float
    alpha: float

    @property
    def is_equivalent(self) -> bool:
        """Whether “it does nothing worth speaking of” is supported."""
        return self.p < self.alpha

    @property
    def needed_margin(self) -> float:
        """The smallest margin under which these data would support it."""
        ends = (self.estimate.lower, self.estimate.upper)
        return max((abs(end) for end in ends if end is not None), default=math.inf)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        own = asdict(self) | {"estimate": self.estimate.to_dict()}
        return own | {"is_equivalent": self.is_equivalent, "needed_margin": self.needed_margin}


def equivalence(
    effect: float,
    error: float,
    margin: float,
    *,
    n: int = 0,
    freedom: float = math.inf,
    alpha: float = 0.05,
    unit: Unit = "score",
) -> Equivalence:
    """Test whether an effect is smaller than a margin, in either direction.

    t₁ = (effect + margin)/error, t₂ = (margin − effect)/error; supported at level α if both
    exceed t₁₋α, that is, if the 1 − 2α interval lies within ±margin. A test that is merely *not
    significant* supports nothing.

    Parameters
    ----------
    effect, error
        Estimate and its standard error.
    margin
        The smallest effect that would matter.
    freedom
        Degrees of freedom: clusters − 1; normal where infinite.
    alpha
        Size of the test.

    Raises
    ------
    UsageError
        If the margin or the error is not positive.

    Notes
    -----
    Schuirmann (1987), doi:10.1007/BF01068419.

    Examples
    --------
    >>> equivalence(0.02, 0.03, 0.1).is_equivalent, equivalence(0.02, 0.08, 0.1).is_equivalent
    (True, False)
    """
    if not margin > 0 or not error > 0:
        raise UsageError(f"margin is {margin}, error is {error}; both must be above 0")
    tails = [(margin + effect) / error, (margin - effect) / error]
    p = max(float(stdtr(freedom, -t)) for t in tails)
    half = student_quantile(freedom, 1 - 2 * alpha) * error
    method = "two one-sided tests"
    shown = Estimate(effect, effect - half, effect + half, n, method, 1 - 2 * alpha, unit)
    return Equivalence(shown, margin, p, alpha)
