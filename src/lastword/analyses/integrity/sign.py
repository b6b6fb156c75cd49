"""Sign: one test of one unit, with everything needed to weigh it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from lastword.analyses.integrity.pictures import Picture
from lastword.estimate import Bounds, Estimate
from lastword.finding import Evidence
from lastword.result import Numbers, Result
from lastword.settings import TargetSettings
from lastword.text.pseudonym import pseudonym

Level = Literal["centre", "team", "agent"]

LEVELS: tuple[Level, ...] = ("centre", "team", "agent")
"""From the whole to the single person; an audit at one level includes those before it."""


@dataclass(frozen=True, slots=True)
class Harm:
    """What happened to the customers of a sign, beside comparable customers.

    Parameters
    ----------
    what
        In words that follow a share, for example ``"rang again within the hour"``.
    touched
        Share among the contacts that the sign points at.
    otherwise
        Share among comparable contacts; None where there are none.
    """

    what: str
    touched: Estimate
    otherwise: Estimate | None = None

    @property
    def customers(self) -> float:
        """Customers harmed beyond what comparable ones suffer; never below 0."""
        if self.touched.value is None or self.otherwise is None or self.otherwise.value is None:
            return 0.0
        return max(0.0, (self.touched.value - self.otherwise.value) * self.touched.n)

    @property
    def is_sure(self) -> bool:
        """Whether the two intervals are apart, the touched customers worse off."""
        ends = self.touched.lower, self.otherwise.upper if self.otherwise else None
        return ends[0] is not None and ends[1] is not None and ends[0] > ends[1]

    def text(self) -> str:
        """Say it as a report does."""
        beside = f", against {self.otherwise.text()}" if self.otherwise else ""
        return f"{self.touched.text()} {self.what}{beside}"


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One contact behind a sign, and where in it to look.

    Parameters
    ----------
    contact_id
        The contact.
    seconds
        Second of the contact at which it happened; None where it is a message.
    message_id
        The message; None where it is a second.
    words
        What to see there, without any customer's text.
    """

    contact_id: str
    seconds: float | None = None
    message_id: str | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One explanation under which nobody did anything wrong, and what the data say of it.

    Parameters
    ----------
    words
        For example ``"a faulty line"``.
    is_ruled_out
        True or False where the data could tell; None where they cannot.
    basis
        What was looked at.
    """

    words: str
    is_ruled_out: bool | None = None
    basis: str = ""

    def text(self) -> str:
        """Say it as a report does."""
        said = {True: "ruled out", False: "possible", None: "cannot be told from these data"}
        return f"{self.words}: {said[self.is_ruled_out]}{f' ({self.basis})' if self.basis else ''}"


@dataclass(frozen=True, slots=True)
class Sign(Result):
    """A pattern consistent with a target having replaced its goal, or its absence.

    Parameters
    ----------
    detector
        Name of the detector that tested it.
    level, unit
        Whom it speaks of; `unit` is None for the centre, else the id of a team or agent.
    about
        What was tested, short and stable, for example ``"600"``; distinguishes the tests of one
        detector on one unit.
    sentence
        The pattern in one plain sentence with its number and a full stop; “pattern consistent
        with”, never an accusation.
    estimate, effect
        The effect on a human scale (excess contacts, hazard ratio, points), and what it is.
    share
        The contacts concerned as a share of those tested: nothing is found while its interval
        reaches below 1 %. None where the effect has no such share.
    p
        Calibrated p-value of this test, one-sided towards gaming.
    n
        Contacts (answers, weeks) that the test rests on.
    minimal_detectable_effect
        Smallest effect, in the unit of `estimate`, that would have been found with 80 %
        probability; None where it cannot be said.
    target
        The target that it undermines; None where none is declared.
    numbers_beside
        Further numbers by name.
    evidence
        Query for the contacts behind it, worst first.
    exhibits
        The first of them, each with the second or message.
    explanations
        Innocent explanations, each with what the data say of it.
    harm
        What it did to customers, worst first.
    picture
        What it would draw; None where the number says it all.
    q
        p adjusted for all tests of the audit.
    is_found
        Whether it is reported as a finding.
    """

    detector: str
    level: Level
    unit: str | None
    about: str
    sentence: str
    estimate: Estimate
    effect: str
    share: Estimate | None
    p: float
    n: int
    minimal_detectable_effect: float | None
    target: TargetSettings | None = None
    numbers_beside: Mapping[str, Estimate | Bounds] = field(default_factory=dict)
    evidence: Evidence | None = None
    exhibits: tuple[Exhibit, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    harm: tuple[Harm, ...] = ()
    picture: Picture | None = None
    q: float | None = None
    is_found: bool = False

    @property
    def id(self) -> str:
        """Stable name within an audit; an agent is in it by pseudonym."""
        unit = self.unit or ""
        named = pseudonym(unit).removeprefix("agent ") if self.level == "agent" else unit
        parts = (self.detector, self.about, named)
        return ".".join(part for part in parts if part)

    @property
    def harmed(self) -> float:
        """Customers harmed, by the worst of the harms measured."""
        return max((harm.customers for harm in self.harm), default=0.0)

    def numbers(self) -> Numbers:
        """The effect, the share concerned, and what stands beside them."""
        named = {"effect": self.estimate, **self.numbers_beside}
        return named if self.share is None else {"effect": self.estimate, "share": self.share,
                                                 **self.numbers_beside}  # fmt: skip
