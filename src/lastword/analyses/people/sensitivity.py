"""Sensitivity: what would change if a problem were somebody else's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastword.analyses.people.served import Attribution
from lastword.analyses.people.study import agents
from lastword.analyses.people.teams import best_outcome, shown, teams
from lastword.analyses.people.unit import AgentStudy, Unit
from lastword.question import Context
from lastword.result import Numbers, Result
from lastword.stats.spearman import spearman

WAYS: dict[Attribution, str] = {
    "shared": "shared by all who served it",
    "first": "of who served it first",
    "last": "of who served it last",
}


@dataclass(frozen=True, slots=True)
class Sensitivity(Result):
    """The same teams under every rule of whose a problem is.

    Parameters
    ----------
    studies
        Way → study.
    """

    studies: dict[Attribution, AgentStudy]

    def numbers(self) -> Numbers:
        """How far each other rule orders teams as the shared one does."""
        names = [unit.name for unit in self.studies["shared"].units]
        ours = self._values("shared", names)
        return {
            WAYS[way]: spearman(ours, self._values(way, names))
            for way in self.studies
            if way != "shared"
        }

    def rows(self) -> tuple[tuple[Unit, ...], ...]:
        """For each team its unit under every rule, as far as all rules know it."""
        found = []
        for unit in self.studies["shared"].units:
            own = [study.unit(unit.name) for study in self.studies.values()]
            if all(own):
                found.append(tuple(one for one in own if one is not None))
        return tuple(found)

    def changed(self) -> tuple[str, ...]:
        """Teams that stand above or below the average under one rule and not under another."""
        return tuple(own[0].name for own in self.rows() if len({u.standing for u in own}) > 1)

    def _values(self, way: Attribution, names: list[str]) -> np.ndarray:
        known = {unit.name: unit.value.value or 0.0 for unit in self.studies[way].units}
        return np.array([known.get(name, self.studies[way].mean) for name in names])


def sensitivity(context: Context) -> Sensitivity:
    """Study teams with problems shared, all the first agent's, and all the last one's.

    Raises
    ------
    NotTestable
        If no outcome is known, or of too few teams.
    """
    outcome = best_outcome(context).name
    others: tuple[Attribution, ...] = ("first", "last")
    studies: dict[Attribution, AgentStudy] = {"shared": context.once(teams)}
    for way in others:
        studies[way] = shown(context, agents(context, outcome, attribution=way))
    return Sensitivity(studies)
