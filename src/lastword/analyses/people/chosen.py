"""Chosen: whether the contacts that were chosen for assessment are like the rest."""

from __future__ import annotations

from dataclasses import dataclass

import ibis.expr.types as ir
import pandas as pd
from scipy.special import stdtr

from lastword.analyses.people.turns import answered
from lastword.engine import Tables
from lastword.estimate import Estimate
from lastword.stats.mean import cluster_difference
from lastword.stats.multiplicity import holm
from lastword.stats.quantile import student_quantile

FEWEST = 30
"""Assessed contacts with a known trait below which nothing is said of it."""
LEVEL = 0.05
TRAITS = {
    "solved": "the customer says solved",
    "back": "the problem came back",
    "claimed": "claimed as solved",
    "long": "longer than its channel's mean",
}


@dataclass(frozen=True, slots=True)
class Trait:
    """One trait of the contacts chosen, beside the rest.

    Parameters
    ----------
    title
        What is counted.
    chosen, rest
        Share of the assessed contacts, and of the others, of the same channels.
    difference
        First less second, errors clustered by agent.
    is_told
        Whether it is beyond chance, over all traits (Holm, 5 %).
    """

    title: str
    chosen: float
    rest: float
    difference: Estimate
    is_told: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen for assessment.

    Parameters
    ----------
    contacts, assessed
        Answered contacts of channels that are assessed at all; those of them that were.
    agents, never
        Agents who served them; those of whom none was.
    traits
        Chosen beside the rest.
    """

    contacts: int
    assessed: int
    agents: int
    never: int
    traits: tuple[Trait, ...]


def chosen(tables: Tables) -> Chosen | None:
    """Compare contacts that were assessed with those that might have been.

    None where fewer than thirty assessed contacts are known.
    """
    sums = tables.engine.fetch(_by_agent(tables)).to_pandas()
    assessed = int(sums.chosen.sum())
    if assessed < FEWEST:
        return None
    known = {
        name: _difference(sums, name)
        for name in TRAITS
        if sums[f"chosen_{name}_n"].sum() >= FEWEST and sums[f"rest_{name}_n"].sum() >= FEWEST
    }
    q = holm([_p(number, len(sums) - 1) for _, _, number in known.values()])
    traits = tuple(
        Trait(TRAITS[name], *found, bool(adjusted < LEVEL))
        for (name, found), adjusted in zip(known.items(), q, strict=True)
    )
    whole = int(sums.contacts.sum())
    return Chosen(whole, assessed, len(sums), int((sums.chosen == 0).sum()), traits)


def _by_agent(tables: Tables) -> ir.Table:
    """Counts of each agent's contacts, chosen and not, with and without each trait."""
    own = answered(tables).filter(lambda c: c.agent_id.notnull())
    judged = tables["evaluations"].filter(lambda e: e.score.notnull()).select("contact_id")
    marks = judged.distinct().mutate(is_chosen=1)
    marked = own.left_join(marks, "contact_id").drop("contact_id_right")
    marked = marked.mutate(is_chosen=marked.is_chosen.fill_null(0).cast("int64"))
    channels = marked.filter(marked.is_chosen == 1).select("channel").distinct()
    alike = marked.semi_join(channels, "channel")
    verdicts = tables["verdicts"].select(
        "issue_id", "said_resolved", "did_come_back", "claimed_resolved"
    )
    rows = alike.left_join(verdicts, "issue_id")
    longer = rows.handle_seconds > rows.handle_seconds.mean().over(group_by="channel")
    rows = rows.mutate(
        solved=rows.said_resolved, back=rows.did_come_back, claimed=rows.claimed_resolved,
        long=longer,
    )  # fmt: skip
    sums = {}
    for side, value in (("chosen", 1), ("rest", 0)):
        for name in TRAITS:
            held = rows[name].notnull() & (rows.is_chosen == value)
            sums[f"{side}_{name}_n"] = held.cast("int64").sum()
            sums[f"{side}_{name}"] = (held & rows[name].fill_null(False)).cast("int64").sum()
    return rows.group_by("agent_id").aggregate(
        contacts=rows.count(), chosen=rows.is_chosen.sum(), **sums
    )


def _difference(sums: pd.DataFrame, name: str) -> tuple[float, float, Estimate]:
    parts = [
        sums[column]
        for side in ("chosen", "rest")
        for column in (f"{side}_{name}", f"{side}_{name}_n")
    ]
    shares = (float(parts[0].sum() / parts[1].sum()), float(parts[2].sum() / parts[3].sum()))
    return *shares, cluster_difference(*parts, unit="share")


def _p(number: Estimate, freedom: int) -> float:
    if number.value is None or number.upper is None or number.upper <= number.value:
        return 1.0
    error = (number.upper - number.value) / student_quantile(freedom, number.level)
    return float(2 * stdtr(freedom, -abs(number.value) / error))
