"""Growth: how fast new agents' customers fare as well as their team's others do."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lastword.analyses.people.served import GIVEN, served
from lastword.analyses.people.sums import cells_of, sums_of
from lastword.analyses.people.teams import best_outcome
from lastword.engine import Tables
from lastword.engine.times import days_between, moment
from lastword.errors import NotTestable
from lastword.question import Context
from lastword.result import Numbers, Result
from lastword.stats.learning import FEWEST, Learning, learning

Floats = NDArray[np.float64]
STEPS = (0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 9.0, 12.0)
"""Months since the first day at which a step of the curve begins; the last one ends it."""
MONTH_DAYS = 30.4375
SETTLED = len(STEPS) - 1
"""Step of those who have been there for longer, or whose first day is not known."""
SEEN_AFTER_DAYS = 60.0
"""Who is first seen so long after the data begin counts as new where no first day is known."""
PRIOR = 50.0
"""Problems of the centre that a team's level is drawn by."""


@dataclass(frozen=True, slots=True)
class Growth(Result):
    """New agents' customers beside those of their team's others.

    Parameters
    ----------
    outcome
        By which outcome.
    curve
        Month by month, and how long it takes.
    steps
        First and last month of each step.
    """

    outcome: str
    curve: Learning
    steps: tuple[tuple[float, float], ...]

    def numbers(self) -> Numbers:
        """Gap at the first day, and months until nine tenths of it are closed."""
        return {"gap": self.curve.gap, "months": self.curve.months}


@dataclass(frozen=True, slots=True)
class Newcomers:
    """New agents' problems, step by step, beyond what their mix and team would bring.

    Parameters
    ----------
    outcome
        By which outcome.
    names
        Agents, in order, shape (k,).
    totals, weights
        Σ w (y − expected) and Σ w of each in each step, shape (k, steps).
    noise
        Sampling variance of each one's sum over all steps, shape (k,).
    """

    outcome: str
    names: tuple[str, ...]
    totals: Floats
    weights: Floats
    noise: Floats


def growth(context: Context) -> Growth:
    """Fit the learning curve of new agents over all teams.

    Each problem is set beside what the centre reaches on the same mix, and each agent beside the
    settled agents of the same team.

    Raises
    ------
    NotTestable
        If no outcome is known, or of fewer than eight new agents.
    """
    new = context.once(newcomers)
    at = np.array([(a + b) / 2 for a, b in _spans()])
    return Growth(new.outcome, learning(at, new.totals, new.weights), _spans())


def newcomers(context: Context) -> Newcomers:
    """Sums of everybody who was new in this data.

    Raises
    ------
    NotTestable
        If no outcome is known, or of fewer than eight new agents.
    """
    outcome = best_outcome(context)
    rows = served(context.tables, outcome, by="agent_id")
    first = _first_days(context.tables)
    told = rows.left_join(first, rows.unit == first.agent_id)
    told = told.mutate(step=_step(told), team=told.team.fill_null(""))
    apart = ("team", "step")
    sums = sums_of(context.tables.engine.save(cells_of(told, GIVEN, apart)), GIVEN, apart)
    found = _newcomers(sums, outcome.name)
    if len(found.names) < FEWEST:
        raise NotTestable(
            f"{len(found.names)} agents were new in this data; a learning curve needs {FEWEST}"
        )
    return found


def _spans() -> tuple[tuple[float, float], ...]:
    return tuple(pairwise(STEPS))


def _first_days(tables: Tables) -> ir.Table:
    """First day of each agent: as the books say, else when first seen, if late enough."""
    agents, contacts = tables["agents"], tables["issue_contacts"]
    hired = agents.filter(agents.hired_on.notnull())
    known = hired.group_by("agent_id").aggregate(hired_on=hired.hired_on.min())
    served_ = contacts.filter(contacts.agent_id.notnull())
    seen = served_.group_by("agent_id").aggregate(seen_at=served_.offered_at.min())
    begin = contacts.aggregate(at=contacts.offered_at.min()).to_pyarrow()["at"][0].as_py()
    if begin is not None:
        days = days_between(seen.seen_at, moment(begin))
        seen = seen.mutate(seen_at=(days >= SEEN_AFTER_DAYS).ifelse(seen.seen_at, None))
    both = seen.left_join(known, "agent_id").drop("agent_id_right")
    return both.select("agent_id", first_day=ibis.coalesce(both.hired_on, both.seen_at))


def _step(rows: ir.Table) -> ir.IntegerValue:
    months = days_between(rows["at"], rows.first_day) / MONTH_DAYS
    cases = [(months < end, step) for step, end in enumerate(STEPS[1:])]
    return ibis.cases((months.isnull() | (months < 0), SETTLED), *cases, else_=SETTLED)


def _newcomers(sums: pd.DataFrame, outcome: str) -> Newcomers:
    sums = sums.assign(beyond=sums.good - sums.expected)
    settled = sums[sums.step == SETTLED]
    level = settled.beyond.sum() / max(settled.weight.sum(), 1e-9)
    by_team = settled.groupby("team")[["beyond", "weight"]].sum()
    levels = (by_team.beyond + PRIOR * level) / (by_team.weight + PRIOR)
    new = sums[sums.step < SETTLED]
    own = new.team.map(levels).fillna(level)
    new = new.assign(beyond=new.beyond - new.weight * own)
    totals, weights, noise = (
        new.pivot_table(name, "unit", "step", aggfunc="sum", fill_value=0.0).reindex(
            columns=range(SETTLED), fill_value=0.0
        )
        for name in ("beyond", "weight", "noise")
    )
    return Newcomers(
        outcome,
        tuple(map(str, totals.index)),
        totals.to_numpy(dtype=np.float64),
        weights.to_numpy(dtype=np.float64),
        noise.sum(axis=1).to_numpy(dtype=np.float64),
    )
