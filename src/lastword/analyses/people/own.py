"""Own: what one agent may know of their own customers."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from lastword.analyses.people.logins import shared_logins
from lastword.analyses.people.outcomes import TITLES, available
from lastword.analyses.people.served import GIVEN, served
from lastword.analyses.people.strengths import Strength, agents_strengths
from lastword.analyses.people.study import agents
from lastword.analyses.people.sums import cells_of, sums_of
from lastword.analyses.people.teams import best_outcome
from lastword.analyses.people.turns import answered
from lastword.analyses.people.unit import Unit
from lastword.errors import NotTestable, UsageError
from lastword.estimate import Estimate
from lastword.question import Context
from lastword.result import Numbers, Result
from lastword.stats.proportion import wilson
from lastword.verdict.quotes import quotes

LATEST = 25
"""Verdicts shown: customers who answered first, the latest of them first."""
BEST = 5
"""Kinds of problems shown."""


@dataclass(frozen=True, slots=True)
class OwnOutcome:
    """One outcome of the agent's customers, beside the centre's on the same mix."""

    outcome: str
    mean: float
    unit: Unit


@dataclass(frozen=True, slots=True)
class Month:
    """One month: what the agent's customers say or did, and what the centre's would have."""

    month: str
    share: Estimate
    given: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one customer said; None where they were not asked that."""

    at: datetime
    contact_id: str
    reason: str | None
    solved: bool | None
    satisfaction: float | None
    came_back: bool | None
    words: str


@dataclass(frozen=True, slots=True)
class Own(Result):
    """One agent's own page.

    Parameters
    ----------
    team
        Team of their last contact.
    contacts
        Contacts that they answered.
    is_shared
        Whether several people seem to use this login: then it speaks of no one person.
    standings, months, strengths, verdicts
        By outcome; month by month; with which kinds it goes best; the latest customers.
    """

    agent_id: str
    team: str | None
    contacts: int
    is_shared: bool
    standings: tuple[OwnOutcome, ...]
    months: tuple[Month, ...]
    strengths: tuple[Strength, ...]
    verdicts: tuple[Verdict, ...]

    def numbers(self) -> Numbers:
        """Value of each outcome."""
        return {one.outcome: one.unit.value for one in self.standings}


def own(context: Context, agent_id: str) -> Own:
    """Gather what an agent's customers said and did; nothing of any colleague.

    Raises
    ------
    UsageError
        If the agent answered no contact.
    """
    contacts = answered(context.tables)
    mine = contacts.filter(contacts.agent_id == agent_id)
    last = mine.order_by([mine.offered_at.desc(), mine.contact_id]).limit(1)
    latest = context.tables.engine.fetch(last.select("team_id")).to_pylist()
    if not latest:
        raise UsageError(
            f"no contact was answered by {agent_id!r}. Ids look like source:number; "
            "`lastword contacts` shows them in the column agent_id."
        )
    count = context.tables.engine.fetch(mine.aggregate(n=mine.count()))["n"][0].as_py()
    return Own(
        agent_id,
        latest[0]["team_id"],
        int(count),
        agent_id in context.once(shared_logins),
        _standings(context, agent_id),
        _months(context, agent_id),
        _strengths(context, agent_id),
        _verdicts(context, mine),
    )


def contacts_of(context: Context, agent_id: str, among: Sequence[str]) -> frozenset[str]:
    """Which of some contacts are the agent's, by the export or as corrected."""
    tables = context.tables
    found: set[str] = set()
    for name in ("contacts", "issue_contacts"):
        mine = tables[name].filter(
            (tables[name].agent_id == agent_id) & tables[name].contact_id.isin(list(among))
        )
        found.update(tables.engine.fetch(mine.select("contact_id"))["contact_id"].to_pylist())
    return frozenset(found)


def _standings(context: Context, agent_id: str) -> tuple[OwnOutcome, ...]:
    found = []
    for outcome in available(context.tables):
        try:
            study = agents(context, outcome.name, by="agent_id")
        except NotTestable:
            continue
        unit = study.unit(agent_id)
        if unit is not None:
            found.append(OwnOutcome(TITLES[outcome.name], study.mean, unit))
    return tuple(found)


def _months(context: Context, agent_id: str) -> tuple[Month, ...]:
    try:
        sums = context.once(_by_month)
    except NotTestable:
        return ()
    mine = sums[(sums.unit == agent_id) & (sums.weight > 0)]
    return tuple(_month(row) for row in mine.to_dict("records"))


def _by_month(context: Context) -> pd.DataFrame:
    rows = served(context.tables, best_outcome(context), by="agent_id")
    rows = rows.mutate(year=rows["at"].year(), month=rows["at"].month())
    apart = ("year", "month")
    return sums_of(context.tables.engine.save(cells_of(rows, GIVEN, apart)), GIVEN, apart)


def _month(row: Mapping[Hashable, Any]) -> Month:
    """Share of a month, its interval by the effective number of answers."""
    effective = row["weight"] ** 2 / row["squares"]
    share = wilson(row["good"] / row["weight"] * effective, effective)
    return Month(f"{row['year']}-{row['month']:02d}", share, float(row["expected"] / row["weight"]))


def _strengths(context: Context, agent_id: str) -> tuple[Strength, ...]:
    try:
        every = context.once(agents_strengths)
    except NotTestable:
        return ()
    mine = [one for one in every if one.unit == agent_id and one.beside_itself.is_known]
    return tuple(sorted(mine, key=lambda one: -(one.beside_itself.value or 0.0))[:BEST])


def _verdicts(context: Context, mine: ir.Table) -> tuple[Verdict, ...]:
    verdicts = context.tables["verdicts"]
    said = verdicts.filter(verdicts.is_answered | verdicts.did_come_back.fill_null(False))
    said = said.select("issue_id", "is_answered", "said_resolved", "said_csat", "did_come_back")
    latest = ibis.window(group_by="issue_id", order_by=[ibis.desc("offered_at"), "contact_id"])
    once = mine.mutate(turn=ibis.row_number().over(latest))
    told = once.filter(once.turn == 0).inner_join(said, "issue_id")
    order = [told.is_answered.desc(), told.offered_at.desc(), told.contact_id]
    told = told.order_by(order).limit(LATEST)
    rows = context.tables.engine.fetch(
        told.select("issue_id", "offered_at", "contact_id", "reason", "said_resolved", "said_csat",
                    "did_come_back")
    ).to_pylist()  # fmt: skip
    words = quotes(context.tables, [row["issue_id"] for row in rows])
    return tuple(
        Verdict(row["offered_at"], row["contact_id"], row["reason"], row["said_resolved"],
                row["said_csat"], row["did_come_back"], words.get(row["issue_id"], ""))
        for row in rows
    )  # fmt: skip
