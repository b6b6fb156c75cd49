"""Model: the ordinal hinge fit of one set of cells, with its covariance and draws."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from lastword.analyses.drivers.cells import Cells
from lastword.analyses.drivers.design import Columns, Design, design
from lastword.errors import NotIdentified
from lastword.estimate import Estimate, Unit
from lastword.stats.bootstrap import one_step_draws
from lastword.stats.equivalence import equivalence
from lastword.stats.links import LinkName, link_of
from lastword.stats.ordinal import Ordinal, ordinal
from lastword.stats.quantile import student_quantile
from lastword.stats.sandwich import sandwich
from lastword.stats.standardised import Standardised

Floats = NDArray[np.float64]
LEVEL = 0.95


@dataclass(frozen=True)
class Model:
    """A fitted model.

    Parameters
    ----------
    cells, design, fit
        What was fitted.
    covariance
        Of (θ, β): the cluster sandwich, two-way where two clusterings were given, and the
        heteroskedastic sandwich of single answers without any.
    sums
        Score sums of the first clustering's clusters; None without clusters.
    clusters
        How many clusters there are of each way.
    """

    cells: Cells
    design: Design
    fit: Ordinal
    covariance: Floats
    sums: Floats | None
    clusters: tuple[int, ...]

    @property
    def freedom(self) -> float:
        """Degrees of freedom of intervals: fewest clusters − 1, infinite without clusters."""
        return float(min(self.clusters, default=np.inf)) - 1

    @property
    def sd(self) -> float:
        """Standard deviation of the latent error, the unit of latent effects."""
        return link_of(self.fit.link).sd

    @property
    def _thresholds(self) -> int:
        return self.fit.thresholds.size

    def contrast(self, weights: Mapping[int, float]) -> Floats:
        """Weights of columns as a vector over (θ, β)."""
        vector = np.zeros(self.fit.parameters.size)
        for column, weight in weights.items():
            vector[self._thresholds + column] = weight
        return vector

    def latent(self, weights: Mapping[int, float]) -> Estimate:
        """A linear combination of effects in latent standard deviations, with its interval."""
        vector = self.contrast(weights) / self.sd
        value = float(vector @ self.fit.parameters)
        return self.estimate(value, self._error(vector))

    def _error(self, vector: Floats) -> float:
        return math.sqrt(max(float(vector @ self.covariance @ vector), 0.0))

    def pair(self, first: int, second: int) -> tuple[float, float, float]:
        """Variance, covariance, variance of two columns' effects, in squared latent units."""
        places = [self._thresholds + first, self._thresholds + second]
        own = self.covariance[np.ix_(places, places)] / self.sd**2
        return float(own[0, 0]), float(own[0, 1]), float(own[1, 1])

    def is_within(self, weights: Mapping[int, float], margin: float) -> bool:
        """Whether a combination is shown to lie within ± margin latent standard deviations."""
        vector = self.contrast(weights) / self.sd
        value, error = float(vector @ self.fit.parameters), self._error(vector)
        return error > 0 and equivalence(value, error, margin, freedom=self.freedom).is_equivalent

    def p(self, weights: Mapping[int, float]) -> float | None:
        """Two-sided p-value of a linear combination being 0; None where it has no variance."""
        vector = self.contrast(weights)
        error = self._error(vector)
        if error == 0:
            return None
        return float(2 * stdtr(self.freedom, -abs(vector @ self.fit.parameters) / error))

    def estimate(self, value: float, error: float, unit: Unit = "score") -> Estimate:
        """A value with its interval."""
        half = student_quantile(self.freedom, LEVEL) * error
        method = f"ordinal {self.fit.link} hinge, {self._clustered}"
        return Estimate(value, value - half, value + half, self.cells.n, method, LEVEL, unit)

    def response(self, shift: Standardised) -> tuple[Estimate, ...]:
        """Changes of payoffs with their intervals."""
        errors = shift.errors(self.covariance)
        return tuple(
            self.estimate(float(value), float(error))
            for value, error in zip(shift.value, errors, strict=True)
        )

    def draws(self, count: int, rng: np.random.Generator) -> Floats:
        """Draws of β in latent standard deviations, shape (count, p)."""
        centre = self.fit.parameters
        bread = self.fit.bread
        drawn = one_step_draws(centre, bread, self.sums, self.covariance, draws=count, rng=rng)
        return drawn[:, self._thresholds :] / self.sd

    @property
    def _clustered(self) -> str:
        return ("robust", "cluster-robust", "two-way cluster-robust")[len(self.clusters)]


def fit_model(
    cells: Cells,
    references: Mapping[str, int],
    *,
    link: LinkName = "logit",
    extra: Columns | None = None,
    without: tuple[str, ...] = (),
) -> Model:
    """Fit the ordinal hinge model to cells.

    Raises
    ------
    NotIdentified
        If two drivers are twins, or one separates the answers; names the drivers.
    """
    made = design(cells, references, extra=extra, without=without)
    try:
        fit = ordinal(made.matrix, cells.counts, link=link, names=made.names)
    except NotIdentified as error:
        raise NotIdentified(str(error), made.owning(error.columns)) from error
    scores = fit.scores(made.matrix[cells.row], cells.answer)
    if cells.clusters is None:
        small = cells.n / max(cells.n - fit.parameters.size, 1)
        meat = small * (scores * cells.squares[:, None]).T @ scores
        return Model(cells, made, fit, fit.bread @ meat @ fit.bread, None, ())
    sums = cells.clusters.sums(scores)
    ways = cells.clusters.ways(scores, sums)
    covariance = sandwich(fit.bread, ways, n=cells.n)
    return Model(cells, made, fit, covariance, sums, tuple(way.clusters for way in ways[:2]))
