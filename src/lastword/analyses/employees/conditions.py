"""Conditions: under which strain customers' verdict falls, for the same agent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtr

from lastword.analyses.employees.claims import ALPHA, Verdict
from lastword.analyses.employees.customers import Outcome, chosen
from lastword.analyses.employees.doses import DOSES, NAMES, Dose, doses
from lastword.engine import Tables
from lastword.engine.buckets import bucket_of
from lastword.engine.joins import extend
from lastword.engine.times import days_between, moment
from lastword.errors import NotTestable
from lastword.estimate import Estimate
from lastword.question import Context, answer
from lastword.result import Numbers, Result
from lastword.stats.jackknife import leave_out
from lastword.stats.multiplicity import holm
from lastword.stats.quantile import student_quantile
from lastword.stats.sandwich import cluster_sums, numbered

if TYPE_CHECKING:
    import altair as alt

    from lastword.charts.frame import Form

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
BAGS = 100
"""Agents are put into so many bags at most, which are left out in turn."""
FEWEST_AGENTS = 10
FEWEST_CONTACTS = 500
HOURS = 3
"""Hours of the day that count as alike."""
MARGIN = 2.0
"""A full dose that moves the verdict by fewer points counts as doing nothing."""
POINTS = 100.0
METHOD = "within agents, bags of agents left out"


@dataclass(frozen=True, slots=True)
class Strain:
    """One strain and the verdict.

    Parameters
    ----------
    dose
        Which strain.
    slope
        Points of the verdict from no dose to a full one.
    levels
        Beginning of each bin → points against the lowest bin, with its contacts as `n`.
    placebos
        Words → the same with a dose that cannot have done it.
    q
        p-value of the slope, adjusted over all strains (Holm).
    answer
        Whether the verdict falls with the strain.
    falls_from
        Beginning of the first bin that lies below the lowest one beyond chance (Holm), and below
        which all later ones stay; None where there is none.
    """

    dose: Dose
    slope: Estimate
    levels: dict[float, Estimate]
    placebos: dict[str, Estimate]
    q: float
    answer: Verdict
    falls_from: float | None


@dataclass(frozen=True, slots=True)
class Conditions(Result):
    """Working conditions and customers' verdict.

    Parameters
    ----------
    outcome
        The verdict, in words.
    strains
        Those that are known.
    lacking
        Strain → why it cannot be told.
    """

    outcome: str
    strains: tuple[Strain, ...]
    lacking: dict[str, str]

    def numbers(self) -> Numbers:
        """What a full dose of each strain does."""
        return {strain.dose.name: strain.slope for strain in self.strains}

    def chart(self, *, form: Form = "wide") -> alt.LayerChart:
        """Full doses beside their placebos."""
        from lastword.analyses.employees.drawing import strains

        return strains(self, form=form)


def conditions(data: Any, *, outcome: str | None = None) -> Conditions:
    """Find strains under which the same agent's customers judge worse.

    y = α_agent + γ_given + β dose + e, from sums over cells of agent, given (channel and hours of
    the day) and dose: hours on shift, hours without a break (at equal hours on shift), occupancy
    over the last five contacts, hard conversations in a row just before. A conversation is hard
    where the customer came at least the third time about the problem, or was upset.

    Parameters
    ----------
    data
        A project, or an analysis's context.
    outcome
        ``"satisfaction"``, ``"solved"``, or ``"settled"`` (no further contact of the customer
        within ``verdict.recontact_days``); the first that is known where None.

    Raises
    ------
    NotTestable
        If no outcome is known.
    UsageError
        If there is no such outcome.

    Notes
    -----
    An association within agents, not an experiment: late in a shift other customers may call. So
    every strain stands beside a placebo: the same doses dealt out anew among the agent's own
    contacts, and, where the dose is not tied to the clock, the dose of the agent's next working
    day. What customers said is known of an issue's last contact only. Errors leave bags of agents
    out in turn. Danziger, Levav and Avnaim-Pesso (2011), doi:10.1073/pnas.1018033108, and the
    caution of Glöckner (2016), http://journal.sjdm.org/16/16823/jdm16823.html.
    """
    if outcome is None:
        return answer(data, strained)
    return answer(data, lambda context: _conditions(context, outcome))


def strained(context: Context) -> Conditions:
    """Strains and the best-known verdict."""
    return _conditions(context, None)


def _conditions(context: Context, name: str | None) -> Conditions:
    tables, outcome = context.tables, chosen(context.tables, name)
    rows = tables.engine.save(doses(tables))
    judged = tables.engine.save(_judged(context, rows, outcome))
    if not tables.engine.fetch(judged.limit(1)).num_rows:
        raise NotTestable("nothing is known of what the customers of any agent at work said or did")
    tested: list[tuple[Dose, _Fit]] = []
    lacking: dict[str, str] = {}
    for dose in DOSES:
        try:
            tested.append((dose, _Fit.of(tables, dose, rows, judged)))
        except NotTestable as error:
            lacking[dose.title] = str(error)
    adjusted = holm([fit.p for _, fit in tested]).tolist()
    strains = (fit.strain(dose, q) for (dose, fit), q in zip(tested, adjusted, strict=True))
    return Conditions(outcome.title, tuple(strains), lacking)


def _judged(context: Context, rows: ir.Table, outcome: Outcome) -> ir.Table:
    """Contacts whose outcome is known: `y` and `weight`."""
    if outcome.is_said:
        verdicts = context.tables["verdicts"]
        known = verdicts.filter(verdicts.is_mature)
        known = known.select(
            "issue_id", y=outcome.of(known).cast("float64"), weight=known.weight.fill_null(1.0)
        )
        last = rows.filter(rows.is_last.fill_null(False))
        return extend(last, known, "issue_id").filter(ibis._.y.notnull())
    days, as_of = context.settings.verdict.recontact_days, moment(context.as_of)
    mature = rows.filter(
        rows.person_id.notnull() & (days_between(as_of, rows.ended_at) >= days).fill_null(False)
    )
    back = days_between(mature.next_contact_at, mature.ended_at) <= days
    return mature.mutate(y=1.0 - back.fill_null(False).cast("int64"), weight=ibis.literal(1.0))


def _cells(tables: Tables, judged: ir.Table, dose: Dose) -> pd.DataFrame:
    """Sums over agent, given and bin of the dose."""
    known = judged.filter(judged[dose.name].notnull())
    number = (known[dose.name] / dose.width).floor().cast("int64")
    top = ibis.literal(dose.bins - 1)
    cells = known.mutate(
        bin=ibis.least(number, top),
        hours_alike=(known["at"].hour() / HOURS).floor().cast("int64"),
        given=known.channel.fill_null(""),
    )
    sums = cells.group_by("agent_id", "given", "hours_alike", "bin").aggregate(
        n=cells.count(),
        w=cells.weight.sum(),
        wy=(cells.weight * cells.y).sum(),
        wd=(cells.weight * cells[dose.name]).sum(),
        wh=(cells.weight * cells.hours).sum(),
    )
    keys = ["agent_id", "given", "hours_alike", "bin"]
    frame: pd.DataFrame = tables.engine.fetch(sums).to_pandas()
    return frame.sort_values(keys, ignore_index=True)


def _dealt_anew(judged: ir.Table) -> ir.Table:
    """The same doses, dealt out anew among each agent's own contacts."""
    by_time = ibis.window(group_by="agent_id", order_by=["at", "contact_id"])
    mixed = judged.mutate(
        lot=bucket_of(ibis.literal("deal ") + judged.contact_id, 4096),
        turn=ibis.row_number().over(by_time),
    )
    by_lot = ibis.window(group_by="agent_id", order_by=["lot", "contact_id"])
    own = mixed.mutate(card=ibis.row_number().over(by_lot)).drop(*NAMES, "lot", "turn")
    dealt = mixed.select("agent_id", *NAMES, card=mixed.turn)
    return extend(own, dealt, ["agent_id", "card"])


