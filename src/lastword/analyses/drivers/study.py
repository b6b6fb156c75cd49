"""The study: drivers of one outcome, fitted once, asked many ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from lastword.analyses.drivers.cells import Cells, count
from lastword.analyses.drivers.controls import control_of
from lastword.analyses.drivers.driver import Driver, declared
from lastword.analyses.drivers.effects import Effect, effects
from lastword.analyses.drivers.guards import Guard, check_direction, study_guards
from lastword.analyses.drivers.model import Model, fit_model
from lastword.analyses.drivers.references import references_of
from lastword.analyses.drivers.scales import outcome_scale, scale_of, values
from lastword.analyses.drivers.signs import sign_guards
from lastword.engine.frames import opened, require
from lastword.errors import UsageError
from lastword.stats.links import LinkName

if TYPE_CHECKING:
    pass

DRAWS = 1000


@dataclass(frozen=True)
class DriverStudy:
    """What costs and what earns one outcome.

    Parameters
    ----------
    cells
        Counts that everything is computed from.
    references
        Level of each driver that is merely expected.
    moved
        Guards about references that were moved inwards.
    link
        Link of the ordinal model.
    seed
        Seed of the draws that class probabilities come from.
    """

    cells: Cells
    references: Mapping[str, int]
    moved: tuple[Guard, ...]
    link: LinkName = "logit"
    seed: int = 0

    @cached_property
    def model(self) -> Model:
        """The fitted ordinal hinge model."""
        return fit_model(self.cells, self.references, link=self.link)

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """Penalty, reward, class and response of each driver, in the order given."""
        return effects(self.model, draws=DRAWS, rng=np.random.default_rng(self.seed))

    @cached_property
    def guards(self) -> tuple[Guard, ...]:
        """Everything that limits the study, each in one sentence."""
        signs = sign_guards(self.cells, self.effects)
        own = tuple(guard for effect in self.effects for guard in effect.guards)
        return (*study_guards(self.cells), *self.moved, *own, *signs)

    @property
    def n(self) -> int:
        """Number of answers."""
        return self.cells.n

    def effect(self, driver: str) -> Effect:
        """The effect of one driver.

        Raises
        ------
        UsageError
            If there is no such driver.
        """
        return self.effects[self.cells.place(driver)]


def drivers(
    frame: Any,
    outcome: str | Driver,
    drivers: Sequence[str | Driver],
    *,
    controls: Sequence[str] = (),
    weights: str | None = None,
    clusters: Sequence[str] = (),
    reference: Mapping[str, float | str] | None = None,
    link: LinkName = "logit",
    seed: int = 0,
) -> DriverStudy:
    """What costs and what earns an outcome: penalty and reward of each driver.

    Fits P(y ≤ k | x) = F(θ_k − η), η = Σ_j a_j (x_j − c_j)₋ + b_j (x_j − c_j)₊ + controls: a_j is
    what falling below the reference c_j costs, b_j what rising above it earns.

    Parameters
    ----------
    frame
        pandas, polars or pyarrow table, DuckDB relation or Ibis table (of DuckDB or Spark): one
        row an answer.
    outcome
        Column of the verdict, with at most 11 ordered levels.
    drivers
        Columns of experiences; `Driver` where more must be said than a name.
    controls
        Columns that customers differ in anyway, such as channel or product.
    weights
        Column of non-response weights; each answer counts alike where None.
    clusters
        None, one or two columns that bind answers together: ``("agent_id", "customer_id")``.
    reference
        Driver → level that is merely expected; else as declared, else the weighted median.
    link
        ``"logit"``, ``"probit"`` or ``"cloglog"``.
    seed
        Seed of the 1,000 draws behind class probabilities.

    Raises
    ------
    UsageError
        If a column is missing or constant, a scale is unclear or reversed, two drivers are twins,
        or a driver separates the answers. Says what to declare or leave out.

    Notes
    -----
    Observational: an effect is causal only as far as drivers and controls hold all that moves
    both. Brandt (1987); Matzler and Sauerwein (2002), doi:10.1108/09564230210445078, for penalty
    and reward; the ordinal model keeps the ceiling of the answer scale from looking like one.

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame({"csat": [1, 2, 3, 4, 5, 3] * 50, "calls": [3, 2, 1, 2, 1, 3] * 50})
    >>> study = drivers(answers, "csat", [Driver("calls", kind="count")])
    >>> study.effect("calls").label
    'undetermined'
    """
    stated = [declared(driver) for driver in drivers]
    if len(clusters) > 2:
        raise UsageError(f"clusters = {list(clusters)}; give at most two columns")
    with opened(frame) as table:
        target = declared(outcome)
        named = [d.name for d in (*stated, target)] + [*controls, *clusters]
        require(table, named + ([weights] if weights else []))
        found = {name: values(table, name) for name in [d.name for d in stated] + [*controls]}
        scales = [scale_of(driver, found[driver.name]) for driver in stated]
        cells = count(
            table,
            scales,
            outcome_scale(target, values(table, target.name)),
            [control_of(name, found[name]) for name in controls],
            weights=weights,
            clusters=clusters,
        )
    return study(cells, reference or {}, link=link, seed=seed)


def study(
    cells: Cells,
    reference: Mapping[str, float | str],
    *,
    link: LinkName = "logit",
    seed: int = 0,
) -> DriverStudy:
    """Make a study of counted answers."""
    check_direction(cells)
    references, moved = references_of(cells, reference)
    return DriverStudy(cells, references, moved, link, seed)
