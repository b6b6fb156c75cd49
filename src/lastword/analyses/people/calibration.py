"""Calibration: whether evaluators agree with each other, and with customers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir
import numpy as np
import pandas as pd

from lastword.engine import Tables
from lastword.engine.frames import opened, require
from lastword.errors import NotTestable, UsageError
from lastword.estimate import Estimate
from lastword.question import Context, answer, holds_context
from lastword.result import Numbers, Result
from lastword.stats.cross_products import cross_products
from lastword.stats.evaluators import krippendorff_alpha
from lastword.stats.least_squares import least_squares

COLUMNS = ("contact_id", "evaluator_id", "criterion", "score", "max_score")
FEWEST = 30
"""Assessments of a criterion below which nothing is said of it."""
VERDICT = "verdict"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of the scorecard.

    Parameters
    ----------
    name, assessments, evaluators
        What it is called; how often, and by how many, it was judged.
    agreement
        Krippendorff's alpha of evaluators on the same contacts; None where no contact was judged
        by two.
    gain
        Share of customers who say solved at full points less that at none, over contacts judged;
        None where too few of them were asked.
    """

    name: str
    assessments: int
    evaluators: int
    agreement: Estimate | None
    gain: Estimate | None


@dataclass(frozen=True, slots=True)
class Calibration(Result):
    """The scorecard, criterion by criterion, the most telling first."""

    criteria: tuple[Criterion, ...]

    def numbers(self) -> Numbers:
        """What each criterion says of the customer's verdict."""
        return {one.name: one.gain for one in self.criteria if one.gain is not None}

    def frame(self) -> pd.DataFrame:
        """One row a criterion."""
        return pd.DataFrame(
            {
                "criterion": one.name,
                "assessments": one.assessments,
                "evaluators": one.evaluators,
                **_ends("agreement", one.agreement),
                **_ends("gain", one.gain),
            }
            for one in self.criteria
        )


def calibration(data: Any) -> Calibration:
    """Set quality assessments against each other and against the customer's own verdict.

    Evaluators agree as far as Krippendorff's α of contacts that several of them judged. A
    criterion tells of customers as far as the share who say *solved* rises from no points to full
    points, a slope over assessed contacts whose customers answered, clustered by agent.

    Parameters
    ----------
    data
        A project or an analysis's context; or a data frame of assessments with contact_id,
        evaluator_id, criterion, score, max_score and, where known, `verdict` (1 solved, 0 not).

    Raises
    ------
    NotTestable
        If no criterion was judged often enough.

    Notes
    -----
    Contacts are rarely drawn by chance for assessment; what holds for those assessed need not for
    the rest. Krippendorff (2011), repository.upenn.edu/asc_papers/43.

    Examples
    --------
    >>> rows = [{"contact_id": c, "evaluator_id": e, "criterion": "greeting", "max_score": 5.0,
    ...          "score": float(c % 6), "verdict": c % 2} for c in range(40) for e in "ab"]
    >>> found = calibration(pd.DataFrame(rows)).criteria[0]
    >>> found.agreement.value, found.gain is not None
    (1.0, True)
    """
    if holds_context(data):
        return answer(data, _of_project)
    with opened(data) as table:
        require(table, list(COLUMNS))
        extra = {name: table[name] for name in (VERDICT, "agent_id") if name in table.columns}
        rows = table.select(*COLUMNS, **extra)
        return _calibrated(rows.to_pyarrow().to_pandas())


def _of_project(context: Context) -> Calibration:
    rows = _with_verdicts(context.tables)
    return _calibrated(context.tables.engine.fetch(rows).to_pandas())


def _with_verdicts(tables: Tables) -> ir.Table:
    """Assessments with what the customer of the same problem said, where somebody asked."""
    evaluations = tables["evaluations"]
    links = tables["issue_contacts"].select("contact_id", "issue_id")
    said = tables["verdicts"].filter(lambda v: v.said_resolved.notnull())
    said = said.select("issue_id", verdict=said.said_resolved.cast("int64"))
    own = evaluations.select(*COLUMNS, "agent_id")
    return own.left_join(links.inner_join(said, "issue_id"), "contact_id").select(
        *COLUMNS, "agent_id", VERDICT
    )


def _calibrated(rows: pd.DataFrame) -> Calibration:
    rows = rows[rows.score.notna() & (rows.max_score > 0)]
    rows = rows.assign(points=rows.score / rows.max_score)
    criteria = [
        _criterion(str(name), own)
        for name, own in rows.groupby("criterion", sort=True)
        if len(own) >= FEWEST
    ]
    if not criteria:
        raise NotTestable(f"no criterion was judged at least {FEWEST} times")
    criteria.sort(key=lambda one: -((one.gain.value or 0.0) if one.gain else -1.0))
    return Calibration(tuple(criteria))


def _criterion(name: str, rows: pd.DataFrame) -> Criterion:
    return Criterion(
        name, len(rows), int(rows.evaluator_id.nunique()), _agreement(rows), _gain(rows)
    )


def _agreement(rows: pd.DataFrame) -> Estimate | None:
    known = rows[rows.contact_id.notna() & rows.evaluator_id.notna()]
    twice = known[known.groupby("contact_id").evaluator_id.transform("nunique") > 1]
    if twice.empty:
        return None
    grades = twice.pivot_table("points", "evaluator_id", "contact_id", aggfunc="mean")
    found = krippendorff_alpha(grades.to_numpy(), "interval")
    return found if found.is_known else None


def _gain(rows: pd.DataFrame) -> Estimate | None:
    known = rows[rows[VERDICT].notna()] if VERDICT in rows else rows[:0]
    if len(known) < FEWEST:
        return None
    clusters = known.agent_id.fillna(known.contact_id) if "agent_id" in known else known.contact_id
    products = cross_products(
        {"points": known.points.to_numpy(), VERDICT: known[VERDICT].to_numpy(dtype=np.float64)},
        clusters=clusters.astype(str).to_numpy(),
    )
    try:
        return least_squares(products, VERDICT, ["points"]).estimate("points", unit="share")
    except UsageError:
        return None


def _ends(name: str, number: Estimate | None) -> dict[str, float | None]:
    parts = (number.value, number.lower, number.upper) if number else (None, None, None)
    return dict(zip((name, f"{name}_lower", f"{name}_upper"), parts, strict=True))