def _next_day(judged: ir.Table, rows: ir.Table) -> ir.Table:
    """The dose of the agent's next working day, at the contact of the same place in it."""
    later = rows.select("agent_id", "place", *NAMES, session=rows.session - 1)
    return extend(judged.drop(*NAMES), later, ["agent_id", "session", "place"])


@dataclass(frozen=True, slots=True)
class _Fit:
    """Slope and bins of one strain, and the slopes of its placebos."""

    slope: Estimate
    p: float
    levels: dict[float, Estimate]
    tests: dict[float, float]
    placebos: dict[str, tuple[Estimate, float]]

    @classmethod
    def of(cls, tables: Tables, dose: Dose, rows: ir.Table, judged: ir.Table) -> _Fit:
        """Fit a strain, raising NotTestable where too little is known of it."""
        cells = _cells(tables, judged, dose)
        slope, p = _slope(cells, dose)
        others = {"dealt out anew": _dealt_anew(judged)}
        if dose.by_day:
            others["the next working day's"] = _next_day(judged, rows)
        placebos = {}
        for words, placebo in others.items():
            try:
                placebos[words] = _slope(_cells(tables, placebo, dose), dose)
            except NotTestable:
                continue
        return cls(slope, p, *_levels(cells, dose), placebos)

    def strain(self, dose: Dose, q: float) -> Strain:
        """The strain, judged."""
        shown = {words: estimate for words, (estimate, _) in self.placebos.items()}
        return Strain(dose, self.slope, self.levels, shown, q, self._answer(q), self._from())

    def _answer(self, q: float) -> Verdict:
        value, lower, upper = self.slope.value, self.slope.lower, self.slope.upper
        assert value is not None and lower is not None and upper is not None
        if q < ALPHA and not self._is_loud(value):
            return "supported" if value < 0 else "contradicted"
        return "contradicted" if lower > -MARGIN and upper < MARGIN else "undecided"

    def _is_loud(self, value: float) -> bool:
        return any(
            p < ALPHA and abs(placebo.value or 0.0) >= abs(value) / 2
            for placebo, p in self.placebos.values()
        )

    def _from(self) -> float | None:
        adjusted = dict(zip(self.tests, holm(list(self.tests.values())).tolist(), strict=True))
        for start in self.levels:
            later = [level.value or 0.0 for at, level in self.levels.items() if at >= start]
            if adjusted.get(start, 1.0) < ALPHA and max(later) < 0:
                return start
        return None


