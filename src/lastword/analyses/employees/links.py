"""Links: how employees and customers move together, with both arrows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from lastword.analyses.employees.causes import Cause, Series, survey_series, work_series
from lastword.analyses.employees.claims import ALPHA, ClaimName, Verdict, judged
from lastword.analyses.employees.customers import Outcome, chosen, verdict_days
from lastword.analyses.employees.surveys import survey
from lastword.analyses.employees.units import UnitColumn, unit_column
from lastword.errors import NotTestable, UsageError
from lastword.estimate import Estimate
from lastword.question import Context, answer
from lastword.result import Numbers, Result
from lastword.stats.arrows import Arrows, arrows

if TYPE_CHECKING:
    import altair as alt

    from lastword.charts.frame import Form

POINTS = 100.0
TEN_POINTS = 10.0


@dataclass(frozen=True, slots=True)
class Link:
    """One figure of employees beside customers' verdict.

    Parameters
    ----------
    cause
        What of employees.
    word
        ``"round"`` or ``"week"``: what an arrow spans.
    arrows
        Points of the verdict for one step of the cause, and steps of the cause for one point of
        the verdict; None where they cannot be told.
    claims
        Claim → what the data say to it.
    q
        Claim → p-value, adjusted over all links and claims (Holm).
    why_not
        Why there are no arrows.
    """

    cause: Cause
    word: str
    arrows: Arrows | None
    claims: dict[ClaimName, Verdict]
    q: dict[ClaimName, float]
    why_not: str = ""

    def goes_against(self, claim: ClaimName) -> bool:
        """Whether it moves the other way, and not merely too little to matter."""
        return self.claims[claim] == "contradicted" and self.q.get(claim, 1.0) < ALPHA

    @property
    def effects(self) -> dict[ClaimName, Estimate]:
        """Same period, employees first, customers first; the last for ten points of the verdict."""
        if self.arrows is None:
            return {}
        back = self.arrows.back.effect
        ends = [None if end is None else end * TEN_POINTS
                for end in (back.value, back.lower, back.upper)]  # fmt: skip
        return {
            "move_together": self.arrows.together,
            "ex_drives_cx": self.arrows.onward.effect,
            "cx_drives_ex": replace(
                back, value=ends[0], lower=ends[1], upper=ends[2], unit="score"
            ),
        }


@dataclass(frozen=True, slots=True)
class Links(Result):
    """Employees and customers of the same units over the same periods.

    Parameters
    ----------
    outcome
        The verdict, in words.
    links
        One a figure of employees, in the order in which it was looked for.
    """

    outcome: str
    links: tuple[Link, ...]

    def answer(self, claim: ClaimName) -> Verdict:
        """What all figures together say to a claim.

        Supported by one figure, unless another goes the other way beyond chance; contradicted
        only by all that can be told.
        """
        told = [link for link in self.links if link.arrows is not None]
        if not told:
            return "not testable"
        said = {link.claims[claim] for link in told}
        against = any(link.goes_against(claim) for link in told)
        if "supported" in said:
            return "undecided" if against else "supported"
        return "contradicted" if said == {"contradicted"} else "undecided"

    def numbers(self) -> Numbers:
        """Every effect by figure and claim."""
        return {
            f"{link.cause.name}: {claim}": effect
            for link in self.links
            for claim, effect in link.effects.items()
        }

    def chart(self, *, form: Form = "wide") -> alt.LayerChart:
        """Both arrows of every figure, on one scale."""
        from lastword.analyses.employees.drawing import leads_and_lags

        return leads_and_lags(self, form=form)


def links(data: Any, *, outcome: str | None = None) -> Links:
    """Follow employees and customers of the same teams, both ways.

    Each figure of employees (questions of the survey, absence, leaving, occupancy, changed
    schedules) is set beside the verdict of the team's customers, round by round or week by week.
    What differs between teams for good, and what moves all at once, is taken out; see
    :func:`~lastword.stats.arrows.arrows` for how an arrow gets its direction.

    Parameters
    ----------
    data
        A project, or an analysis's context.
    outcome
        ``"satisfaction"``, ``"solved"`` or ``"settled"``; the first that is known where None.

    Raises
    ------
    NotTestable
        If nothing is known of employees or of customers, or they share no unit.
    UsageError
        If there is no such outcome.

    Notes
    -----
    Of the survey only released figures are used (see `pulses`), of shifts only teams of at least
    ``privacy.min_group``. Published evidence has both arrows: Ryan, Schmit and Johnson (1996),
    doi:10.1111/j.1744-6570.1996.tb02452.x; Schneider et al. (2003),
    doi:10.1037/0021-9010.88.5.836.
    """
    if outcome is None:
        return answer(data, employees_and_customers)
    return answer(data, lambda context: _links(context, outcome))


def employees_and_customers(context: Context) -> Links:
    """Employees beside the best-known verdict of customers."""
    return _links(context, None)


def _links(context: Context, name: str | None) -> Links:
    outcome, column = chosen(context.tables, name), unit_column(context.tables)
    verdicts = verdict_days(context.tables, outcome, column)
    if not len(verdicts):
        raise NotTestable("no verdict is known of customers whom a team served")
    found = tuple(
        _link(series, verdicts) for series in _series(context, column, _span(context, verdicts))
    )
    if not found:
        raise NotTestable("neither a survey of employees nor their shifts are known")
    return _judged(outcome, found)


def _series(context: Context, column: UnitColumn, span: tuple[date, date]) -> Iterator[Series]:
    with suppress(NotTestable):
        yield from survey_series(context.once(survey))
    yield from work_series(context, column, span)


def _span(context: Context, verdicts: pd.DataFrame) -> tuple[date, date]:
    """From the first verdict to as many days as have passed."""
    first: pd.Timestamp = verdicts.day.min()
    last: pd.Timestamp = min(verdicts.day.max(), pd.Timestamp(context.as_of))
    return first.date(), last.date() + timedelta(days=1)


def _link(series: Series, verdicts: pd.DataFrame) -> tuple[Series, Arrows | str]:
    sums = series.periods.sums(verdicts, ["weight", "good"])
    both = series.rows.merge(sums[sums.weight > 0], on=["unit", "period"])
    verdict = (both.good / both.weight).to_numpy() * POINTS
    try:
        found = arrows(
            both.unit.to_numpy(), both.period.to_numpy(),
            both.value.to_numpy() / series.cause.step, verdict, weights=both.weight.to_numpy(),
        )  # fmt: skip
    except UsageError as error:
        return series, f"{error}"
    return series, _in_points(found)


def _in_points(found: Arrows) -> Arrows:
    """Effects on the verdict are points."""

    def points(effect: Estimate) -> Estimate:
        return replace(effect, unit="points")

    onward = replace(
        found.onward,
        effect=points(found.onward.effect),
        placebo=points(found.onward.placebo),
    )
    return replace(found, together=points(found.together), onward=onward)


def _judged(outcome: Outcome, found: Sequence[tuple[Series, Arrows | str]]) -> Links:
    told = {
        series.cause.name: (series.cause.good, one)
        for series, one in found
        if isinstance(one, Arrows)
    }
    verdicts = judged(told)
    return Links(
        outcome.title,
        tuple(
            Link(
                series.cause,
                series.periods.word,
                one if isinstance(one, Arrows) else None,
                *verdicts[series.cause.name],
                why_not="" if isinstance(one, Arrows) else one,
            )
            for series, one in found
        ),
    )
