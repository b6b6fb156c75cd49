"""The same questions of any data frame, without a project."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from lastword.engine import Engine, open_engine
from lastword.engine.times import days_between
from lastword.errors import UsageError
from lastword.verdict.again import came_again
from lastword.verdict.chance import reason_return, reason_returns
from lastword.verdict.curves import curve, day_counts, excess, watched_days
from lastword.verdict.results import Recontact

NOT_LINKED = "same reason"


def recontact_frame(
    frame: Any,
    *,
    customer: str,
    at: str,
    ended: str | None = None,
    reason: str | None = None,
    as_of: datetime | None = None,
    window_days: float = 7.0,
) -> Recontact:
    """Recontact of any data frame: one row a contact.

    Parameters
    ----------
    frame
        pandas, polars or pyarrow table, DuckDB relation or Ibis table.
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
    >>> recontact_frame(calls, customer="who", at="when").any.n
    2
    """
    named = [name for name in (customer, at, ended, reason) if name]
    data = _columns(_arrow(frame), named, times=[at, *([ended] if ended else [])])
    with open_engine("duckdb") as engine:
        contacts = _contacts(engine.frame(data), customer, at, ended, reason)
        stated = as_of or _last(engine, contacts)
        return _recontact(engine, contacts, stated, window_days, reason is not None)


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


def _arrow(frame: Any) -> pa.Table:
    if isinstance(frame, pa.Table):
        return frame
    if hasattr(frame, "to_pyarrow"):
        return frame.to_pyarrow()
    if hasattr(frame, "__arrow_c_stream__"):
        return pa.table(frame)
    raise UsageError(
        f"a {type(frame).__name__} is no data frame. Give a pandas, polars or pyarrow table, a "
        "DuckDB relation or an Ibis table"
    )


def _columns(data: pa.Table, names: list[str], *, times: list[str]) -> pa.Table:
    missing = [name for name in names if name not in data.column_names]
    if missing:
        raise UsageError(
            f"no column {', '.join(missing)}. Choose among: {', '.join(data.column_names)}"
        )
    chosen = {}
    for name in dict.fromkeys(names):
        column = data[name]
        if name in times and pa.types.is_timestamp(column.type):
            zone = "UTC" if column.type.tz else None
            column = column.cast(pa.timestamp("us", zone), safe=False).cast(pa.timestamp("us"))
        chosen[name] = column.cast(pa.string()) if pa.types.is_null(column.type) else column
    return pa.table(chosen)
