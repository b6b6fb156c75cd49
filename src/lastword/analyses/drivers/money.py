"""Money: what goes with one point more of the verdict, where outcomes have amounts."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import timedelta

import ibis
import ibis.expr.types as ir

from lastword.engine import Tables
from lastword.engine.cross_products import cross_products_of
from lastword.engine.joins import extend
from lastword.engine.times import days_between, moment
from lastword.errors import UsageError
from lastword.estimate import Estimate
from lastword.question import Context
from lastword.result import Result
from lastword.stats.least_squares import least_squares
from lastword.stats.quantile import normal_quantile
from lastword.verdict.clusters import clustered

_SIGNS = {"bought": 1.0, "renewed": 1.0, "cancelled": -1.0, "downgraded": -1.0, "refunded": -1.0}


@dataclass(frozen=True, slots=True)
class Money(Result):
    """What customers with a better verdict bring, and those with a worse one cost.

    Parameters
    ----------
    a_point
        Money an issue that goes with one point more of the verdict: what was bought and renewed
        less what was cancelled, downgraded and refunded.
    currency
        Of the amounts.
    days
        Within how many days after the issue was opened amounts count.
    """

    a_point: Estimate
    currency: str
    days: float

    def worth(self, change: Estimate, issues: int) -> Estimate:
        """Money that goes with a change of the mean verdict, over a number of issues.

        Both numbers are uncertain: var(ab) = a² var(b) + b² var(a) + var(a) var(b).
        """
        a, b = self.a_point, change
        if a.value is None or b.value is None:
            return replace(a, value=None, lower=None, upper=None)
        errors = [_error(a), _error(b)]
        if errors[0] is None or errors[1] is None:
            return replace(a, value=a.value * b.value * issues, lower=None, upper=None)
        spread = a.value**2 * errors[1] ** 2 + b.value**2 * errors[0] ** 2
        half = normal_quantile() * math.sqrt(spread + errors[0] ** 2 * errors[1] ** 2) * issues
        value = a.value * b.value * issues
        return replace(a, value=value, lower=value - half, upper=value + half)


def money_of(context: Context, frame: ir.Table, verdict: str) -> Money | None:
    """Relate amounts to the verdict; None without amounts, or in several currencies.

    Parameters
    ----------
    frame
        The study's frame.
    verdict
        Column of the verdict.
    """
    tables, days = context.tables, context.settings.verdict.leave_days
    if "amount" not in tables.filled("outcomes"):
        return None
    amounts = _amounts(tables)
    currencies = tables.engine.fetch(amounts.select("currency").distinct())["currency"].to_pylist()
    if len(currencies) != 1:
        return None
    opened = tables["verdicts"].select("issue_id", "opened_at")
    asked = clustered(extend(frame, opened, "issue_id"))
    has_passed = asked.opened_at <= moment(context.as_of - timedelta(days=days))
    known = asked.filter(has_passed & asked.person_id.notnull() & asked[verdict].notnull())
    moved = extend(known, _moved(known, amounts, days), "issue_id")
    rows = tables.engine.save(
        moved.select("cluster", "weight", verdict=moved[verdict], money=moved.money.fill_null(0.0))
    )
    try:
        products = cross_products_of(
            tables.engine, rows, ["verdict", "money"], weight="weight", cluster="cluster"
        )
        fit = least_squares(products, "money", ["verdict"])
    except UsageError:
        return None
    return Money(fit.estimate("verdict", unit="money"), currencies[0] or "", days)


def _amounts(tables: Tables) -> ir.Table:
    """Signed amounts of persons, with their moment and currency."""
    outcomes = tables["outcomes"]
    counted = outcomes.filter(outcomes.kind.isin([*_SIGNS]) & outcomes.amount.notnull())
    sign = ibis.cases(*[(counted.kind == kind, sign) for kind, sign in _SIGNS.items()])
    signed = counted.select("customer_ref", "at", "currency", amount=sign * counted.amount.abs())
    own = tables["persons"].select("customer_ref", "person_id")
    return signed.inner_join(own, "customer_ref").drop("customer_ref")


def _moved(known: ir.Table, amounts: ir.Table, days: float) -> ir.Table:
    near = known.select("issue_id", "person_id", "opened_at").inner_join(amounts, "person_id")
    after = near.filter(near.at >= near.opened_at)
    soon = after.filter(days_between(after.at, after.opened_at) <= days)
    return soon.group_by("issue_id").aggregate(money=soon.amount.sum())


def _error(number: Estimate) -> float | None:
    if number.lower is None or number.upper is None:
        return None
    return (number.upper - number.lower) / 2 / normal_quantile(number.level)
