"""Smooth hazard: a curve through the hazards of bins, with levels for the phase of a grid.

The hazards of bins as they are stand in `hazard`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_STEPS = 50
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class SmoothHazard:
    """Expected ends of every bin, with what is needed for their error.

    Parameters
    ----------
    expected
        Hazard × at risk, one a bin.
    ends
        Ends observed, one a bin.
    coefficients, design, covariance
        Of the log hazard.
    dispersion
        Pearson's χ² over its degrees of freedom in the fitted bins, at least 1.
    """

    expected: Floats
    ends: Floats
    coefficients: Floats
    design: Floats
    covariance: Floats
    dispersion: float

    def fit_error(self, bins: NDArray[np.bool_]) -> float:
        """Standard error of the expected sum over some bins, from the fit alone."""
        slope = (self.expected[bins, None] * self.design[bins]).sum(axis=0)
        return math.sqrt(max(0.0, float(slope @ self.covariance @ slope)))

    def error(self, bins: NDArray[np.bool_]) -> float:
        """Standard deviation of observed less expected over some bins, if the curve holds."""
        chance = self.dispersion * float(self.expected[bins].sum())
        return math.hypot(math.sqrt(chance), self.fit_error(bins))

    def z(self, bins: NDArray[np.bool_]) -> float:
        """Observed less expected over some bins in standard deviations."""
        gap = float((self.ends[bins] - self.expected[bins]).sum())
        return gap / max(self.error(bins), 1e-12)


def smooth_hazard(
    at: Floats,
    at_risk: Floats,
    ends: Floats,
    used: NDArray[np.bool_],
    phases: NDArray[np.int64] | None = None,
    *,
    degree: int = 2,
) -> SmoothHazard:
    """Fit log hazard = polynomial in time (+ a level for each phase) to the bins used.

    Poisson with offset log(at risk), by Newton steps; the covariance is stretched by the
    dispersion.

    Parameters
    ----------
    at
        Time of each bin, centred anywhere.
    at_risk, ends
        Still running at the bin's start, and ended in it.
    used
        Bins that the curve is fitted to; the others are predicted.
    phases
        Number of each bin's phase within a rounding grid; None without one.
    """
    scale = max(float(np.abs(at).max()), 1.0)
    design = np.vander(at / scale, degree + 1, increasing=True)
    if phases is not None:
        design = np.hstack([design, *((phases == k)[:, None] for k in np.unique(phases)[1:])])
    x, y, n = design[used], ends[used], at_risk[used]
    beta = np.zeros(design.shape[1])
    beta[0] = math.log(max(float(y.sum()), 0.5) / float(n.sum()))
    for _ in range(_STEPS):
        mean = n * np.exp(np.clip(x @ beta, -30, 3))
        information = (x * mean[:, None]).T @ x + 1e-8 * np.eye(x.shape[1])
        step = np.linalg.solve(information, x.T @ (y - mean))
        beta = beta + np.clip(step, -2, 2)
        if float(np.abs(step).max()) < _TOLERANCE:
            break
    mean = n * np.exp(np.clip(x @ beta, -30, 3))
    freedom = max(1, int(used.sum()) - design.shape[1])
    hazard = np.clip(mean / n, 0, 0.99)
    dispersion = max(1.0, float(((y - mean) ** 2 / (mean * (1 - hazard) + 1e-9)).sum()) / freedom)
    information = (x * mean[:, None]).T @ x + 1e-8 * np.eye(x.shape[1])
    covariance = np.asarray(dispersion * np.linalg.inv(information), dtype=np.float64)
    expected: Floats = at_risk * np.exp(np.clip(design @ beta, -30, 3))
    return SmoothHazard(expected, ends, beta, design, covariance, dispersion)
