"""Evaluators: who is severe, who drifts, and whose one impression colours every criterion."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lastword.engine.times import EPOCH, days_between, moment
from lastword.estimate import Estimate
from lastword.stats.raters import Beside, halos, leanings

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
FEWEST = 10
"""Assessments of one evaluator below which nothing is said of them."""
MONTH_DAYS = 30.4375
LEVEL = 0.05
WAYS = ("leniency", "drift", "halo")


@dataclass(frozen=True, slots=True)
class Evaluator:
    """One evaluator beside all others.

    Parameters
    ----------
    name
        Their id; a pseudonym in reports.
    assessments
        How many they made.
    leniency
        Share of the points given to the same agents less what the others give; below 0: severe.
        The others are those who do not stand out themselves.
    drift
        By how much that grows in a month.
    halo
        Mean correlation of two criteria of one assessment less that of the others' assessments.
    told
        Which of the three are beyond chance, over all evaluators and all three (Holm, 5 %).
    """

    name: str
    assessments: int
    leniency: Estimate
    drift: Estimate
    halo: Estimate
    told: tuple[str, ...]

    @property
    def habits(self) -> str:
        """What is beyond chance, in words."""
        words = {
            "leniency": ("severe", "lenient"),
            "drift": ("grows severer", "grows more lenient"),
            "halo": ("tells criteria apart", "one impression for all criteria"),
        }
        said = [words[way][(getattr(self, way).value or 0.0) > 0] for way in self.told]
        return ", ".join(said) or "cannot be told from the others"


def evaluators(rows: ir.Table) -> tuple[Evaluator, ...]:
    """Set evaluators beside each other on the same agents, in the order of their names.

    Parameters
    ----------
    rows
        One row a criterion of an assessment: `assessment`, `person` (whose work it is), `at`,
        `evaluator_id`, `criterion`, `points` (share of the possible ones).
    """
    cells = cells_of(rows).to_pyarrow().to_pandas()
    cells = cells.sort_values(["evaluator_id", "person", "month"], ignore_index=True)
    who, names = pd.factorize(cells.evaluator_id, sort=True)
    whom = pd.factorize(cells.person, sort=True)[0]
    if len(names) < 2:
        return ()
    made = np.bincount(who, weights=cells.assessments).astype(int)
    found, told = _apart(_Cells(who, whom, cells), made >= FEWEST)
    return tuple(
        Evaluator(
            name=str(names[place]),
            assessments=int(made[place]),
            leniency=found["leniency"][place].difference,
            drift=found["drift"][place].difference,
            halo=found["halo"][place].difference,
            told=tuple(way for way in WAYS if (way, place) in told),
        )
        for place in np.flatnonzero(made >= FEWEST).tolist()
    )


@dataclass(frozen=True, slots=True)
class _Cells:
    """Evaluators and persons as numbers, and sums of each pair and month."""

    who: Ints
    whom: Ints
    sums: pd.DataFrame

    def beside(self, way: str, norm: Flags) -> tuple[Beside, ...]:
        own = self.sums
        if way == "halo":
            return halos(self.who, self.whom, own.products, own.pairs, own.squares, own.grades,
                         norm=norm)  # fmt: skip
        found = leanings(self.who, self.whom, own["at"], own.grades, own.beyond, norm=norm)
        return found.leniency if way == "leniency" else found.drift


def _apart(
    cells: _Cells, shown: Flags
) -> tuple[dict[str, tuple[Beside, ...]], set[tuple[str, int]]]:
    """Every evaluator beside the others, and who is beyond chance in which way.

    The surest one is told first and is no norm for the rest any more: else one severe evaluator
    makes the others look lenient. At most half of them are told of any way.
    """
    norm = {way: np.ones(shown.size, dtype=bool) for way in WAYS}
    found = {way: cells.beside(way, norm[way]) for way in WAYS}
    told: set[tuple[str, int]] = set()
    tests = len(WAYS) * int(shown.sum())
    while True:
        p = {
            (way, place): found[way][place].p
            for way in WAYS
            for place in np.flatnonzero(shown & norm[way]).tolist()
            if norm[way].sum() > max(shown.size / 2, 2)
        }
        surest = min(p, key=lambda key: p[key], default=None)
        if surest is None or p[surest] * (tests - len(told)) >= LEVEL:
            return found, told
        told.add(surest)
        way, place = surest
        norm[way][place] = False
        found[way] = cells.beside(way, norm[way])


def cells_of(rows: ir.Table) -> ir.Table:
    """Sums of each evaluator, person and month; all that is needed to compare evaluators.

    Returns
    -------
    ir.Table
        `assessments`, `grades`, `at` (months), `beyond` (Σ points beyond each criterion's mean);
        `products`, `pairs`, `squares` of points beyond the evaluator's own mean of each criterion
        and own trend, as `stats.raters.halos` takes them.
    """
    known = rows.filter(rows.evaluator_id.notnull() & rows.points.notnull() & rows.person.notnull())
    whole, own = ibis.window(), ["evaluator_id", "criterion"]
    months = days_between(known["at"], moment(EPOCH)) / MONTH_DAYS
    told = known.mutate(
        months=months.fill_null(months.mean().over(whole)).fill_null(0.0),
        beyond=known.points - known.points.mean().over(group_by="criterion"),
        z=known.points - known.points.mean().over(group_by=own),
    )
    single = told.group_by(["evaluator_id", "person", "assessment"]).aggregate(
        at=told.months.mean(),
        grades=told.count().cast("float64"),
        beyond=told.beyond.sum(),
        z=told.z.sum(),
        squares=(told.z * told.z).sum(),
    )
    return _without_trend(single)


def _without_trend(single: ir.Table) -> ir.Table:
    """Sums of assessments, each evaluator's own trend taken out of what goes together."""
    mean = single["at"].mean().over(group_by="evaluator_id")
    placed = single.mutate(later=single["at"] - mean)
    by_own = {"group_by": "evaluator_id"}
    spread = (placed.grades * placed.later * placed.later).sum().over(**by_own)
    slope = (placed.later * placed.z).sum().over(**by_own) / spread.nullif(0.0)
    trend = placed.mutate(moved=slope.fill_null(0.0) * placed.later)
    z = trend.z - trend.grades * trend.moved
    squares = trend.squares - 2 * trend.moved * trend.z + trend.grades * trend.moved * trend.moved
    level = trend.mutate(z=z, squares=squares, month=trend["at"].floor().cast("int64"))
    return level.group_by(["evaluator_id", "person", "month"]).aggregate(
        assessments=level.count(),
        grades=level.grades.sum(),
        at=level["at"].mean(),
        beyond=level.beyond.sum(),
        products=(level.z * level.z - level.squares).sum(),
        pairs=(level.grades * (level.grades - 1)).sum(),
        squares=level.squares.sum(),
    )
