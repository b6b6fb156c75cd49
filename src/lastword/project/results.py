"""The bundle that pages are made from: every answer, what was loaded, what stands behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from lastword.analyses.capacity.centre import Capacity
from lastword.analyses.capacity.demand import Demand
from lastword.analyses.capacity.price import Price
from lastword.analyses.drivers.result import Drivers
from lastword.analyses.employees.conditions import Conditions
from lastword.analyses.employees.links import Links
from lastword.analyses.employees.pulses import Pulses
from lastword.analyses.expectations.loyalty import Loyalties
from lastword.analyses.expectations.topics import Topics
from lastword.analyses.integrity.result import Audit
from lastword.analyses.people.calibration import Calibration
from lastword.analyses.people.nominations import Nominations
from lastword.analyses.people.recognition import Recognition
from lastword.analyses.people.result import Agents
from lastword.analyses.people.unit import AgentStudy
from lastword.analyses.voice.recordings import Recordings
from lastword.analyses.voice.result import Voice
from lastword.estimate import Bounds, Estimate, Unit
from lastword.finding import Finding
from lastword.result import Numbers, Result
from lastword.settings import GoalSettings, TargetSettings
from lastword.verdict.results import (
    Asking,
    Callback,
    Dropped,
    Experience,
    FalseFirst,
    Ladder,
    NextIssue,
    Recontact,
    Resolution,
)

if TYPE_CHECKING:
    import altair as alt

    from lastword.charts.frame import Form


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """Where every row of one file went: read = loaded + … + quarantined.

    Parameters
    ----------
    reasons
        Reason → rows, for what was filtered or quarantined.
    """

    file: str
    source: str
    table: str
    read: int
    loaded: int
    duplicates: int = 0
    superseded: int = 0
    filtered: int = 0
    quarantined: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)

    @property
    def missing(self) -> int:
        """Rows that no column accounts for; 0 when the reconciliation is exact."""
        accounted = self.loaded + self.duplicates + self.superseded
        return self.read - accounted - self.filtered - self.quarantined


@dataclass(frozen=True, slots=True)
class Behind:
    """The first rows behind a finding, worst first, and how many there are in all."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    total: int


@dataclass(frozen=True, slots=True)
class Definition:
    """A metric of the catalogue in words: who decides it, its formula, its trap."""

    name: str
    title: str
    question: str
    kind: str
    decider: str
    formula: str
    trap: str
    source: str


@dataclass(frozen=True, slots=True)
class Planted:
    """What the demo centre truly holds, beside what was found.

    Parameters
    ----------
    what
        In words, for example ``"problems truly solved"``.
    truth
        The planted number.
    found
        What the report says of it; None where nothing was found.
    slug
        Page that says it.
    """

    what: str
    truth: float
    found: Estimate | Bounds | None
    unit: Unit = "share"
    slug: str = ""

    @property
    def is_covered(self) -> bool | None:
        """Whether interval or bounds hold the truth; None where there is no interval."""
        if self.found is None or self.found.lower is None or self.found.upper is None:
            return None
        return self.found.lower <= self.truth <= self.found.upper


@dataclass(frozen=True, slots=True)
class Results(Result):
    """Everything that a report says, as data.

    A result is None where its question could not be asked of the data; `findings` then say why.

    Parameters
    ----------
    name
        Name of the centre.
    as_of
        The moment that everything speaks of.
    period
        First and last contact.
    contacts, customers, issues, answers
        How many there are; `issues` and `answers` as of `as_of`.
    findings
        Of all rooms, in the order they were asked.
    loyalties, topics
        Loyalty by how expectation was met; what complaints and praise are about.
    capacity, demand, price
        Waits, patience and staffing; repeat contacts; what waiting does to callers.
    teams, recognition, calibration
        Teams by what customers gained; beside today's scorecard; the scorecard's criteria.
    employees, pulses, conditions
        Employees beside customers, both ways; the employee survey; strain and the verdict.
    agents, nominations
        Teams by every outcome and what they can learn; who may lead, where that was asked for.
    voice, recordings
        What was read in customers' words; what was heard in calls.
    behind
        Finding id → first rows behind it.
    loading
        Every file with its reconciliation.
    definitions
        The catalogue by name.
    truth
        What was planted; empty for real data.
    """

    name: str
    as_of: datetime
    period: tuple[datetime, datetime] | None
    contacts: int
    customers: int
    issues: int
    answers: int
    findings: tuple[Finding, ...] = ()
    resolution: Resolution | None = None
    ladder: Ladder | None = None
    recontact: Recontact | None = None
    false_first: FalseFirst | None = None
    dropped: Dropped | None = None
    experience: Experience | None = None
    next_issues: tuple[NextIssue, ...] = ()
    asking: Asking | None = None
    loyalties: Loyalties | None = None
    topics: Topics | None = None
    drivers: Drivers | None = None
    capacity: Capacity | None = None
    demand: Demand | None = None
    price: Price | None = None
    teams: AgentStudy | None = None
    recognition: tuple[Recognition, ...] | None = None
    calibration: Calibration | None = None
    employees: Links | None = None
    pulses: Pulses | None = None
    conditions: Conditions | None = None
    agents: Agents | None = None
    nominations: Nominations | None = None
    integrity: Audit | None = None
    voice: Voice | None = None
    recordings: Recordings | None = None
    callbacks: tuple[Callback, ...] = ()
    goals: tuple[GoalSettings, ...] = ()
    targets: tuple[TargetSettings, ...] = ()
    loading: tuple[LoadedFile, ...] = ()
    behind: Mapping[str, Behind] = field(default_factory=dict)
    definitions: Mapping[str, Definition] = field(default_factory=dict)
    truth: tuple[Planted, ...] = ()

    def finding(self, name: str) -> Finding | None:
        """The finding of that id, if there is one."""
        return next((finding for finding in self.findings if finding.id == name), None)

    def numbers(self) -> Numbers:
        """Every number of every finding, named ``<finding>.<number>``."""
        return {
            f"{finding.id}.{name}": number
            for finding in self.findings
            for name, number in finding.estimates.items()
        }

    def chart(self, *, form: Form = "wide") -> alt.LayerChart:
        """Draw the ladder: the same problems through every definition of “resolved”."""
        return (
            super(Results, self).chart(form=form)
            if self.ladder is None
            else self.ladder.chart(form=form)
        )
