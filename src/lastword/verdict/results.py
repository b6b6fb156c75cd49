"""Frozen results of the verdict room: what pages, workbook and terminal print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from lastword.estimate import Bounds, Estimate
from lastword.result import Numbers, Result

if TYPE_CHECKING:
    import altair as alt

    from lastword.charts.curves import Line
    from lastword.charts.frame import Form
    from lastword.charts.palette import Role
    from lastword.linking.quality import RuleShare

Decider = Literal["agent", "system", "behaviour", "customer"]


@dataclass(frozen=True, slots=True)
class Rung:
    """One definition of "resolved" on the same issues.

    Parameters
    ----------
    name, title
        Name in the catalogue and its words.
    decider
        Who decides by this definition.
    estimate
        Share of issues resolved by it; None where it could not be computed.
    why_not
        Why it could not be computed; empty otherwise.
    trap
        How the definition misleads.
    source
        Who uses it.
    undermined_by
        Patterns found in these data that inflate it, in words; known once targets are audited.
    """

    name: str
    title: str
    decider: Decider
    estimate: Estimate | None
    why_not: str
    trap: str
    source: str
    undermined_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two definitions on the issues that both can judge: counts of the 2×2 table."""

    first: str
    second: str
    both: int
    only_first: int
    only_second: int
    neither: int
    kappa: Estimate | None
    pabak: Estimate | None
    no_given_yes: Estimate | None
    """P(second says no | first says yes)."""


