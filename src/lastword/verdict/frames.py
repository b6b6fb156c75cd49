"""Recontact of a project, or of any data frame without one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ibis
import ibis.expr.types as ir

from lastword.engine import Engine, open_engine
from lastword.engine.frames import chosen, to_arrow
from lastword.engine.times import days_between
from lastword.errors import UsageError
from lastword.question import answer, holds_context
from lastword.verdict.again import came_again
from lastword.verdict.chance import reason_return, reason_returns
from lastword.verdict.curves import curve, day_counts, excess, watched_days
from lastword.verdict.recontact import recontact as of_issues
from lastword.verdict.results import Recontact

NOT_LINKED = "same reason"


def recontact(
    data: Any,
    *,
    customer: str | None = None,
    at: str | None = None,
    ended: str | None = None,
    reason: str | None = None,
    as_of: datetime | None = None,
    window_days: float = 7.0,
) -> Recontact:
    """Who came back, as censored curves against chance.

    Parameters
    ----------
    data
        A project (or an analysis's context), whose linked issues are then watched; or a data
        frame with one row a contact: pandas, polars or pyarrow table, DuckDB relation or Ibis
        table. The other parameters speak of a frame only.
    customer, at
        Columns that hold who came and when (UTC or one zone throughout).
    ended
        Column with the contact's end; its start where None.
    reason
        Column with the reason; “same issue” then means the same reason. Without it every contact
        of the customer counts and chance is unknown.
    as_of
        The stated moment; the last contact where None.
    window_days
        Window of the three numbers.

    Raises
    ------
    UsageError
        If a column is missing, or no row holds both customer and time.

    Examples
    --------
    >>> import pandas as pd
    >>> calls = pd.DataFrame({"who": ["a", "a", "b"], "when": pd.to_datetime(
    ...     ["2024-01-01", "2024-01-04", "2024-02-20"])})
    >>> recontact(calls, customer="who", at="when").any.n
    2
    """
    if holds_context(data):
        return answer(data, of_issues)
    if customer is None or at is None:
        raise UsageError("name the columns of the frame: customer=…, at=…")
    named = [name for name in (customer, at, ended, reason) if name]
    contacts = chosen(to_arrow(data), named, times=[at, *([ended] if ended else [])])
    with open_engine("duckdb") as engine:
        rows = _contacts(engine.frame(contacts), customer, at, ended, reason)
        stated = as_of or _last(engine, rows)
        return _recontact(engine, rows, stated, window_days, reason is not None)


def _last(engine: Engine, contacts: ir.Table) -> datetime:
    last = engine.fetch(contacts.aggregate(at=contacts.offered_at.max()))["at"][0].as_py()
    if last is None:
        raise UsageError("no row holds both a customer and a time: there is nothing to watch")
    moment: datetime = last
    return moment


def _recontact(
    engine: Engine, contacts: ir.Table, as_of: datetime, window_days: float, has_reason: bool
) -> Recontact:
    contacts = engine.save(contacts)
    any_ = _curve(engine, came_again(contacts, ["person_id"], "again_at"), as_of, "any contact")
    if not has_reason:
        return Recontact(any_, any_, None, (), (), None)
    again = came_again(contacts, ["person_id", "reason"], "again_at")
    same = _curve(engine, again, as_of, NOT_LINKED)
    returns = engine.save(reason_returns(contacts.filter(contacts.reason.notnull())))
    counts = day_counts(returns, returns.chance_days, watched_days(returns.ended_at, as_of))
    shuffled = curve("reasons shuffled within customer", engine.fetch(counts).to_pylist())
    return Recontact(
        same=same,
        any=any_,
        chance=shuffled,
        excess=excess(same, shuffled, "same reason minus shuffled reasons"),
        by_outcome=(),
        reopened=None,
        reason=reason_return(engine, returns, as_of, window_days),
    )


def _curve(engine: Engine, again: ir.Table, as_of: datetime, name: str) -> Any:
    days = days_between(again.again_at, again.ended_at)
    counts = day_counts(again, days, watched_days(again.ended_at, as_of))
    return curve(name, engine.fetch(counts).to_pylist())


def _contacts(
    rows: ir.Table, customer: str, at: str, ended: str | None, reason: str | None
) -> ir.Table:
    known = rows.filter(rows[customer].notnull() & rows[at].notnull())
    began = known[at].cast("timestamp")
    ends = ibis.coalesce(known[ended].cast("timestamp"), began) if ended else began
    order = ibis.window(order_by=[began, known[customer]])
    return known.select(
        contact_id=ibis.row_number().over(order).cast("string"),
        person_id=known[customer].cast("string"),
        reason=known[reason].cast("string") if reason else ibis.null("string"),
        offered_at=began,
        ended_at=ends,
        position=ibis.literal(1),
    )
