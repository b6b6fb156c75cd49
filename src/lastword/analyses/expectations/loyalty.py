"""Loyalty of a centre's customers by expectation: as they said it, and as they acted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import ibis
import ibis.expr.types as ir

from lastword.analyses.expectations.curve import LoyaltyCurve, curve_of
from lastword.analyses.expectations.gaps import Gap
from lastword.engine import Tables
from lastword.engine.joins import extend
from lastword.engine.times import days_between, moment
from lastword.errors import NotTestable
from lastword.estimate import Unit
from lastword.question import Context
from lastword.result import Numbers, Result
from lastword.verdict.clusters import clustered

GAP = Gap("direct", "what customers expected", 0.0, ("said_expectation",))
BUYING = ("bought", "renewed")


@dataclass(frozen=True, slots=True)
class Measure:
    """One way to tell loyalty.

    Parameters
    ----------
    column
        In the table that `measured` makes.
    is_said
        Whether the customer said it; else the customer did it.
    """

    column: str
    title: str
    is_said: bool
    unit: Unit


MEASURES = (
    Measure("said_loyalty", "Loyalty as they say", True, "score"),
    Measure("said_nps", "Would recommend, 0–10", True, "score"),
    Measure("stayed", "Stayed", False, "share"),
    Measure("bought", "Bought again or renewed", False, "share"),
)


@dataclass(frozen=True, slots=True)
class Loyalties(Result):
    """Loyalty curves of one centre, what was said before what was done.

    Parameters
    ----------
    curves
        One for each measure of loyalty that the data hold enough of; the first measure alone
        where none has enough.
    days
        Within how many days after an issue acts count.
    """

    curves: tuple[tuple[Measure, LoyaltyCurve], ...]
    days: float

    @property
    def said(self) -> LoyaltyCurve | None:
        """The first curve of what customers said."""
        return next((curve for measure, curve in self.curves if measure.is_said), None)

    def numbers(self) -> Numbers:
        """What every curve says, by the title of its measure."""
        return {
            f"{measure.title}: {name}": number
            for measure, curve in self.curves
            for name, number in curve.numbers().items()
        }


def loyalties(context: Context) -> Loyalties:
    """Relate every measure of loyalty to whether the service fell short, met or exceeded.

    Answers are weighted for non-response where weights are known; intervals are over agents.

    Raises
    ------
    NotTestable
        If nobody was asked about expectation, or nothing is known of loyalty.
    """
    if "said_expectation" not in context.tables.filled("verdicts"):
        raise NotTestable("nobody was asked whether the service met what they expected")
    table = context.tables.engine.save(measured(context))
    found = []
    for measure in MEASURES:
        try:
            made = curve_of(
                table, measure.column, GAP, weight="w", cluster="cluster", unit=measure.unit,
                title=measure.title,
            )  # fmt: skip
        except NotTestable:
            continue
        found.append((measure, made))
    if not found:
        raise NotTestable("nothing is known of the loyalty of those who were asked")
    testable = [pair for pair in found if pair[1].response is not None]
    return Loyalties(tuple(testable or found[:1]), context.settings.verdict.leave_days)


def measured(context: Context) -> ir.Table:
    """Issues whose customers said how expectation was met, with every measure of loyalty."""
    tables, days = context.tables, context.settings.verdict.leave_days
    verdicts = tables["verdicts"]
    asked = clustered(verdicts.filter(verdicts.said_expectation.notnull()))
    joined = extend(asked, _said_loyalty(tables), "issue_id")
    joined = extend(joined, _bought(asked, tables, days), "issue_id")
    has_passed = joined.opened_at <= moment(context.as_of - timedelta(days=days))
    is_known = has_passed & joined.person_id.notnull()
    bought = joined.has_bought.fill_null(False).cast("float64")
    return joined.select(
        "said_expectation",
        "cluster",
        "said_loyalty",
        "said_nps",
        w=ibis.coalesce(joined.weight, 1.0),
        stayed=1.0 - joined.did_leave.cast("float64"),
        bought=is_known.ifelse(bought, None) if _sells(tables) else ibis.null("float64"),
    )


def _sells(tables: Tables) -> bool:
    kinds = tables["outcomes"].select("kind").distinct()
    found = tables.engine.fetch(kinds)["kind"].to_pylist()
    return any(kind in BUYING for kind in found)


def _said_loyalty(tables: Tables) -> ir.Table:
    """The best loyalty answer about each issue, its good end up."""
    answers, links = tables["answers"], tables["issue_contacts"]
    loyal = answers.filter((answers.role == "loyalty") & answers.value.notnull())
    flipped = loyal.scale_min + loyal.scale_max - loyal.value
    value = (loyal.higher_is == "worse").fill_null(False).ifelse(flipped, loyal.value)
    said = loyal.select("contact_id", value=value)
    linked = said.inner_join(links.select("contact_id", "issue_id"), "contact_id")
    return linked.group_by("issue_id").aggregate(said_loyalty=linked.value.max())


def _bought(asked: ir.Table, tables: Tables, days: float) -> ir.Table:
    outcomes, persons = tables["outcomes"], tables["persons"]
    buying = outcomes.filter(outcomes.kind.isin(BUYING)).select("customer_ref", bought_at="at")
    own = persons.select("customer_ref", "person_id")
    by_person = buying.inner_join(own, "customer_ref").select("person_id", "bought_at")
    near = asked.select("issue_id", "person_id", "opened_at").inner_join(by_person, "person_id")
    after = near.filter(near.bought_at >= near.opened_at)
    soon = after.filter(days_between(after.bought_at, after.opened_at) <= days)
    return soon.select("issue_id").distinct().mutate(has_bought=True)
