"""Customers: what those of each unit said or did, day by day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pandas as pd

from lastword.analyses.employees.units import UnitColumn, with_unit
from lastword.engine import Tables
from lastword.engine.joins import extend
from lastword.errors import NotTestable, UsageError


@dataclass(frozen=True, slots=True)
class Outcome:
    """One figure of an issue, from 0 to 1, better when higher.

    Parameters
    ----------
    name, title
        Key, and what its mean says in words.
    column
        Column of `verdicts` that must be filled.
    of
        Its value for each row of `verdicts`.
    is_said
        Whether customers had to be asked, so that answers are weighted for the silent.
    """

    name: str
    title: str
    column: str
    of: Callable[[ir.Table], ir.Value]
    is_said: bool


OUTCOMES: tuple[Outcome, ...] = (
    Outcome("satisfaction", "customers' satisfaction", "said_csat", lambda v: v.said_csat, True),
    Outcome("solved", "problems solved, say customers", "said_resolved",
            lambda v: v.said_resolved.cast("int64"), True),
    Outcome("settled", "problems that did not come back", "did_come_back",
            lambda v: 1 - v.did_come_back.cast("int64"), False),
)  # fmt: skip


def chosen(tables: Tables, name: str | None) -> Outcome:
    """The outcome of that name, or the first that is known.

    Raises
    ------
    UsageError
        If there is no such outcome.
    NotTestable
        If nothing is known of any outcome, or of this one.
    """
    by_name = {outcome.name: outcome for outcome in OUTCOMES}
    if name is not None and name not in by_name:
        raise UsageError(f"unknown outcome {name!r}. Choose one of: {', '.join(by_name)}")
    filled = tables.filled("verdicts")
    wanted = [by_name[name]] if name else OUTCOMES
    known = [outcome for outcome in wanted if outcome.column in filled]
    if not known:
        raise NotTestable("nothing is known of what customers said or did")
    return known[0]


def verdict_days(tables: Tables, outcome: Outcome, column: UnitColumn) -> pd.DataFrame:
    """Sums of each unit's verdicts by day of the issue's last contact.

    The unit is that of whoever ended the last contact, at that time.

    Returns
    -------
    DataFrame
        `unit`, `day`, `weight` and `good` (Σ weight · value), ordered.
    """
    verdicts = extend(
        tables["verdicts"], tables["issues"].select("issue_id", "last_contact_at"), "issue_id"
    )
    known = verdicts.mutate(y=outcome.of(verdicts).cast("float64"))
    known = known.filter(known.is_mature & known.y.notnull() & known.last_contact_at.notnull())
    weight = known.weight.fill_null(1.0) if outcome.is_said else ibis.literal(1.0)
    rows = known.select(
        "agent_id", "team_id", "y", weight=weight, day=known.last_contact_at.truncate("D")
    )
    if column == "team_id":
        placed = rows.rename(unit="team_id").filter(ibis._.unit.notnull())
    else:
        placed = with_unit(rows.filter(rows.agent_id.notnull()), tables, column)
    sums = placed.group_by("unit", "day").aggregate(
        weight=placed.weight.sum(), good=(placed.weight * placed.y).sum()
    )
    return ordered(tables, sums)


def ordered(tables: Tables, sums: ir.Table) -> pd.DataFrame:
    """Sums of units and days in memory, ordered."""
    frame: pd.DataFrame = tables.engine.fetch(sums).to_pandas()
    frame["day"] = pd.to_datetime(frame["day"])
    return frame.sort_values(["unit", "day"], ignore_index=True)
