"""Recognition: who would gain and lose if it followed customers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import rankdata

from lastword.analyses.people.outcomes import Outcome
from lastword.analyses.people.study import AgentStudy, agents, available
from lastword.errors import NotTestable
from lastword.estimate import Estimate
from lastword.question import Context
from lastword.result import Numbers, Result
from lastword.stats.quantile import normal_quantile

Floats = NDArray[np.float64]
FEWEST = 5


@dataclass(frozen=True, slots=True)
class Place:
    """A team's place by customers and by the scorecard; 1 is the best."""

    name: str
    by_customers: int
    by_scorecard: int

    @property
    def gain(self) -> int:
        """Places won if recognition followed customers."""
        return self.by_scorecard - self.by_customers


@dataclass(frozen=True, slots=True)
class Recognition(Result):
    """Teams by customers beside teams by one figure of the scorecard.

    Parameters
    ----------
    scorecard
        ``"handle time"`` (short is good) or ``"quality score"``.
    agreement
        Spearman's correlation of both orders.
    study
        What customers gained, with intervals and places.
    places
        Largest gain first.
    """

    scorecard: str
    agreement: Estimate
    study: AgentStudy
    places: tuple[Place, ...]

    def numbers(self) -> Numbers:
        """How far the two orders agree."""
        return {f"customers and {self.scorecard}": self.agreement}


def recognition(context: Context) -> tuple[Recognition, ...]:
    """Set teams' places by what customers gained beside today's scorecard.

    Raises
    ------
    NotTestable
        If no outcome is known, or of too few teams.
    """
    study = context.once(teams)
    found = []
    for name, figures in (("handle time", _handle_time), ("quality score", _quality)):
        scores = _scores(context, figures(context), study)
        if len(scores) >= FEWEST:
            found.append(_recognition(name, scores, study))
    return tuple(found)


def teams(context: Context) -> AgentStudy:
    """Teams by the best outcome that is known: what customers say, else what they did."""
    outcomes: tuple[Outcome, ...] = available(context.tables)
    if not outcomes:
        raise NotTestable("no outcome of any problem is known")
    return agents(context, outcomes[0].name)


def spearman(first: Floats, second: Floats, *, level: float = 0.95) -> Estimate:
    """Correlation of two orders, with the interval of Bonett and Wright.

    tanh(atanh ρ ± z √((1 + ρ²/2)/(n − 3))). Bonett and Wright (2000), doi:10.1007/BF02294183.

    Examples
    --------
    >>> spearman(np.arange(8.0), np.arange(8.0) ** 2).value
    1.0
    """
    n = len(first)
    ranks = rankdata(first), rankdata(second)
    if n < FEWEST or min(float(np.ptp(rank)) for rank in ranks) == 0:
        return Estimate(None, None, None, n, "Spearman", level, "score")
    rho = round(float(np.corrcoef(*ranks)[0, 1]), 12)
    if abs(rho) >= 1:
        return Estimate(rho, None, None, n, "Spearman", level, "score")
    half = normal_quantile(level) * math.sqrt((1 + rho**2 / 2) / (n - 3))
    ends = (math.tanh(math.atanh(rho) - half), math.tanh(math.atanh(rho) + half))
    return Estimate(rho, *ends, n, "Spearman", level, "score")


def _recognition(name: str, scores: pd.DataFrame, study: AgentStudy) -> Recognition:
    customers, scorecard = scores.value.to_numpy(), scores.score.to_numpy()
    ours, theirs = (rankdata(-values, method="ordinal") for values in (customers, scorecard))
    places = [
        Place(str(unit), int(a), int(b))
        for unit, a, b in zip(scores.unit, ours, theirs, strict=True)
    ]
    places.sort(key=lambda place: (-place.gain, place.name))
    return Recognition(name, spearman(customers, scorecard), study, tuple(places))


def _scores(context: Context, figures: ir.Table, study: AgentStudy) -> pd.DataFrame:
    rows = context.tables.engine.fetch(figures).to_pandas().dropna()
    known = pd.DataFrame({"unit": unit.name, "value": unit.value.value} for unit in study.units)
    return known.merge(rows, on="unit").sort_values("unit", ignore_index=True)


def _handle_time(context: Context) -> ir.Table:
    """Mean handle time of each team's answered contacts, turned so that more is better."""
    contacts = context.tables["issue_contacts"]
    own = contacts.filter(contacts.team_id.notnull() & (contacts.handle_seconds > 0))
    return own.group_by(unit="team_id").aggregate(score=-own.handle_seconds.mean())


def _quality(context: Context) -> ir.Table:
    """Mean quality score of each team's assessed contacts."""
    evaluations = context.tables["evaluations"]
    judged = evaluations.filter(evaluations.score.notnull() & (evaluations.max_score > 0))
    contacts = context.tables["issue_contacts"].select("contact_id", "team_id")
    own = judged.inner_join(contacts, "contact_id").filter(ibis._.team_id.notnull())
    return own.group_by(unit="team_id").aggregate(score=(own.score / own.max_score).mean())
