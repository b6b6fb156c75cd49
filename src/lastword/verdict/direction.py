"""Which end of a scale is good, proven by what the same respondents answered elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import atanh, sqrt, tanh
from typing import Any

import ibis
import ibis.expr.types as ir

from lastword.engine import Tables
from lastword.stats.quantile import normal_quantile
from lastword.text.questions import Direction
from lastword.verdict.asked import SCALED, Decision

ANCHORS = ("resolved", "expectation", "nps")
"""Roles whose direction belongs to their definition, the nearest to the verdict first."""
LEAST_PAIRS = 30
LEVEL = 0.99
"""A wrong direction would turn a verdict round: one in two hundred is the most to be risked."""


def directions(tables: Tables, answers: ir.Table, decisions: Sequence[Decision]) -> list[Decision]:
    """Decisions with the directions that the answers prove.

    A scale runs the way of an anchor (“solved”, expectation, recommendation) answered by the same
    respondents, if the whole interval of their correlation (Fisher's z) lies on one side of zero.
    """
    proofs = _proofs(tables, answers)
    return [_directed(decision, proofs) for decision in decisions]


def interval(n: int, r: float) -> tuple[float, float]:
    """Interval of a correlation, tanh(atanh r ± z/√(n − 3)).

    Examples
    --------
    >>> [round(end, 3) for end in interval(103, 0.5)]
    [0.284, 0.668]
    """
    middle, half = atanh(max(min(r, 0.999999), -0.999999)), normal_quantile(LEVEL) / sqrt(n - 3)
    return tanh(middle - half), tanh(middle + half)


def _directed(decision: Decision, proofs: dict[tuple[str, ...], dict[str, float]]) -> Decision:
    asked = decision.profile
    is_open = decision.role in SCALED and decision.higher_is is None
    if not is_open or decision.told_by not in ("settings", "wording"):
        return decision
    found = proofs.get((asked.source, asked.question, asked.wording or ""), {})
    for anchor in ANCHORS:
        if anchor not in found:
            continue
        low, high = interval(int(found[f"{anchor}_n"]), found[anchor])
        if low * high > 0:
            good: Direction = "better" if low > 0 else "worse"
            why = f"{decision.why}; direction proven by “{anchor}” (r = {found[anchor]:+.2f})"
            return replace(decision, higher_is=good, why=why)
    return decision


def _proofs(tables: Tables, answers: ir.Table) -> dict[tuple[str, ...], dict[str, float]]:
    """Correlations of every undirected question with each anchor."""
    respondent = ibis.coalesce(answers.invitation_id, answers.contact_id, answers.thread_id)
    known = answers.mutate(respondent=respondent, wording=answers.wording.fill_null(""))
    known = known.filter(known.respondent.notnull() & known.value.notnull())
    anchors = known.filter(known.role.isin(ANCHORS)).group_by(["respondent", "role"])
    anchors = anchors.aggregate(y=known.value.mean()).rename(anchor="role")
    asked = known.filter(known.role.isin(SCALED) & known.higher_is.isnull())
    both = asked.select("respondent", "source", "question", "wording", x="value").inner_join(
        anchors, "respondent"
    )
    sums = both.group_by(["source", "question", "wording", "anchor"]).aggregate(
        n=both.count(),
        x=both.x.sum(),
        y=both.y.sum(),
        xx=(both.x * both.x).sum(),
        yy=(both.y * both.y).sum(),
        xy=(both.x * both.y).sum(),
    )
    found: dict[tuple[str, ...], dict[str, float]] = {}
    for row in tables.engine.fetch(sums).to_pylist():
        r = _correlation(row)
        if r is not None:
            key = (row["source"], row["question"], row["wording"])
            found.setdefault(key, {}).update({row["anchor"]: r, f"{row['anchor']}_n": row["n"]})
    return found


def _correlation(sums: dict[str, Any]) -> float | None:
    n = sums["n"]
    spread_x = sums["xx"] - sums["x"] ** 2 / n
    spread_y = sums["yy"] - sums["y"] ** 2 / n
    if n < LEAST_PAIRS or spread_x <= 1e-9 or spread_y <= 1e-9:
        return None
    return float((sums["xy"] - sums["x"] * sums["y"] / n) / sqrt(spread_x * spread_y))
