"""Finding: one question answered in one plain sentence, with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from lastword.estimate import Bounds, Estimate

Answer = Literal["figure", "supported", "contradicted", "undecided", "not testable"]
Privacy = Literal["centre", "team", "agent", "customer"]
Operator = Literal["==", "!=", "<", "<=", ">", ">=", "in", "is null", "is not null"]


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on one column of a canonical table; several values are a tuple."""

    column: str
    operator: Operator
    value: Any = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The rows behind a number: a query over one canonical table, never a list of ids.

    Parameters
    ----------
    table
        Name of a canonical or derived table, for example ``"issue_contacts"``.
    where
        Conditions, all of which hold.
    order_by
        Columns, worst first; a leading ``-`` sorts descending.
    """

    table: str
    where: tuple[Condition, ...] = ()
    order_by: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        where = [[c.column, c.operator, c.value] for c in self.where]
        return {"table": self.table, "where": where, "order_by": list(self.order_by)}


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do now, and the role that can do it."""

    action: str
    role: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One question, its answer, and everything needed to check it.

    Parameters
    ----------
    id
        Stable name, ``<room>.<noun>``, for example ``"verdict.claimed_against_said"``.
    question
        The question in the words of a head of service.
    answer
        ``figure`` for a measured number; the four verdicts for a tested belief.
    sentence
        One plain sentence that holds the number.
    estimates
        Named numbers, each an interval or bounds, never mixed up.
    p, q
        Calibrated p-value and its multiplicity-adjusted twin, where tested.
    minimal_detectable_effect
        The smallest effect that the data would have shown, in the unit of the first estimate.
    harm
        What it did to customers, in one sentence; empty where nothing was measured.
    evidence
        Query for the rows behind the number.
    privacy
        The finest group that the finding speaks of.
    definitions
        Names of the catalogue's metrics used.
    caveats, innocent
        What limits the number; explanations under which nobody did anything wrong.
    next_step
        What to do and who could do it.
    headline
        Short capital label for the first screen, for example ``"SOLVED?"``; empty otherwise.
    """

    id: str
    question: str
    answer: Answer
    sentence: str
    estimates: Mapping[str, Estimate | Bounds] = field(default_factory=dict)
    effect: str = ""
    p: float | None = None
    q: float | None = None
    minimal_detectable_effect: float | None = None
    harm: str = ""
    evidence: Evidence | None = None
    privacy: Privacy = "centre"
    definitions: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    innocent: tuple[str, ...] = ()
    next_step: NextStep | None = None
    headline: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "id": self.id,
            "question": self.question,
            "answer": self.answer,
            "sentence": self.sentence,
            "estimates": {name: number.to_dict() for name, number in self.estimates.items()},
            "effect": self.effect,
            "p": self.p,
            "q": self.q,
            "minimal_detectable_effect": self.minimal_detectable_effect,
            "harm": self.harm,
            "evidence": self.evidence.to_dict() if self.evidence else None,
            "privacy": self.privacy,
            "definitions": list(self.definitions),
            "caveats": list(self.caveats),
            "innocent": list(self.innocent),
            "next_step": (
                {"action": self.next_step.action, "role": self.next_step.role}
                if self.next_step
                else None
            ),
        }
