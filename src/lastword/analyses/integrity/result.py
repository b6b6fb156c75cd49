"""What an audit found, what it tested without finding, and what it could not test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lastword.analyses.integrity.sign import Level, Sign
from lastword.analyses.integrity.views import Views
from lastword.result import Numbers, Result
from lastword.settings import TargetSettings

Advice = Literal["keep", "watch", "drop", "replace"]


@dataclass(frozen=True, slots=True)
class Silence:
    """A detector that these data cannot carry, and why."""

    detector: str
    title: str
    question: str
    why: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What to do with one target.

    Parameters
    ----------
    target
        As declared; for a limit that was searched for, `is_declared` is false.
    advice
        Keep it, watch it, drop it, or replace it.
    replace_with
        Names of the verdict metrics that stand for the goal behind it.
    because
        Why, in one sentence.
    signs
        Ids of the signs that speak against it.
    """

    target: TargetSettings
    is_declared: bool
    advice: Advice
    replace_with: tuple[str, ...]
    because: str
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Audit(Result):
    """The answer of `audit`.

    Parameters
    ----------
    signs
        Every test: the found ones first, by harm and then by strength.
    silent
        Detectors that could not be asked, with the reason.
    targets
        One judgement a target.
    levels, fdr
        How close it looked, and the share of false findings tolerated.
    views
        The day on which the centre's view and its callers' lie furthest apart; None where waits
        are not known.
    """

    signs: tuple[Sign, ...]
    silent: tuple[Silence, ...]
    targets: tuple[Judgement, ...]
    levels: tuple[Level, ...]
    fdr: float
    views: Views | None = None

    @property
    def found(self) -> tuple[Sign, ...]:
        """Signs that are findings, the most harmful first."""
        return tuple(sign for sign in self.signs if sign.is_found)

    @property
    def tests(self) -> int:
        """How many tests were made."""
        return len(self.signs)

    def of(self, detector: str) -> tuple[Sign, ...]:
        """Every test of one detector."""
        return tuple(sign for sign in self.signs if sign.detector == detector)

    def numbers(self) -> Numbers:
        """The effect of every finding, by its id."""
        return {sign.id: sign.estimate for sign in self.found}