def _slope(cells: pd.DataFrame, dose: Dose) -> tuple[Estimate, float]:
    """Points from no dose to a full one; hours without a break at equal hours on shift."""
    columns = np.column_stack([cells.wd / cells.w, *_alike(cells, dose)])
    beta, covariance, bags = _fit(cells, columns)
    scale, n = dose.span * POINTS, int(cells.n.sum())
    return _told(beta[0] * scale, np.sqrt(covariance[0, 0]) * abs(scale), bags, n)


def _levels(cells: pd.DataFrame, dose: Dose) -> tuple[dict[float, Estimate], dict[float, float]]:
    """Points of each bin against the lowest one, and their p-values."""
    contacts = cells.groupby("bin").n.sum()
    bins = [b for b in contacts.index[1:] if contacts[b] >= FEWEST_AGENTS]
    held = cells[cells.bin.isin([contacts.index[0], *bins])]
    if not bins:
        return {}, {}
    is_in = (held.bin.to_numpy()[:, None] == np.array(bins)) * 1.0
    beta, covariance, bags = _fit(held, np.column_stack([is_in, *_alike(held, dose)]))
    levels, tests = {}, {}
    for place, b in enumerate(bins):
        error = float(np.sqrt(covariance[place, place])) * POINTS
        start = round(b * dose.width, 6)
        levels[start], tests[start] = _told(beta[place] * POINTS, error, bags, int(contacts[b]))
    return levels, tests


def _alike(cells: pd.DataFrame, dose: Dose) -> list[pd.Series]:
    """Hours on shift, where a strain is told at equal hours."""
    return [cells.wh / cells.w] if dose.name == "unbroken" else []


def _told(value: float, error: float, bags: int, n: int) -> tuple[Estimate, float]:
    half = student_quantile(bags - 1) * error
    p = float(2 * stdtr(bags - 1, -abs(value) / error)) if error > 0 else 1.0
    estimate = Estimate(float(value), float(value - half), float(value + half), n, METHOD,
                        unit="points")  # fmt: skip
    return estimate, p


def _fit(cells: pd.DataFrame, doses_of: Floats) -> tuple[Floats, Floats, int]:
    """Coefficients of the doses within agents, given alike, from cells; bags of agents left out."""
    agent = numbered(cells.agent_id.to_numpy())
    agents, contacts = int(agent.max(initial=-1)) + 1, int(cells.n.sum())
    if agents < FEWEST_AGENTS or contacts < FEWEST_CONTACTS:
        raise NotTestable(
            f"{contacts:,} contacts of {agents} agents; at least {FEWEST_CONTACTS} of "
            f"{FEWEST_AGENTS} are needed"
        )
    given = numbered(cells.given.to_numpy(), cells.hours_alike.to_numpy())
    dummies = (given[:, None] == np.arange(1, given.max() + 1)) * 1.0
    w = cells.w.to_numpy(dtype=np.float64)
    columns = np.column_stack([cells.wy / cells.w, doses_of, dummies])
    total = cluster_sums(columns * w[:, None], agent)
    left = columns - (total / np.bincount(agent, weights=w)[:, None])[agent]
    if not (left[:, 1 : 1 + doses_of.shape[1]].std(axis=0) > 1e-9).all():
        raise NotTestable("it hardly varies within agents")
    bags = min(agents, BAGS)
    beta, covariance = leave_out(left[:, 1:], left[:, 0], w, agent % bags)
    return beta, covariance, bags
