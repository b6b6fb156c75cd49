"""Mentors: how newcomers fare whom they showed the ropes, beside other newcomers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from lastword.analyses.people.growth import Newcomers, newcomers
from lastword.errors import NotTestable
from lastword.estimate import Estimate
from lastword.question import Context
from lastword.stats.shrinkage import FEWEST, shrunken

FEWEST_MENTEES = 3
"""With fewer mentees a mentor's figure would be that of one or two others."""
TITLE = "newcomers they showed the ropes, beside other newcomers"


@dataclass(frozen=True, slots=True)
class Mentor:
    """One agent by those whom they showed the ropes.

    Parameters
    ----------
    name
        Agent.
    mentees
        Newcomers of theirs whose customers are known.
    beside
        Share of good outcomes of these less that of all newcomers as long on board, luck taken out.
    """

    name: str
    mentees: int
    beside: Estimate

    @property
    def is_above(self) -> bool:
        """Whether their mentees fare better than other newcomers, beyond chance."""
        return (self.beside.lower or 0.0) > 0


def mentors(context: Context) -> tuple[Mentor, ...]:
    """Set mentees' learning curves beside the curve of all newcomers.

    A newcomer stands at the mean of Σ (y − expected − curve) over the steps; a mentor at the mean
    of their mentees, weighted by what is known of each, drawn towards that of all mentors.

    Raises
    ------
    NotTestable
        If no table says who mentored whom, or fewer than four mentors had three newcomers each.

    Notes
    -----
    Who is given to which mentor is nobody's experiment: a mentor who gets the promising ones looks
    like a good one.
    """
    if "mentor_id" not in context.tables.filled("agents"):
        raise NotTestable("no table says who mentored whom (mentor_id in agents)")
    found = _by_mentor(context, context.once(newcomers))
    if len(found) < FEWEST:
        raise NotTestable(
            f"{len(found)} mentors of at least {FEWEST_MENTEES} newcomers; {FEWEST} are needed"
        )
    kept = shrunken(found["mean"], found.variance)
    lower, upper = kept.interval()
    return tuple(
        Mentor(
            str(name),
            int(found.mentees.iloc[place]),
            Estimate(
                float(kept.values[place]),
                float(lower[place]),
                float(upper[place]),
                int(found.mentees.iloc[place]),
                "newcomers beside newcomers, shrunken",
            ),
        )
        for place, name in enumerate(found.index)
    )


def _by_mentor(context: Context, new: Newcomers) -> pd.DataFrame:
    """Mean of each mentor's mentees beyond all newcomers' curve, its variance, how many."""
    weight = new.weights.sum(axis=1)
    curve = new.totals.sum(axis=0) / np.maximum(new.weights.sum(axis=0), 1e-9)
    beyond = (new.totals.sum(axis=1) - new.weights @ curve) / weight
    own = new.noise / weight**2
    sure = 1 / (own + shrunken(beyond, own).between)
    rows = pd.DataFrame({"sure": sure, "sum": sure * beyond, "mentees": 1}, index=list(new.names))
    sums = rows.groupby(rows.index.map(_mentor_of(context))).sum()
    sums = sums[sums.mentees >= FEWEST_MENTEES]
    return pd.DataFrame(
        {"mean": sums["sum"] / sums.sure, "variance": 1 / sums.sure, "mentees": sums.mentees}
    )


def _mentor_of(context: Context) -> dict[str, str]:
    """Newcomer to mentor; of several on record the first in the order of names."""
    agents = context.tables["agents"].filter(lambda a: a.mentor_id.notnull())
    first = agents.group_by("agent_id").aggregate(mentor_id=agents.mentor_id.min())
    rows = context.tables.engine.fetch(first).to_pylist()
    return {row["agent_id"]: row["mentor_id"] for row in rows}
