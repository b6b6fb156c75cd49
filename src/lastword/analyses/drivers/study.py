"""The study: drivers of one outcome, fitted once, asked many ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from lastword.analyses.drivers.cells import IN_MEMORY, Cells, count
from lastword.analyses.drivers.claims import Claim, ClaimName, claim
from lastword.analyses.drivers.controls import control_of
from lastword.analyses.drivers.driver import Driver, declared
from lastword.analyses.drivers.effects import Effect, effects
from lastword.analyses.drivers.guards import Guard, check_direction, study_guards
from lastword.analyses.drivers.importance import Bound, Method, importance, prca
from lastword.analyses.drivers.interaction import Interaction, interaction
from lastword.analyses.drivers.model import Model, fit_model
from lastword.analyses.drivers.references import references_of
from lastword.analyses.drivers.rows import Rows
from lastword.analyses.drivers.scales import outcome_scale, scale_of, values
from lastword.analyses.drivers.sensitivity import Variant, sensitivity
from lastword.analyses.drivers.signs import sign_guards
from lastword.analyses.drivers.written import effects_frame, to_html
from lastword.engine.frames import opened, require
from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.result import Numbers, Result
from lastword.stats.dominance import Dominance
from lastword.stats.importance import Importance
from lastword.stats.links import LinkName
from lastword.stats.penalty_reward import PenaltyReward
from lastword.stats.reach_noise import ReachNoise

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

    from lastword.analyses.drivers.payoffs import PayoffName
    from lastword.charts.frame import Form

DRAWS = 1000


@dataclass(frozen=True)
class DriverStudy(Result):
    """What costs and what earns one outcome.

    Parameters
    ----------
    cells
        Counts that everything is computed from.
    references
        Level of each driver that is merely expected.
    moved
        Guards about references that were moved inwards.
    model
        The fitted ordinal hinge model.
    seed
        Seed of the draws that class probabilities come from.
    """

    cells: Cells
    references: Mapping[str, int]
    moved: tuple[Guard, ...]
    model: Model
    seed: int = 0
    _together: dict[tuple[str, str], Interaction] = field(
        default_factory=dict, repr=False, compare=False
    )

    @property
    def link(self) -> LinkName:
        """Link of the ordinal model."""
        return self.model.fit.link

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """Penalty, reward, class and response of each driver, in the order given."""
        return effects(self.model, draws=DRAWS, rng=np.random.default_rng(self.seed))

    @cached_property
    def guards(self) -> tuple[Guard, ...]:
        """Everything that limits the study, each in one sentence."""
        signs = sign_guards(self.cells, self.effects)
        own = tuple(guard for effect in self.effects for guard in effect.guards)
        return (*study_guards(self.model), *self.moved, *own, *signs)

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

    def prca(self, low: Bound, high: Bound, *, drivers: Sequence[str] = ()) -> PenaltyReward:
        """Classical contrasts: up to `low` against from `high` on, the middle as reference.

        Shown beside the ordinal effects, never instead of them: a skewed driver or a full answer
        scale makes it find penalties where there are none. `asymmetry_if_linear` says how much.

        Parameters
        ----------
        low, high
            Ends of the bands in the drivers' own values; one for all, or driver → value.
        drivers
            Those to contrast; all where empty.
        """
        return prca(self.cells, low, high, drivers=drivers)

    def importance(
        self, method: Method = "lmg", *, drivers: Sequence[str] = ()
    ) -> Importance | Dominance | ReachNoise:
        """Shares of explained variance, or of reach among the dissatisfied.

        Never a priority by itself: a driver that never varies in this sample gets 0, however much
        its loss would cost.

        Parameters
        ----------
        method
            ``"lmg"``, ``"relative_weights"``, ``"dominance"`` or ``"reach_noise"``.
        drivers
            Those to divide among; all where empty.
        """
        return importance(self.cells, self.references, method, drivers=drivers, seed=self.seed)

    def sensitivity(self) -> tuple[Variant, ...]:
        """Every effect again under other links, and with its reference one level moved."""
        return self._variants

    @cached_property
    def _variants(self) -> tuple[Variant, ...]:
        return sensitivity(self.cells, self.references, self.link, draws=DRAWS, seed=self.seed)

    def interaction(self, condition: str, driver: str) -> Interaction:
        """What a driver earns and costs where another is met, and where it is missed.

        Raises
        ------
        NotTestable
            If the condition is met, or missed, in fewer than 50 answers.
        """
        pair = (condition, driver)
        if pair not in self._together:
            self._together[pair] = interaction(self.cells, self.references, *pair, link=self.link)
        return self._together[pair]

    def claim(self, name: ClaimName, *drivers: str) -> Claim:
        """Test a belief.

        Parameters
        ----------
        name, drivers
            ``"hygiene"``, ``"reward"`` or ``"loyalty_plateau"`` and one driver; ``"both_needed"``
            with the condition and the driver; ``"effort_beats_delight"`` with both.
        """
        return claim(self, name, drivers)

    def difference(self, costs: str, earns: str) -> Estimate | None:
        """Latent cost of one driver at its worst minus what another earns at its best."""
        first, second = self.cells.place(costs), self.cells.place(earns)
        below, above = self.model.design.slots[first].below, self.model.design.slots[second].above
        if below is None or above is None:
            return None
        reach = [
            abs(self._points(place, end) - self._points(place, self.references[name]))
            for place, name, end in ((first, costs, 0), (second, earns, -1))
        ]
        return self.model.latent({below: reach[0], above: -reach[1]})

    def _points(self, place: int, level: int) -> float:
        scale = self.cells.drivers[place]
        return float(scale.points[level]) / scale.step

    def chart(self, payoff: PayoffName = "mean", *, form: Form = "wide") -> alt.LayerChart:
        """Butterfly of what each driver costs (left) and earns (right) on the response scale."""
        from lastword.analyses.drivers.chart import butterfly_of

        return butterfly_of(self.effects, payoff, form=form)

    def numbers(self) -> Numbers:
        """Latent numbers of each driver, and what halving its failures would change."""
        found: dict[str, Estimate] = {}
        for effect in self.effects:
            own = {"penalty": effect.penalty, "reward": effect.reward, "contrast": effect.contrast,
                   "halved failures": effect.attainable.get("mean")}  # fmt: skip
            found |= {f"{effect.driver}, {name}": n for name, n in own.items() if n is not None}
        return found

    def frame(self) -> pd.DataFrame:
        """One row a driver, with every number and its interval."""
        return effects_frame(self.effects)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "outcome": self.cells.outcome.name,
            "n": self.n,
            "link": self.link,
            "clusters": list(self.cells.clusters.names if self.cells.clusters else ()),
            "effects": [effect.to_dict() for effect in self.effects],
            "guards": [{"kind": g.kind, "driver": g.driver, "sentence": g.sentence}
                       for g in self.guards],
        }  # fmt: skip

    def _repr_html_(self) -> str:
        return to_html(self.effects, self.guards)


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
        said = values(table, target.name)
        rows = Rows(
            tuple(scale_of(driver, found[driver.name]) for driver in stated),
            tuple(control_of(name, found[name]) for name in controls),
            outcome_scale(target, said),
            weights,
            tuple(clusters),
        )
        is_small = said.counts.sum() <= IN_MEMORY
        cells = count(table if is_small else frame, rows, in_memory=is_small)
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
    model = fit_model(cells, references, link=link)
    return DriverStudy(cells, references, moved, model, seed)
