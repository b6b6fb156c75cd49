"""Strengths: kinds of problems and customers with which a unit does better than elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr

from lastword.analyses.people.outcomes import Outcome
from lastword.analyses.people.served import GIVEN, By, served
from lastword.analyses.people.study import standing
from lastword.analyses.people.sums import cells_of, sums_of
from lastword.analyses.people.teams import best_outcome, small_teams
from lastword.analyses.people.unit import Standing
from lastword.engine import Tables
from lastword.estimate import Estimate
from lastword.question import Context
from lastword.stats.shrinkage import FEWEST, shrunken

Floats = NDArray[np.float64]
Kind = Literal["reason", "topic", "customer"]
KINDS: tuple[Kind, ...] = ("reason", "topic", "customer")
LEAST = 10
"""Problems of a unit in a kind below which nothing is said of it."""


@dataclass(frozen=True, slots=True)
class Strength:
    """One unit with one kind of problems or customers.

    Parameters
    ----------
    kind, level
        For example ``"reason"`` and ``"refund"``.
    problems
        How many of them the unit had a part in.
    beside_others
        Share of good outcomes less what the centre reaches on the same mix, luck taken out.
    beside_itself
        The same, less the unit's own difference with everything else: whether this kind is
        where it is strong.
    standing, own_standing
        Whether each can be told from 0.
    """

    unit: str
    kind: Kind
    level: str
    problems: int
    beside_others: Estimate
    beside_itself: Estimate
    standing: Standing
    own_standing: Standing


def strengths(context: Context) -> tuple[Strength, ...]:
    """Every team with every kind of which enough is known; the largest losses first.

    Raises
    ------
    NotTestable
        If no outcome is known.
    """
    found = strengths_by(context, "team_id")
    hidden = context.once(small_teams)
    return tuple(one for one in found if one.unit not in hidden)


def agents_strengths(context: Context) -> tuple[Strength, ...]:
    """Every agent with every kind, for their own pages."""
    return strengths_by(context, "agent_id")


def strengths_by(context: Context, by: By) -> tuple[Strength, ...]:
    """The same for teams or agents; kinds of which one agent alone serves a team's are left out.

    Both differences are drawn towards 0 over all units and kinds together (Morris), so that the
    best of many is not simply the luckiest.
    """
    outcome = best_outcome(context)
    found: list[Strength] = []
    for kind in KINDS:
        sums = _sums(context, outcome, by, kind)
        if by == "team_id":
            sums = sums[sums.agents >= context.settings.privacy.min_group]
        found += _strengths(sums[sums.problems >= LEAST].reset_index(drop=True), kind)
    return tuple(sorted(found, key=lambda one: one.beside_others.value or 0.0))


def _sums(context: Context, outcome: Outcome, by: By, kind: Kind) -> pd.DataFrame:
    engine = context.tables.engine
    rows = served(context.tables, outcome, by=by)
    told = rows.inner_join(_levels(context.tables, kind), "issue_id")
    sums = sums_of(engine.save(cells_of(told, GIVEN, ["level"])), GIVEN, ["level"])
    people = told.group_by("unit", "level").aggregate(agents=told.agent.nunique())
    return sums.merge(engine.fetch(people).to_pandas(), on=["unit", "level"])


def _levels(tables: Tables, kind: Kind) -> ir.Table:
    """The level of each issue; issues without one are left out."""
    contacts = tables["issue_contacts"]
    first = contacts.filter(contacts.position == 1)
    if kind == "topic":
        labels = tables["labels"]
        topics = labels.filter((labels.kind == "topic") & labels.value.notnull())
        named = topics.group_by("contact_id").aggregate(level=topics.value.max())
        return first.select("issue_id", "contact_id").inner_join(named, "contact_id").select(
            "issue_id", "level"
        )  # fmt: skip
    if kind == "customer":
        known = first.filter(first.person_id.notnull() & first.contact_number.notnull())
        level = ibis.cases(
            (known.contact_number == 1, "here for the first time"), else_="known from before"
        )
        return known.select("issue_id", level=level)
    named = first.filter(first.reason.notnull())
    return named.select("issue_id", level=named.reason)


def _strengths(sums: pd.DataFrame, kind: Kind) -> list[Strength]:
    if len(sums) < FEWEST or sums.level.nunique() < 2:
        return []
    others, variances = _beside_others(sums)
    own, own_variances, is_known = _beside_itself(sums, others, variances)
    fits = _drawn(others, variances), _drawn(own, own_variances, is_known)
    return [
        Strength(
            str(sums.unit[place]),
            kind,
            str(sums.level[place]),
            n,
            _estimate(fits[0][:2, place], n),
            _estimate(fits[1][:2, place], n),
            standing(float(fits[0][2, place])),
            standing(float(fits[1][2, place])),
        )
        for place, n in enumerate(sums.problems.astype(int))
    ]


def _beside_others(sums: pd.DataFrame) -> tuple[Floats, Floats]:
    w = sums.weight.to_numpy(dtype=np.float64)
    beyond = (sums.good - sums.expected).to_numpy()
    usual = (sums.good - sums.expected).groupby(sums.level).transform("sum")
    of_level = (usual / sums.weight.groupby(sums.level).transform("sum")).to_numpy()
    return beyond / w - of_level, sums.noise.to_numpy() / w**2


def _beside_itself(
    sums: pd.DataFrame, values: Floats, variances: Floats
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Difference to the mean of the unit's other kinds, and its variance."""
    w = sums.weight.to_numpy(dtype=np.float64)
    parts = pd.DataFrame({"w": w, "d": w * values, "v": w**2 * variances})
    rest = parts.groupby(sums.unit).transform("sum") - parts
    is_known = (rest.w > 0).to_numpy()
    size = np.where(is_known, rest.w, 1.0)
    return values - rest.d / size, variances + (rest.v / size**2).to_numpy(), is_known


def _drawn(values: Floats, variances: Floats, known: NDArray[np.bool_] | None = None) -> Floats:
    """Shrunken value, error and chance to lie above 0, shape (3, k); 0, 0, ½ where unknown."""
    seen = np.ones(len(values), dtype=bool) if known is None else known
    found = np.zeros((3, len(values)))
    found[2] = 0.5
    if seen.sum() >= FEWEST:
        fit = shrunken(np.asarray(values)[seen], np.asarray(variances)[seen])
        found[:, seen] = fit.values, fit.errors, ndtr(fit.values / fit.errors)
    return found


def _estimate(fit: Floats, n: int) -> Estimate:
    value, error = map(float, fit)
    if error == 0:
        return Estimate(None, None, None, n, "shrunken difference")
    return Estimate(value, value - 1.96 * error, value + 1.96 * error, n, "shrunken difference")
