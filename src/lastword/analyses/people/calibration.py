"""Calibration: whether evaluators agree with each other and with customers, and on what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import ibis.expr.types as ir
import numpy as np
import pandas as pd

from lastword.analyses.people.chosen import Chosen, chosen
from lastword.analyses.people.evaluators import Evaluator, evaluators
from lastword.engine import Tables
from lastword.engine.frames import opened, require
from lastword.engine.times import EPOCH, moment
from lastword.errors import NotTestable, UsageError
from lastword.estimate import Estimate
from lastword.question import Context, answer, holds_context
from lastword.result import Numbers, Result
from lastword.stats.cross_products import cross_products
from lastword.stats.evaluators import krippendorff_alpha
from lastword.stats.least_squares import least_squares
from lastword.text.pseudonym import pseudonym

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
    """The scorecard, criterion by criterion, the most telling first.

    Parameters
    ----------
    criteria
        What each says, and whether evaluators agree on it.
    evaluators
        Who leans which way, beside the others; empty where fewer than two are known.
    chosen
        Whether what was assessed is like the rest; None outside of a project.
    """

    criteria: tuple[Criterion, ...]
    evaluators: tuple[Evaluator, ...] = ()
    chosen: Chosen | None = None

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
    points, a slope over assessed contacts whose customers answered, clustered by agent. Evaluators
    are set beside each other on the same agents (on the same contacts, where agents are unknown):
    who is severe, who drifts, whose criteria all go one way. In a project, assessed contacts are
    compared with those that might have been.

    Parameters
    ----------
    data
        A project or an analysis's context; or a data frame of assessments with contact_id,
        evaluator_id, criterion, score, max_score and, where known, agent_id, evaluation_id,
        evaluated_at and `verdict` (1 solved, 0 not).

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
        found = _calibrated(rows.to_pyarrow().to_pandas())
        return replace(found, evaluators=evaluators(_judged(table)))


def _of_project(context: Context) -> Calibration:
    tables = context.tables
    found = _calibrated(tables.engine.fetch(_with_verdicts(tables)).to_pandas())
    judged = evaluators(_judged(tables["evaluations"]))
    if not context.settings.privacy.agent_names:
        judged = tuple(replace(one, name=pseudonym(one.name, "evaluator")) for one in judged)
    return replace(found, evaluators=judged, chosen=chosen(tables))


def _judged(table: ir.Table) -> ir.Table:
    """Criteria of assessments as evaluators are compared on them."""
    have = {name: table[name] for name in ("evaluation_id", "agent_id") if name in table.columns}
    alone = table.contact_id.cast("string") + " " + table.evaluator_id.cast("string")
    at = table["evaluated_at"] if "evaluated_at" in table.columns else moment(EPOCH)
    judged = table.filter(table.max_score > 0)
    return judged.select(
        "evaluator_id",
        "criterion",
        points=table.score / table.max_score,
        assessment=have.get("evaluation_id", alone).cast("string").fill_null(alone),
        person=have.get("agent_id", table.contact_id).cast("string").fill_null(table.contact_id),
        at=at,
    )


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