@dataclass(frozen=True, slots=True)
class Common:
    """What several definitions have in common, as a hidden yes or no (latent classes).

    Parameters
    ----------
    definitions
        The indicators, by name.
    share
        Share of issues with the hidden “yes”.
    range
        Smallest and largest share among solutions that fit about as well.
    yes_if_so, no_if_not
        Per indicator: how often it says yes to a hidden yes, and no to a hidden no.
    warnings
        Assumptions that cannot be tested or that the data strain.
    """

    definitions: tuple[str, ...]
    share: Estimate
    range: tuple[float, float]
    yes_if_so: tuple[float, ...]
    no_if_not: tuple[float, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ladder(Result):
    """All definitions in use on the same issues, and who disagrees with whom."""

    rungs: tuple[Rung, ...]
    disagreements: tuple[Disagreement, ...]
    common: Common | None = None

    def numbers(self) -> Numbers:
        """Share resolved by each definition that could be computed."""
        return {rung.name: rung.estimate for rung in self.rungs if rung.estimate is not None}

    def chart(self, *, form: Form = "wide") -> alt.LayerChart:
        """Draw every definition in use on the same problems, and why one could not be."""
        from lastword.charts.dots import dots
        from lastword.charts.rows import Row

        rows = [
            Row(rung.title, rung.estimate, f"decided by: {rung.decider}", rung.why_not)
            for rung in self.rungs
        ]
        return dots(rows, form=form)


@dataclass(frozen=True, slots=True)
class Resolution(Result):
    """Solved? As claimed, as said, as inferred for everybody, and with nothing assumed.

    Parameters
    ----------
    claimed
        Share that the centre claims resolved, of issues with a claim.
    said
        Share of answering customers who say it is solved, unweighted.
    inferred
        Share of all mature issues that customers would call solved; None if not asked.
    bounds
        The same with nothing assumed about the silent.
    what_if
        (points that the silent are worse than inferred, share of all).
    effective_n
        How many equally weighted answers the weights leave.
    lam
        How far the predictions are used: 0 only weights, 1 fully.
    caveats
        What limits the numbers, in sentences.
    proxy
        Where nobody was asked: share whose customers did not come back. Behaviour, not a verdict.
    """

    issues: int
    mature: int
    invited: int
    answered: int
    claimed: Estimate
    said: Estimate
    weighted: Estimate | None
    inferred: Estimate | None
    bounds: Bounds | None
    what_if: tuple[tuple[float, Estimate], ...]
    effective_n: float | None
    lam: float | None
    caveats: tuple[str, ...]
    proxy: Estimate | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """Share that came back by day, Kaplan–Meier, with the interval and who is still at risk."""

    name: str
    days: tuple[float, ...]
    share: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    at_risk: tuple[int, ...]
    n: int
    at: tuple[tuple[float, Estimate], ...]
    """Estimates at 1, 7, 14 and 30 days."""

    def line(self, *, role: Role = "ink", is_reference: bool = False) -> Line:
        """Itself as a line of a chart."""
        from lastword.charts.curves import Line

        bands = (self.days, self.share, self.lower, self.upper, self.at_risk)
        return Line(self.name, *bands, role, is_reference)


@dataclass(frozen=True, slots=True)
class ReasonReturn:
    """Contacts whose customer came back for the same reason within a window, against chance.

    Parameters
    ----------
    days
        The window, from the contact's end; contacts begun before that end do not count.
    same_reason
        Share that came back.
    by_chance
        The same share with reasons shuffled within each customer.
    beyond_chance
        Their difference, paired by customer.
    """

    days: float
    same_reason: Estimate
    by_chance: Estimate
    beyond_chance: Estimate
    method: str


@dataclass(frozen=True, slots=True)
class Recontact(Result):
    """Who came back: same issue, any issue, by how the contact went, against chance."""

    same: Curve
    any: Curve
    chance: Curve | None
    excess: tuple[tuple[float, Estimate], ...]
    by_outcome: tuple[Curve, ...]
    reopened: Estimate | None
    """Share that the system itself calls reopened."""
    reason: ReasonReturn | None = None
    """Coming back for the same reason after a contact, against chance."""
    placebo: Curve | None = None
    """Any contact in an equally long window *before* the issue: what the customer does anyhow."""
    beyond_placebo: tuple[tuple[float, Estimate], ...] = ()
    """`any` minus `placebo`."""

    def numbers(self) -> Numbers:
        """Share back within 1, 7, 14 and 30 days, of each curve; and beyond chance."""
        drawn = {c.name: c.at for c in (self.same, self.any, self.chance) if c is not None}
        marked = {**drawn, "beyond chance": self.excess}
        return {
            f"{name}, {day:g} d": number for name, marks in marked.items() for day, number in marks
        }

    def chart(self, *, form: Form = "wide") -> alt.LayerChart:
        """Draw the curves with their bands; dashed what chance alone would give."""
        from lastword.charts.curves import curves

        lines = [self.any.line()]
        if self.same is not self.any:
            lines.append(self.same.line(role="penalty"))
        if self.chance is not None:
            lines.append(self.chance.line(role="muted", is_reference=True))
        return curves(lines, form=form)


@dataclass(frozen=True, slots=True)
class Recommendation(Result):
    """How likely customers are to recommend: the score and the shares that it is made of.

    Parameters
    ----------
    score
        Share of promoters minus share of detractors, −100 to 100 points.
    promoters, passives, detractors
        Share of answers 9–10, 7–8 and 0–6.
    """

    score: Estimate
    promoters: Estimate
    passives: Estimate
    detractors: Estimate

    def text(self) -> str:
        """Say the score and its interval as a report does."""
        return self.score.text()

    def chart(self, *, form: Form = "wide") -> alt.LayerChart:
        """Draw the three shares, which the score alone hides."""
        from lastword.charts.dots import dots
        from lastword.charts.rows import Row

        rows = [
            Row("Promoters (9–10)", self.promoters, f"n {self.promoters.n:,}", role="reward"),
            Row("Passives (7–8)", self.passives),
            Row("Detractors (0–6)", self.detractors, role="penalty"),
        ]
        return dots(rows, form=form)


@dataclass(frozen=True, slots=True)
class Experience(Result):
    """Effort, satisfaction, recommendation and expectation as customers said them.

    Parameters
    ----------
    weighted
        The same figures with each answer standing for the silent customers it resembles, by name;
        empty where no response model could be fitted.
    """

    csat_top_box: Estimate | None
    csat_top_two: Estimate | None
    csat_mean: Estimate | None
    nps: Estimate | None
    effort: Estimate | None
    expectation_below: Estimate | None
    expectation_above: Estimate | None
    first_call_right: Estimate | None
    contacts_per_issue: Estimate
    customer_seconds: Estimate
    more_than_one_channel: Estimate
    transferred: Estimate
    weighted: Mapping[str, Estimate] = field(default_factory=dict)

    def numbers(self) -> Numbers:
        """What was said and gone through, and what was said weighted for who answers."""
        weighted = {f"{name}_weighted": number for name, number in self.weighted.items()}
        return {**Result.numbers(self), **weighted}


@dataclass(frozen=True, slots=True)
class FalseFirst(Result):
    """Customers greeted as new although they had been in touch about the same problem."""

    share: Estimate
    """Of contacts that their own source would call first."""
    count: int
    breaks: tuple[tuple[str, str, int], ...]
    """(earlier channel, later channel, contacts) in falling order."""
    unknown_customers: int
    links: tuple[RuleShare, ...] = ()
    """Which rules bind contacts to issues."""


@dataclass(frozen=True, slots=True)
class NextIssue:
    """One kind of issue that tends to follow another."""

    reason: str
    next_reason: str
    count: int
    share: Estimate
    lift: Estimate
    avoidable: float
    """Contacts beyond the base rate."""


@dataclass(frozen=True, slots=True)
class Callback:
    """One customer to win back today."""

    issue_id: str
    person_id: str | None
    customer_ref: str | None
    contact_id: str
    why: str
    happened: str
    words: str
    owner: str
    at: datetime
    score: float


@dataclass(frozen=True, slots=True)
class Asking(Result):
    """How customers were asked: invited, by which medium, answered, acted upon."""

    issues: int
    invited: Estimate
    answered: Estimate
    by_medium: tuple[tuple[str, int, Estimate], ...]
    """(medium, invitations, response rate)."""
    withheld: int
    reminders: int
    asked_too_often: int
    answered_bad_followed_up: Estimate | None
    missing_questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dropped(Result):
    """Customers dropped: cut off while waiting, abandoned, closed on their open question."""

    offered: int
    abandoned: Estimate
    cut_off: int
    cut_off_at_seconds: float | None
    """The waiting time at which the system cuts off, where cut-offs pile up."""
    cut_off_again_in_hour: Estimate | None
    short: Estimate | None
    """Served, but shorter than `verdict.short_seconds`."""
    short_again_in_hour: Estimate | None
    unanswered: int
    """Threads closed on the customer's open question."""
