"""Recognition: who would gain and lose if it followed customers, and whether that is luck."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
from scipy.stats import rankdata

from lastword.analyses.people.served import GIVEN, served
from lastword.analyses.people.stability import (
    FOLDS,
    Parts,
    Stability,
    parts_of,
    stability,
    stability_of_gains,
)
from lastword.analyses.people.sums import cells_of, sums_of
from lastword.analyses.people.teams import best_outcome, teams
from lastword.analyses.people.turns import answered
from lastword.analyses.people.unit import AgentStudy
from lastword.engine import Tables
from lastword.engine.buckets import bucket_of
from lastword.estimate import Estimate
from lastword.question import Context
from lastword.result import Numbers, Result
from lastword.stats.spearman import FEWEST, spearman


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
    customers, card
        Whether each order repeats itself in another half of the problems, and from month to month.
    gains
        Whether the same teams would gain in both halves.
    """

    scorecard: str
    agreement: Estimate
    study: AgentStudy
    places: tuple[Place, ...]
    customers: Stability | None = None
    card: Stability | None = None
    gains: Estimate | None = None

    def numbers(self) -> Numbers:
        """How far the two orders agree, and how far who would gain is the same in both halves."""
        found = {f"customers and {self.scorecard}": self.agreement}
        return found | ({"gains in both halves": self.gains} if self.gains else {})

    @property
    def is_stable(self) -> bool:
        """Whether who would gain can be told from luck."""
        return self.gains is not None and (self.gains.lower or 0.0) > 0


def recognition(context: Context) -> tuple[Recognition, ...]:
    """Set teams' places by what customers gained beside today's scorecard.

    Raises
    ------
    NotTestable
        If no outcome is known, or of too few teams.
    """
    study = context.once(teams)
    found = []
    for name, rows in (("handle time", _handle_time), ("quality score", _quality)):
        figures = _sums(context, rows(context.tables))
        if not figures.empty:
            made = _recognition(context, name, figures, study)
            found += [made] if made else []
    return tuple(found)


def customers_parts(context: Context) -> Parts:
    """What customers gained from each team, by fold and month."""
    rows = _apart(served(context.tables, best_outcome(context), by="team_id"), "at")
    apart = ("fold", "month")
    cells = context.tables.engine.save(cells_of(rows, GIVEN, apart))
    sums = sums_of(cells, GIVEN, apart)
    return parts_of(sums.assign(beyond=sums.good - sums.expected), "beyond", "weight")


def _recognition(
    context: Context, name: str, figures: pd.DataFrame, study: AgentStudy
) -> Recognition | None:
    card = parts_of(figures, "total", "n")
    units = [unit for unit in study.units if unit.name in card.units]
    if len(units) < FEWEST:
        return None
    names = [unit.name for unit in units]
    card = card.of_units(names)
    values = np.array([unit.value.value or 0.0 for unit in units], dtype=np.float64)
    scores = card.of(range(FOLDS))
    ours, theirs = (rankdata(-one, method="ordinal") for one in (values, scores))
    places = [Place(unit, int(a), int(b)) for unit, a, b in zip(names, ours, theirs, strict=True)]
    places.sort(key=lambda place: (-place.gain, place.name))
    customers = context.once(customers_parts).of_units(names)
    return Recognition(
        name, spearman(values, scores), study, tuple(places), stability(customers),
        stability(card), stability_of_gains(customers, card),
    )  # fmt: skip


def _sums(context: Context, rows: ir.Table) -> pd.DataFrame:
    """Sums of a figure by team, fold and month."""
    told = _apart(rows, "at")
    sums = told.group_by(["unit", "fold", "month"]).aggregate(
        total=told.score.sum(), n=told.score.count()
    )
    frame: pd.DataFrame = context.tables.engine.fetch(sums).to_pandas()
    return frame


def _apart(rows: ir.Table, at: str) -> ir.Table:
    """Rows with the fold of their issue and the month."""
    month = rows[at].year().cast("int64") * 12 + rows[at].month().cast("int64")
    return rows.mutate(fold=bucket_of(rows.issue_id, FOLDS), month=month)


def _handle_time(tables: Tables) -> ir.Table:
    """Handle time of each team's answered contacts, turned so that more is better."""
    contacts = answered(tables)
    own = contacts.filter(contacts.team_id.notnull() & (contacts.handle_seconds > 0))
    return own.select("issue_id", at=own.offered_at, unit=own.team_id, score=-own.handle_seconds)


def _quality(tables: Tables) -> ir.Table:
    """Quality score of each team's assessed contacts."""
    evaluations = tables["evaluations"]
    judged = evaluations.filter(evaluations.score.notnull() & (evaluations.max_score > 0))
    contacts = tables["issue_contacts"].select("contact_id", "issue_id", "offered_at", "team_id")
    own = judged.inner_join(contacts, "contact_id").filter(ibis._.team_id.notnull())
    return own.select(
        "issue_id", at=own.offered_at, unit=own.team_id, score=own.score / own.max_score
    )
