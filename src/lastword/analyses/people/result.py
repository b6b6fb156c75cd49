"""Agents: what a report says of teams beyond one outcome, in one result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from lastword.analyses.people.examples import Example, examples
from lastword.analyses.people.growth import Growth, growth
from lastword.analyses.people.sensitivity import Sensitivity, sensitivity
from lastword.analyses.people.strengths import Strength, strengths
from lastword.analyses.people.teams import team_studies
from lastword.analyses.people.unit import AgentStudy
from lastword.errors import NotTestable
from lastword.question import Context
from lastword.result import Numbers, Result

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Agents(Result):
    """Teams by every outcome, and what they can learn; a part is None where it is not testable.

    Parameters
    ----------
    studies
        Teams by each outcome that is known.
    sensitivity
        What would change if problems were somebody else's.
    strengths
        Teams with kinds of problems and customers.
    growth
        New agents beside the others.
    examples
        Good conversations.
    """

    studies: tuple[AgentStudy, ...]
    sensitivity: Sensitivity | None
    strengths: tuple[Strength, ...]
    growth: Growth | None
    examples: tuple[Example, ...]

    def numbers(self) -> Numbers:
        """Gap and months of the learning curve."""
        return self.growth.numbers() if self.growth else {}

    def losses(self) -> tuple[Strength, ...]:
        """Kinds in which a team loses customers, the worst first."""
        return tuple(one for one in self.strengths if one.standing == "below")

    def gifts(self) -> tuple[Strength, ...]:
        """Kinds with which a team does better than with everything else, the best first."""
        found = [one for one in self.strengths if one.own_standing == "above"]
        return tuple(sorted(found, key=lambda one: -(one.beside_itself.value or 0.0)))


def agents_result(context: Context) -> Agents:
    """Ask everything of the room but recognition and calibration.

    Raises
    ------
    NotTestable
        If no outcome is known of enough teams.
    """
    studies = context.once(team_studies)
    if not studies:
        raise NotTestable("no outcome is known of enough teams")
    return Agents(
        studies=studies,
        sensitivity=_or(sensitivity, context, None),
        strengths=_or(strengths, context, ()),
        growth=_or(growth, context, None),
        examples=_or(examples, context, ()),
    )


def _or(answer: Callable[[Context], T], context: Context, otherwise: T) -> T:
    try:
        return context.once(answer)
    except NotTestable:
        return otherwise
